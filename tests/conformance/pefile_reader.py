"""PE images as python3-pefile reads them.

pefile finds every structure; what it leaves as bytes (manifests, the .NET headers) is read here with the standard
library. It knows nothing but PE.
"""
import struct
import xml.etree.ElementTree as ElementTree

import pefile

import names

NAME = "pefile"

# pefile stops early by default, at numbers that real files pass.
pefile.MAX_IMPORT_SYMBOLS = 1 << 20
pefile.MAX_RESOURCE_ENTRIES = 1 << 20
pefile.MAX_SYMBOL_NAME_LENGTH = pefile.MAX_IMPORT_NAME_LENGTH = 4096
MAX_EXPORTS = 1 << 20

SECURITY, COM_DESCRIPTOR = 4, 14
RT_VERSION, RT_MANIFEST = 16, 24


def text(value):
    return None if value is None else value.decode("utf-8", "replace").rstrip("\0")


def dotted(most, least):
    return f"{most >> 16}.{most & 0xFFFF}.{least >> 16}.{least & 0xFFFF}"


def headers(image):
    optional, file_header = image.OPTIONAL_HEADER, image.FILE_HEADER
    plus = optional.Magic == 0x20B
    return {
        "kind": "pe32plus" if plus else "pe32",
        "bits": 64 if plus else 32,
        "machine": names.numbered(names.MACHINES, file_header.Machine),
        "dll": bool(file_header.Characteristics & 0x2000),
        "subsystem": names.numbered(names.SUBSYSTEMS, optional.Subsystem),
        "linker": f"{optional.MajorLinkerVersion}.{optional.MinorLinkerVersion}",
        "expected_windows": f"{optional.MajorSubsystemVersion}.{optional.MinorSubsystemVersion}",
    }


def imports(image):
    tables = [(entry, False) for entry in getattr(image, "DIRECTORY_ENTRY_IMPORT", [])]
    tables += [(entry, True) for entry in getattr(image, "DIRECTORY_ENTRY_DELAY_IMPORT", [])]
    modules, hints = [], []
    for entry, delay in tables:
        # pefile looks ordinals up in tables of its own and gives them names
        ordinals = [symbol.import_by_ordinal for symbol in entry.imports]
        modules.append([text(entry.dll), delay,
                        [f"#{symbol.ordinal}" if by_ordinal else text(symbol.name)
                         for symbol, by_ordinal in zip(entry.imports, ordinals)]])
        hints.append([None if by_ordinal else symbol.hint for symbol, by_ordinal in zip(entry.imports, ordinals)])
    return {"imports": modules, "hints": hints}


def bound_imports(image):
    rows = []
    for entry in getattr(image, "DIRECTORY_ENTRY_BOUND_IMPORT", []):
        rows.append([text(entry.name), entry.struct.TimeDateStamp, False])
        rows += [[text(ref.name), ref.struct.TimeDateStamp, True] for ref in entry.entries]
    return {"bound_imports": rows}


def exports(image):
    table = getattr(image, "DIRECTORY_ENTRY_EXPORT", None)
    rows = [[symbol.ordinal, text(symbol.name), text(symbol.forwarder)] for symbol in table.symbols] if table else []
    return {"exports": sorted(rows, key=lambda row: (row[0], row[1] or "")),
            "module_name": (text(table.name) or None) if table else None}


def leaves(image):
    """(type entry, name entry, language, data entry) of every resource."""
    root = getattr(image, "DIRECTORY_ENTRY_RESOURCE", None)
    for kind in root.entries if root else []:
        for name in kind.directory.entries if hasattr(kind, "directory") else []:
            for language in name.directory.entries if hasattr(name, "directory") else []:
                if hasattr(language, "data"):
                    yield kind, name, language.id, language.data.struct


def offset_of(image, rva):
    try:
        offset = image.get_offset_from_rva(rva)
    except pefile.PEFormatError:
        return None
    return offset if offset < len(image.__data__) else None


def label(entry, number):
    return str(entry.name) if entry.name is not None else number(entry.id)


def resources(image):
    rows = [[label(kind, names.resource_type), label(name, "#{}".format), f"{language:04X}",
             offset_of(image, data.OffsetToData), data.Size] for kind, name, language, data in leaves(image)]
    return {"resources": sorted(rows, key=lambda row: [str(cell) for cell in row])}


def version_rows(image, language, data):
    """The rows of one version resource; pefile keeps what it read last in attributes of the image."""
    for attribute in ("VS_VERSIONINFO", "VS_FIXEDFILEINFO", "FileInfo"):
        if hasattr(image, attribute):
            delattr(image, attribute)
    image.parse_version_information(data)
    fixed = next((info for info in getattr(image, "VS_FIXEDFILEINFO", []) if info.Signature == 0xFEEF04BD), None)
    file = dotted(fixed.FileVersionMS, fixed.FileVersionLS) if fixed else None
    product = dotted(fixed.ProductVersionMS, fixed.ProductVersionLS) if fixed else None
    rows = []
    for block in (block for info in getattr(image, "FileInfo", []) for block in info):
        for table in getattr(block, "StringTable", []):
            key = text(table.LangID)
            strings = {text(name): text(value) for name, value in table.entries.items()}
            rows.append([key[:4].upper(), int(key[4:8], 16), file, product, strings])
    return rows or [[f"{language:04X}", None, file, product, {}]]


def versions(image):
    found = [(name, language, version_rows(image, language, data))
             for kind, name, language, data in leaves(image) if kind.id == RT_VERSION and kind.name is None]
    rows = sorted((row for _, _, part in found for row in part), key=lambda row: (row[0], row[1] or 0))
    # Windows looks for number 1.
    standard = [(language, part) for name, language, part in found if name.name is None and name.id == 1]
    if not standard:
        return {"version_languages": [], "version": None, "product": None, "version_language": None,
                "version_strings": None}
    # What Windows takes when it is asked for no language: neutral, else English, else the first.
    _, shown = min(standard, key=lambda part: (0, 0x409).index(part[0]) if part[0] in (0, 0x409) else 2)
    language, _, file, product, strings = shown[0]
    return {"version_languages": rows, "version": file, "product": product, "version_language": language,
            "version_strings": strings}


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def assembly(element):
    if element is None:
        return None
    return {"name": element.get("name"), "version": element.get("version"), "type": element.get("type"),
            "architecture": element.get("processorArchitecture"),
            "public_key_token": element.get("publicKeyToken"), "language": element.get("language")}


def started(parser):
    """The events before damage, which the parser reports as an exception among them."""
    events = parser.read_events()
    while True:
        try:
            yield next(events)
        except (StopIteration, ElementTree.ParseError):
            return


def read_manifest(data):
    """The facts of the XML as far as expat reads it: what stands before damage counts."""
    parser = ElementTree.XMLPullParser(["start"])
    try:
        parser.feed(data.rstrip(b"\0"))
        parser.close()
    except ElementTree.ParseError:
        pass
    root = next((element for _, element in started(parser)), ElementTree.Element("none"))
    identity = next((child for child in root if local(child) == "assemblyIdentity"), None)
    dependencies = [identity_of for dependency in root if local(dependency) == "dependency"
                    for part in dependency if local(part) == "dependentAssembly"
                    for identity_of in part if local(identity_of) == "assemblyIdentity"]
    level = next((element for element in root.iter() if local(element) == "requestedExecutionLevel"), None)
    systems = [element.get("Id", "") for element in root.iter() if local(element) == "supportedOS"]
    return {
        "identity": assembly(identity),
        "dependencies": [assembly(element) for element in dependencies],
        "requested_level": None if level is None else level.get("level"),
        "ui_access": level is not None and level.get("uiAccess", "").strip().lower() == "true",
        "supported_systems": [names.SUPPORTED_SYSTEMS.get(system.strip().lower(), system.strip())
                              for system in systems],
    }


def manifest(image):
    found = [(name.id, language, data) for kind, name, language, data in leaves(image)
             if kind.id == RT_MANIFEST and kind.name is None and name.name is None]
    if not found:
        return {"manifest": None}
    number, language, data = min(found, key=lambda row: row[:2])
    facts = {"offset": offset_of(image, data.OffsetToData), "id": number, "language": f"{language:04X}"}
    facts.update(read_manifest(image.get_data(data.OffsetToData, data.Size)))
    return {"manifest": facts}


def metadata_version(image, rva):
    """The version text of the metadata root (ECMA-335 II.24.2.1)."""
    try:
        signature, _, _, _, length = struct.unpack("<IHHII", image.get_data(rva, 16))
        if signature != 0x424A5342:
            return None
        return image.get_data(rva + 16, length).split(b"\0")[0].decode("utf-8", "replace")
    except (pefile.PEFormatError, struct.error):
        return None


def clr_bits(image, il_only, required, preferred):
    """What it runs at under 32-bit and 64-bit Windows (ECMA-335 II.25.3.3.1 and its 32-bit preference)."""
    if image.OPTIONAL_HEADER.Magic == 0x20B:
        return None, 64
    free = image.FILE_HEADER.Machine == 0x14C and il_only and not required
    library = image.FILE_HEADER.Characteristics & 0x2000
    return 32, 64 if free and (library or not preferred) else 32


def clr(image):
    directories = image.OPTIONAL_HEADER.DATA_DIRECTORY
    if len(directories) <= COM_DESCRIPTOR or not directories[COM_DESCRIPTOR].VirtualAddress:
        return {"clr": None}
    header = image.get_data(directories[COM_DESCRIPTOR].VirtualAddress, 20)
    _, major, minor, metadata, _, flags = struct.unpack("<IHHIII", header[:20].ljust(20, b"\0"))
    # 20000h alone means nothing; with 2 it turns the requirement into a preference
    il_only, preferred = bool(flags & 1), flags & 0x20002 == 0x20002
    required = bool(flags & 2) and not preferred
    on_32bit, on_64bit = clr_bits(image, il_only, required, preferred)
    return {"clr": {"runtime": f"{major}.{minor}", "il_only": il_only, "required_32bit": required,
                    "preferred_32bit": preferred, "metadata_version": metadata_version(image, metadata),
                    "bits_on_32bit": on_32bit, "bits_on_64bit": on_64bit}}


def debug(image):
    for item in getattr(image, "DIRECTORY_ENTRY_DEBUG", None) or []:
        entry = item.entry
        name = getattr(entry, "PdbFileName", b"").split(b"\0")[0] if entry else b""
        if entry is None or item.struct.Type != 2:
            continue
        if entry.name == "CV_INFO_PDB70":
            guid = "{:08X}-{:04X}-{:04X}-{:02X}{:02X}-{}".format(
                entry.Signature_Data1, entry.Signature_Data2, entry.Signature_Data3, entry.Signature_Data4,
                entry.Signature_Data5, entry.Signature_Data6.hex().upper())
        else:
            guid = f"{entry.Signature:08X}"
        return {"debug": {"pdb": text(name), "guid": guid, "age": entry.Age}}
    return {"debug": None}


def overlay(image):
    start = image.get_overlay_data_start_offset()
    size = len(image.__data__)
    return {"overlay": {"offset": start, "size": size - start} if start is not None and start < size else None}


def signed(image):
    directories = image.OPTIONAL_HEADER.DATA_DIRECTORY
    return {"signed": len(directories) > SECURITY and directories[SECURITY].VirtualAddress != 0
            and directories[SECURITY].Size != 0}


WANTED = [pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{name}"] for name in (
    "EXPORT", "IMPORT", "RESOURCE", "DEBUG", "BOUND_IMPORT", "DELAY_IMPORT")]
PARTS = (headers, imports, bound_imports, exports, resources, versions, manifest, clr, debug, overlay, signed)


def read(path):
    """The facts, or None when pefile takes the file for no PE."""
    try:
        image = pefile.PE(path, fast_load=True, max_symbol_exports=MAX_EXPORTS, max_repeated_symbol=MAX_EXPORTS)
        image.parse_data_directories(directories=WANTED)
    except pefile.PEFormatError:
        return None
    try:
        facts = {}
        for part in PARTS:
            facts.update(part(image))
        return facts
    finally:
        image.close()
