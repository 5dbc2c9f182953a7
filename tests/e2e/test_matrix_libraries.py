"""The libraries: there, loadable, complete, of one release with the programs."""
import support
from matrix_case import DLLS, LIBRARIES, VERSION, Table, library, program
from support import CCMAIL, EXCHANGE_BIN, SYSTEM32

TABLE = Table()
row = TABLE.row

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

Rows = TABLE.tests()


if __name__ == "__main__":
    support.main()
