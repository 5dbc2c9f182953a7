"""Images of our own maker, for the formats that neither Debian nor its compilers have: NE programs, LE, LX, W3, ..."""
import pathlib
import shutil
import subprocess

# (name, kind, options of compatscan-fixture)
IMAGES = (
    ("program.exe", "ne", "--module PROGRAM --description A|program --import KERNEL:#1,#2 --import USER:MESSAGEBOX "
     "--export WNDPROC@3 --export OTHER@5 --expected 3.10 --linker 5.60 --version 1.2.3.4 --string CompanyName=Example"),
    ("library.dll", "ne", "--dll --module LIBRARY --description A|library --export ONE@1 --export WEP@2 --expected 3.0"),
    ("driver.drv", "ne", "--driver --module DRIVER --description A|driver --expected 3.0"),
    ("os2.exe", "ne", "--target 1 --module OS2PROG --import DOSCALLS:#1,#42"),
    ("dos4.exe", "ne", "--target 3 --module DOS4PROG"),
    ("enhanced.exe", "ne", "--target 4 --module ENHANCED"),
    ("boss.exe", "ne", "--target 5 --module BOSSPROG"),
    ("self-loading.exe", "ne", "--self-loading --module LOADER"),
    ("no-stub.exe", "ne", "--no-stub-text --module NOSTUB"),
    ("vxd.386", "le", "--module FIXTURE --description A|VxD"),
    ("vxd-version.386", "le", "--module VERSION --version 4.0.0.950"),
    ("os2.le", "le", "--target 1 --module OS2LE --import DOSCALLS:#1"),
    ("library.lx", "lx", "--dll --module LIBRARY"),
    ("program.lx", "lx", "--module PROGRAM --import DOSCALLS:#234"),
    ("win386.exe", "w3", ""),
    ("vmm32.vxd", "w4", ""),
    ("program.com", "mz", ""),
    ("program.pe", "pe32", "--module PROGRAM.EXE --import KERNEL32.dll:ExitProcess,#7 --version 8.50.0.0"),
    ("alpha.exe", "pe32", "--machine 0x184"),
    ("mips.exe", "pe32", "--machine 0x166"),
    ("powerpc.exe", "pe32", "--machine 0x1f0"),
    ("ia64.exe", "pe32plus", "--machine 0x200"),
    ("bound.exe", "pe32", "--import KERNEL32.dll:ExitProcess --import USER32.dll:#9 --bound KERNEL32.dll=0x34560000 "
     "--bound-forwarder NTDLL.dll=0x34560001 --bound USER32.dll=0x34560002"),
    ("nb10.exe", "pe32", "--pdb-nb10 C:\\source\\old|name.pdb"),
    ("rsds.exe", "pe32plus", "--pdb C:\\Größe\\name.pdb"),
    ("signed.exe", "pe32", "--certificate --coff-symbols --overlay behind|it|all"),
    ("overlay.exe", "pe32plus", "--overlay behind|it|all"),
    ("clr-any.exe", "pe32", "--clr v2.0.50727 --clr-flags 1"),
    ("clr-required.exe", "pe32", "--clr v2.0.50727 --clr-flags 3"),
    ("clr-preferred.exe", "pe32", "--clr v4.0.30319 --clr-flags 0x20003"),
    ("clr-preferred.dll", "pe32", "--dll --clr v4.0.30319 --clr-flags 0x20003"),
    ("clr-mixed.exe", "pe32", "--clr v4.0.30319 --clr-flags 0"),
    ("clr-64.exe", "pe32plus", "--clr v4.0.30319 --clr-flags 1"),
    ("vxd-id.386", "le", "--module IDENTITY --device-id 0x2A --ddk 3.10"),
    ("nameless.dll", "ne", "--dll --module NAMELESS --export ONE@1 --export @4 --export FOUR@5"),
    ("resources.dll", "ne", "--dll --module RESOURCES --resource 10:1:0:{source} --resource OWN:NAME:0:{source} "
     "--resource 6:3:0:{source} --resource 300:4:0:{source}"),
    ("members.386", "w3", "--member VMM --member VPICD"),
    ("delay.exe", "pe32plus", "--delay-import A.dll:one,#2 --import B.dll:two"),
)


SOURCE = str(pathlib.Path(__file__).parent / "mingw/small.c")  # bytes for a resource: any will do


def files(fixture, work):
    folder = pathlib.Path(work) / "fixture"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = []
    for name, kind, options in IMAGES:
        path = str(folder / name)
        words = [word.replace("|", " ").replace("{source}", SOURCE) for word in options.split()]
        subprocess.run([fixture, "image", kind, path, *words], check=True)
        paths.append(path)
    return paths
