#!/usr/bin/env python3
"""Folds what fuzzing found into the kept corpus: merge.py BUILD TARGET...

The kept corpus of a target becomes the smallest set, as libFuzzer finds it, that reaches everything that the old
one, the seeds and the new inputs reach. Inputs that are larger than one file of a corpus should be stay out.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT / "tests/fuzz/corpus"
MAX_INPUT_BYTES = 16 * 1024


def candidates(build, target):
    for folder in (CORPUS / target, build / "seeds" / target, build / "work" / target):
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.stat().st_size <= MAX_INPUT_BYTES)


def merge(build, target):
    with tempfile.TemporaryDirectory(dir=build) as scratch:
        given, kept = pathlib.Path(scratch) / "given", pathlib.Path(scratch) / "kept"
        given.mkdir()
        kept.mkdir()
        for path in candidates(build, target):
            data = path.read_bytes()
            (given / hashlib.sha1(data).hexdigest()).write_bytes(data)
        done = subprocess.run([str((build / "fuzz" / target).resolve()), "-set_cover_merge=1", "-timeout=10",
                               "-rss_limit_mb=1024", str(kept), str(given)],
                              env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=32"}, capture_output=True,
                              text=True, errors="replace", cwd=scratch, check=False)
        inputs = sorted(kept.iterdir())
        if done.returncode or not inputs:
            print(done.stderr[-4000:])
            sys.exit(f"merging the corpus of {target} failed; the old one stays")
        shutil.rmtree(CORPUS / target, ignore_errors=True)
        (CORPUS / target).mkdir(parents=True)
        for path in inputs:
            data = path.read_bytes()
            (CORPUS / target / hashlib.sha1(data).hexdigest()).write_bytes(data)
        size = sum(path.stat().st_size for path in inputs)
        print(f"{target:12} {len(list(given.iterdir())):6} inputs -> {len(inputs):5}, {size:8} bytes", flush=True)


def take_out_failures(build):
    """How many inputs broke something when every comparison is made."""
    said = subprocess.run([str(build / "fuzz-replay"), str(CORPUS)], capture_output=True, text=True, check=False)
    found = 0
    for line in said.stdout.splitlines():
        path, _, what = line.rpartition(": ")
        if not path.startswith(str(CORPUS)):
            continue
        path = pathlib.Path(path)
        if "not for this target" not in what:
            found += 1
            kept = build / "findings" / path.parent.name / path.name
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, kept)
            print(f"FINDING  {path.parent.name}: {kept} {what}")
        path.unlink()
    return found


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    for target in sys.argv[2:]:
        merge(build, target)
    found = take_out_failures(build)
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    print(f"{len(files)} inputs, {sum(path.stat().st_size for path in files)} bytes in tests/fuzz/corpus")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
