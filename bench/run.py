#!/usr/bin/python3
"""Measures compatscan's image reader beside other readers: the same files, the same run.

A round runs every reader once, one after the other; each round begins with another reader. The first round is not
measured: it leaves files and programs in the page cache. Times are medians over the rounds.
"""
import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

import results
from peers import PEERS, Run

PACKAGES = ("libwine", "fonts-wine")
FEWEST_FILES = 600
ROOT = pathlib.Path(__file__).resolve().parent.parent


def package_files():
    for package in PACKAGES:
        listing = subprocess.run(["dpkg-query", "-L", package], capture_output=True, text=True, check=False)
        if listing.returncode != 0:
            sys.exit(f"package {package} is not installed; run: make deps-bench")
        yield from listing.stdout.splitlines()


def is_pe(path):
    if not os.path.isfile(path) or os.path.islink(path):
        return False
    with open(path, "rb") as file:
        header = file.read(0x40)
        file.seek(int.from_bytes(header[0x3C:0x40], "little"))
        return header[:2] == b"MZ" and file.read(4) == b"PE\0\0"


def values(text):
    """The lines "name value" of a program that times itself."""
    found = {}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        try:
            found[name] = float(value) if "." in value else int(value)
        except ValueError:
            pass
    return found


def measure(peer, run):
    """Runs it once: whole time, processor time (children included), exit code, and what it says of itself."""
    with open(run.list, "rb") as paths:
        began = time.monotonic()
        with subprocess.Popen(peer.command(run), stdin=paths if peer.reads_list else subprocess.DEVNULL,
                              stdout=subprocess.PIPE if peer.times_itself else subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, text=True) as process:
            said = process.stdout.read() if peer.times_itself else ""
            _, status, usage = os.wait4(process.pid, 0)
            whole = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
    sample = {"whole": whole, "cpu": usage.ru_utime + usage.ru_stime, "exit": process.returncode}
    said = values(said)
    # Another reader may stumble over a file; ours may not, and a time that was not told cannot be guessed.
    if (process.returncode != 0 and not peer.package) or (peer.times_itself and "wall_seconds" not in said):
        sys.exit(f"{' '.join(peer.command(run)[:4])} ... failed with {process.returncode}")
    if peer.times_itself:
        sample["inside"] = said.pop("wall_seconds")
        sample["said"] = said
    return sample


def version_of(package):
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True,
                           check=False)
    return asked.stdout if asked.returncode == 0 else None


def machine():
    model = [line.partition(":")[2].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
             if line.startswith("model name")]
    return {"processor": model[0] if model else platform.machine(), "processors": os.cpu_count(),
            "kernel": platform.release(), "load": os.getloadavg()[0]}


def choose(names):
    """The peers asked for, and a line for each that is not installed."""
    chosen, missing = [], []
    for peer in PEERS:
        if names and peer.name not in names:
            continue
        if peer.package and not version_of(peer.package):
            missing.append(f"{peer.label.strip()}: package {peer.package} is not installed")
        else:
            chosen.append(peer)
    return chosen, missing


def run_rounds(chosen, run, rounds):
    samples = {peer.name: [] for peer in chosen}
    for number in range(rounds + 1):
        turn = number % len(chosen)
        for peer in chosen[turn:] + chosen[:turn]:
            if sys.stderr.isatty():
                print(f"\r\033[Kround {number} of {rounds}: {peer.label.strip()}", end="", file=sys.stderr)
            sample = measure(peer, run)
            if number:
                samples[peer.name].append(sample)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return samples


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="folder with the programs (build)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each reader is measured (5)")
    parser.add_argument("--json", metavar="FILE", help="write every sample to FILE")
    parser.add_argument("--only", metavar="NAME", nargs="+", choices=[peer.name for peer in PEERS],
                        help="measure these readers alone: " + " ".join(peer.name for peer in PEERS))
    parser.add_argument("--folder", metavar="DIR", nargs="+",
                        help="PE files below these folders instead of those of the packages " + ", ".join(PACKAGES))
    asked = parser.parse_args()
    if asked.rounds < 1:
        parser.error("--rounds: at least one")
    return asked


def find_files(folders):
    if not folders:
        return sorted(filter(is_pe, set(package_files())))
    return sorted(filter(is_pe, (os.path.join(folder, name) for top in folders
                                 for folder, _, names in os.walk(top) for name in names)))


def main():
    asked = arguments()
    paths = find_files(asked.folder)
    if not paths or (not asked.folder and len(paths) < FEWEST_FILES):
        sys.exit(f"{len(paths)} PE files found; {FEWEST_FILES} are needed for a result that means anything")
    chosen, missing = choose(asked.only)
    report = {"machine": machine(), "files": len(paths), "bytes": sum(map(os.path.getsize, paths)),
              "rounds": asked.rounds, "missing": missing,
              "packages": {peer.package: version_of(peer.package) for peer in chosen if peer.package}}
    with tempfile.NamedTemporaryFile("w", prefix="compatscan-bench-", errors="surrogateescape") as listing:
        listing.write("".join(f"{path}\n" for path in paths))
        listing.flush()
        run = Run((ROOT / asked.build).resolve(), listing.name, paths)
        report["samples"] = run_rounds(chosen, run, asked.rounds)
    report["goals"] = results.goals(report["samples"])
    results.print_report(report, chosen)
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
