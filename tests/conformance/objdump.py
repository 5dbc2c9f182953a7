"""PE images as objdump of the mingw tools prints them (`objdump -p`): i386 and x86-64."""
import re

import names
import process

NAME = "objdump"
PROGRAM = "x86_64-w64-mingw32-objdump"
HEADER = re.compile(r"^(Magic|Major\w+|Minor\w+|Subsystem)\s+([0-9a-f]+)")


def headers(lines):
    told = {}
    for line in lines[:60]:
        match = HEADER.match(line)
        if match:
            told[match[1]] = match[2]
    flags = next(int(line.split()[1], 16) for line in lines if line.startswith("Characteristics "))
    architecture = next(line.rsplit(" ", 1)[1] for line in lines if "file format " in line)
    plus = told["Magic"] == "020b"
    return {
        "kind": "pe32plus" if plus else "pe32",
        "bits": 64 if plus else 32,
        "machine": {"pei-i386": "i386", "pei-x86-64": "x86-64"}[architecture],
        "dll": bool(flags & 0x2000),
        "subsystem": names.numbered(names.SUBSYSTEMS, int(told["Subsystem"], 16)),
        "linker": f"{int(told['MajorLinkerVersion'])}.{int(told['MinorLinkerVersion'])}",
        "expected_windows": f"{int(told['MajorSubsystemVersion'])}.{int(told['MinorSubsystemVersion'])}",
    }


def imports(lines):
    """Only the ordinary ones: objdump does not print delay imports."""
    modules, hints = [], []
    inside = False
    for line in lines:
        if line.startswith("\tDLL Name: "):
            inside = True
            modules.append([line[len("\tDLL Name: "):], []])
            hints.append([])
        elif not line.strip():
            inside = False
        elif inside and not line.startswith("\tvma:"):
            address, number, name = re.match(r"^\t([0-9a-f]+)\t *([0-9a-f]+)  (.*?)(?:\t[0-9a-f]+)?$", line).groups()
            by_ordinal = name == "<none>"
            modules[-1][1].append(f"#{int(address, 16) & 0xFFFF}" if by_ordinal else name)
            hints[-1].append(None if by_ordinal else int(number))
    return {"undelayed_imports": modules, "undelayed_hints": hints}


def exports(lines):
    forwarders, named, name = {}, {}, None
    base = 0
    for line in lines:
        if line.startswith("Name \t"):
            name = re.sub(r"^Name\s+[0-9a-f]+ ?", "", line) or None
        elif line.startswith("Ordinal Base "):
            base = int(line.split()[-1])
        address = re.match(r"^\t\[ *(\d+)\] \+base\[ *\d+\] +[0-9a-f]+ (?:Export|Forwarder) RVA(?: -- (.*))?$", line)
        pointer = re.match(r"^\t\[ *(\d+)\] (?!\+base)(.*)$", line)
        if address:
            forwarders[base + int(address[1])] = address[2]
        elif pointer:
            named.setdefault(base + int(pointer[1]), []).append(pointer[2])
    rows = [[ordinal, symbol, forwarder] for ordinal, forwarder in forwarders.items()
            for symbol in named.get(ordinal, [None])]
    return {"exports": sorted(rows, key=lambda row: (row[0], row[1] or "")), "module_name": name}


def debug(lines):
    for line in lines:
        match = re.match(r"^\(format (?:RSDS|NB10) signature ([0-9a-f]+) age (\d+)(?: pdb (.*))?\)$", line)
        if match:
            digits = match[1].upper()
            if len(digits) == 32:
                digits = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
            name = match[3] or ""
            return {"debug": {"pdb": "" if name == "(none)" else name, "guid": digits, "age": int(match[2])}}
    return {"debug": None}


def read(path):
    """The facts, or None where objdump does not know the machine."""
    lines, status = process.lines([PROGRAM, "-p", path])
    if status != 0 or not any("file format pei-" in line for line in lines):
        return None
    return {**headers(lines), **imports(lines), **exports(lines), **debug(lines)}
