#!/usr/bin/env python3
"""compare.py LINUX-BUILD WINDOWS-PROGRAM WORK-FOLDER: both builds of compatscan on the same files, under Wine.

Whatever they print, on standard output, on standard error and into files, must be the same bytes, but for what
every report has of its own: its id and its times. Closes with "N passed, N failed".
"""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WINE = next(filter(None, map(shutil.which, ("/usr/lib/wine/wine64", "wine64", "wine"))), None)
WINESERVER = next(filter(None, map(shutil.which, ("wineserver", "/usr/lib/wine/wineserver"))), None)
TIMEOUT_SECONDS = 300
SPOILED_HIVES = 60
SYSTEM_DLLS = {"advapi32.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll", "bcrypt.dll"}

# Declared differences: what no two runs have in common.
OF_ONE_RUN = [
    (re.compile(rb'("(?:report_id|started|finished)":\s*)"[^"]*"'), rb'\1"..."'),
    (re.compile(rb"^Scanned    \S+ report \S+$", re.M), b"Scanned    ..."),
    # Where the program itself lies, which Wine calls its drive Z:, so that the line is broken elsewhere.
    (re.compile(rb"^  file     .*(?:\n {11}.*)*", re.M),
     lambda found: re.sub(rb"\n {11}", b"", found[0]).replace(b"Z:/", b"/")),
]

MADE = ["inspected.json"]
STANDARD_INPUT = "standard-input"


class Build:
    """A build of compatscan, and what it takes to run it."""

    def __init__(self, work, command, environment):
        self.work = work
        self.command = command
        self.environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", **environment}

    def run(self, arguments):
        """(exit code, standard output, standard error, the files it made), without what is of one run."""
        for name in MADE:
            self.work.joinpath(name).unlink(missing_ok=True)
        # Into files: what Wine leaves running in the background would hold a pipe open.
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
            with open(self.work / STANDARD_INPUT, "rb") as given:
                done = subprocess.run([*self.command, *arguments], cwd=self.work, env=self.environment, stdin=given,
                                      stdout=output, stderr=messages, timeout=TIMEOUT_SECONDS, check=False)
            written = [whole(output), whole(messages)]
        made = [path.read_bytes() for name in MADE if (path := self.work / name).exists()]
        return done.returncode, *map(of_any_run, (*written, b"".join(made)))


def whole(file):
    file.seek(0)
    return file.read()


def of_any_run(output):
    for pattern, replacement in OF_ONE_RUN:
        output = pattern.sub(replacement, output)
    return output


def difference(linux, windows):
    """A few lines of what is different, or None."""
    if linux == windows:
        return None
    if linux[0] != windows[0]:
        return f"exit code {linux[0]} on Linux, {windows[0]} on Windows: {windows[2][-500:]!r}"
    for name, one, other in zip(("standard output", "standard error", "files"), linux[1:], windows[1:]):
        if one != other:
            lines = difflib.unified_diff(*(text.decode("utf-8", "backslashreplace").splitlines() for text in
                                           (one[-2000000:], other[-2000000:])), "Linux", "Windows", lineterm="", n=1)
            return "\n".join([name, *(line[:300] for line, _ in zip(lines, range(20)))])
    return "it is different"


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def count(self, arguments, wrong):
        if not wrong:
            self.passed += 1
            return
        self.failed += 1
        shown = " ".join(arguments)
        print(f"FAIL  {shown[:200]}\n{wrong}\n", flush=True)


def imported_dlls(program):
    done = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", program], capture_output=True, text=True, check=True)
    return {name.lower() for name in re.findall(r"DLL Name: (\S+)", done.stdout)}


def lay_out(work, linux_program, windows_program):
    """The programs as they are installed, with their packs."""
    work.joinpath("bin").mkdir(parents=True)
    # What a C library that translates line ends would change, or take for the end.
    work.joinpath(STANDARD_INPUT).write_bytes(b"MZ\r\n\n\r\x1a after the end\r\n" * 100)
    shutil.copytree(ROOT / "rules/packs", work / "share/compatscan/packs")
    return (shutil.copy(linux_program, work / "bin/compatscan"),
            shutil.copy(windows_program, work / "bin/compatscan.exe"))


def compare(linux, windows, work, tally):
    import cases  # pylint: disable=import-outside-toplevel
    import targets  # pylint: disable=import-outside-toplevel

    targets.servers(work)
    targets.wine_system(work)
    hives = targets.spoiled_hives(work / "hives", SPOILED_HIVES)
    for code, arguments in cases.compared(targets.images(work / "images"), hives, targets.DEEP):
        on_linux = linux.run(arguments)
        wrong = difference(on_linux, windows.run(arguments))
        if code is not None and on_linux[0] != code:
            wrong = f"exit code {on_linux[0]}, expected {code}: {on_linux[2][-500:]!r}"
        # Under a Wine that cannot run the program there is neither output nor an error.
        elif not on_linux[1] + on_linux[2] + on_linux[3]:
            wrong = "there is no output to compare"
        tally.count(arguments, wrong)
    for code, arguments, words in cases.WINDOWS_ALONE:
        got, _, messages, _ = windows.run(arguments)
        sound = got == code and words.encode() in messages
        tally.count(arguments, None if sound else f"exit code {got}, expected {code} and {words!r}: {messages!r}")


def left_behind(work):
    """Temporary files that should be gone: copies of hives, and reports on their way."""
    patterns = ("prefix/drive_c/users/*/Temp/compatscan-*", "prefix/drive_c/windows/temp/compatscan-*",
                "files/inspected.json.*")
    return [str(path) for pattern in patterns for path in work.glob(pattern)]


def main():
    build, windows_program, work = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    if not WINE or not WINESERVER:
        print("skipped: Wine is not installed, so the Windows build was not run")
        return 0
    os.environ["COMPATSCAN_FIXTURE"] = str(build / "compatscan-fixture")
    shutil.rmtree(work / "files", ignore_errors=True)
    linux_program, windows_program = lay_out(work / "files", build / "compatscan", windows_program)
    wine = {"WINEPREFIX": str(work / "prefix"), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "HOME": str(work), "WINESERVER": WINESERVER}
    linux = Build(work / "files", [linux_program], {})
    windows = Build(work / "files", [WINE, windows_program], wine)
    tally = Tally()
    foreign = imported_dlls(windows_program) - SYSTEM_DLLS
    tally.count(["the program needs DLLs that Windows does not have"], ", ".join(sorted(foreign)))
    # Each command would start and end all of Wine otherwise; the first one makes its prefix, and says so.
    (work / "prefix").mkdir(exist_ok=True)
    subprocess.run([WINESERVER, "-p"], env=windows.environment, check=True)
    windows.run(["--version"])
    try:
        compare(linux, windows, work / "files", tally)
        tally.count(["files are left behind"], "\n".join(left_behind(work)))
    finally:
        subprocess.run([WINESERVER, "-k"], env=windows.environment, check=False)
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
