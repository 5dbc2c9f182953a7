"""The two programs: there, 32-bit, not shadowed, named as the connector calls them."""
import support
from matrix_case import OF_BOTH_PROGRAMS, VERSION, Table, program
from support import CCMAIL, CONNECTOR, EXCHANGE_BIN, FIXED_PATH, STORE, SYSTEM32

TABLE = Table()
row = TABLE.row

# --- import-present, export-present ----------------------------------------------------------

for base in ("Import", "Export"):
    own = base.lower()
    row(f"{base}.exe is gone", lambda server, base=base: server.remove(f"{CCMAIL}/{base}.exe"),
        fails={f"{own}-present": "missing"},
        untold=OF_BOTH_PROGRAMS | {f"{own}-32bit", f"{own}-unshadowed"},
        subject={f"{own}-present": f"{base}.exe"},
        says={f"{own}-present": [f"{base}.exe"]})
    row(f"{base}.exe has another extension",
        lambda server, base=base: server.rename(f"{CCMAIL}/{base}.exe", f"{CCMAIL}/{base}.com"),
        fails={f"{own}-present": "missing"},
        untold=OF_BOTH_PROGRAMS | {f"{own}-32bit", f"{own}-unshadowed"})
    row(f"{base}32.exe is gone, by registry",
        lambda server, base=base: server.remove(f"{CCMAIL}/{base}32.exe"),
        variant="fixed-by-registry",
        fails={f"{own}-present": "missing", "renamed": "registry-names"},
        untold=OF_BOTH_PROGRAMS | {f"{own}-32bit", f"{own}-unshadowed"},
        says={f"{own}-present": [f"{base}32.exe"]})
    row(f"{base}.exe lies in a subfolder",
        lambda server, base=base: server.rename(f"{CCMAIL}/{base}.exe", f"{CCMAIL}/x/{base}.exe"),
        fails={f"{own}-present": "missing"},
        untold=OF_BOTH_PROGRAMS | {f"{own}-32bit", f"{own}-unshadowed"})
    row(f"the registry names another program for {own}",
        lambda server, own=own: server.parameters(
            **{"import_" if own == "import" else own: "Other.exe"}),
        fails={f"{own}-present": "missing"},
        untold=OF_BOTH_PROGRAMS | {f"{own}-32bit", f"{own}-unshadowed"},
        says={f"{own}-present": ["Other.exe"]})

# --- import-32bit, export-32bit --------------------------------------------------------------

# What intrudes: how it is made, the case that tells it, words of its own in the explanation.
INTRUDERS = {
    "a DOS program": (("mz",), "dos", ["16-bit program for DOS", "corrupts the post office"]),
    "a 16-bit Windows program": (
        ("ne", "--target", "2"), "ne-windows", ["Windows 3.x", "corrupts the post office"]),
    "a program for Windows 386": (("ne", "--target", "4"), "ne-windows", ["Windows 3.x"]),
    "a 16-bit OS/2 program": (("ne", "--target", "1"), "ne-os2", ["OS/2 1.x", "never be used"]),
    "a program for European DOS 4": (
        ("ne", "--target", "3"), "ne-other", ["neither Windows nor OS/2"]),
    "a 32-bit OS/2 program": (("lx",), "lx", ["OS/2 2.0 or later"]),
    "a virtual device driver": (("le", "--target", "4"), "le", ["device driver"]),
    "a collection of drivers, w3": (("w3",), "le", ["device driver"]),
    "a collection of drivers, w4": (("w4",), "le", ["device driver"]),
    "a Phar Lap 286 program": (("p2",), "dos-extender", ["DOS extender", "p2"]),
    "a Phar Lap 386 program": (("p3",), "dos-extender", ["DOS extender", "p3"]),
    "a flat Phar Lap program": (("mp",), "dos-extender", ["DOS extender", "mp"]),
    "a DOS/16M program": (("bw",), "dos-extender", ["DOS extender", "bw"]),
    "a native NT program": (
        ("pe32", "--subsystem", "1"), "other-system", ["no ordinary Windows program"]),
    "a POSIX program": (("pe32", "--subsystem", "7"), "other-system", ["POSIX"]),
    "a 32-bit library": (("pe32", "--subsystem", "3", "--dll"), "library", ["library (DLL)"]),
    "a terse EFI image": (("te",), "other-system", ["no ordinary Windows program"]),
}

OTHER_MACHINES = {
    "a 64-bit program": ("pe32plus", "0x8664", ["64-bit program", "x86-64"]),
    "an Itanium program": ("pe32plus", "0x200", ["64-bit program", "ia64"]),
    "an Alpha program": ("pe32", "0x184", ["another processor", "alpha"]),
    "a MIPS program": ("pe32", "0x166", ["another processor", "mips"]),
    "a program for an unknown processor": ("pe32", "0x1234", ["another processor", "0x1234"]),
}

for base in ("Import", "Export"):
    own = base.lower()
    for what, (options, case, words) in INTRUDERS.items():
        for versioned in ((), VERSION):
            kind = options[0]
            if versioned and (kind not in ("ne", "pe32") or "OS/2" in what):
                continue
            row(f"{base}.exe is {what}" + (", with a version" if versioned else ""),
                lambda server, base=base, options=options, versioned=versioned: server.image(
                    f"{CCMAIL}/{base}.exe", *options, *versioned),
                fails={f"{own}-32bit": case},
                untold=(set() if versioned else {"same-release"}) |
                       ({"dlls-complete"} if kind != "pe32" else set()),
                severity={f"{own}-32bit": "critical"},
                subject={f"{own}-32bit": rf"C:\ccmail\{base}.exe"},
                says={f"{own}-32bit": [rf"C:\ccmail\{base}.exe", *words]})
    # What such a program imports is not the DLLs' fault, least of all that of Windows's own.
    for what, (kind, machine, words) in OTHER_MACHINES.items():
        row(f"{base}.exe is {what}",
            lambda server, base=base, kind=kind, machine=machine: server.image(
                f"{CCMAIL}/{base}.exe", kind, "--machine", machine, *program(*VERSION)),
            fails={f"{own}-32bit": "pe32plus" if kind == "pe32plus" else "other-machine"},
            untold={"dlls-complete"}, severity={f"{own}-32bit": "critical"},
            says={f"{own}-32bit": [rf"C:\ccmail\{base}.exe", *words]})
    for what, content in {"text": b"@echo off\r\nrem Import\r\n", "empty": b"", "one byte": b"M",
                          "zeros": bytes(3072)}.items():
        row(f"{base}.exe is no program but {what}",
            lambda server, base=base, content=content: server.write(
                f"{CCMAIL}/{base}.exe", content),
            fails={f"{own}-32bit": "not-an-image"}, untold={"dlls-complete", "same-release"},
            says={f"{own}-32bit": ["no executable program at all"]})
    row(f"{base}.exe is cut short",
        lambda server, base=base: server.cut(f"{CCMAIL}/{base}.exe", 1024),
        fails={f"{own}-32bit": "damaged"}, untold={"dlls-complete", "same-release"},
        says={f"{own}-32bit": ["cut short"]})
    row(f"{base}32.exe is a DOS program, by registry",
        lambda server, base=base: server.image(f"{CCMAIL}/{base}32.exe", "mz"),
        variant="fixed-by-registry",
        fails={f"{own}-32bit": "dos"}, untold={"dlls-complete", "same-release"},
        says={f"{own}-32bit": [rf"C:\ccmail\{base}32.exe"]})

# --- import-unshadowed, export-unshadowed ----------------------------------------------------

BEHIND = FIXED_PATH + r";C:\old"

for base in ("Import", "Export"):
    own = base.lower()
    for where, step in {CONNECTOR: "the folder of the calling program",
                        SYSTEM32: "the system folder", "WINNT/System": "the 16-bit system folder",
                        "WINNT": "the Windows folder", EXCHANGE_BIN: "PATH entry 3"}.items():
        row(f"a 16-bit {base}.exe in front, in {where}",
            lambda server, base=base, where=where: server.image(f"{where}/{base}.exe", "mz"),
            fails={f"{own}-32bit": "dos", f"{own}-unshadowed": "earlier"},
            untold={"dlls-complete", "same-release"},
            severity={f"{own}-unshadowed": "critical"},
            says={f"{own}-unshadowed": [rf"C:\ccmail\{base}.exe", step],
                  f"{own}-32bit": [step]})
    row(f"{base}.exe of another release in front",
        lambda server, base=base: server.image(
            f"{SYSTEM32}/{base}.exe", "pe32", *program("--version", "8.30.0.0")),
        fails={"same-release": "differs", f"{own}-unshadowed": "later"},
        severity={f"{own}-unshadowed": "low"})
    row(f"a 16-bit {base}.exe behind",
        lambda server, base=base: server.image(f"old/{base}.exe", "mz").system_path(BEHIND),
        fails={f"{own}-unshadowed": "later"}, code=support.HOLDS,
        severity={f"{own}-unshadowed": "low"},
        says={f"{own}-unshadowed": [rf"C:\old\{base}.exe", rf"C:\ccmail\{base}.exe",
                                    "PATH entry 5"]},
        subject={f"{own}-unshadowed": rf"C:\old\{base}.exe"})
    row(f"{base}.exe of another version behind",
        lambda server, base=base: server.image(
            f"old/{base}.exe", "pe32", *program("--version", "8.50.1.0")).system_path(BEHIND),
        fails={f"{own}-unshadowed": "later"}, code=support.HOLDS,
        severity={f"{own}-unshadowed": "low"})
    row(f"the same {base}.exe once more behind",
        lambda server, base=base: server.copy(
            f"{CCMAIL}/{base}.exe", f"old/{base}.exe").system_path(BEHIND),
        code=support.HOLDS)
    row(f"a 16-bit {base}.exe in the store",
        lambda server, base=base: server.image(f"{STORE}/{base}.exe", "mz"),
        fails={f"{own}-32bit": "dos", f"{own}-unshadowed": "likely-earlier"},
        untold={"dlls-complete", "same-release"},
        severity={f"{own}-unshadowed": "critical"},
        says={f"{own}-unshadowed": ["likely", rf"C:\exchsrvr\Ccmcdata\{base}.exe"],
              f"{own}-32bit": ["likely runs"]})
    row(f"a 16-bit {base}32.exe in the store, by registry",
        lambda server, base=base: server.image(f"{STORE}/{base}32.exe", "mz"),
        variant="fixed-by-registry",
        # The folder that the registry names comes first.
        fails={f"{own}-unshadowed": "later"}, code=support.HOLDS,
        severity={f"{own}-unshadowed": "low"})
    row(f"a 16-bit {base}.exe in a folder that is not searched",
        lambda server, base=base: server.image(f"backup/{base}.exe", "mz"), code=support.HOLDS)

# --- renamed ---------------------------------------------------------------------------------

for base in ("Import", "Export"):
    own = base.lower()
    row(f"{base}32.exe was not renamed",
        lambda server, base=base: server.rename(
            f"{CCMAIL}/{base}.exe", f"{CCMAIL}/{base}32.exe"),
        fails={"renamed": "unrenamed", f"{own}-present": "missing"},
        untold=OF_BOTH_PROGRAMS | {f"{own}-32bit", f"{own}-unshadowed"},
        subject={"renamed": rf"C:\ccmail\{base}32.exe"},
        says={"renamed": [rf"C:\ccmail\{base}32.exe", f"starts {base}.exe"]})
    row(f"{base}32.exe was not renamed over the 16-bit {base}.exe",
        lambda server, base=base: server.rename(
            f"{CCMAIL}/{base}.exe", f"{CCMAIL}/{base}32.exe").image(
                f"{CCMAIL}/{base}.exe", "mz"),
        fails={"renamed": "unrenamed", f"{own}-32bit": "dos"},
        untold={"dlls-complete", "same-release"})
    row(f"{base}32.exe lies beside its renamed copy",
        lambda server, base=base: server.copy(f"{CCMAIL}/{base}.exe", f"{CCMAIL}/{base}32.exe"),
        code=support.HOLDS)
    row(f"one name of each kind, {base}32.exe by registry",
        lambda server, base=base, own=own: server.rename(
            f"{CCMAIL}/{base}.exe", f"{CCMAIL}/{base}32.exe").parameters(
                **{"import_" if own == "import" else own: f"{base}32.exe"}),
        fails={"renamed": "mixed"})
    row(f"one name of each kind, {base}.exe by renaming",
        lambda server, base=base, own=own: server.rename(
            f"{CCMAIL}/{base}32.exe", f"{CCMAIL}/{base}.exe").parameters(
                **{"import_" if own == "import" else own: f"{base}.exe"}),
        variant="fixed-by-registry", fails={"renamed": "mixed"})

row("neither program was renamed",
    lambda server: server.rename(f"{CCMAIL}/Import.exe", f"{CCMAIL}/Import32.exe").rename(
        f"{CCMAIL}/Export.exe", f"{CCMAIL}/Export32.exe"),
    fails={"renamed": "unrenamed", "import-present": "missing", "export-present": "missing",
           "placed-in-path": "nowhere"},
    untold=OF_BOTH_PROGRAMS | {"import-32bit", "export-32bit", "import-unshadowed",
                               "export-unshadowed"},
    not_applicable={"impexp-ri-matches"})
row("the registry names the programs and a folder that does not hold them",
    lambda server: server.system_path(FIXED_PATH).parameters(folder=r"C:\elsewhere"),
    variant="fixed-by-registry", fails={"renamed": "registry-names"},
    says={"renamed": ["Import32.exe"]})
row("the registry names the programs but no folder",
    lambda server: server.system_path(FIXED_PATH).parameters(folder=None),
    variant="fixed-by-registry", fails={"renamed": "registry-names"})
row("the registry names the programs and no folder of the path holds them",
    lambda server: server.parameters(folder=None),
    variant="fixed-by-registry",
    fails={"renamed": "registry-names", "import-present": "missing",
           "export-present": "missing", "placed-in-path": "nowhere"},
    untold=OF_BOTH_PROGRAMS | {"import-32bit", "export-32bit", "import-unshadowed",
                               "export-unshadowed"},
    not_applicable={"impexp-ri-matches"})
row("the registry names programs without extension",
    lambda server: server.parameters(import_="Import", export="Export"), code=support.HOLDS)
row("the registry names programs in another case",
    lambda server: server.parameters(import_="IMPORT.EXE", export="export.Exe"),
    code=support.HOLDS)
row("the registry does not name the programs",
    lambda server: server.parameters(import_=None, export=None), code=support.HOLDS)

Rows = TABLE.tests()


if __name__ == "__main__":
    support.main()
