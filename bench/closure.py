#!/usr/bin/python3
"""Measures `compatscan deps` on programs made for it, beside what reading the same files costs others.

Each round runs every reader once over the files of one tree; the first round is not measured, so that files and
programs are in the page cache. Times are medians over the rounds, of whole processes.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import run as rounds
from peers import Peer, Run, all_at_once, each, own

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXPORTS = 200
# name -> (DLLs, how many others each imports, symbols of each import)
TREES = {"dense": (200, 100, 10), "wide": (2000, 20, 5)}
OBJDUMP = "x86_64-w64-mingw32-objdump"
# (words, whose time, divided by whose, relation, goal)
GOALS = (
    ("deps (text) / objdump -p", "deps-text", "objdump", "<", 3),
    ("winedump / deps --symbols", "winedump", "deps", ">=", 1),
)


def make_image(fixture, path, count, width, symbols, number):
    options = ["--dll"] if number else []
    for export in range(EXPORTS):
        options += ["--export", f"Function{export:03}"]
    for step in range(width):
        # Spread over all of them, so that the closure is everything and full of cycles.
        other = (number * 7 + step * (count // width | 1) + 1) % count + 1
        wanted = ",".join(f"Function{(number + step + at * 17) % EXPORTS:03}" for at in range(symbols))
        options += ["--import", f"module{other}.dll:{wanted}"]
    subprocess.run([fixture, "image", "pe32plus", path, *options], check=True)


def make_tree(fixture, root, count, width, symbols):
    """A program in C:\\app and its DLLs beside it; gives the files."""
    (root / "Windows/System32").mkdir(parents=True)
    (root / "app").mkdir()
    paths = [str(root / "app/program.exe")] + [str(root / f"app/module{number + 1}.dll") for number in range(count)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(lambda number: make_image(fixture, paths[number], count, width, symbols, number),
                      range(count + 1)))
    return paths


def deps(root, *options):
    return own("compatscan", "deps", "--root", str(root), "--profile", "win7", "--env", "PROCESSOR_ARCHITECTURE=AMD64",
               "--env", r"PATH=C:\Windows", *options, r"C:\app\program.exe")


def peers(root):
    return (
        Peer("deps", "deps --symbols (json)", None, deps(root, "--symbols", "--format", "json")),
        Peer("deps-text", "deps (text)", None, deps(root)),
        Peer("deps-start", "  its start alone", None, own("compatscan", "--version")),
        Peer("floor-first", "floor: first 4 KiB of each", None, own("bench-floor", "first", "LIST"),
             times_itself=True),
        Peer("floor-whole", "floor: every byte", None, own("bench-floor", "whole", "LIST"), times_itself=True),
        Peer("cat", "cat", None, all_at_once("cat")),
        Peer("objdump", "objdump -p", "binutils-mingw-w64-x86-64", all_at_once(OBJDUMP, "-p")),
        Peer("winedump", "winedump", "wine64-tools", each("winedump-stable", "-j", "import", "-j", "export"),
             reads_list=True),
    )


def found_by_deps(build, root):
    """What deps found: evidence that it did the work."""
    command = deps(root, "--format", "json")(Run(build, "", []))
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["summary"]


def print_tree(name, report, chosen):
    samples, summary = report["samples"], report["found"]
    print(f"{name}: {report['files']} files, {report['bytes'] / 1e6:.0f} MB; deps found {summary['modules']} modules, "
          f"{summary['edges']} edges,\n{summary['symbols']} symbols, {summary['cycles']} cycles\n")
    print(f"{'seconds':27} {'median':>8} {'min':>8} {'max':>8} {'x deps':>7} {'processor':>9}")
    ours = rounds.results.median(samples["deps"], "whole")
    for peer in chosen:
        whole = [sample["whole"] for sample in samples[peer.name]]
        middle = rounds.results.median(samples[peer.name], "whole")
        print(f"{peer.label:27} {middle:8.4f} {min(whole):8.4f} {max(whole):8.4f} {middle / ours:7.2f} "
              f"{rounds.results.median(samples[peer.name], 'cpu'):9.4f}")
    print(f"\n{'goal (processor time)':37} {'ratio':>8} {'min':>8} {'max':>8}")
    for words, upper, lower, relation, limit in GOALS:
        if upper not in samples or lower not in samples:
            continue
        ratio = (rounds.results.median(samples[upper], "cpu") / rounds.results.median(samples[lower], "cpu"))
        each_round = [a["cpu"] / b["cpu"] for a, b in zip(samples[upper], samples[lower])]
        met = ratio < limit if relation == "<" else ratio >= limit
        print(f"{words:37} {ratio:8.2f} {min(each_round):8.2f} {max(each_round):8.2f} "
              f"{relation:>2} {limit:<3} {'met' if met else 'NOT met'}")
    print()


def measure_tree(name, build, count):
    with tempfile.TemporaryDirectory(prefix="compatscan-bench-") as folder:
        root = pathlib.Path(folder) / "c"
        paths = make_tree(str(build / "compatscan-fixture"), root, *TREES[name])
        chosen = [peer for peer in peers(root) if not peer.package or rounds.version_of(peer.package)]
        listing = pathlib.Path(folder) / "list"
        listing.write_text("".join(f"{path}\n" for path in paths), "utf-8")
        report = {"files": len(paths), "bytes": sum(map(os.path.getsize, paths)),
                  "found": found_by_deps(build, root),
                  "samples": rounds.run_rounds(chosen, Run(build, str(listing), paths), count)}
        print_tree(name, report, chosen)
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="folder with the programs (build)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each reader is measured (5)")
    parser.add_argument("--json", metavar="FILE", help="write every sample to FILE")
    parser.add_argument("--tree", choices=list(TREES), nargs="+", default=list(TREES), help="measure these trees alone")
    asked = parser.parse_args()
    if asked.rounds < 1:
        parser.error("--rounds: at least one")
    machine = rounds.machine()
    print(f"{machine['processor']}, {machine['processors']} processors, load {machine['load']:.2f}; "
          f"{asked.rounds} rounds; page cache warm\n")
    reports = {name: measure_tree(name, (ROOT / asked.build).resolve(), asked.rounds) for name in asked.tree}
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump({"machine": machine, "rounds": asked.rounds, "trees": reports}, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    sys.exit(main())
