"""What the two builds look at: sample servers, sound and spoiled, and files of every kind."""
import os
import pathlib
import random
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

import support  # pylint: disable=wrong-import-position
from support import CCMAIL, HIVE, STORE, SYSTEM32, SYSTEM_PATH

# Where Debian's libwine keeps DLLs in the PE format.
WINE_DLLS = pathlib.Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")
EVERY_NTH_DLL = 23

KINDS = {
    "mz": (), "le": (), "lx": (), "w3": ("--member", "VMM"), "w4": ("--member", "VMM"), "p2": (),
    "p3": (), "mp": (), "bw": (), "te": (),
    "ne": ("--version", "8.50.0.0", "--string", "CompanyName=Größe 漢字", "--module", "IMPORT",
           "--import", "KERNEL:#1,#2", "--export", "RUN@1"),
    "pe32": ("--version", "8.50.0.0", "--import", "kernel32.dll:CreateFileA,#12", "--clr", "v2.0.50727",
             "--certificate", "--overlay", "behind the image"),
    "pe32plus": ("--dll", "--export", "Run@7", "--export", "Far=ntdll.NtClose", "--delay-import",
                 "user32.dll:MessageBoxW", "--pdb", "C:\\build\\a.pdb"),
}

# Longer than what most programs of Windows open.
DEEP = "/".join(f"a folder with a long name, number {number:02}" for number in range(12))

# Bytes of a version resource in a code page: some pages leave some of these undefined.
CODE_PAGES = ("1252", "1250", "1251", "1253", "874", "932", "437", "850", "0", "1", "1200", "65001", "64999")


def code_page_options(page):
    return ("--string-table", f"0x409:{page}", "--string", "CompanyName=Gr\u00f6\u00dfe \u0081\u00aa\u00d9 x")


def spoil(content, source):
    """Up to 40 bytes behind the base block take any value."""
    spoiled = bytearray(content)
    for _ in range(source.randint(1, 40)):
        spoiled[source.randrange(4096, len(spoiled))] = source.randrange(256)
    return bytes(spoiled)


def servers(folder):
    def server(name, variant="fixed"):
        return support.Server(variant, folder / name)

    for variant in ("broken", "fixed", "fixed-by-registry"):
        server(variant, variant)
    whole = support.server_template("fixed").joinpath(HIVE).read_bytes()
    server("no-hive").remove(HIVE)
    server("dirty-hive").hive(options=("--dirty",))
    server("text-for-a-hive").write(HIVE, b"REGEDIT4\r\n")
    server("cut-hive").cut(HIVE, 9000)
    server("zeros-in-the-hive").write(HIVE, whole[:4096] + bytes(len(whole) - 4096))
    server("no-import").remove(f"{CCMAIL}/Import.exe")
    server("cut-import").cut(f"{CCMAIL}/Import.exe", 700)
    server("two-cases").copy(f"{CCMAIL}/Import.exe", f"{CCMAIL}/IMPORT.EXE")
    server("folder-for-a-file").remove(f"{CCMAIL}/Import.exe").folder(f"{CCMAIL}/Import.exe")
    server("short-names").system_path(SYSTEM_PATH + r";C:\PROGRA~1;C:\ccmail")
    (folder / "short-names/Program Files").mkdir()
    server("beyond-ascii").rename(CCMAIL, "Größe 漢字").system_path(SYSTEM_PATH + ";C:\\GRÖßE 漢字")
    server("names-of-devices").copy(f"{CCMAIL}/Import.exe", f"{SYSTEM32}/NUL.dll") \
        .copy(f"{CCMAIL}/Import.exe", f"{SYSTEM32}/import.exe.") \
        .copy(f"{CCMAIL}/Import.exe", f"{SYSTEM32}/aux")
    server("long-path").rename(CCMAIL, DEEP).system_path(SYSTEM_PATH + ";C:\\" + DEEP.replace("/", "\\"))
    server("other-drive").rename(STORE, "../drive-d/Ccmcdata") \
        .parameters(store=r"D:\Ccmcdata")


def wine_system(folder):
    """Wine's own DLLs as the System32 of a machine."""
    system32 = folder / "wine/windows/system32"
    system32.mkdir(parents=True)
    for dll in WINE_DLLS.glob("*"):
        try:
            os.link(dll, system32 / dll.name)
        except OSError:
            shutil.copy(dll, system32)


def spoiled_hives(folder, count):
    """Names of hives that differ from a sound one in a few bytes."""
    whole = support.server_template("fixed").joinpath(HIVE).read_bytes()
    source = random.Random(7)
    folder.mkdir()
    names = []
    for number in range(count):
        names.append(f"hives/{number:02}")
        folder.joinpath(f"{number:02}").write_bytes(spoil(whole, source))
    return names


def images(folder):
    """Names of files: every kind whole and cut short, real DLLs, and what is no image."""
    folder.mkdir()

    def write(name, content):
        folder.joinpath(name).write_bytes(content)
        names.append(f"images/{name}")

    names = []
    for kind, options in KINDS.items():
        whole = support.image_bytes(kind, *options)
        write(kind, whole)
        for length in range(1, len(whole), max(1, len(whole) // 12)):
            write(f"{kind}-{length}", whole[:length])
    for page in CODE_PAGES:
        write(f"ne-{page}", support.image_bytes("ne", *code_page_options(page)))
    write("empty", b"")
    write("Größe 漢字 \U0001f600.txt", b"no image")
    write("with spaces ; and = signs.exe", support.image_bytes("mz"))
    for dll in sorted(WINE_DLLS.glob("*"))[::EVERY_NTH_DLL]:
        shutil.copy(dll, folder)
        names.append(f"images/{dll.name}")
    return names
