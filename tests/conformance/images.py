#!/usr/bin/python3
"""Compare compatscan's reading of real images with independent readers.

usage: images.py COMPATSCAN [PATH...]
       images.py --full COMPATSCAN FIXTURE WORK

The first form reads the files at the paths and below them, without any of them an evenly spread sample of what is
installed, and asks pefile and libmagic. --full reads every file of the packages (packages.py), of the mingw and LLVM
tools (mingw.py) and of our own fixture (fixtures.py), keeps what it fetches in the folder WORK, and asks all readers.

Each difference that disagreements.py does not explain is one line; the last line counts files. Exit 0 when all agree,
1 when not, 2 when nothing could be compared.
"""
import collections
import hashlib
import multiprocessing
import os
import pathlib
import sys

import disagreements
import fixtures
import libmagic
import mingw
import objdump
import ours
import packages
import pefile_reader
import process
import winedump
import wrestool

SAMPLE = 130  # of the installed files; pefile takes about 0.1 s for each
SHOWN = 300  # characters of a value in a message
READER = "reader"  # the field of a difference when the reader gives up
PE_MACHINES_OF_OBJDUMP = ("i386", "x86-64")

Case = collections.namedtuple("Case", "path data ours theirs")


def new_header(path):
    """"pe", "ne", "le", ... by the two bytes that e_lfanew leads to; "mz" for none of them."""
    with open(path, "rb") as file:
        head = file.read(0x40)
        if head[:2] not in (b"MZ", b"ZM") or len(head) < 0x40:
            return head[:2].decode("latin-1").lower()
        file.seek(int.from_bytes(head[0x3C:0x40], "little"))
        magic = file.read(2)
    return magic.decode("latin-1").lower() if magic in (b"PE", b"NE", b"LE", b"LX", b"W3", b"W4") else "mz"


def ask_pefile(path, kind):
    return pefile_reader.read(path)


def ask_objdump(path, kind):
    return objdump.read(path) if kind == "pe" else None


def ask_wrestool(path, kind):
    return wrestool.read(path) if kind in ("pe", "ne") else None


# libmagic is asked for many files at once
QUICK_READERS = {"pefile": ask_pefile}
FULL_READERS = {**QUICK_READERS, "winedump": winedump.read, "objdump": ask_objdump, "wrestool": ask_wrestool}


def answers(path, readers):
    """What each reader says of a file: facts, None for a format it does not know, or a process.Failed."""
    kind = new_header(path)
    found = {}
    for name in readers:
        try:
            found[name] = FULL_READERS[name](path, kind)
        except process.Failed as failed:
            found[name] = failed
        except Exception as error:  # a reader's answer that we cannot take apart fails the file, not the run
            found[name] = process.Failed(f"{type(error).__name__}: {error}")
    return found


def knows(reader, facts):
    """Whether the reader should have an answer for an image with these facts."""
    kind = facts["kind"]
    if reader == "objdump":
        return kind.startswith("pe") and facts["machine"] in PE_MACHINES_OF_OBJDUMP
    if reader == "winedump":
        return kind.startswith("pe") or kind in ("ne", "le")
    return kind.startswith("pe") or (reader == "wrestool" and kind == "ne")


def difference(mine, theirs):
    """Words for where two values differ; for long lists only the first row that does."""
    if isinstance(mine, list) and isinstance(theirs, list):
        for index, (one, other) in enumerate(zip(mine, theirs)):
            if one != other:
                return f"[{index}] is {str(one)[:SHOWN]}, not {str(other)[:SHOWN]}"
        longer, whose = (mine, "ours") if len(mine) > len(theirs) else (theirs, "theirs")
        at = min(len(mine), len(theirs))
        return f"has {len(mine)} rows, not {len(theirs)}; first only in {whose}: {str(longer[at])[:SHOWN]}"
    if isinstance(mine, dict) and isinstance(theirs, dict):
        keys = [key for key in {**mine, **theirs} if mine.get(key, ...) != theirs.get(key, ...)]
        return ", ".join(f"{key}: {str(mine.get(key))[:SHOWN]}, not {str(theirs.get(key))[:SHOWN]}" for key in keys)
    return f"is {str(mine)[:SHOWN]}, not {str(theirs)[:SHOWN]}"


def explanation(reader, field, case):
    """The numbers of the rows that explain the difference together, or None."""
    used = []
    for number, row in enumerate(disagreements.ROWS):
        if row.reader != reader or field not in row.fields or not row.holds(case):
            continue
        if not row.mend:
            return [number]
        mended = row.mend(case)
        if mended != case.theirs[field]:
            used.append(number)
        if mended == case.ours.get(field):
            return used
        case = case._replace(theirs={**case.theirs, field: mended})
    return None


class Comparison:
    """What was compared and explained, in one file or in many."""

    def __init__(self):
        self.explained = collections.Counter()
        self.compared = collections.Counter()

    def add(self, other):
        self.explained.update(other.explained)
        self.compared.update(other.compared)

    def of_reader(self, reader, path, data, mine, theirs):
        """The differences that nothing explains."""
        if isinstance(theirs, process.Failed):
            told = {READER: str(theirs)}
        elif theirs is None:
            told = {READER: "does not know the format"} if knows(reader, mine) else {}
        else:
            told = theirs
        lines = []
        for field, value in told.items():
            self.compared[reader, field] += 1
            if field in mine and mine[field] == value:
                continue
            rows = explanation(reader, field, Case(path, data, mine, told))
            if rows is not None:
                self.explained.update(rows)
            elif field == READER:
                lines.append(f"{reader}: {value}")
            elif field not in mine:
                lines.append(f"{field}: compatscan says nothing, {reader} says {str(value)[:SHOWN]}")
            else:
                lines.append(f"{field} {difference(mine[field], value)} as {reader} says")
        return lines


def compare_file(task):
    """(path, differences, Comparison) of one file; runs in a process of its own."""
    path, mine, sentence, readers = task
    comparison = Comparison()
    if mine is None:
        return path, ["compatscan says nothing of this file"], comparison
    data = pathlib.Path(path).read_bytes()
    found = {**answers(path, readers), "libmagic": sentence,
             "hashlib": {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}}
    lines = [line for reader, theirs in found.items()
             for line in comparison.of_reader(reader, path, data, mine, theirs)]
    return path, lines, comparison


def expand(paths):
    for path in paths:
        if os.path.isdir(path):
            for folder, _, found in os.walk(path):
                yield from (os.path.join(folder, name) for name in found)
        else:
            yield path


def sample(paths):
    """At most SAMPLE of them, spread evenly."""
    if len(paths) <= SAMPLE:
        return paths
    return [paths[index * len(paths) // SAMPLE] for index in range(SAMPLE)]


def compare(program, paths, readers):
    """Prints the differences; returns (comparison, number of files that differ, kinds counted)."""
    total, kinds = Comparison(), collections.Counter()
    mine = ours.read(program, paths)
    sentences = libmagic.read_all(paths)
    tasks = [(path, mine.get(path), sentences[path], readers) for path in paths]
    failed = 0
    with multiprocessing.Pool() as pool:
        for path, lines, comparison in pool.imap(compare_file, tasks, chunksize=4):
            total.add(comparison)
            failed += bool(lines)
            kinds[mine[path]["kind"] if path in mine else "nothing"] += 1
            for line in lines:
                print(f"{path}: {line}", flush=True)
    return total, failed, kinds


def main_quick(program, paths):
    if paths:
        paths = sorted({path for path in expand(paths) if os.path.isfile(path) and packages.is_image(path)})
    else:
        paths = sample(packages.installed_files())
    _, failed, _ = compare(program, paths, tuple(QUICK_READERS))
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 2 if not paths else 1 if failed else 0


def main_full(program, fixture, work):
    work = pathlib.Path(work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    paths = packages.installed_files() + packages.downloaded_files(work)
    paths += mingw.files(work) + fixtures.files(fixture, work)
    comparison, failed, kinds = compare(program, paths, tuple(FULL_READERS))
    unused = [row for number, row in enumerate(disagreements.ROWS) if not comparison.explained[number]]
    for row in unused:
        print(f"disagreements.py: nothing needs the row {row.reader}, {', '.join(row.fields)}: {row.where}")
    for kind, count in sorted(kinds.items()):
        print(f"{count} files of kind {kind}")
    for (reader, field), count in sorted(comparison.compared.items()):
        print(f"{count} times {field} with {reader}")
    for number, count in sorted(comparison.explained.items()):
        row = disagreements.ROWS[number]
        print(f"{count} differences explained: {row.reader}, {', '.join(row.fields)}: {row.where}")
    print(f"{len(paths) - failed} passed, {failed + len(unused)} failed")
    return 1 if failed or unused else 0


def main():
    arguments = sys.argv[1:]
    try:
        if len(arguments) == 4 and arguments[0] == "--full":
            return main_full(*arguments[1:])
        if arguments and not arguments[0].startswith("-"):
            return main_quick(arguments[0], arguments[1:])
    except (packages.Missing, mingw.Missing) as missing:
        print(f"images.py: {missing}", file=sys.stderr)
        return 2
    print(__doc__.strip(), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
