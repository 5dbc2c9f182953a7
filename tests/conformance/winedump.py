"""Images as winedump of Wine prints them: PE, NE and LE.

PE tables are asked for one by one, since with -x it also prints the DWARF of Wine's own DLLs. Resources of a PE are
left to other readers, because winedump prints their bytes as well (40 MB for shell32.dll).
"""
import os
import re

import names
import process

NAME = "winedump"
PROGRAMS = ("/usr/lib/wine/winedump", "/usr/bin/winedump", "/usr/bin/winedump-stable")

NE_TARGETS = {1: "os2", 2: "windows", 3: "dos4", 4: "windows386", 5: "boss"}
LE_TARGETS = {"OS/2": "os2", "Windows": "windows", "DOS 4.x": "dos4", "Windows 386": "windows386"}
LE_MACHINES = {"Intel 80286": "i286", "Intel 80386": "i386", "Intel 80486": "i486", "Intel 80586": "i586"}
NE_RESOURCES = {"CURSOR": 1, "BITMAP": 2, "ICON": 3, "MENU": 4, "DIALOG": 5, "STRING": 6, "FONTDIR": 7, "FONT": 8,
                "ACCELERATOR": 9, "RCDATA": 10, "CURSOR_GROUP": 12, "ICON_GROUP": 14}


def program():
    return next((path for path in PROGRAMS if os.access(path, os.X_OK)), None)


def dump(path, *options):
    lines, status = process.lines([program(), *options, path])
    if status != 0:
        raise process.Failed(f"winedump gave up with status {status}")
    return lines


def fields(lines):
    """{label: value} of lines such as "  linker version    2.39" and "Exe type:   2"; the first of each."""
    found = {}
    for line in lines:
        match = re.match(r"^\s*([A-Za-z][\w &]*?)(?:: *|\s{2,})(\S.*?)\s*$", line)
        if match:
            found.setdefault(match[1], match[2])
    return found


def version(value):
    """Minor versions are printed with two digits in PE and as they are in NE."""
    major, minor = value.split(".")
    return f"{int(major)}.{int(minor)}"


def hexadecimal(value):
    return int(re.match(r"(?:0x)?([0-9A-Fa-f]+)", value)[1], 16)


def pe_headers(path):
    told = fields(dump(path, "-f"))
    plus = hexadecimal(told["Magic"]) == 0x20B
    return {
        "kind": "pe32plus" if plus else "pe32",
        "bits": 64 if plus else 32,
        "machine": names.numbered(names.MACHINES, hexadecimal(told["Machine"])),
        "dll": bool(hexadecimal(told["Characteristics"]) & 0x2000),
        "subsystem": names.numbered(names.SUBSYSTEMS, hexadecimal(told["Subsystem"])),
        "linker": version(told["linker version"]),
        "expected_windows": version(told["subsystem version"]),
    }


def pe_imports(path):
    modules, hints, delay = [], [], False
    for line in dump(path, "-j", "import"):
        delay = delay or line.startswith("Delay Import Table")
        module = re.match(r"^  (?:grAttrs [0-9a-f]+ )?offset [0-9a-f]+ (.*)$", line)
        symbol = re.match(r"^  [0-9a-f]{8,16}  *(\d+)  (.*)$", line)
        if module:
            modules.append([module[1], delay, []])
            hints.append([])
        elif symbol:
            by_ordinal = symbol[2] == "<by ordinal>"
            modules[-1][2].append(f"#{symbol[1]}" if by_ordinal else symbol[2])
            hints[-1].append(None if by_ordinal else int(symbol[1]))
    return {"imports": modules, "hints": hints}


def pe_exports(path):
    lines = dump(path, "-j", "export")
    rows = []
    for line in lines:
        match = re.match(r"^  [0-9A-F]{8,16} +(\d+) (.*?)(?: \(-> (.*)\))?$", line)
        if match:
            rows.append([int(match[1]), None if match[2] == "<by ordinal>" else match[2], match[3]])
    name = next((re.match(r"^  Name: +(.*)$", line) for line in lines if line.startswith("  Name: ")), None)
    return {"exports": sorted(rows, key=lambda row: (row[0], row[1] or "")),
            "module_name": (name[1].strip() or None) if name else None}


def pe_debug(path):
    told = fields(dump(path, "-j", "debug"))
    if "Signature" not in told:
        return {"debug": None}
    return {"debug": {"pdb": told.get("Filename", ""), "age": hexadecimal(told["Age"]),
                      "guid": told["Guid"].strip("{}").upper() if "Guid" in told else told["TimeStamp"].split()[0]}}


def pe_clr(path):
    told = fields(dump(path, "-j", "clr"))
    if "Header Size" not in told:
        return {"has_clr": False}
    flags = hexadecimal(told["Flags"])
    return {"has_clr": True, "clr_runtime": version(told["Required runtime version"]), "clr_il_only": bool(flags & 1)}


def table(lines, heading):
    """The (ordinal, name) rows of a table of names."""
    rows = []
    try:
        start = lines.index(heading) + 1
    except ValueError:
        return rows
    for line in lines[start:]:
        match = re.match(r"^ *(\d+): (.*)$", line)
        if not match:
            break
        rows.append((int(match[1]), match[2]))
    return rows


def first_name(rows):
    return (rows[0][1] or None) if rows else None


def ne_imports(lines):
    modules = {}
    for line in lines:
        match = re.match(r"^ *\d+: .* = ([^ .]+)\.(.+)$", line)
        if match:
            symbol = f"#{match[2]}" if match[2].isdigit() else match[2]
            modules.setdefault(match[1], set()).add(symbol)
    return sorted([module, sorted(symbols)] for module, symbols in modules.items())


def ne_resources(lines):
    rows = []
    for line in lines:
        match = re.match(r"^  (.+) (\S+) flags [0-9a-f]{4} length ([0-9a-f]+)$", line)
        if match:
            name = f"#{match[1]}" if match[1].isdigit() else match[1]
            number = NE_RESOURCES.get(match[2])
            if number is None and re.fullmatch(r"8[0-9a-f]{3}", match[2]):
                number = int(match[2], 16) & 0x7FFF
            rows.append([names.resource_type(number) if number else match[2], name, None, int(match[3], 16)])
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


def ne(lines):
    told = fields(lines)
    flags, target = hexadecimal(told["Flags"]), hexadecimal(told["Exe type"])
    resident, others = table(lines, "Resident name table:"), table(lines, "Non-resident name table:")
    facts = {
        "kind": "ne", "bits": 16, "dll": bool(flags & 0x8000), "self_loading": bool(flags & 0x800),
        "linker": told["Linker version"], "module_name": first_name(resident), "description": first_name(others),
        "expected_windows": told["Expected version"] if told["Expected version"] != "0.0" else None,
        "resource_sizes": ne_resources(lines),
        "exported_names": sorted([ordinal, name] for ordinal, name in resident + others if ordinal),
        "imported_names": ne_imports(lines),
    }
    if target in NE_TARGETS:
        facts["target"] = NE_TARGETS[target]
    return facts


def le(lines):
    told = fields(lines)
    vxd_id, ddk = int(told["VxD identifier"], 16), int(told["VxD DDK version"], 16)
    facts = {
        "kind": "le", "bits": 32, "dll": bool(int(told["Module type flags"], 16) & 0x8000),
        "module_name": first_name(table(lines, "Resident name table:")),
        "description": first_name(table(lines, "Non-resident name table:")),
        "target": LE_TARGETS[told["Target operating system"]], "machine": LE_MACHINES[told["CPU type"]],
    }
    if facts["target"] == "windows386":
        facts["vxd"] = {"device_id": vxd_id, "ddk": f"{ddk >> 8}.{ddk & 0xFF}"}
    return facts


def read(path, kind):
    """The facts; kind is what the first bytes of the new header say, "" for what winedump is not asked for."""
    if kind == "ne":
        return ne(dump(path, "-x"))
    if kind == "le":
        return le(dump(path, "-x"))
    if kind == "pe":
        return {**pe_headers(path), **pe_imports(path), **pe_exports(path), **pe_debug(path), **pe_clr(path)}
    return None
