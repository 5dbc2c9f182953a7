"""Resources as `wrestool` of icoutils lists them: PE and NE."""
import re

import names
import process

NAME = "wrestool"
ROW = re.compile(r"^--type=(?P<type>'.*'|\d+) --name=(?P<name>'.*'|\d+)(?: --language=(?P<language>'.*'|\d+))?"
                 r" \[(?:type=[\w-]+ )?offset=(?P<offset>0x[0-9a-f]+) size=(?P<size>\d+)\]$")


def label(word, number):
    return word[1:-1] if word.startswith("'") else number(int(word))


def read(path):
    rows = []
    listing, _ = process.lines(["wrestool", "--list", path])
    for line in listing:
        match = ROW.match(line)
        if not match:
            raise process.Failed(f"cannot understand wrestool's line {line!r}")
        language = match["language"]
        rows.append([label(match["type"], names.resource_type), label(match["name"], "#{}".format),
                     f"{int(language):04X}" if language else None, int(match["offset"], 16), int(match["size"])])
    return {"resources": sorted(rows, key=lambda row: [str(cell) for cell in row])}
