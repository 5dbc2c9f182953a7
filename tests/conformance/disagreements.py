#!/usr/bin/python3
"""Where an independent reader is known to say something else, and why it is not asked there.

Each row explains one reader's answer in some fields on the files for which holds(case) is true; case has path, data
(the bytes of the file), ours and theirs (dictionaries of facts). mend(case) gives what the reader would say without
its mistake, and that is compared instead; a row without mend leaves the field out on those files. Where several rows
hold, each mends what the one before has left.
A row that explains nothing in the full run is an error: the list stays true.

usage: disagreements.py                prints the table that stands in docs/conformance.md
       disagreements.py --check FILE   fails when FILE has another table
"""
import collections
import pathlib
import re
import struct
import sys
import uuid

Row = collections.namedtuple("Row", "reader fields where why holds mend", defaults=(None,))

E_LFANEW = 0x3C
COFF_SYMBOL = 18
SECTOR = 0x200
SECTION_HEADER = 40
SECURITY = 4
CERTIFICATE_ALIGNMENT = 8  # signing fills the file up to it


def word(data, offset):
    return struct.unpack_from("<H", data, offset)[0] if offset + 2 <= len(data) else 0


def dword(data, offset):
    return struct.unpack_from("<I", data, offset)[0] if offset + 4 <= len(data) else 0


def header(case):
    return dword(case.data, E_LFANEW)


def directory(case, number):
    """(address, size) of a data directory."""
    optional = header(case) + 24
    first = optional + (112 if word(case.data, optional) == 0x20B else 96)
    return dword(case.data, first + 8 * number), dword(case.data, first + 8 * number + 4)


def sections(case):
    """(virtual address, raw pointer, raw size)."""
    first = header(case) + 24 + word(case.data, header(case) + 20)
    for at in range(first, first + SECTION_HEADER * word(case.data, header(case) + 6), SECTION_HEADER):
        yield dword(case.data, at + 12), dword(case.data, at + 20), dword(case.data, at + 16)


def end_of_symbols(case):
    """Where the COFF symbols and the table of their long names end; 0 without any."""
    table, count = dword(case.data, header(case) + 12), dword(case.data, header(case) + 16)
    if not table:
        return 0
    names = table + count * COFF_SYMBOL
    return names + dword(case.data, names)


def overlay_between_tables(case):
    """What lies behind the sections and symbols and is no certificate; those stand at the end of the file."""
    start = max(case.theirs["overlay"]["offset"], end_of_symbols(case))
    certificates, size = directory(case, SECURITY)
    end = certificates if certificates and certificates + size >= len(case.data) else len(case.data)
    if end == certificates and end - start < CERTIFICATE_ALIGNMENT and not any(case.data[start:end]):
        return None
    return {"offset": start, "size": end - start} if start < end else None


def is_cut(case):
    """Whether a section ends behind the end of the file."""
    return any(pointer + size > len(case.data) for _, pointer, size in sections(case))


def is_pe(case):
    return case.ours["kind"].startswith("pe")


def lies_between_sectors(case):
    """Whether firmware loads the image, and takes a section from where no sector begins."""
    return is_pe(case) and case.ours["target"] == "efi" and any(pointer % SECTOR for _, pointer, _ in sections(case))


def codeview_record(case):
    """What the first RSDS record in the file says, wherever it is."""
    at = case.data.find(b"RSDS")
    if at < 0:
        return None
    return {"pdb": case.data[at + 24:case.data.index(b"\0", at + 24)].decode("utf-8"),
            "guid": str(uuid.UUID(bytes_le=case.data[at + 4:at + 20])).upper(), "age": dword(case.data, at + 20)}


def file_offsets(case):
    """wrestool's rows with addresses turned into file offsets."""
    homes = list(sections(case))
    rows = []
    for kind, name, language, address, size in case.theirs["resources"]:
        home = next((row for row in homes if row[0] <= address < row[0] + row[2]), None)
        offset = address - home[0] + home[1] if home else None
        rows.append([kind, name, language, offset if home and offset < len(case.data) else None, size])
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


def prints_the_type_twice(case):
    return any(kind == name for kind, name, *_ in case.theirs["resources"])


def names_of_their_own(case):
    """wrestool's rows with the type in place of the name replaced by ours, if the file has that text."""
    ours = {(row[0], *row[2:]): row[1] for row in case.ours["resources"]}
    rows = []
    for kind, name, *rest in case.theirs["resources"]:
        found = ours.get((kind, *rest), "") if kind == name else ""
        in_file = found and any(found.encode(encoding) in case.data for encoding in ("utf-16-le", "utf-8"))
        rows.append([kind, found if in_file else name, *rest])
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


def string_tables(case):
    """How many StringTable blocks the file has: their keys are eight hexadecimal digits."""
    return len(re.findall(rb"\0\0[\0\1]\0((?:[0-9A-Fa-f]\0){8})\0\0", case.data))


def all_tables(case):
    """pefile's rows with those of ours that it left out, if the file has as many."""
    theirs, ours = case.theirs["version_languages"], case.ours["version_languages"]
    missing = [row for row in ours if row not in theirs]
    return sorted(theirs + missing, key=lambda row: (row[0], row[1] or 0)) \
        if len(theirs) + len(missing) == string_tables(case) else theirs


def join_surrogates(value):
    """The value with each pair of escaped surrogates turned into its character."""
    if isinstance(value, str):
        return re.sub(r"\\u(d[89ab]..)\\u(d[c-f]..)",
                      lambda pair: bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be"), value)
    if isinstance(value, dict):
        return {join_surrogates(key): join_surrogates(part) for key, part in value.items()}
    return [join_surrogates(part) for part in value] if isinstance(value, list) else value


ROWS = (
    Row("pefile", ("overlay",), "images with a COFF symbol table or certificates",
        "pefile counts them as bytes behind the image, but the file header and the security directory account for "
        "them: an overlay is what nothing in the headers tells of. Both tables are taken from its answer.",
        lambda case: case.theirs["overlay"] is not None, overlay_between_tables),
    Row("pefile", ("overlay",), "files cut short inside a section",
        "pefile leaves a section that is not all there out of count, and takes its beginning for an overlay. What the "
        "section table accounts for is none.", is_cut, lambda case: None),
    Row("pefile", ("debug",), "EFI images with sections that begin between two sectors",
        "pefile rounds the file offset of a section down, as NT does. EFI firmware copies from the byte that the section "
        "table says. The record is looked for by its signature.", lies_between_sectors, codeview_record),
    Row("pefile", ("version_languages",), "texts with characters outside the basic plane",
        "pefile decodes UTF-16 a word at a time and escapes both halves of such a character. The halves are joined.",
        lambda case: "\\ud8" in str(case.theirs["version_languages"]),
        lambda case: join_surrogates(case.theirs["version_languages"])),
    Row("pefile", ("version_languages",), "a version resource with more than one StringTable",
        "pefile compares the offset of the next table, counted from the start of the resource, with the length of "
        "the block that holds the tables, and so stops before the last. Its rows must be among ours, and ours as "
        "many as there are tables in the file.", lambda case: case.theirs["version_languages"], all_tables),
    Row("objdump", ("debug",), "debug records of the older form (NB10)",
        "objdump prints the time stamp that identifies the symbol file byte by byte as it stands in the file; "
        "everybody else, and the symbol file's own folder on a symbol server, has it as a number.",
        lambda case: len((case.theirs["debug"] or {}).get("guid", "")) == 8,
        lambda case: {**case.theirs["debug"], "guid": bytes.fromhex(case.theirs["debug"]["guid"])[::-1].hex().upper()}),
    Row("wrestool", ("resources",), "PE images",
        "wrestool lays the image out in memory first and prints addresses there as offsets. They are turned into "
        "offsets by the section table.", is_pe, file_offsets),
    Row("wrestool", ("resources",), "resources whose type and name are both texts",
        "wrestool prints the type twice. The name in its place is ours, and must stand in the file.",
        prints_the_type_twice, names_of_their_own),
)


def table():
    """The rows as a table of docs/conformance.md."""
    lines = ["| reader | fields | where | why we are right |", "|---|---|---|---|"]
    lines += [f"| {row.reader} | {', '.join(row.fields)} | {row.where} | {row.why} |" for row in ROWS]
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        if table() in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"):
            return 0
        print(f"{sys.argv[2]} does not have the table of tests/conformance/disagreements.py; put this there:\n")
    print(table(), end="")
    return 1 if len(sys.argv) > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
