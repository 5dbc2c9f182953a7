"""Shortcuts as [MS-SHLLINK] describes them, with every part that is read: for fuzzing, and for tests that need one.

shortcut(...) gives the bytes of one; seeds() gives {name: bytes}.
"""
import struct

CLASS_ID = bytes.fromhex("0114020000000000c000000000000046")


def text(value, wide):
    encoded = value.encode("utf-16-le" if wide else "cp1252")
    return struct.pack("<H", len(value)) + encoded


def network(share, wide):
    header = 0x1C if wide else 0x14
    body = share.encode("cp1252") + b"\0"
    wide_at = header + len(body)
    if wide:
        body += share.encode("utf-16-le") + b"\0\0"
    fields = struct.pack("<IIIII", header + len(body), 0, header, 0, 0)
    return fields + (struct.pack("<II", wide_at, 0) if wide else b"") + body


def link_info(local, share, suffix, wide):
    header = 0x24 if wide else 0x1C
    body, at = b"", {"local": 0, "share": 0}
    for name, part in (("local", local.encode("cp1252") + b"\0" if local else b""),
                       ("share", network(share, wide) if share else b"")):
        if part:
            at[name] = header + len(body)
            body += part
    suffix_at = header + len(body)
    body += suffix.encode("cp1252") + b"\0"
    wide_fields = b""
    if wide:
        local_at = header + len(body)
        body += local.encode("utf-16-le") + b"\0\0"
        wide_fields = struct.pack("<II", local_at, header + len(body))
        body += suffix.encode("utf-16-le") + b"\0\0"
    return struct.pack("<IIIIIII", header + len(body), header, (1 if local else 0) | (2 if share else 0), 0, at["local"],
                       at["share"], suffix_at) + wide_fields + body


def environment_block(target):
    return (struct.pack("<II", 0x314, 0xA0000001) + target.encode("cp1252").ljust(260, b"\0") +
            target.encode("utf-16-le").ljust(520, b"\0"))


def shortcut(local="", share="", suffix="", name="", relative="", folder="", arguments="", environment="", items=0,
             wide=False, advertised=False):
    flags = (items and 1) | ((local or share) and 2 or 0) | (wide and 0x80) | (environment and 0x200 or 0)
    flags |= 0x1000 if advertised else 0
    texts = b""
    for bit, value in ((4, name), (8, relative), (0x10, folder), (0x20, arguments)):
        if value:
            flags |= bit
            texts += text(value, wide)
    data = struct.pack("<I16sI", 0x4C, CLASS_ID, flags).ljust(0x4C, b"\0")
    if items:
        data += struct.pack("<H", items) + b"\x14\0" * (items // 2) + b"\0" * (items % 2)
    if local or share:
        data += link_info(local, share, suffix, wide)
    data += texts
    if environment:
        data += environment_block(environment)
    return data + struct.pack("<I", 0)


def seeds():
    return {
        "local": shortcut(local="C:\\ccmail\\", suffix="Import.exe", items=40, arguments="/q"),
        "local-wide": shortcut(local="C:\\x.exe", wide=True, name="x", folder="C:\\"),
        "share": shortcut(share="\\\\S\\POST", suffix="a\\x.exe"),
        "share-wide": shortcut(share="\\\\S\\POST", suffix="x.exe", wide=True),
        "relative": shortcut(relative="..\\x.exe", arguments="a b"),
        "environment": shortcut(environment="%SystemRoot%\\x.exe"),
        "advertised": shortcut(advertised=True, name="n"),
        "items": shortcut(items=12),
        "pif": b"\0x".ljust(0x24, b" ") + b"C:\\DOS\\EDIT.COM".ljust(0x41, b"\0") + b"C:\\DOS".ljust(0x40, b"\0") +
               b"/x".ljust(0xCC, b"\0"),
    }
