"""The sentence that `file` makes of an image: kind, bits, machine, DLL, subsystem."""
import re
import subprocess

NAME = "libmagic"
FILES_PER_RUN = 200  # the command line has a limit

# The new headers as libmagic names them: kind and bits.
NEW_HEADERS = (
    (r"\bPE32\+ ", "pe32plus", 64),
    (r"\bPE32 ", "pe32", 32),
    (r"\bNE for |\bNE executable", "ne", 16),
    (r"\bLE executable|\bLE for ", "le", 32),
    (r"\bLX (for|executable)", "lx", 32),
    (r"\bW3 for ", "w3", None),
    (r"\bW4 for ", "w4", None),
    (r"\bMZ for MS-DOS", "mz", 16),
)

MACHINES = (
    (r"Intel (80386|i386)", "i386"), (r"x86-64", "x86-64"), (r"ARM Thumb", "arm"), (r"ARMv7 Thumb", "armnt"),
    (r"(Aarch64|ARM64)", "arm64"), (r"Intel Itanium", "ia64"), (r"\bAlpha\b", "alpha"), (r"MIPS R4000", "mips"),
    (r"PowerPC", "powerpc"), (r"EFI byte code", "ebc"), (r"RISC-V 64-bit", "riscv64"),
)

SUBSYSTEMS = (
    (r"\(GUI\)", "gui"), (r"\(console\)", "console"), (r"\(native\)", "native"), (r"\(POSIX\)", "posix"),
    (r"\(OS/2\)", "os2"), (r"\(EFI application\)", "efi-application"),
    (r"\(EFI boot service driver\)", "efi-boot-driver"), (r"\(EFI runtime driver\)", "efi-runtime-driver"),
    (r"\(EFI ROM\)", "efi-rom"), (r"\(Windows CE\)", "ce-gui"),
)

NE_TARGETS = (
    (r"NE for OS/2", "os2"), (r"NE for MS Windows \(3\.x|NE for MS Windows 3\.x|NE for MS Windows", "windows"),
    (r"NE for MS-DOS 4", "dos4"),
)


def first(rows, sentence):
    return next((value for pattern, value in rows if re.search(pattern, sentence)), None)


def facts(sentence):
    """Only what the sentence tells."""
    found = {}
    for pattern, kind, bits in NEW_HEADERS:
        if re.search(pattern, sentence):
            found = {"kind": kind, "bits": bits}
            break
    kind = found.get("kind", "")
    if kind.startswith("pe") or kind == "ne":
        found["dll"] = "(DLL" in sentence
    told = []
    if kind.startswith("pe"):
        told = [("machine", first(MACHINES, sentence)), ("subsystem", first(SUBSYSTEMS, sentence))]
        if kind == "pe32" or kind == "pe32plus":
            found["has_clr"] = "Mono/.Net assembly" in sentence
    elif kind == "ne":
        told = [("target", first(NE_TARGETS, sentence))]
        version = re.search(r"NE for MS Windows 3\.x \((\d+\.\d+)\)", sentence)
        told.append(("expected_windows", version and version.group(1)))
    found.update((field, value) for field, value in told if value is not None)
    return found


def read_all(paths):
    """{path: facts}: one process for many files, since starting it costs more than reading."""
    found = {}
    for start in range(0, len(paths), FILES_PER_RUN):
        part = paths[start:start + FILES_PER_RUN]
        run = subprocess.run(["file", "--brief", "--", *part], capture_output=True, text=True, check=True)
        found.update((path, facts(sentence)) for path, sentence in zip(part, run.stdout.splitlines()))
    return found
