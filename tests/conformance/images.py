#!/usr/bin/python3
"""Compare compatscan's reading of real images with two independent readers.

usage: images.py COMPATSCAN [DIRECTORY...]

Every PE and NE file below the directories (without any: of the Debian packages libwine and fonts-wine) is read
by `compatscan inspect --format jsonl`, by pefile and by libmagic. Each disagreement is one line; the last line
counts. Exit 0 when all agree, 1 when not, 2 when nothing could be compared.
"""
import json
import os
import re
import subprocess
import sys

import pefile

PACKAGES = ("libwine", "fonts-wine")
MAX_FILES = 900  # pefile takes about 20 ms for a file; the whole run should stay below 30 s
FILES_PER_RUN = 200  # the command line has a limit

# What libmagic calls the machines that pefile knows by number.
MACHINES = {
    0x014C: ("i386", ("Intel 80386", "Intel i386")),
    0x8664: ("x86-64", ("x86-64",)),
    0x01C0: ("arm", ("ARM",)),
    0x01C4: ("armnt", ("ARMv7 Thumb", "ARM Thumb-2", "ARMNT")),
    0xAA64: ("arm64", ("Aarch64", "ARM64")),
    0x0200: ("ia64", ("Intel Itanium",)),
    0x0184: ("alpha", ("Alpha",)),
    0x0166: ("mips", ("MIPS R4000",)),
}

# The new headers as libmagic names them: kind and bits.
NEW_HEADERS = (
    (r"\bPE32\+ ", "pe32plus", 64),
    (r"\bPE32 ", "pe32", 32),
    (r"\bNE for ", "ne", 16),
    (r"\bLE executable", "le", 32),
    (r"\bLX (for|executable)", "lx", 32),
    (r"\bW3 for ", "w3", None),
    (r"\bW4 for ", "w4", None),
    (r"\bMZ for MS-DOS", "mz", 16),
)


def has_small_lfarlc(path):
    with open(path, "rb") as file:
        header = file.read(0x1A)
    return int.from_bytes(header[0x18:0x1A], "little") < 0x40


# (libmagic's answer, what the file must show, field, why this answer is not asked for)
LIBMAGIC_IS_WRONG = (
    (r"\bMZ for MS-DOS", has_small_lfarlc, "kind",
     "it looks for an NE header only when e_lfarlc is at least 0x40; Windows looks all the same"),
)


def package_files():
    """The regular files of the packages, links left out because they lead to files listed as well."""
    for package in PACKAGES:
        listing = subprocess.run(["dpkg", "-L", package], capture_output=True, text=True)
        if listing.returncode != 0:
            print(f"images.py: package {package} is not installed; apt-get install {package}", file=sys.stderr)
        yield from listing.stdout.splitlines()


def files_below(directories):
    for directory in directories:
        for folder, _, names in os.walk(directory):
            yield from (os.path.join(folder, name) for name in names)


def has_mz(path):
    try:
        with open(path, "rb") as file:
            return file.read(2) in (b"MZ", b"ZM")
    except OSError:
        return False


def sample(paths):
    """At most MAX_FILES of them, spread evenly."""
    if len(paths) <= MAX_FILES:
        return paths
    return [paths[index * len(paths) // MAX_FILES] for index in range(MAX_FILES)]


def read_compatscan(program, paths):
    found = {}
    for start in range(0, len(paths), FILES_PER_RUN):
        command = [program, "inspect", "--format", "jsonl", *paths[start:start + FILES_PER_RUN]]
        run = subprocess.run(command, capture_output=True, check=False)
        for line in run.stdout.splitlines():
            image = json.loads(line)
            version = image.get("version") or {}
            found[image["path"]] = {
                "kind": image["kind"],
                "bits": image["bits"],
                "machine": image["machine"],
                "dll": image["dll"],
                "version": version.get("file"),
            }
    return found


def read_libmagic(paths):
    found = {}
    for start in range(0, len(paths), FILES_PER_RUN):
        part = paths[start:start + FILES_PER_RUN]
        run = subprocess.run(["file", "--brief", "--", *part], capture_output=True, text=True, check=True)
        found.update(zip(part, run.stdout.splitlines()))
    return found


def version_of(image):
    for info in getattr(image, "VS_FIXEDFILEINFO", []):
        words = (info.FileVersionMS >> 16, info.FileVersionMS & 0xFFFF,
                 info.FileVersionLS >> 16, info.FileVersionLS & 0xFFFF)
        return ".".join(map(str, words))
    return None


def read_pefile(path):
    """What pefile says, or None when it takes the file for no PE."""
    try:
        image = pefile.PE(path, fast_load=True)
    except pefile.PEFormatError:
        return None
    image.parse_data_directories(directories=[pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_RESOURCE"]])
    plus = image.OPTIONAL_HEADER.Magic == 0x20B
    code = image.FILE_HEADER.Machine
    facts = {
        "kind": "pe32plus" if plus else "pe32",
        "bits": 64 if plus else 32,
        "machine": MACHINES.get(code, (f"0x{code:04X}", ()))[0],
        "dll": bool(image.FILE_HEADER.Characteristics & 0x2000),
        "version": version_of(image),
    }
    image.close()
    return facts


def facts_of_libmagic(path, answer):
    """The facts in libmagic's sentence; only those it tells."""
    facts = {}
    for pattern, kind, bits in NEW_HEADERS:
        if re.search(pattern, answer):
            facts = {"kind": kind, "bits": bits}
            break
    if facts.get("kind") in ("pe32", "pe32plus", "ne"):
        facts["dll"] = "(DLL" in answer
    if facts.get("kind") in ("pe32", "pe32plus"):
        for name, spellings in MACHINES.values():
            if any(f" {spelling}" in answer for spelling in spellings):
                facts["machine"] = name
                break
    for pattern, shows, field, _ in LIBMAGIC_IS_WRONG:
        if re.search(pattern, answer) and shows(path):
            facts.pop(field, None)
            facts.pop("bits", None)
    return facts


def disagreements(ours, others, who):
    return [f"{field} is {ours.get(field)!r}, {who} says {value!r}"
            for field, value in others.items() if ours.get(field) != value]


def compare(path, ours, answer):
    if ours is None:
        return ["compatscan says nothing"]
    differences = disagreements(ours, facts_of_libmagic(path, answer), "libmagic")
    theirs = read_pefile(path)
    if theirs:
        differences += disagreements(ours, theirs, "pefile")
    elif ours["kind"].startswith("pe"):
        differences.append(f"kind is {ours['kind']!r}, pefile says it is no PE")
    return differences


def main():
    if len(sys.argv) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    program, directories = sys.argv[1], sys.argv[2:]
    paths = files_below(directories) if directories else package_files()
    paths = sorted({path for path in paths
                    if os.path.isfile(path) and not os.path.islink(path) and has_mz(path)})
    paths = sample(paths)
    ours = read_compatscan(program, paths)
    answers = read_libmagic(paths)
    failed = 0
    for path in paths:
        differences = compare(path, ours.get(path), answers[path])
        failed += bool(differences)
        for difference in differences:
            print(f"{path}: {difference}")
    print(f"{len(paths) - failed} passed, {failed} failed")
    if not paths:
        return 2
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
