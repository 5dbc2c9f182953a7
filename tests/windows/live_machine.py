"""The machine that the live tests look at: a Wine prefix with the sample server on its drive C:, whose connector is a
service that runs, and the same machine as drive and hives."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent / "wine"), str(HERE.parent / "e2e")]

import machine  # pylint: disable=wrong-import-position
import prefix  # pylint: disable=wrong-import-position
import support  # pylint: disable=wrong-import-position

SERVICE = "MSExchangeCCMC"
TRIES = 60  # half a second each
CONNECTOR = r"C:\exchsrvr\connect\ccmail\bin\Ccmc.exe"
CONTROL = r"HKEY_LOCAL_MACHINE\System\CurrentControlSet"
CURRENT_VERSION = r"HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion"

# (hive, option of compatscan, key that Wine exports, what comes off its front)
HIVES = (
    ("system", "--system-hive", r"HKEY_LOCAL_MACHINE\System", r"HKEY_LOCAL_MACHINE\System"),
    ("software", "--software-hive", r"HKEY_LOCAL_MACHINE\Software", r"HKEY_LOCAL_MACHINE\Software"),
    ("default", "--default-hive", r"HKEY_USERS\.Default", r"HKEY_USERS\.Default"),
    ("user", "--user-hive", "HKEY_CURRENT_USER", "HKEY_CURRENT_USER"),
)


def data(kind, content):
    """Bytes of a type as a .reg file writes them."""
    return f"hex({kind:x}):" + ",".join(f"{byte:02x}" for byte in content)


def text(words):
    return words.encode("utf-16-le")


# What a reader of the registry may get wrong: types, ends, lengths, characters, order.
ODD_VARIABLES = {
    "zWithoutNul": data(1, text("no end")),
    "aOddLength": data(1, text("odd") + b"x"),
    "WithinNul": data(1, text("before\0after\0")),
    "Empty": data(1, b""),
    "Expanded": data(2, text("%SystemRoot%\\x;%TEMP%;%nothing%\0")),
    "expandedOfExpanded": data(2, text("<%Expanded%>\0")),
    "Number": "dword:ffffffff",
    "NumberOfTwoBytes": data(4, b"\1\2"),
    "BigEndian": data(5, b"\0\0\1\2"),
    "LongNumber": data(11, b"\1\2\3\4\5\6\7\x88"),
    "List": data(7, text("one\0two\0\0")),
    "Bytes": data(3, bytes(range(256)) * 20),
    "OfNoType": data(0, b"abc"),
    "OfAnUnknownType": data(0x77, b"abc"),
    "Long": '"' + "long " * 4000 + '"',
    "Gr\u00f6\u00dfe \u6f22\u5b57 \U0001f600": '"\u00fcber \u6f22\u5b57 \U0001f600"',
    "PATHEXT": '".COM;.EXE"',
}
KEYS = {
    rf"{CONTROL}\Control\Session Manager\Environment": ODD_VARIABLES,
    rf"{CONTROL}\Services\{SERVICE}": {
        "DisplayName": '"The connector"', "DependOnService": data(7, text("RpcSs\0Eventlog\0\0")),
        "Environment": data(7, text("PATH=C:\\own;%PATH%\0NAME=of its own\0\0"))},
    rf"{CONTROL}\Services\{SERVICE}\Parameters": {
        "Connector Store Path": r'"C:\\exchsrvr\\Ccmcdata"', "Import": '"Import.exe"', "Export": '"Export.exe"'},
    rf"{CURRENT_VERSION}\App Paths\zeta.exe": {"": r'"C:\\ccmail\\Import.exe"', "Path": r'"C:\\ccmail;C:\\gone"'},
    rf"{CURRENT_VERSION}\App Paths\Alpha_.exe": {"": r'"\"C:\\ccmail\\Export.exe\" /x"'},
    rf"{CURRENT_VERSION}\App Paths\ALPHA.EXE": {"": "dword:00000001"},
    r"HKEY_LOCAL_MACHINE\Software\Microsoft\Exchange\Setup": {"Services": r'"C:\\exchsrvr"', "NewestBuild": "dword:00000a5a"},
    r"HKEY_CURRENT_USER\Environment": {"Path": r'"C:\\Users\\own"', "Mine": data(2, text("%SystemRoot%\\mine\0"))},
    r"HKEY_USERS\.Default\Environment": {"Path": r'"C:\\of the system"'},
}


def import_keys(wine, keys):
    lines = ["Windows Registry Editor Version 5.00", ""]
    for key, values in keys.items():
        lines.append(f"[{key}]")
        lines += [f'"{name}"={value}' if name else f"@={value}" for name, value in values.items()]
        lines.append("")
    place = wine.drive / "odd.reg"
    place.write_bytes("\r\n".join(lines).encode("utf-16"))
    wine.run("regedit", "/S", "C:\\odd.reg")
    place.unlink()


def write_registry(wine):
    import_keys(wine, KEYS)
    # The value that Wine's own programs are found by stays as it is, but for the programs of cc:Mail.
    wine.run("reg", "add", rf"{CONTROL}\Control\Session Manager\Environment", "/v", "PATH", "/t", "REG_EXPAND_SZ", "/d",
             r"%SystemRoot%\system32;%SystemRoot%;C:\ccmail;C:\CCMAIL\;relative;Q:\far;\\files\share;C:\PROGRA~1", "/f")


def lay_out(wine, windows_program):
    """The sample server, its connector as a service, and compatscan as it is installed."""
    server = support.server_template("fixed")
    for folder in ("ccmail", "exchsrvr"):
        shutil.copytree(server / folder, wine.drive / folder)
    subprocess.run([prefix.tool(prefix.COMPILER), *prefix.OPTIONS, "-o", wine.file(CONNECTOR),
                    str(HERE / "service.c"), "-ladvapi32"], check=True)
    place = wine.drive / "compatscan"
    place.mkdir()
    shutil.copy(windows_program, place / "compatscan.exe")
    shutil.copytree(ROOT / "rules/packs", place / "packs")
    # No drive but C:, so that all of the machine is below one folder. What Wine starts must not need another either.
    for link in (wine.folder / "dosdevices").iterdir():
        if link.name != "c:":
            link.unlink()
    # Wine makes the folders of a user links to places beyond the drive.
    for link in [path for path in (wine.drive / "users").rglob("*") if path.is_symlink()]:
        link.unlink()
        link.mkdir()
    wine.run("sc", "create", SERVICE, "binPath=", CONNECTOR, "start=", "auto")
    write_registry(wine)


@contextlib.contextmanager
def staying_on(wine):
    """The machine, started anew, with its service running, for as long as the block lasts.

    A prefix that was just made has two managers of services, which answer in turn and know different services.
    """
    wine.restart()
    with subprocess.Popen([wine.wine, "cmd"], cwd=wine.drive, env=wine.environment(), stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as waiting:
        try:
            wait_for_service(wine)
            yield
        finally:
            waiting.stdin.close()


def wait_for_service(wine):
    for _ in range(TRIES):
        if "RUNNING" in wine.run("sc", "query", SERVICE):
            return
        time.sleep(0.5)
    raise RuntimeError(f"Wine does not start the service {SERVICE}")


def make_hives(wine, fixture, folder):
    """The options that name the hives with all of Wine's registry."""
    folder.mkdir(parents=True, exist_ok=True)
    options = []
    for hive, option, key, stripped in HIVES:
        options += [option, os.fspath(machine.make_hive(wine, fixture, folder, hive, key, stripped))]
    return options
