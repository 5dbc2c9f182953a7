#!/usr/bin/env python3
"""Runs every test against both builds and closes with one line: N passed, N failed.

    tests/run.py [--full] [WORD...]      the steps whose names hold one of the words; all without

Without --full the long end-to-end tests run against the sanitized build alone.

A step is a command. What it prints is shown only when it fails; how many tests it ran is read from the
closing line of its runner (Check, unittest, or "N passed, N failed"); any other step counts as one test.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BUILDS = {"plain": ROOT / "build", "sanitized": ROOT / "build-asan"}
STEP_SECONDS = 900
# Long, and about input at which the sanitizers see more.
SANITIZED_ALONE = re.compile(r"test_(bad|matrix)_|test_names_and_drives")
# Packs of whoever runs the tests must not change what they find.
NOBODYS_PACKS = {"XDG_CONFIG_HOME": "/nonexistent", "COMPATSCAN_ETC": "/nonexistent"}

CHECK = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)", re.M)
UNITTEST = re.compile(r"^Ran (\d+) tests?", re.M)
UNITTEST_BAD = re.compile(r"^FAILED \((.*)\)", re.M)
PLAIN = re.compile(r"^(\d+) passed, (\d+) failed", re.M)


def steps(full):
    """(name, command, environment) of every step, the long ones first."""
    found = []
    for build, folder in reversed(BUILDS.items()):
        program = str(folder / "compatscan")
        environment = {
            "COMPATSCAN": program,
            "COMPATSCAN_FIXTURE": str(folder / "compatscan-fixture"),
        }
        found.append((f"conformance ({build})",
                      [PYTHON, "tests/conformance/images.py", program], environment))
        found.append((f"fuzz corpus ({build})",
                      [str(folder / "fuzz-replay"), "tests/fuzz/corpus", "tests/fuzz/findings"], environment))
        found.append((f"nginx ({build})", ["sh", "tests/post/nginx.sh", program], environment))
        # A process for each suite: under the sanitizers a fork costs more the more was built before it.
        program = str(folder / "unit-tests")
        for suite in subprocess.run([program, "--list"], capture_output=True, text=True,
                                    check=True).stdout.split():
            found.append((f"unit {suite} ({build})", [program, suite], environment))
        for path in sorted((ROOT / "tests/e2e").glob("test_*.py")):
            if build == "plain" and not full and SANITIZED_ALONE.match(path.name):
                continue
            found.append((f"{path.stem[5:]} ({build})", [PYTHON, str(path)], environment))
    for build, folder in BUILDS.items():
        packs = sorted(str(path) for path in (ROOT / "rules/packs").glob("*.json"))
        found.append((f"examples of the packs ({build})",
                      [str(folder / "compatscan"), "rules", "test", "--strict", *packs], {}))
    found.append(("packs against their schema", [PYTHON, "tests/schema/packs.py"], {}))
    found.append(("Exchange fixes against their table", [PYTHON, "tests/schema/exchange_fixes.py"], {}))
    found.append(("checks against their documents", [PYTHON, "tests/schema/docs.py"], {}))
    found.append(("schema of packs", [PYTHON, "rules/schema/make_schema.py", "--check",
                                      str(BUILDS["plain"] / "compatscan")], {}))
    found.append(("table of packs", [PYTHON, "rules/packs_table.py", "--check",
                                     str(BUILDS["plain"] / "compatscan")], {}))
    found.append(("conformance table",
                  [PYTHON, "tests/conformance/disagreements.py", "--check", "docs/conformance.md"], {}))
    found.append(("table of the witnesses",
                  [PYTHON, "tests/wine/witness.py", "--check", "docs/witnesses.md"], {}))
    found.append(("memory of the worst images", [str(BUILDS["plain"] / "image-hostile")], {}))
    found.append(("layering", ["sh", "tests/layering.sh"], {}))
    return found


def counts(output, code):
    """(passed, failed) as the step's runner closed."""
    passed = failed = 0
    known = False
    for ran, failures, errors in CHECK.findall(output):
        known = True
        failed += int(failures) + int(errors)
        passed += int(ran) - int(failures) - int(errors)
    for match in UNITTEST.finditer(output):
        known = True
        passed += int(match.group(1))
    for match in UNITTEST_BAD.finditer(output):
        bad = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", match.group(1)))
        failed += bad
        passed -= bad
    if not known:
        for good, bad in PLAIN.findall(output):
            known = True
            passed += int(good)
            failed += int(bad)
    if not known:
        passed = 1 if code == 0 else 0
    if code != 0 and failed == 0:
        failed = 1
    return max(passed, 0), failed


def run(step):
    name, command, environment = step
    began = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **NOBODYS_PACKS, **environment}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, errors="replace",
                              stderr=subprocess.STDOUT, timeout=STEP_SECONDS, check=False)
        output, code = done.stdout, done.returncode
    except subprocess.TimeoutExpired as late:
        output, code = f"{late.stdout or ''}\nstopped after {STEP_SECONDS} s", 1
    passed, failed = counts(output, code)
    return name, passed, failed, output, time.monotonic() - began


def main():
    wanted = [word for word in sys.argv[1:] if word != "--full"]
    chosen = [s for s in steps("--full" in sys.argv[1:]) if not wanted or any(word in s[0] for word in wanted)]
    total_passed = total_failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for name, passed, failed, output, seconds in pool.map(run, chosen):
            mark = "FAIL" if failed else "ok"
            print(f"{mark:4}  {name:34} {passed:6} passed {failed:4} failed {seconds:6.1f} s",
                  flush=True)
            if failed:
                print(output, flush=True)
            total_passed += passed
            total_failed += failed
    print(f"{total_passed} passed, {total_failed} failed")
    sys.exit(1 if total_failed or not total_passed else 0)


if __name__ == "__main__":
    main()
