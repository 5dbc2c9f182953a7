#!/usr/bin/env python3
"""Runs the fuzzing targets of a build in turn, and keeps a ledger of what was run.

campaign.py --seconds N --targets all|NAME,.. [--more-seeds DIR] BUILD TARGET...
campaign.py --ledger BUILD

In BUILD: fuzz/TARGET are the programs, seeds/TARGET and the kept tests/fuzz/corpus/TARGET what a run begins
with, work/TARGET what it finds new, findings/ the inputs that broke something, log/TARGET.log what libFuzzer
said, ledger.tsv a row for each run. With --more-seeds (files that may not be kept: programs of others) what is
found goes to work-more/TARGET, which fuzz-merge does not read.
"""
import argparse
import datetime
import os
import pathlib
import re
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT / "tests/fuzz/corpus"
FINDINGS = ROOT / "tests/fuzz/findings"
COLUMNS = ["date", "commit", "target", "cpu_seconds", "runs", "corpus_files", "corpus_bytes", "edges", "features",
           "findings"]

# The budget of one image is 8 MB and 50 ms; the sanitizers, and fuzzing on every core, take some 20 times as long.
LIMITS = ["-timeout=2", "-rss_limit_mb=512", "-malloc_limit_mb=8", "-max_len=65536"]
# Images that use up their budget are kept in every corpus; without this, little else would be tried.
SCHEDULE = ["-entropic_scale_per_exec_time=1"]
SANITIZERS = {
    # What was freed is kept for a while, and counts for -rss_limit_mb.
    "ASAN_OPTIONS": "quarantine_size_mb=32:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
STATUS = re.compile(r"^#\d+\s.*\bcov: (\d+) ft: (\d+) corp: (\d+)/(\d+)(b|Kb|Mb)", re.M)
RUNS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.M)
UNITS = {"b": 1, "Kb": 1024, "Mb": 1024 * 1024}


def commit():
    """The commit that is checked out, with + when the sources differ from it."""
    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return git("rev-parse", "--short", "HEAD").strip() + ("+" if git("status", "--porcelain").strip() else "")


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_target(build, target, seconds, more_seeds):
    """The row of the ledger."""
    work = build / ("work-more" if more_seeds else "work") / target
    artifacts = build / "findings" / target
    log = build / "log" / f"{target}.log"
    for folder in (work, artifacts, log.parent):
        folder.mkdir(parents=True, exist_ok=True)
    words = ROOT / f"tests/fuzz/{target}.dict"
    if not words.exists():
        words = ROOT / "tests/fuzz/image.dict"
    starts = [CORPUS / target, FINDINGS / target, build / "seeds" / target]
    if more_seeds:
        starts.append(pathlib.Path(more_seeds))
    before = set(artifacts.iterdir())
    began = cpu_seconds()
    with open(log, "w", errors="replace") as out:
        subprocess.run([str(build / "fuzz" / target), *LIMITS, *SCHEDULE, f"-max_total_time={seconds}", "-print_final_stats=1",
                        f"-artifact_prefix={artifacts}/", f"-dict={words}", str(work),
                        *[str(start) for start in starts if start.is_dir()]],
                       env={**os.environ, **SANITIZERS}, stdin=subprocess.DEVNULL, stdout=out,
                       stderr=subprocess.STDOUT, check=False)
    said = log.read_text(errors="replace")
    status = STATUS.findall(said)
    edges, features, files, size, unit = status[-1] if status else ("0", "0", "0", "0", "b")
    found = sorted(set(artifacts.iterdir()) - before)
    for path in found:
        print(f"FINDING  {target}: {path}; {log} says what it broke", flush=True)
    if not status and not found:
        print(f"FAIL     {target} did not run; see {log}", flush=True)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": commit(), "target": target, "cpu_seconds": f"{cpu_seconds() - began:.0f}",
        "runs": (RUNS.findall(said) or ["0"])[-1], "corpus_files": files,
        "corpus_bytes": str(int(size) * UNITS[unit]), "edges": edges, "features": features,
        "findings": str(len(found)),
    }, bool(status) and not found


def add_to_ledger(build, row):
    path = build / "ledger.tsv"
    fresh = not path.exists()
    with open(path, "a") as ledger:
        if fresh:
            ledger.write("\t".join(COLUMNS) + "\n")
        ledger.write("\t".join(row[column] for column in COLUMNS) + "\n")


def show_ledger(build):
    """A Markdown table: what was run of each target, all runs together."""
    ledger = build / "ledger.tsv"
    if not ledger.exists():
        print(f"nothing was fuzzed in {build} yet; make fuzz does")
        return
    lines = ledger.read_text().splitlines()
    rows = [dict(zip(COLUMNS, line.split("\t"))) for line in lines[1:]]
    print("| target | CPU-hours | runs | edges | features | corpus | findings |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for target in dict.fromkeys(row["target"] for row in rows):
        own = [row for row in rows if row["target"] == target]
        print(f"| `{target}` | {sum(float(r['cpu_seconds']) for r in own) / 3600:.2f} "
              f"| {sum(int(r['runs']) for r in own):,} | {own[-1]['edges']} | {own[-1]['features']} "
              f"| {own[-1]['corpus_files']} | {sum(int(r['findings']) for r in own)} |")
    print(f"| all | {sum(float(r['cpu_seconds']) for r in rows) / 3600:.2f} "
          f"| {sum(int(r['runs']) for r in rows):,} | | | | {sum(int(r['findings']) for r in rows)} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--targets", default="all")
    parser.add_argument("--more-seeds", default="")
    parser.add_argument("--ledger", action="store_true")
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("target", nargs="*")
    options = parser.parse_args()
    if options.ledger:
        show_ledger(options.build)
        return
    chosen = options.target if options.targets == "all" else options.targets.replace(",", " ").split()
    unknown = set(chosen) - set(options.target)
    if unknown:
        sys.exit(f"no such target: {', '.join(sorted(unknown))}; there are {' '.join(options.target)}")
    good = True
    for target in chosen:
        seconds = max(1, options.seconds // len(chosen))
        row, held = run_target(options.build, target, seconds, options.more_seeds)
        add_to_ledger(options.build, row)
        print(f"{target:12} {row['cpu_seconds']:>6} CPU s {row['runs']:>10} runs {row['edges']:>6} edges "
              f"{row['corpus_files']:>6} inputs {row['findings']:>3} findings", flush=True)
        good = good and held
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
