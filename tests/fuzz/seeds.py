#!/usr/bin/env python3
"""Seeds for fuzzing: seeds.py FIXTURE DIR writes DIR/TARGET/NAME, made by the fixture builder and by hand.

One image for each kind and each table that a reader has; version resources cut out of them; manifests,
texts and lists of reads written here.
"""
import pathlib
import struct
import subprocess
import sys
import tempfile

import seeds_hive
import seeds_link
import seeds_pack

IMPORTS_16 = "--import KERNEL:#1,LOADLIBRARY --import USER:#5 --import VIM:VIMOpenSession,#7"
EXPORTS_16 = "--export RUN@3 --export WEP"
IMPORTS_32 = "--import KERNEL32.dll:CreateFileA,#12 --import VIM32.dll:VIMOpenSession,#7"
DELAYED = "--delay-import OLE32.dll:CoInitialize,#3"
EXPORTS_32 = "--export Run@1 --export Old=NTDLL.RtlOld --export @12 --export Ordinal@9=MOD.#12"
VERSION = "--version 8.50.0.1 --product 8.5.0.0 --string CompanyName=Lotus --string FileVersion=8.50"

EXTRAS_32 = ("--bound KERNEL32.dll=0x36000000 --bound-forwarder NTDLL.dll=0x36000001 --pdb C:\\build\\import.pdb "
             "--certificate --coff-symbols --overlay PAYLOAD")
LANGUAGES = ("--version 8.50.0.0 --string FileVersion=8.50 --string-table 0x407:1200 --string FileVersion=8,40 "
             "--version-language 0x411 --version 8.51 --string CompanyName=Lotus")
# {text} and {manifest} are files with these in them.
RESOURCES = ("--manifest {manifest} --resource WAVE:1:0x409:{text} --resource 10:SCRIPT:0:{text} "
             "--resource 3:1:0x407:{text} --resource 24:2:0x409:{manifest}")

# (targets, name, kind, options): what the fixture builder can say of each format.
IMAGES = [
    ("mz", "mz", "mz", ""),
    ("mz", "mz-silent", "mz", "--no-stub-text"),
    *[("mz", f"mz-{extender.replace('/', '-')}", "mz", f"--stub-text {extender}")
      for extender in ("DOS/4G", "DOS/16M", "PMODE/W", "CauseWay")],
    *[("mz", f"{kind}{bare}", kind, bare) for kind in ("p2", "p3", "mp", "bw") for bare in ("", "--bare")],
    ("ne", "ne", "ne", f"--module IMPORT --description Import {VERSION} {IMPORTS_16} {EXPORTS_16} --expected 3.10"),
    ("ne", "ne-bare", "ne", f"--bare --module DRIVER --dll --self-loading {IMPORTS_16}"),
    ("ne", "ne-no-fixed", "ne", "--no-fixed-version --string FileVersion=1"),
    ("ne", "ne-zero", "ne", f"--target 0 {IMPORTS_16}"),
    ("ne", "ne-languages", "ne", f"{VERSION} --string-table 0x411:932 --string CompanyName=Lotus"),
    ("ne", "ne-resources", "ne", "--resource WAVE:SOUND:0:{text} --resource 3:1:0:{text} --overlay PAYLOAD"),
    ("ne", "ne-os2-resources", "ne", "--target 1 --resource 3:1:0:{text}"),
    *[("ne", f"ne-target-{target}", "ne", f"--target {target} --import DOSCALLS:#5")
      for target in (1, 3, 4, 5, 0x81, 0x82)],
    ("le", "vxd", "le", f"{VERSION} --module VDHCP --device-id 0x37 --ddk 3.10"),
    ("le", "le-os2", "le", "--target 1 --import DOSCALLS:#5,DosRead"),
    ("le", "le-bare", "le", "--bare --target 1 --import DOSCALLS"),
    ("le", "le-extender", "le", "--target 1 --stub-text DOS/4G"),
    ("le", "lx", "lx", "--module IMPORT --description Import --import DOSCALLS:#5,DosRead --import VIOCALLS "
                       "--export Run@1 --export Stop"),
    ("le", "lx-bare", "lx", "--bare --dll --import DOSCALLS"),
    *[("collection", f"{kind}{bare}", kind, f"{bare} --member VMM --member VDD --member LONGNAME")
      for kind in ("w3", "w4") for bare in ("", "--bare")],
    ("te", "te", "te", "--pdb driver.pdb"),
    ("te", "te-i386", "te", "--machine 0x14c --subsystem 10"),
    ("pe resources", "pe32", "pe32", f"{VERSION} {IMPORTS_32} {DELAYED} {EXPORTS_32}"),
    ("pe resources", "pe32-dll", "pe32", f"--dll {LANGUAGES} {EXPORTS_32}"),
    ("pe resources", "pe32-resources", "pe32", f"{LANGUAGES} {RESOURCES}"),
    ("pe", "pe32-extras", "pe32", f"{IMPORTS_32} {EXTRAS_32}"),
    ("pe", "pe32-nb10", "pe32", "--pdb-nb10 import.pdb --px"),
    ("pe", "pe32-clr", "pe32", "--clr v4.0.30319 --clr-flags 0x20003"),
    ("pe", "pe32plus-clr", "pe32plus", "--clr v2.0.50727 --clr-flags 1"),
    ("pe resources", "pe32-alpha", "pe32", "--machine 0x184"),
    ("pe resources", "pe32plus", "pe32plus", f"{VERSION} {IMPORTS_32} {DELAYED} {EXPORTS_32}"),
    ("pe resources", "pe32plus-driver", "pe32plus", f"--driver {VERSION} {IMPORTS_32} {EXTRAS_32}"),
    ("resources", "pe32plus-resources", "pe32plus", f"{LANGUAGES} {RESOURCES}"),
]

IDENTITY = ('<assemblyIdentity type="win32" name="Lotus.Import" version="8.5.0.0" processorArchitecture="x86" '
            'publicKeyToken="6595b64144ccf1df" language="*"/>')
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
{IDENTITY}<file name="import.dll" hashalg="SHA1"/><file name="x.dll" loadFrom="%windir%\\x\\"/>
<description>&lt;Import&#62; &amp; more</description>
<dependency optional="yes"><dependentAssembly>{IDENTITY}<bindingRedirect oldVersion="1.0.0.0-8.0.0.0"
newVersion="8.5.0.0"/></dependentAssembly></dependency>
<trustInfo xmlns="urn:schemas-microsoft-com:asm.v3"><security><requestedPrivileges>
<requestedExecutionLevel level="requireAdministrator" uiAccess="true"/></requestedPrivileges></security></trustInfo>
<compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1"><application>
<!-- Windows 7 --><supportedOS Id="{{35138b9a-5d96-4fbd-8e2d-a2440225f93a}}"/>
<supportedOS Id="{{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}}"/></application></compatibility>
</assembly>
"""
MANIFESTS = {
    "utf-8": MANIFEST.encode(),
    "bom": b"\xef\xbb\xbf" + MANIFEST.encode(),
    "utf-16": b"\xff\xfe" + MANIFEST.replace("UTF-8", "UTF-16").encode("utf-16-le"),
    "padded": MANIFEST.encode() + b"\0\0\0",
    "prefixed": b'<a:assembly xmlns:a="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">'
                b'<a:assemblyIdentity name="n" version="1.0.0.0"/></a:assembly>',
    "doctype": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><assembly xmlns="urn:schemas-microsoft-com:asm.v1">'
               b'<assemblyIdentity name="&d;"/></assembly>',
    "cdata": b'<assembly xmlns="urn:schemas-microsoft-com:asm.v1"><![CDATA[<x>]]><?pi x?></assembly>',
    "configuration": f"""<configuration><windows><assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">
<dependentAssembly>{IDENTITY}<bindingRedirect oldVersion="1.0.0.0" newVersion="8.5.0.0"/></dependentAssembly>
</assemblyBinding></windows></configuration>""".encode(),
    "latin": b'<?xml version="1.0" encoding="ISO-8859-1"?><assembly><assemblyIdentity name="\xe9"/></assembly>',
}

TEXTS = ["IMPORT.EXE", "Caf\u00e9 \u65e5\u672c", "\u0130\u0131\u00df\u1e9e\u01c5", "\u202eexe.scr\u2066\u200b", "a\tb\x1b[31m",
         "\U0001f600\u0301\ufeff"]
HOST_TEXTS = [
    "C:\\WINNT\\system32\\..\\x.exe\n\\\\server\\share\\a\\.\\b \nx/y",
    "\\\\?\\C:\\a \n\\??\\UNC\\s\\s\\nul\nC:x",
    '"C:\\Program Files\\x.exe" -s\n\\??\\C:\\a b.exe c\n\\SystemRoot\\x',
    "%SystemRoot%\\x;%A%%b%\n%\u00c4%%\n100%",
    "Program Files\nPROGRA~1\nDocuments and Settings.old",
    "a.b.c.html\nAB1234~5.HTM\nx+y,z;=[].t",
    "nul.txt\nCOM\u00b9\nCONIN$",
]
READ_ERROR_BLOCKS = (0, 3, 5)


API_SETS = "{0}core-file-l1-1-0=kernelbase.dll,kernel32.dll:ntdll.dll {0}core-heap-l1-1-0= {0}crt-l1-1-0"


NAMES = {
    "short": "CfProgram Files/Lotus Mail/import.exe\nCdProgram Files (x86)\nCftest file.txt\n"
             "C:\\PROGRA~1\\LOTUSM~1\\IMPORT.EXE\nC:\\PROGRA~2\nC:\\TEB00D~1.TXT\nPROGRA~1",
    "links": "Cfdata/a.exe\nDfx/b.exe\nSfc.exe\nClone->data\nCltwo->/memory/data\nClthree->C:\\Data\n"
             "Clfour->\\??\\D:\\x\nClfive->/memory/.NTFS-3G/D:/x\nClsix->\\\\server\\share\nClseven->seven\n"
             + "\n".join(f"C:\\{name}\\a.exe" for name in "one two three four five six seven".split()),
    "special": "Cfaux.dll\nCfa.exe\nCfcaf\u00e9\nCsfifo\nCfTwice\nCftwice\nC:\\aux.dll\nC:\\nul\nC:\\a.exe:x\n"
               "C:\\a.exe::$DATA\nC:\\cafe\u0301\nC:\\fifo\nC:\\twice\n\\\\?\\C:\\a.exe \n\\\\?\\C:\\aux.dll\n"
               "\\\\ME\\C$\\a.exe\n\\\\server\\share\nX:\\a\nC:a\n\\a\n\\\\.\\C:\\a",
}


def api_set_schema(fixture, version):
    """The section .apiset of an image."""
    sets = API_SETS.format("api-ms-win-" if version == 6 else "ms-win-").split()
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / "image"
        subprocess.run([fixture, "image", "pe32plus", str(path), "--dll", "--api-set-version", str(version),
                        *(word for name in sets for word in ("--api-set", name))], check=True)
        data = path.read_bytes()
    size, _, _, at = struct.unpack_from("<4I", data, data.index(b".apiset\0") + 8)
    return data[at:at + size]


def build_images(fixture, folder):
    """[(targets, name, bytes)]"""
    built = []
    with tempfile.TemporaryDirectory() as scratch:
        path, text, manifest = (pathlib.Path(scratch) / name for name in ("image", "text", "manifest"))
        text.write_bytes(b"Some bytes of a resource")
        manifest.write_bytes(MANIFESTS["utf-8"])
        for targets, name, kind, options in IMAGES:
            words = options.format(text=text, manifest=manifest).split()
            subprocess.run([fixture, "image", kind, str(path), *words], check=True)
            built.append((targets.split(), name, path.read_bytes()))
    return built


def write(folder, target, name, data):
    (folder / target).mkdir(parents=True, exist_ok=True)
    (folder / target / name).write_bytes(data)


def cut_version(data, key, before):
    """The version resource that begins so many bytes before its key; None when there is none."""
    at = data.find(key)
    if at < before:
        return None
    length = struct.unpack_from("<H", data, at - before)[0]
    return data[at - before:at - before + length]


def write_versions(folder, name, data):
    for target, key, before in (("version32", "VS_VERSION_INFO".encode("utf-16-le"), 6),
                                ("version16", b"VS_VERSION_INFO", 4)):
        version = cut_version(data, key, before)
        if version:
            write(folder, target, name, version)
            # Each reader takes the other form too.
            write(folder, {"version32": "version16", "version16": "version32"}[target], name + "-other", version)


def write_reads(folder):
    """Lists of reads: kind, offset, length (view_fuzz.c)."""
    high = 1 << 62
    reads = [(kind, offset, length) for kind in range(4) for offset in (0, 1, 31, 32, high | 7, 3 * high)
             for length in (0, 1, 8, 40, 2 * high, 3 * high | 2)]
    for start in range(0, len(reads), 12):
        write(folder, "view", f"reads-{start}",
              b"".join(struct.pack("<BQQ", *read) for read in reads[start:start + 12]))


def main():
    fixture, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    for targets, name, data in build_images(fixture, folder):
        for target in targets:
            write(folder, target, name, data)
        write_versions(folder, name, data)
        for block in READ_ERROR_BLOCKS:
            for part in (1, 2, 3):
                write(folder, "read-error", f"{name}-{block}-{part}",
                      data + struct.pack("<BI", block, len(data) * part // 4))
    for name, manifest in MANIFESTS.items():
        write(folder, "manifest", name, manifest)
    for version in (2, 4, 6):
        write(folder, "apiset", f"version-{version}", api_set_schema(fixture, version))
    for name, text in NAMES.items():
        write(folder, "names", name, text.encode())
    for number, text in enumerate(TEXTS):
        for page, encoding in ((0, "utf-8"), (1, "utf-16-le"), (9, "utf-16-be"), (5, "shift-jis")):
            write(folder, "text", f"{number}-{page}", bytes([page]) + text.encode(encoding, "ignore"))
    write_reads(folder)
    for number, text in enumerate(HOST_TEXTS):
        write(folder, "host-text", str(number), text.encode())
    for name, data in seeds_hive.seeds(fixture).items():
        write(folder, "hive", name, data)
    for name, data in seeds_pack.seeds().items():
        write(folder, "pack", name, data)
    for name, data in seeds_link.seeds().items():
        write(folder, "shell-link", name, data)


if __name__ == "__main__":
    main()
