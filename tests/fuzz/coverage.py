#!/usr/bin/env python3
"""What the kept inputs reach of each source file, as a Markdown table: coverage.py BUILD DIR...

BUILD/fuzz-replay is built by clang with -fprofile-instr-generate -fcoverage-mapping.
"""
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCES = ["scanner/image/", "scanner/host/registry/hive", "scanner/host/registry/registry_data.c", "scanner/host/disk/winpath.c",
           "scanner/host/disk/short_name.c", "scanner/host/disk/device_name.c", "scanner/base/view.c", "scanner/base/text.c",
           "scanner/base/code_page_posix.c"]


def tool(name):
    """llvm-cov or llvm-cov-14, ..."""
    for found in (name, *sorted(glob.glob(f"/usr/bin/{name}-[0-9]*"), reverse=True)):
        path = shutil.which(found)
        if path:
            return path
    sys.exit(f"{name} is not installed; make deps-fuzz installs it")


def percent(counted):
    return f"{counted['covered']}/{counted['count']} ({counted['percent']:.1f} %)" if counted["count"] else "-"


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    program, profile = build / "fuzz-replay", build / "profile"
    for old in build.glob("raw-*.profraw"):
        old.unlink()
    done = subprocess.run([str(program), *sys.argv[2:]], cwd=ROOT, check=False, stdout=subprocess.DEVNULL,
                          env={**os.environ, "LLVM_PROFILE_FILE": f"{build}/raw-%p.profraw"})
    if done.returncode:
        sys.exit("an input of the corpus fails; run fuzz-replay to see which")
    subprocess.run([tool("llvm-profdata"), "merge", "-sparse", "-o", str(profile),
                    *[str(raw) for raw in build.glob("raw-*.profraw")]], check=True)
    said = subprocess.run([tool("llvm-cov"), "export", "-summary-only", f"-instr-profile={profile}", str(program)],
                          check=True, capture_output=True, text=True).stdout
    total = {kind: {"covered": 0, "count": 0} for kind in ("regions", "lines", "branches")}
    print("| source | regions | lines | branches |")
    print("|---|---:|---:|---:|")
    for row in sorted(json.loads(said)["data"][0]["files"], key=lambda row: row["filename"]):
        name = os.path.relpath(row["filename"], ROOT)
        if not name.endswith(".c") or not name.startswith(tuple(SOURCES)):
            continue
        for kind, sums in total.items():
            sums["covered"] += row["summary"][kind]["covered"]
            sums["count"] += row["summary"][kind]["count"]
        print(f"| `{name}` | " + " | ".join(percent(row["summary"][kind]) for kind in total) + " |")
    for sums in total.values():
        sums["percent"] = 100 * sums["covered"] / max(sums["count"], 1)
    print("| all | " + " | ".join(percent(sums) for sums in total.values()) + " |")


if __name__ == "__main__":
    main()
