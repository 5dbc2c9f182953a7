"""Programs and DLLs made with the mingw and LLVM tools: what no Debian package is sure to have.

Each row of PROGRAMS is a link of the sources in mingw/ with options that make one thing of the format appear.
"""
import pathlib
import shutil
import subprocess

SOURCES = pathlib.Path(__file__).parent / "mingw"
TARGETS = {"i686": "i386", "x86_64": "i386:x86-64"}

PROGRAM_LIBRARIES = ("liblibrary.a", "libordinals.a", "libdelayed.a", "libkernel32.a")

# (name, source, further inputs, options of the linker)
PROGRAMS = (
    ("program", "program", PROGRAM_LIBRARIES, ()),
    ("stripped", "program", PROGRAM_LIBRARIES, ("-s",)),
    ("resources", "small", ("resources.o",), ("-s",)),
    ("resources-symbols", "small", ("resources.o",), ()),
    ("pdb", "small", (), ("-Wl,--build-id,--pdb=pdb name.pdb",)),
    ("build-id", "small", (), ("-Wl,--build-id",)),
    ("native", "small", (), ("-Wl,--subsystem,native",)),
    ("posix", "small", (), ("-Wl,--subsystem,posix",)),
    ("windows-3.10", "small", (), ("-Wl,--subsystem,windows:3.10",)),
    ("console-6.3", "small", (), ("-Wl,--subsystem,console:6.3",)),
    ("efi", "small", (), ("-Wl,--subsystem,10",)),
    ("alignment-64k", "small", ("resources.o",), ("-Wl,--section-alignment,65536",)),
    ("alignment-512", "small", ("resources.o",), ("-Wl,--section-alignment,512,--file-alignment,512",)),
    ("alignment-16", "small", ("resources.o",), ("-Wl,--section-alignment,16,--file-alignment,16",)),
    ("alignment-8k", "small", ("resources.o",), ("-Wl,--section-alignment,8192,--file-alignment,4096",)),
    ("no-timestamp", "small", (), ("-Wl,--no-insert-timestamp",)),
    ("relocated", "small", (), ("-Wl,--dynamicbase,--image-base,0x10000000",)),
)

# Machines that the mingw tools do not make: clang's, lld's and dlltool's name
LLVM_MACHINES = (("i686", "x86", "i386"), ("x86_64", "x64", "i386:x86-64"), ("aarch64", "arm64", "arm64"),
                 ("thumbv7", "arm", "arm"))


class Missing(Exception):
    """A tool is not installed, or cannot do what is asked of it."""


def run(folder, *command):
    if not shutil.which(command[0]):
        raise Missing(f"{command[0]} is not installed; make deps-check-full")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Missing(f"{' '.join(command)}: {done.stderr.strip()}")


def compile_sources(folder, triple):
    for name in ("program", "small", "library"):
        run(folder, f"{triple}-gcc", "-Os", "-ffreestanding", "-fno-asynchronous-unwind-tables", "-c",
            str(SOURCES / f"{name}.c"), "-o", f"{name}.o")
    run(folder, f"{triple}-windres", "-I", str(SOURCES), "--codepage=65001", str(SOURCES / "resources.rc"),
        "resources.o")


def make_libraries(folder, triple, architecture):
    leading = ["--no-leading-underscore"] if architecture == "x86_64" else []
    run(folder, f"{triple}-gcc", "-nostdlib", "-shared", "-e", entry("DllMainCRTStartup", architecture),
        "-o", "library.dll", "library.o", str(SOURCES / "library.def"), "resources.o")
    for name in ("library", "ordinals", "kernel32"):
        run(folder, f"{triple}-dlltool", *leading, "-d", str(SOURCES / f"{name}.def"), "-l", f"lib{name}.a")
    run(folder, f"{triple}-dlltool", *leading, "-d", str(SOURCES / "delayed.def"), "--output-delaylib",
        "libdelayed.a")


def entry(name, architecture):
    return f"_{name}" if architecture == "i686" else name


def link_programs(folder, triple, architecture):
    for name, source, inputs, options in PROGRAMS:
        run(folder, f"{triple}-gcc", "-nostdlib", "-e", entry("start", architecture), *options,
            "-o", f"{name}.exe", f"{source}.o", *inputs)


def change(folder):
    """Files that no linker makes: something behind the image, and an end that is missing."""
    for name in ("program", "stripped", "resources"):
        image = (folder / f"{name}.exe").read_bytes()
        (folder / f"{name}-overlay.exe").write_bytes(image + b"PK\x03\x04 an archive" * 100)
        (folder / f"{name}-one-byte-more.exe").write_bytes(image + b"\0")
        (folder / f"{name}-cut.exe").write_bytes(image[:len(image) * 7 // 8])


def make_mingw(folder, architecture):
    triple = f"{architecture}-w64-mingw32"
    folder.mkdir(parents=True, exist_ok=True)
    compile_sources(folder, triple)
    make_libraries(folder, triple, architecture)
    link_programs(folder, triple, architecture)
    change(folder)


def make_llvm(folder, architecture, machine, dlltool_machine):
    """lld writes debug directories, bound machines other than Intel's and embeds manifests itself."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("small", "library", "program"):
        run(folder, "clang", f"--target={architecture}-pc-windows-msvc", "-Os", "-ffreestanding", "-c", "-g",
            "-gcodeview", str(SOURCES / f"{name}.c"), "-o", f"{name}.obj")
    common = ("lld-link", f"/machine:{machine}", "/nodefaultlib", "/debug", "/pdbaltpath:C:\\source\\%_PDB%")
    run(folder, *common, "/dll", "/out:library.dll", "/entry:DllMainCRTStartup",
        "/export:by_name,@5", "/export:by_ordinal_only,@9,NONAME", "/export:forwarded=KERNEL32.Sleep", "/export:by_number=COMCTL32.#17,@12",
        "/export:table_of_numbers,DATA", "library.obj")
    run(folder, *common, "/out:program.exe", "/entry:start", "/subsystem:windows,6.02", "/version:3.4",
        "small.obj")
    for name in ("library", "ordinals", "kernel32", "delayed"):
        run(folder, "llvm-dlltool", "-m", dlltool_machine, "-d", str(SOURCES / f"{name}.def"), "-l", f"{name}.lib")
    run(folder, *common, "/out:delay.exe", "/entry:start", "/subsystem:console", "/delayload:delayed.dll",
        "/delayload:library.dll", "program.obj", "library.lib", "ordinals.lib", "kernel32.lib", "delayed.lib")
    run(folder, *common, "/out:driver.sys", "/entry:start", "/driver", "/subsystem:native", "small.obj")
    run(folder, *common, "/out:efi.efi", "/entry:start", "/subsystem:efi_application", "small.obj")


def files(work):
    """The images, made anew: it takes a few seconds."""
    folder = work / "mingw"
    shutil.rmtree(folder, ignore_errors=True)
    for architecture in TARGETS:
        make_mingw(folder / architecture, architecture)
    for architecture, machine, dlltool_machine in LLVM_MACHINES:
        make_llvm(folder / f"lld-{machine}", architecture, machine, dlltool_machine)
    return sorted(str(path) for path in folder.rglob("*") if path.suffix in (".exe", ".dll", ".sys", ".efi"))
