#!/usr/bin/python3
"""Measures `compatscan scan` by the packs that ship, on a machine of real DLLs, 200 services and 20,000 other files.

The first round is not measured, so that files and programs are in the page cache. Times are medians over the rounds,
of whole processes.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import facts
import run as rounds
from peers import Peer, Run, own

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKS = ROOT / "rules/packs"
FOLDERS, FILES_EACH, SERVICES, COPIES = 200, 100, 200, 50


def system_hive(programs):
    yield "[Select]", '"Current"=dword:00000001'
    path = r"%SystemRoot%\\system32;%SystemRoot%;C:\\files\\folder0;C:\\files\\folder1"
    yield (r"[ControlSet001\Control\Session Manager\Environment]", f'"Path"=expand:"{path}"',
           '"PROCESSOR_ARCHITECTURE"="AMD64"')
    for number in range(SERVICES):
        program = programs[number % len(programs)]
        yield (rf"[ControlSet001\Services\Service{number:04}]", '"Type"=dword:00000010', '"Start"=dword:00000002',
               '"ObjectName"="LocalSystem"', rf'"ImagePath"=expand:"%SystemRoot%\\system32\\{program}"')


def make_machine(fixture, root):
    """Gives the paths of all files: the PE files of Debian's wine are System32, some of them are on PATH once more."""
    system32 = root / "WINNT/system32"
    (system32 / "config").mkdir(parents=True)
    wine = sorted(path for path in set(rounds.package_files()) if "x86_64" in path and rounds.is_pe(path))
    for path in wine:
        shutil.copyfile(path, system32 / os.path.basename(path))
    programs = sorted(os.path.basename(path) for path in wine if path.endswith(".exe"))
    libraries = [path for path in wine if path.endswith(".dll")][:COPIES]
    for folder in range(FOLDERS):
        (root / f"files/folder{folder}").mkdir(parents=True)
        for number in range(FILES_EACH):
            (root / f"files/folder{folder}/data{number}.dat").write_bytes(b"data")
    for path in libraries:
        shutil.copyfile(path, root / "files/folder0" / os.path.basename(path))
    for name, lines in (("system", system_hive(programs)),
                        ("software", [(r"[Microsoft\Windows NT\CurrentVersion]", '"CurrentVersion"="6.1"')])):
        text = "\n".join(line for group in lines for line in group) + "\n"
        subprocess.run([fixture, "hive", system32 / f"config/{name}"], input=text.encode(), check=True)
    return [os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names]


def scan(root, *packs):
    """Whatever the verdict is: the exit codes 1 and 3 are answers, too."""
    return lambda run: ["sh", "-c", '"$@"; test $? -ne 2', "sh", str(run.build / "compatscan"), "scan", "--quiet",
                        "--root", str(root), "--format", "json", "--output", "/dev/null",
                        *(f"--pack={pack}" for pack in packs)]


def peers(root):
    return (
        Peer("default", "scan, packs always used", None, scan(root)),
        Peer("ccmail", "scan --pack ccmail-8.5", None, scan(root, "ccmail-8.5")),
        Peer("hygiene", "scan --pack hygiene", None, scan(root, "hygiene")),
        Peer("win64", "scan --pack win64-readiness", None, scan(root, "win64-readiness")),
        Peer("start", "  its start alone", None, own("compatscan", "--version")),
        Peer("test", "rules test, all examples", None, own("compatscan", "rules", "test", "--quiet")),
        Peer("floor", "floor: 4 KiB of every file", None, own("bench-floor", "first", "LIST"), times_itself=True),
        Peer("file", "file(1), every file", "file", lambda run: ["file", "-f", run.list]),
        Peer("objdump", "objdump -p, System32", "binutils-mingw-w64-x86-64",
             lambda run: ["x86_64-w64-mingw32-objdump", "-p",
                          *(path for path in run.paths if "/system32/" in path and "/config/" not in path)]),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="folder with the programs (build)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (5)")
    asked = parser.parse_args()
    build = (ROOT / asked.build).resolve()
    os.environ["COMPATSCAN_PACKS"] = str(PACKS)
    machine = rounds.machine()
    with tempfile.TemporaryDirectory(prefix="compatscan-bench-") as folder:
        root = pathlib.Path(folder).resolve() / "c"
        paths = make_machine(str(build / "compatscan-fixture"), root)
        listing = pathlib.Path(folder) / "list"
        listing.write_text("".join(f"{path}\n" for path in paths), "utf-8")
        run = Run(build, str(listing), paths)
        chosen = [peer for peer in peers(root) if not peer.package or rounds.version_of(peer.package)]
        samples = rounds.run_rounds(chosen, run, asked.rounds)
        opened, listed = facts.accesses_of(scan(root)(run), root)
    print(f"{len(paths)} files, {SERVICES} services; {asked.rounds} rounds; page cache warm\n"
          f"{machine['processor']}, {machine['processors']} processors, load {machine['load']:.2f}\n")
    facts.print_times(chosen, samples)
    # Once to see what a file is, and once more for the digest of one that is evidence.
    often = sorted(os.path.basename(path) for path, times in opened.items() if times > 2)
    twice = [path for path, times in listed.items() if times > 1]
    print(f"\npacks always used: files opened: {len(opened)}, more than twice: {', '.join(often) or 'none'}\n"
          f"folders listed: {len(listed)}, twice: {len(twice)}; goal: none twice {'met' if not twice else 'NOT met'}")
    return 1 if twice else 0


if __name__ == "__main__":
    sys.exit(main())
