"""Seeds of the target hive: by the fixture builder, by another program, and by hand what neither writes.

seeds(fixture) gives {name: input}. An input is the offset of the root key and the bins without the zeros at
their end (hive_fuzz.c).
"""
import pathlib
import struct
import subprocess
import tempfile

DESCRIPTIONS = {
    "empty": "",
    "select": '[Select]\n"Current"=dword:1\n[ControlSet001\\Services]\n',
    "environment": '[Select]\n"Current"=dword:1\n[ControlSet001\\Control\\Session Manager\\Environment]\n'
                   '"Path"=expand:"%SystemRoot%"\n"windir"="C:\\\\WINNT"\n@="default"\n',
    "known-dlls": '[ControlSet001\\Control\\Session Manager\\KnownDLLs]\n"a"="a.dll"\n"DllDirectory"=expand:"%x%"\n'
                  '[ControlSet001\\Control\\Session Manager]\n"ExcludeFromKnownDlls"=multi:"a.dll","b.dll"\n',
    "service": '[Select]\n"Current"=dword:1\n[ControlSet001\\Services\\MSExchangeCCMC]\n"Start"=dword:2\n'
               '"ImagePath"=expand:"C:\\\\x.exe"\n[ControlSet001\\Services\\MSExchangeCCMC\\Parameters]\n"a"=hex:01,02\n',
    "version": '[Microsoft\\Windows NT\\CurrentVersion]\n"CSDVersion"="Service Pack 6"\n',
    "deep": '[a\\b\\c\\d\\e\\f\\g\\h]\n"Current"=dword:7\n',
    "wide": '[Wide \u0130\u65e5]\n"Wide \u0130\u65e5"="\u0130\u65e5"\n@=hex(2):41,00,00\n"Start"=hex(4):01,02\n',
}

REGEDIT = """Windows Registry Editor Version 5.00

[\\Select]
"Current"=dword:00000001

[\\ControlSet001]

[\\ControlSet001\\Services]

[\\ControlSet001\\Services\\MSExchangeCCMC]
"Start"=dword:00000002
"ImagePath"=hex(2):43,00,3a,00,00,00

[\\ControlSet001\\Services\\a_b]

[\\ControlSet001\\Services\\ab]
"Path"="x"
"""

NO_CELL = 0xFFFFFFFF
ROOT, COMPRESSED = 0x0C, 0x20
TEXT, BINARY, NUMBER = 1, 3, 4


class Bins:
    """One bin, cell by cell."""

    def __init__(self):
        self.bytes = bytearray(b"hbin" + bytes(28))

    def cell(self, content):
        at = len(self.bytes)
        size = (len(content) + 4 + 7) // 8 * 8
        self.bytes += struct.pack("<i", -size) + content + bytes(size - 4 - len(content))
        return at

    def value(self, name, kind, data, offset=None):
        """offset: of the data's cell, where it is there already; a db record, mostly."""
        inline = offset is None and len(data) <= 4
        if offset is None:
            offset = struct.unpack("<I", data.ljust(4, b"\0"))[0] if inline else self.cell(data)
        return self.cell(struct.pack("<2sHIIIHH", b"vk", len(name), len(data) | (inline << 31), offset, kind, 1, 0)
                         + name.encode("latin-1"))

    def big_value(self, name, kind, data, count=None):
        parts = [self.cell(data[at:at + 16344].ljust(16344 + 4, b"\0")) for at in range(0, len(data), 16344)]
        parts = self.cell(struct.pack(f"<{len(parts)}I", *parts))
        return self.value(name, kind, data, self.cell(
            struct.pack("<2sHI", b"db", count or (len(data) + 16343) // 16344, parts)))

    def list(self, kind, names, offsets):
        if kind == "ri":
            half = len(names) // 2
            rows = [struct.pack("<I", self.list("lf", names[:half], offsets[:half])),
                    struct.pack("<I", self.list("li", names[half:], offsets[half:]))]
        elif kind == "li":
            rows = [struct.pack("<I", offset) for offset in offsets]
        else:
            rows = [struct.pack("<I", offset) + self.hint(kind, name) for name, offset in zip(names, offsets)]
        return self.cell(kind.encode() + struct.pack("<H", len(rows)) + b"".join(rows))

    @staticmethod
    def hint(kind, name):
        if kind == "lf":
            return name[:4].encode("latin-1").ljust(4, b"\0")
        number = 0
        for letter in name.upper():
            number = (number * 37 + ord(letter)) & 0xFFFFFFFF
        return struct.pack("<I", number)

    def key(self, name, children=None, values=(), kind="lf", root=False):
        """children: {name: offset}, in the order of the list."""
        children = children or {}
        names, offsets = list(children), list(children.values())
        subkeys = self.list(kind, names, offsets) if children else NO_CELL
        listed = self.cell(struct.pack(f"<{len(values)}I", *values)) if values else NO_CELL
        at = self.cell(struct.pack("<2sHQIIIIIIIIIIIIIIIHH", b"nk", COMPRESSED | (ROOT if root else 0), 0, 0, NO_CELL,
                                   len(children), 0, subkeys, NO_CELL, len(values), listed, NO_CELL, NO_CELL,
                                   64, 0, 64, 64, 0, len(name), 0) + name.encode("latin-1"))
        for offset in offsets:
            struct.pack_into("<I", self.bytes, offset + 4 + 0x10, at)
        return at

    def finish(self, root, last=b""):
        """The input; last stands at the very end of the bin."""
        size = (len(self.bytes) + len(last) + 0xFFF) // 0x1000 * 0x1000
        rest = size - len(self.bytes) - len(last)
        if rest:
            self.bytes += struct.pack("<I", rest) + bytes(rest - 4)
        self.bytes += last
        struct.pack_into("<II", self.bytes, 4, 0, size)
        return struct.pack("<I", root) + bytes(self.bytes)


def with_list(kind):
    bins = Bins()
    current = bins.key("Select", values=[bins.value("Current", NUMBER, b"\1\0\0\0")])
    first = bins.key("ControlSet001", {name: bins.key(name) for name in ("Control", "Enum", "Services")}, kind=kind)
    other = [bins.key(name) for name in ("Mounted", "Setup")]
    return bins.finish(bins.key("root", {"ControlSet001": first, "Mounted": other[0], "Select": current,
                                         "Setup": other[1]}, kind=kind, root=True))


def with_big_value(count=None):
    bins = Bins()
    text = ("p" * 12000).encode("utf-16-le") + b"\0\0"
    return bins.finish(bins.key("root", values=[bins.big_value("Path", TEXT, text, count)], root=True))


def with_last_cell(content, listed_as):
    """A record cut short by the end of the hive, where reading on leaves the file."""
    bins = Bins()
    last = struct.pack("<i", -8) + content
    end = 0x1000 - len(last)
    if listed_as == "key":
        root = bins.key("root", root=True)
        subkeys = bins.list("lf", ["Select"], [end])
        struct.pack_into("<I", bins.bytes, root + 4 + 0x14, 1)
        struct.pack_into("<I", bins.bytes, root + 4 + 0x1C, subkeys)
    else:
        root = bins.key("root", values=[end], root=True)
    return bins.finish(root, last)


def with_list_past_the_end():
    """Data in segments, the list of which is the last cell and is said to be longer."""
    bins = Bins()
    segment = bins.cell(bytes(16))
    record = bins.cell(struct.pack("<2sHI", b"db", 3, 0x1000 - 8))
    root = bins.key("root", values=[bins.value("Path", TEXT, bytes(40), record)], root=True)
    return bins.finish(root, struct.pack("<iI", -8, segment))


def with_own_parent():
    bins = Bins()
    root = bins.key("root", {"a": bins.key("a")}, root=True)
    at = bins.bytes.find(b"lf")
    struct.pack_into("<I", bins.bytes, at + 4, root)
    return bins.finish(root)


def with_shared_cells(kind):
    """One large cell that every row of a list names."""
    bins = Bins()
    data = bins.cell(b"x\0" * 1000)
    if kind == "values":
        root = bins.key("root", values=[bins.value("Path", TEXT, b"x\0" * 1000, data)] * 700, root=True)
    else:
        root = bins.key("root", root=True)
        child = bins.key("c" * 1000)
        subkeys = bins.cell(b"li" + struct.pack("<H", 700) + struct.pack("<I", child) * 700)
        struct.pack_into("<I", bins.bytes, root + 4 + 0x14, 700)
        struct.pack_into("<I", bins.bytes, root + 4 + 0x1C, subkeys)
    return bins.finish(root)


def compact(file):
    return file[0x24:0x28] + file[0x1000:].rstrip(b"\0")


def seeds(fixture):
    built = {}
    with tempfile.TemporaryDirectory() as scratch:
        path, text = pathlib.Path(scratch) / "hive", pathlib.Path(scratch) / "hive.reg"
        for name, description in DESCRIPTIONS.items():
            subprocess.run([fixture, "hive", str(path)], input=description.encode(), check=True)
            built[name] = compact(path.read_bytes())
        subprocess.run([fixture, "hive", str(path)], input=b"", check=True)
        text.write_text(REGEDIT)
        subprocess.run(["hivexregedit", "--merge", "--prefix", "", str(path), str(text)], check=True)
        built["hivexregedit"] = compact(path.read_bytes())
    for kind in ("lf", "lh", "li", "ri"):
        built[f"list-{kind}"] = with_list(kind).rstrip(b"\0")
    built["big-value"] = with_big_value().rstrip(b"\0")
    built["big-value-blocks"] = with_big_value(65535).rstrip(b"\0")
    built["big-value-list"] = with_list_past_the_end()
    built["short-key"] = with_last_cell(b"nk\x20\0", "key")
    built["short-value"] = with_last_cell(b"vk\1\0", "value")
    built["own-parent"] = with_own_parent().rstrip(b"\0")
    for kind in ("values", "keys"):
        built[f"shared-{kind}"] = with_shared_cells(kind).rstrip(b"\0")
    return built
