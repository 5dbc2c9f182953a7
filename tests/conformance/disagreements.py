"""Where an independent reader is known to say something else, and why it is not asked there.

Each row explains one reader's answer in one field (or in several) on the files for which holds(case) is true; case
has path, data (the bytes of the file), ours and theirs (dictionaries of facts). Where the right answer can be had
from theirs, mend(case) gives it and is compared instead; without mend the field is not compared on those files.
A row that explains nothing in the full run is an error: the list stays true.
"""
import collections

Row = collections.namedtuple("Row", "reader fields where why holds mend", defaults=(None,))

ROWS = (
)
