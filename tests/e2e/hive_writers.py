"""The same registry content in hives of three writers: our own, libhivex's hivexregedit and Samba's regshell.

Content is {key: {name: (type, data)}}; the key is below the hive's root and "" is the key's own value. Types are text,
expand, number and list.
"""
import pathlib
import shutil
import subprocess

import support

SECONDS = 60
REG_SZ, REG_EXPAND_SZ, REG_MULTI_SZ = 1, 2, 7


class Missing(Exception):
    """A writer is not installed."""


def tool(name):
    found = shutil.which(name)
    if not found:
        raise Missing(f"{name} is not installed; make deps-check")
    return found


def empty(file):
    """A hive with nothing but its root; neither of the other writers can begin one."""
    support.fixture("hive", file, stdin=b"[x]\n[-x]\n")


def parents(key):
    parts = key.split("\\")
    return ["\\".join(parts[:at + 1]) for at in range(len(parts))]


def ours(content, file):
    form = {"text": support.quoted, "number": lambda data: f"dword:{data:08x}",
            "expand": lambda data: "expand:" + support.quoted(data),
            "list": lambda data: "multi:" + ",".join(map(support.quoted, data))}
    lines = []
    for key, values in content.items():
        lines.append(f"[{key}]")
        for name, (kind, data) in values.items():
            lines.append(f"{support.quoted(name) if name else '@'}={form[kind](data)}")
    support.fixture("hive", file, stdin="\n".join(lines).encode() + b"\n")


def hexadecimal(kind, text):
    return f"hex({kind}):" + ",".join(f"{byte:02x}" for byte in text.encode("utf-16-le"))


def hivexregedit(content, file):
    """regedit's own format, which spells what is no plain text in bytes."""
    form = {"text": lambda data: support.quoted(data) if data.isascii() else hexadecimal(REG_SZ, data + "\0"),
            "number": lambda data: f"dword:{data:08x}",
            "expand": lambda data: hexadecimal(REG_EXPAND_SZ, data + "\0"),
            "list": lambda data: hexadecimal(REG_MULTI_SZ, "".join(item + "\0" for item in data) + "\0")}
    lines = ["Windows Registry Editor Version 5.00", ""]
    for key in dict.fromkeys(step for key in content for step in parents(key)):
        values = content.get(key, {})
        lines.append(f"[\\{key}]")
        lines += [f"{support.quoted(name) if name else '@'}={form[kind](data)}"
                  for name, (kind, data) in values.items()]
        lines.append("")
    empty(file)
    changes = pathlib.Path(f"{file}.reg")
    changes.write_text("\r\n".join(lines), "utf-8")
    subprocess.run([tool("hivexregedit"), "--merge", file, changes], check=True, timeout=SECONDS, env=UTF8)
    changes.unlink()


UTF8 = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def regshell(file, *commands):
    subprocess.run([tool("regshell"), "-F", file], input="\n".join((*commands, "quit", "")), text=True, check=True,
                   timeout=SECONDS, env=UTF8, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def argument(text):
    """For regshell, which takes a backslash inside quotation marks for itself."""
    return '"' + text.replace('"', '\\"') + '"'


def samba(content, file):
    """Texts and numbers alone: regshell of Samba 4.17 writes other types wrong, and what a session does behind its
    first change is lost, so that each change has a session of its own."""
    empty(file)
    there = set()
    for key, values in content.items():
        for step in parents(key):
            if step not in there:
                regshell(file, *(f"ck {argument(part)}" for part in step.split("\\")[:-1]),
                         f"mkkey {argument(step.split(chr(92))[-1])}")
                there.add(step)
        where = [f"ck {argument(part)}" for part in key.split("\\")]
        for name, (kind, data) in values.items():
            what = f"REG_DWORD {data:x}" if kind == "number" else f"REG_SZ {argument(data)}"
            regshell(file, *where, f"set {argument(name)} {what}")


def exported(file):
    """What libhivex's program reads in a hive, names in Latin-1 as it prints them."""
    done = subprocess.run(
        [tool("hivexregedit"), "--export", "--unsafe-printable-strings", "--prefix", "HIVE", file, "\\"],
        check=True, timeout=SECONDS, env=UTF8, capture_output=True)
    return done.stdout.decode("latin-1")


def regtree(file):
    """What Samba's program reads in a hive."""
    done = subprocess.run([tool("regtree"), "-F", file], check=True, timeout=SECONDS, env=UTF8, capture_output=True)
    return done.stdout.decode("utf-8", "replace")
