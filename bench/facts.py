#!/usr/bin/python3
"""Measures `compatscan facts` on a server of 20,000 files and 900 services: time, files opened, folders listed.

The first round is not measured, so that files and programs are in the page cache. Times are medians over the rounds,
of whole processes.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import run as rounds
from peers import Peer, Run, own

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS, FILES_EACH, SYSTEM_FILES, SERVICES, APP_PATHS, PATH_ENTRIES = 200, 80, 4000, 900, 300, 12
OPEN = re.compile(r'openat\((AT_FDCWD|\d+), "((?:[^"\\]|\\.)*)", (\S+).*\) += (\d+)$')
DUPLICATE = re.compile(r"fcntl\((\d+), F_DUPFD_CLOEXEC, \d+\) += (\d+)$")
LIST = re.compile(r"getdents64\((\d+), .*\) += ([1-9]\d*)$")


def system_hive():
    yield r'[Select]', '"Current"=dword:00000001'
    path = ";".join([r"%SystemRoot%\\system32", "%SystemRoot%"] +
                    [rf"C:\\files\\folder{number}" for number in range(PATH_ENTRIES - 2)])
    yield (r"[ControlSet001\Control\Session Manager\Environment]", f'"Path"=expand:"{path}"',
           '"PROCESSOR_ARCHITECTURE"="x86"')
    for number in range(SERVICES):
        key = rf"ControlSet001\Services\Service{number:04}"
        yield (f"[{key}]", f'"DisplayName"="The service {number}"', '"ObjectName"="LocalSystem"',
               '"Start"=dword:00000002')
        if number % 2:
            yield ('"Type"=dword:00000020', r'"ImagePath"=expand:"%SystemRoot%\\system32\\file0.exe -k all"',
                   rf"[{key}\Parameters]", rf'"ServiceDll"=expand:"%SystemRoot%\\system32\\file{number}.exe"')
        else:
            yield '"Type"=dword:00000001', rf'"ImagePath"="system32\\drivers\\driver{number}.sys"'


def software_hive():
    yield (r"[Microsoft\Windows NT\CurrentVersion]", '"CurrentVersion"="5.0"', '"CurrentBuildNumber"="2195"',
           '"CSDVersion"="Service Pack 4"')
    for number in range(APP_PATHS):
        yield (rf"[Microsoft\Windows\CurrentVersion\App Paths\app{number}.exe]",
               rf'@="C:\\files\\folder{number % FOLDERS}\\app{number}.exe"')


def make_server(fixture, root):
    """Gives the number of files."""
    config = root / "WINNT/system32/config"
    config.mkdir(parents=True)
    (root / "WINNT/system32/drivers").mkdir()
    for name, lines in (("system", system_hive()), ("software", software_hive())):
        text = "\n".join(line for group in lines for line in group) + "\n"
        subprocess.run([fixture, "hive", config / name], input=text.encode(), check=True)
    for number in range(SYSTEM_FILES):
        (root / f"WINNT/system32/file{number}.exe").write_bytes(b"MZ")
    for folder in range(FOLDERS):
        (root / f"files/folder{folder}").mkdir(parents=True)
        for number in range(FILES_EACH):
            (root / f"files/folder{folder}/file{number}.exe").write_bytes(b"MZ")
    return sum(len(files) for _, _, files in os.walk(root))


def facts(root, form):
    return own("compatscan", "facts", "--root", str(root), "--format", form, "--output", "/dev/null")


def peers(root):
    hive = str(root / "WINNT/system32/config/system")
    return (
        Peer("facts-json", "facts (json)", None, facts(root, "json")),
        Peer("facts-text", "facts (text)", None, facts(root, "text")),
        Peer("start", "  its start alone", None, own("compatscan", "--version")),
        Peer("find", "find: every folder", None, lambda run: ["find", str(root), "-name", "x"]),
        Peer("hivexml", "hivexml of the SYSTEM hive", "libhivex-bin", lambda run: ["hivexml", hive]),
    )


def accesses_of(command, root):
    """What a command does to the target: (how often each file was opened, and each folder listed)."""
    command = ["strace", "-f", "-e", "trace=openat,fcntl,getdents64", "-s", "4096", *command]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    names, fresh, opened, listed = {}, set(), collections.Counter(), collections.Counter()
    for line in told.splitlines():
        match = OPEN.search(line)
        if match:
            folder, name, flags, descriptor = match.groups()
            path = os.path.normpath(os.path.join(names.get(folder, ""), name))
            names[descriptor] = path
            fresh.add(descriptor)
            if "O_DIRECTORY" not in flags and path.startswith(str(root)):
                opened[path] += 1
        match = DUPLICATE.search(line)
        if match:
            names[match.group(2)] = names.get(match.group(1), "")
        match = LIST.search(line)
        if match and match.group(1) in fresh:
            fresh.discard(match.group(1))
            listed[names[match.group(1)]] += 1
    return opened, listed


def print_times(chosen, samples):
    print(f"{'seconds':27} {'median':>8} {'min':>8} {'max':>8} {'processor':>9}")
    for peer in chosen:
        whole = [sample["whole"] for sample in samples[peer.name]]
        print(f"{peer.label:27} {rounds.results.median(samples[peer.name], 'whole'):8.4f} {min(whole):8.4f} "
              f"{max(whole):8.4f} {rounds.results.median(samples[peer.name], 'cpu'):9.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="folder with the programs (build)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured (5)")
    parser.add_argument("--json", metavar="FILE", help="write every sample to FILE")
    asked = parser.parse_args()
    if asked.rounds < 1:
        parser.error("--rounds: at least one")
    build = (ROOT / asked.build).resolve()
    machine = rounds.machine()
    with tempfile.TemporaryDirectory(prefix="compatscan-bench-") as folder:
        root = pathlib.Path(folder).resolve() / "c"
        count = make_server(str(build / "compatscan-fixture"), root)
        listing = pathlib.Path(folder) / "list"
        listing.write_text("", "utf-8")
        chosen = [peer for peer in peers(root) if not peer.package or rounds.version_of(peer.package)]
        samples = rounds.run_rounds(chosen, Run(build, str(listing), []), asked.rounds)
        opened, listed = accesses_of(facts(root, "json")(Run(build, "", [])), root)
    print(f"{count} files, {SERVICES} services; {asked.rounds} rounds; page cache warm\n"
          f"{machine['processor']}, {machine['processors']} processors, load {machine['load']:.2f}\n")
    print_times(chosen, samples)
    twice = [path for path, times in listed.items() if times > 1]
    print(f"\nfiles of the target opened: {len(opened)} ({', '.join(sorted(os.path.basename(path) for path in opened))})"
          f"\nfolders listed: {len(listed)}, twice: {len(twice)}; goal: none twice {'met' if not twice else 'NOT met'}")
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump({"machine": machine, "rounds": asked.rounds, "samples": samples}, file, indent=1)
            file.write("\n")
    return 1 if twice else 0


if __name__ == "__main__":
    sys.exit(main())
