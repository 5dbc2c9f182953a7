"""From a healthy server one thing is taken away or spoiled, and exactly the matching rules fail.

Every case says what each rule of the pack must answer; a rule it does not name must pass. What
fails is checked against the explanation of the case that the pack gives for it, so that the matrix
also shows that every case of every rule can be met and says its own.
"""
import dataclasses
import json
import re
import typing

import support
from support import CCMAIL, CONNECTOR, EXCHANGE_BIN, FIXED_PATH, STORE, SYSTEM32, SYSTEM_PATH

PACK = json.loads(support.PACK_FILE.read_text("utf-8"))
RULES = {rule["id"]: rule for rule in PACK["rules"]}

# Answered by a running machine only.
LIVE_ONLY = {"connector-restarted"}

DLLS = ("Cdmw800.dll", "Cfw803.dll", "Ciw803.dll")
DLL_RULES = {"dll-cdmw800", "dll-cfw803", "dll-ciw803"}

# What cannot be told about a program that is not found, or that is of another generation.
OF_BOTH_PROGRAMS = DLL_RULES | {"dlls-complete", "same-release"}

PROGRAM_IMPORTS = (
    "--import", "KERNEL32.dll:GetCommandLineA,ExitProcess", "--import", "MSVCRT.dll:printf",
    "--import", "Cdmw800.dll:CdmOpenPostOffice,CdmClosePostOffice,#12",
    "--import", "Cfw803.dll:CfwInitialize,CfwTerminate")
LIBRARIES = {
    "Cdmw800.dll": ("--export", "CdmOpenPostOffice@10", "--export", "CdmClosePostOffice@11",
                    "--export", "@12", "--export", "CdmReadMessage@13"),
    "Cfw803.dll": ("--export", "CfwInitialize", "--export", "CfwTerminate",
                   "--export", "CfwTranslateText"),
    "Ciw803.dll": ("--export", "CiwExportMessage", "--export", "CiwImportMessage"),
}
VERSION = ("--version", "8.50.0.0")


def program(*options):
    """Options of a 32-bit program of the right kind, importing what the real one does."""
    return ("--subsystem", "3", *PROGRAM_IMPORTS, *options)


def library(name, *options, version="8.50.0.0"):
    """Options of a good copy of a DLL, but for what is added."""
    return ("--dll", "--subsystem", "2", "--version", version, *LIBRARIES[name], *options)


@dataclasses.dataclass
class Row:
    name: str
    spoil: typing.Callable
    fails: dict = dataclasses.field(default_factory=dict)  # rule: case of the pack
    untold: set = frozenset()
    not_applicable: set = frozenset()
    code: int = support.FAILS
    variant: str = "fixed"
    severity: dict = dataclasses.field(default_factory=dict)
    says: dict = dataclasses.field(default_factory=dict)  # rule: parts of its explanation
    subject: dict = dataclasses.field(default_factory=dict)


ROWS = []


def row(name, spoil, **expected):
    ROWS.append(Row(name, spoil, **expected))


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

# --- dll-cdmw800, dll-cfw803, dll-ciw803 -----------------------------------------------------

for name in DLLS:
    own = "dll-" + name.lower().removesuffix(".dll")
    for variant in ("fixed", "fixed-by-registry"):
        row(f"{name} is gone, {variant}",
            lambda server, name=name: server.remove(f"{CCMAIL}/{name}"), variant=variant,
            fails={own: "missing", "dlls-complete": "missing-module"}, untold={"same-release"},
            subject={own: name}, says={own: [name], "dlls-complete": [name]})
    row(f"{name} is 16-bit",
        lambda server, name=name: server.image(f"{CCMAIL}/{name}", "ne", "--dll", *VERSION),
        fails={own: "wrong-image", "dlls-complete": "wrong-image"},
        says={own: [rf"C:\ccmail\{name}", "16-bit Windows library"]})
    row(f"{name} is for OS/2",
        lambda server, name=name: server.image(f"{CCMAIL}/{name}", "lx", "--dll"),
        fails={own: "wrong-image", "dlls-complete": "wrong-image"}, untold={"same-release"})
    row(f"{name} is 64-bit",
        lambda server, name=name: server.image(
            f"{CCMAIL}/{name}", "pe32plus", "--machine", "0x8664", *library(name)),
        fails={own: "wrong-image", "dlls-complete": "wrong-image"},
        says={own: ["64-bit"]})
    row(f"{name} is for Alpha",
        lambda server, name=name: server.image(
            f"{CCMAIL}/{name}", "pe32", "--machine", "0x184", *library(name)),
        fails={own: "wrong-image", "dlls-complete": "wrong-image"}, says={own: ["alpha"]})
    row(f"{name} is no image",
        lambda server, name=name: server.write(f"{CCMAIL}/{name}", b"not there\n"),
        fails={own: "wrong-image", "dlls-complete": "wrong-image"}, untold={"same-release"})
    row(f"{name} is a program",
        lambda server, name=name: server.image(
            f"{CCMAIL}/{name}", "pe32", "--subsystem", "3", *VERSION, *LIBRARIES[name]),
        fails={own: "not-a-library"}, says={own: ["is a program, not a library"]})
    row(f"{name} is cut short",
        lambda server, name=name: server.cut(f"{CCMAIL}/{name}", 1024),
        fails={own: "damaged"}, untold={"dlls-complete", "same-release"})
    row(f"the two programs load different copies of {name}",
        lambda server, name=name: server.rename(
            f"{CCMAIL}/Export.exe", f"{EXCHANGE_BIN}/Export.exe").image(
                f"{EXCHANGE_BIN}/{name}", "pe32", *library(name, "--linker", "5.0")),
        fails={own: "different-copies"})
    row(f"the two programs load equal copies of {name}",
        lambda server, name=name: server.rename(
            f"{CCMAIL}/Export.exe", f"{EXCHANGE_BIN}/Export.exe").copy(
                f"{CCMAIL}/{name}", f"{EXCHANGE_BIN}/{name}"),
        code=support.HOLDS)
    row(f"{name} lies in the system folder only",
        lambda server, name=name: server.rename(f"{CCMAIL}/{name}", f"{SYSTEM32}/{name}"),
        code=support.HOLDS)
    row(f"a 16-bit {name} in the system folder, behind the right one",
        lambda server, name=name: server.image(f"{SYSTEM32}/{name}", "ne", "--dll"),
        code=support.HOLDS)
    row(f"{name} lies outside every folder that is searched",
        lambda server, name=name: server.rename(f"{CCMAIL}/{name}", f"backup/{name}"),
        fails={own: "missing", "dlls-complete": "missing-module"}, untold={"same-release"})

# --- dlls-complete ---------------------------------------------------------------------------

for name, importer in {"msvcrt.dll": r"C:\ccmail\Import.exe", "advapi32.dll": r"Ciw803.dll",
                       "ntdll.dll": r"C:\WINNT\system32\kernel32.dll",
                       "kernel32.dll": r"C:\ccmail\Import.exe"}.items():
    row(f"{name} of Windows is gone",
        lambda server, name=name: server.remove(f"{SYSTEM32}/{name}"),
        fails={"dlls-complete": "missing-module"},
        says={"dlls-complete": [importer.rpartition("\\")[2]]})
row("a DLL that a DLL needs is gone",
    lambda server: server.image(f"{CCMAIL}/Cfw803.dll", "pe32",
                                *library("Cfw803.dll", "--import", "Further.dll:Go")),
    fails={"dlls-complete": "missing-module"},
    says={"dlls-complete": [r"C:\ccmail\Cfw803.dll imports Further.dll"]})
row("a DLL of Windows is 16-bit",
    lambda server: server.image(f"{SYSTEM32}/msvcrt.dll", "ne", "--dll"),
    fails={"dlls-complete": "wrong-image"}, says={"dlls-complete": ["msvcrt.dll"]})
row("a symbol is not exported by name",
    lambda server: server.image(
        f"{CCMAIL}/Cfw803.dll", "pe32", "--dll", "--subsystem", "2", *VERSION,
        "--export", "CfwInitialize", "--export", "CfwTranslateText"),
    fails={"dlls-complete": "missing-symbol"},
    says={"dlls-complete": ["CfwTerminate", r"C:\ccmail\Cfw803.dll"]})
row("a symbol is exported in another case only",
    lambda server: server.image(
        f"{CCMAIL}/Cfw803.dll", "pe32", "--dll", "--subsystem", "2", *VERSION,
        "--export", "CfwInitialize", "--export", "CFWTERMINATE", "--export", "CfwTranslateText"),
    fails={"dlls-complete": "missing-symbol"}, says={"dlls-complete": ["CfwTerminate"]})
row("a symbol is not exported by ordinal",
    lambda server: server.image(
        f"{CCMAIL}/Cdmw800.dll", "pe32", "--dll", "--subsystem", "2", *VERSION,
        "--export", "CdmOpenPostOffice@10", "--export", "CdmClosePostOffice@11",
        "--export", "CdmReadMessage@13"),
    fails={"dlls-complete": "missing-symbol"},
    says={"dlls-complete": ["#12", r"C:\ccmail\Cdmw800.dll"]})
row("a symbol of a DLL's DLL is not exported",
    lambda server: server.image(
        f"{CCMAIL}/Cfw803.dll", "pe32", "--dll", "--subsystem", "2", *VERSION,
        "--export", "CfwInitialize", "--export", "CfwTerminate"),
    fails={"dlls-complete": "missing-symbol"},
    says={"dlls-complete": ["CfwTranslateText", "Ciw803.dll"]})
row("a forwarder leads nowhere",
    lambda server: server.image(
        f"{SYSTEM32}/ntdll.dll", "pe32", "--dll", "--subsystem", "3",
        *(part for symbol in ("NtClose", "NtCreateFile", "NtReadFile", "NtTerminateProcess",
                              "NtWriteFile", "RtlAllocateHeap") for part in ("--export", symbol))),
    fails={"dlls-complete": "missing-symbol"}, says={"dlls-complete": ["RtlFreeHeap"]})
row("the forwarders of a DLL go round in a circle",
    lambda server: server.image(
        f"{CCMAIL}/Cfw803.dll", "pe32", "--dll", "--subsystem", "2", *VERSION,
        "--export", "CfwInitialize", "--export", "CfwTerminate=CFW803.CfwTerminate",
        "--export", "CfwTranslateText"),
    untold={"dlls-complete"}, code=support.INCOMPLETE)
row("a DLL that is loaded later is gone",
    lambda server: server.image(
        f"{CCMAIL}/Import.exe", "pe32",
        *program(*VERSION, "--delay-import", "Later.dll:Go")),
    fails={"dlls-complete": "missing-delayed"}, code=support.HOLDS,
    severity={"dlls-complete": "low"}, says={"dlls-complete": ["Later.dll"]})
row("a DLL is gone, and one that is loaded later",
    lambda server: server.image(
        f"{CCMAIL}/Import.exe", "pe32",
        *program(*VERSION, "--delay-import", "Later.dll:Go", "--import", "Now.dll:Go")),
    fails={"dlls-complete": "missing-module"}, severity={"dlls-complete": "high"},
    says={"dlls-complete": ["Now.dll"]})

# --- same-release ----------------------------------------------------------------------------

for name in DLLS:
    row(f"{name} is of release 8.30",
        lambda server, name=name: server.image(
            f"{CCMAIL}/{name}", "pe32", *library(name, version="8.30.0.0")),
        fails={"same-release": "differs"}, severity={"same-release": "medium"},
        subject={"same-release": rf"C:\ccmail\{name}"},
        says={"same-release": ["8.30.0.0", rf"C:\ccmail\{name}"]})
    row(f"{name} carries no version",
        lambda server, name=name: server.image(
            f"{CCMAIL}/{name}", "pe32", "--dll", "--subsystem", "2", *LIBRARIES[name]),
        untold={"same-release"}, code=support.INCOMPLETE,
        says={"same-release": [rf"C:\ccmail\{name}", "no version"]})
    row(f"{name} carries version strings but no version numbers",
        lambda server, name=name: server.image(
            f"{CCMAIL}/{name}", "pe32", "--dll", "--subsystem", "2", *LIBRARIES[name],
            "--string", "FileVersion=8.50", "--no-fixed-version"),
        untold={"same-release"}, code=support.INCOMPLETE)
for base in ("Import", "Export"):
    row(f"{base}.exe is of release 8.51",
        lambda server, base=base: server.image(
            f"{CCMAIL}/{base}.exe", "pe32", *program("--version", "8.51.0.0")),
        fails={"same-release": "differs"},
        says={"same-release": [rf"C:\ccmail\{base}.exe"]})
    row(f"{base}.exe carries no version",
        lambda server, base=base: server.image(f"{CCMAIL}/{base}.exe", "pe32", *program()),
        untold={"same-release"}, code=support.INCOMPLETE)
    row(f"{base}32.exe is of release 8.30, by registry",
        lambda server, base=base: server.image(
            f"{CCMAIL}/{base}32.exe", "pe32", *program("--version", "8.30.0.0")),
        variant="fixed-by-registry", fails={"same-release": "differs"})
    row(f"{base}.exe is of version 7",
        lambda server, base=base: server.image(
            f"{CCMAIL}/{base}.exe", "pe32", *program("--version", "7.50.0.0")),
        fails={"same-release": "other-major"}, says={"same-release": ["7.50.0.0", "version 8"]})
row("a later build of one release",
    lambda server: server.image(
        f"{CCMAIL}/Cfw803.dll", "pe32", *library("Cfw803.dll", version="8.50.1.7")),
    code=support.HOLDS)

# --- placed-in-path --------------------------------------------------------------------------

NOWHERE = {
    "fails": {"import-present": "missing", "export-present": "missing",
              "placed-in-path": "nowhere"},
    "untold": OF_BOTH_PROGRAMS | {"import-32bit", "export-32bit", "import-unshadowed",
                                  "export-unshadowed"},
    "not_applicable": {"impexp-ri-matches"},
}
UNSURE = OF_BOTH_PROGRAMS | {
    "import-present", "export-present", "import-32bit", "export-32bit", "import-unshadowed",
    "export-unshadowed"}

row("the folder is not on the path", lambda server: server.system_path(SYSTEM_PATH), **NOWHERE)
row("the folder on the path does not exist",
    lambda server: server.system_path(SYSTEM_PATH + r";C:\ccmail8"), **NOWHERE)
row("the folder is on the path of the administrator only",
    lambda server: server.hive(
        support.ENVIRONMENT_KEY, f'"Path"=expand:{support.quoted(SYSTEM_PATH)}',
        '"UserPath"="C:\\\\ccmail"'), **NOWHERE)
row("the folder holds a variable that is not set",
    lambda server: server.system_path(SYSTEM_PATH + ";%CCMAIL%"), **NOWHERE)
row("the folder holds a variable that is set",
    lambda server: server.hive(
        support.ENVIRONMENT_KEY, '"CCMAIL"="C:\\\\ccmail"',
        f'"Path"=expand:{support.quoted(SYSTEM_PATH + ";%CCMAIL%")}'),
    code=support.HOLDS)
row("the path is plain text with a variable in it",
    lambda server: server.system_path(SYSTEM_PATH + r";%SystemDrive%\ccmail", ""), **NOWHERE)
row("the folder is quoted",
    lambda server: server.system_path(SYSTEM_PATH + ';"C:\\ccmail"'),
    fails={"placed-in-path": "badly-spelled"}, untold=UNSURE | {"renamed"},
    says={"placed-in-path": ["quotation marks"]})
row("the folder is there twice",
    lambda server: server.system_path(FIXED_PATH + r";C:\CCMAIL"),
    fails={"placed-in-path": "badly-spelled"}, says={"placed-in-path": ["entry 4 already"]})
row("the folder ends in a space",
    lambda server: server.system_path(SYSTEM_PATH + r";C:\ccmail "),
    fails={"placed-in-path": "badly-spelled"}, untold=UNSURE | {"renamed"},
    says={"placed-in-path": ["space"]})
row("the folder begins with a space",
    lambda server: server.system_path(SYSTEM_PATH + r"; C:\ccmail"),
    fails={"placed-in-path": "badly-spelled"}, untold=UNSURE | {"renamed"},
    says={"placed-in-path": ["space"]})
for spelling in ("ccmail", r"\ccmail", "C:ccmail"):
    row(f"the folder is relative: {spelling}",
        lambda server, spelling=spelling: server.system_path(SYSTEM_PATH + ";" + spelling),
        fails={"placed-in-path": "badly-spelled"},
        untold=UNSURE | {"renamed", "impexp-ri-matches"})
row("the folder ends in a backslash",
    lambda server: server.system_path(FIXED_PATH + "\\"), code=support.HOLDS)
row("another folder is there twice",
    lambda server: server.system_path(FIXED_PATH + ";" + SYSTEM_PATH), code=support.HOLDS)
row("the programs lie in a folder that is searched without the path",
    lambda server: [server.rename(f"{CCMAIL}/{name}", f"{CONNECTOR}/{name}")
                    for name in ("Import.exe", "Export.exe", *DLLS, "Impexp.ri")],
    fails={"placed-in-path": "not-on-path"}, 
    subject={"placed-in-path": r"C:\exchsrvr\connect\ccmail\bin"})
row("the folder is not on the path, by registry, as it need not be",
    lambda server: server, variant="fixed-by-registry", code=support.HOLDS)
row("the folder of the registry and of the path",
    lambda server: server.system_path(FIXED_PATH), variant="fixed-by-registry",
    code=support.HOLDS)

# --- impexp-ri, impexp-ri-matches ------------------------------------------------------------

RI = f"{STORE}/Impexp.ri"

for variant in ("fixed", "fixed-by-registry"):
    row(f"Impexp.ri is gone from the store, {variant}", lambda server: server.remove(RI),
        variant=variant, fails={"impexp-ri": "elsewhere"}, untold={"impexp-ri-matches"},
        says={"impexp-ri": [r"C:\ccmail\Impexp.ri", r"C:\exchsrvr\Ccmcdata\Impexp.ri"]},
        subject={"impexp-ri": r"C:\exchsrvr\Ccmcdata\Impexp.ri"})
    row(f"Impexp.ri is gone altogether, {variant}",
        lambda server: server.remove(RI, f"{CCMAIL}/Impexp.ri"), variant=variant,
        fails={"impexp-ri": "missing"}, not_applicable={"impexp-ri-matches"})
    row(f"Impexp.ri is another one, {variant}",
        lambda server: server.write(RI, b"resources of another release"), variant=variant,
        fails={"impexp-ri-matches": "differs"}, severity={"impexp-ri-matches": "medium"},
        says={"impexp-ri-matches": [r"C:\ccmail\Impexp.ri"]})
for where in (EXCHANGE_BIN, CONNECTOR, "exchsrvr", f"{STORE}/Import", f"{STORE}/Export"):
    row(f"Impexp.ri lies in {where}",
        lambda server, where=where: server.rename(RI, f"{where}/Impexp.ri").remove(
            f"{CCMAIL}/Impexp.ri"),
        fails={"impexp-ri": "elsewhere"}, not_applicable={"impexp-ri-matches"},
        says={"impexp-ri": ["C:\\" + where.replace("/", "\\") + "\\Impexp.ri"]})
row("Impexp.ri is empty",
    lambda server: server.write(RI, b"").remove(f"{CCMAIL}/Impexp.ri"),
    fails={"impexp-ri": "empty"}, not_applicable={"impexp-ri-matches"})
row("Impexp.ri is empty, and the one beside the programs is not",
    lambda server: server.write(RI, b""),
    fails={"impexp-ri": "empty", "impexp-ri-matches": "differs"})
row("Impexp.ri is a folder",
    lambda server: server.remove(RI).folder(RI),
    fails={"impexp-ri": "folder"}, untold={"impexp-ri-matches"})
row("no Impexp.ri lies beside the programs",
    lambda server: server.remove(f"{CCMAIL}/Impexp.ri"),
    not_applicable={"impexp-ri-matches"}, code=support.HOLDS)
row("the store is gone",
    lambda server: server.remove(STORE),
    fails={"impexp-ri": "elsewhere"}, untold={"impexp-ri-matches"})
row("the store is elsewhere",
    lambda server: server.rename(STORE, "data/Ccmcdata").parameters(store=r"C:\data\Ccmcdata"),
    code=support.HOLDS)

# --- connector-installed ---------------------------------------------------------------------

for variant in ("fixed", "fixed-by-registry"):
    row(f"the service is not registered, {variant}",
        lambda server: server.hive(r"[-ControlSet001\Services\MSExchangeCCMC]"),
        variant=variant, not_applicable=set(RULES), code=support.HOLDS,
        says={"connector-installed": ["MSExchangeCCMC is not registered"]})
    row(f"Ccmc.exe is gone, {variant}",
        lambda server: server.remove(f"{CONNECTOR}/Ccmc.exe"),
        variant=variant, not_applicable=set(RULES), code=support.HOLDS,
        says={"connector-installed": ["ccmc.exe", "does not exist"]})
row("the service is not registered and everything else is wrong",
    lambda server: server.hive(r"[-ControlSet001\Services\MSExchangeCCMC]"),
    variant="broken", not_applicable=set(RULES), code=support.HOLDS)


def says_case(rule, case, text):
    """Whether text is the pack's explanation of the case, whatever stands for its variables."""
    template = RULES[rule]["cases"][case]["explanation"]
    pattern = "".join(".*" if part.startswith("${") else re.escape(part)
                      for part in re.split(r"(\$\{[^}]*\})", template))
    return re.fullmatch(pattern, text, re.DOTALL) is not None


class Matrix(support.Case):
    def check(self, row):
        server = self.server(row.variant)
        row.spoil(server)
        report = self.scan(server)
        expected = {rule: "pass" for rule in RULES}
        expected.update(dict.fromkeys(LIVE_ONLY | row.not_applicable, "not-applicable"))
        expected.update(dict.fromkeys(row.untold, "unknown"))
        expected.update(dict.fromkeys(row.fails, "fail"))
        self.assertEqual(support.statuses(report), expected, self.told(report))
        self.assertEqual(report["summary"]["exit_code"], row.code, self.told(report))
        for rule, case in row.fails.items():
            result = support.result_of(report, rule)
            self.assertTrue(says_case(rule, case, result["explanation"]),
                            f"{rule} is not the case {case}: {result['explanation']}")
            self.assertEqual(result["severity"],
                             row.severity.get(rule, RULES[rule]["severity"]), rule)
            self.assertNotIn("${", result["explanation"] + result["remedy"])
        for rule, parts in row.says.items():
            for part in parts:
                self.assertIn(part, support.result_of(report, rule)["explanation"])
        for rule, subject in row.subject.items():
            self.assertEqual(support.result_of(report, rule)["subject"], subject)


def add_tests():
    for number, each in enumerate(ROWS):
        name = re.sub(r"\W+", "_", each.name).strip("_")

        def test(self, each=each):
            self.check(each)
        test.__doc__ = each.name
        setattr(Matrix, f"test_{number:03}_{name}", test)


add_tests()


class Completeness(support.Case):
    def test_row_names_are_unique(self):
        names = [each.name for each in ROWS]
        self.assertEqual(sorted(names), sorted(set(names)))

    def test_every_case_of_every_rule_is_met(self):
        met = {(rule, case) for each in ROWS for rule, case in each.fails.items()}
        every = {(rule["id"], case) for rule in PACK["rules"] for case in rule.get("cases", {})}
        self.assertEqual(every - met, set())

    def test_every_rule_is_met(self):
        met = {rule for each in ROWS
               for rule in (*each.fails, *each.untold, *each.not_applicable)}
        self.assertEqual(met | LIVE_ONLY, set(RULES))

    def test_explanations_of_intruders_differ(self):
        for own in ("import-32bit", "export-32bit"):
            texts = [case["explanation"] for case in RULES[own]["cases"].values()]
            self.assertEqual(len(texts), len(set(texts)))

    def test_every_rule_names_its_source(self):
        for rule in PACK["rules"]:
            for reference in rule["references"]:
                self.assertRegex(reference, r"^Q\d{6}$")


if __name__ == "__main__":
    support.main()
