#!/usr/bin/env python3
"""live.py LINUX-BUILD WINDOWS-PROGRAM WORK-FOLDER: the Windows build looks at the machine it runs on, which is a Wine
prefix, and the Linux build at the same machine from outside, as the prefix's drive C: and its registry in hives.

Both must give the same documents but for what DIFFERENCES names. What only the running machine tells is then changed
and judged. Closes with "N passed, N failed".
"""
import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import live_machine
import prefix

SECONDS = 300
HOLDS, FAILS, USAGE = 0, 1, 2
PACKS = (r"C:\compatscan\packs", live_machine.ROOT / "rules/packs")

# Where the two may differ, and what each says there; WINDOWS and LINUX alike elsewhere. docs/live.md gives the reasons.
DIFFERENCES = {
    "host.source": ("live", "offline"),
    "machine.windows_directory.basis": ("read", "derived"),
    "machine.windows_directory.source": ("the running Windows", "the folder in the root of a drive that holds System32"),
}
# The same in other words: what a person can do about a place that was not looked at.
WORDS = (
    (r"drive (.): was not given to the scan; give it with --drive .=DIR",
     r"drive \1: is no fixed drive of this machine, so it was not looked at"),
    (r" and was not given to the scan; give it with --drive '[^']*'", ", so it was not looked at"),
)
SCHEMAS = {"scan": "report"}
# What no two runs have in common.
OF_ONE_RUN = ("report_id", "started", "finished")
# Their results only the running machine has, and with them a place in the counts.
LIVE_RULES = {(pack["id"], rule["id"]) for pack in map(json.loads, map(pathlib.Path.read_text, PACKS[1].glob("*.json")))
              for rule in pack["rules"] if rule.get("live")}
# Where packs lie, which is another place for each of the two.
OF_PLACES = re.compile(rb"compatscan: (the packs that ship|pack \S+: \S+ of .* takes the place of) .*\n")


class Machine:
    def __init__(self, wine, compatscan, hives):
        self.wine, self.compatscan, self.hives = wine, compatscan, hives

    def live(self, *arguments):
        """A finished process; output in bytes."""
        return subprocess.run([self.wine.wine, r"C:\compatscan\compatscan.exe", *arguments], cwd=self.wine.drive,
                              env=self.wine.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=SECONDS, check=False)

    def offline(self, command, *arguments):
        return subprocess.run([self.compatscan, command, "--root", self.wine.drive, *self.hives, *arguments],
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)

    def shown_live(self, text):
        """What the offline build says of places on this system, as the live one would."""
        for pattern, replacement in WORDS:
            text = re.sub(pattern, replacement, text)
        return text.replace(os.fspath(self.wine.drive) + "/", "C:/").replace(os.fspath(self.wine.drive), "C:/")


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def count(self, title, complaints):
        if not complaints:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAIL  {title}", *(f"      {complaint[:500]}" for complaint in complaints[:20]), sep="\n", flush=True)


def differences(live, offline, path=""):
    """(path, live, offline) of every place where two documents differ."""
    if isinstance(live, dict) and isinstance(offline, dict):
        for key in {**live, **offline}:
            yield from differences(live.get(key), offline.get(key), f"{path}.{key}" if path else key)
    elif isinstance(live, list) and isinstance(offline, list) and len(live) == len(offline):
        for index, (one, other) in enumerate(zip(live, offline)):
            yield from differences(one, other, f"{path}[{index}]")
    elif live != offline:
        yield path, live, offline


def without_live_rules(report):
    """(the report without its results of live rules, those results)."""
    report = copy.deepcopy(report)
    if "results" not in report:
        return report, []
    results = [result for result in report["results"] if (result["pack"], result["rule"]) in LIVE_RULES]
    report["results"] = [result for result in report["results"] if result not in results]
    for result in results:
        report["summary"][result["status"].replace("-", "_")] -= 1
    return report, results


def schema_complaints(command, document):
    try:
        live_machine.support.check_schema(f"{SCHEMAS.get(command, command)}.schema.json", json.loads(document))
    except (AssertionError, ValueError) as error:
        return [str(error)]
    return []


def documents(machine, command, arguments):
    """(live, offline) as JSON, and complaints about the runs themselves."""
    live = machine.live(command, *arguments(PACKS[0]), "--format", "json")
    offline = machine.offline(command, *arguments(os.fspath(PACKS[1])), "--format", "json")
    wrong = [] if live.returncode == offline.returncode else [
        f"exit code {live.returncode} live, {offline.returncode} offline: {live.stderr!r} {offline.stderr!r}"]
    wrong += schema_complaints(command, live.stdout)
    if OF_PLACES.sub(b"", live.stderr) != OF_PLACES.sub(b"", offline.stderr):
        wrong.append(f"messages: {live.stderr!r} {offline.stderr!r}")
    try:
        return json.loads(live.stdout), json.loads(machine.shown_live(offline.stdout.decode())), wrong
    except ValueError as error:
        return {}, {}, [*wrong, f"no JSON: {error}: {live.stdout[:200]!r} {offline.stdout[:200]!r}"]


def compare(machine, command, arguments):
    live, offline, wrong = documents(machine, command, arguments)
    live, told = without_live_rules(live)
    offline, untold = without_live_rules(offline)
    if [result["status"] for result in told] != ["pass"] * len(told):
        wrong.append(f"live rules do not hold: {told}")
    if [result["status"] for result in untold] != ["not-applicable"] * len(untold):
        wrong.append(f"live rules are judged offline: {untold}")
    for path, one, other in differences(live, offline):
        if DIFFERENCES.get(path) != (one, other) and path not in OF_ONE_RUN:
            wrong.append(f"{path}: {one!r} live, {other!r} offline")
    return wrong


def always(*arguments):
    return lambda packs: arguments


def comparisons():
    """(command, what gives its arguments for a folder of packs)."""
    yield "facts", always()
    yield "facts", always("--exchsrvr", r"C:\elsewhere", "--host", "GR\u00d6SSE")
    yield "scan", lambda packs: ("--pack-dir", packs, "--pack", "ccmail-8.5")
    yield "scan", lambda packs: ("--pack-dir", packs, "--pack", "all")
    for name in ("import.exe", "kernel32.dll", "NOTEPAD.exe", "cdmw800.dll", "zeta.exe", r"Q:\far\x.exe", r"C:\progra~1\x.exe"):
        yield "which", always(name)
    for launcher in ("createprocess", "searchpath", "cmd", "shell", "loadlibrary", "win16", "dos"):
        yield "which", always("--launcher", launcher, "--from", r"C:\exchsrvr", "import")
    yield "which", always("--service", live_machine.SERVICE, "import.exe")
    for program in (r"C:\windows\system32\notepad.exe", r"c:\CCMAIL\import.exe", live_machine.CONNECTOR, "export.exe"):
        yield "deps", always("--symbols", program)


# --- what only the running machine tells -----------------------------------------------------

def rule(name, check, **more):
    return {"id": name, "title": name, "severity": "high", "references": ["Q1"], "check": check, "holds": "${detail}",
            "cases": {"otherwise": {"explanation": "${detail}", "remedy": "R"}}, **more}


def live_pack():
    service = {"type": "service", "service": live_machine.SERVICE, "required": True}
    return {"schema": "compatscan-pack/1", "id": "live", "version": "1", "title": "T", "description": "D",
            "references": ["Q1"], "rules": [
                rule("runs", {**service, "start": "automatic", "state": "running"}, live=True),
                rule("none", {**service, "service": "NoSuchService"}),
                rule("restarted", {"type": "restarted", "service": live_machine.SERVICE, "paths": [
                    live_machine.CONNECTOR, r"C:\ccmail\Import.exe"]}),
                rule("room", {"type": "volume", "path": r"C:\exchsrvr", "local": True, "free_at_least": 1}),
                rule("no-room", {"type": "volume", "path": r"C:\exchsrvr", "free_at_least": 2**53}),
                rule("far", {"type": "volume", "path": r"\\files\share\x", "local": True}),
            ]}


def statuses(machine):
    done = machine.live("scan", "--pack", r"C:\live.json", "--format", "json")
    return {result["rule"]: (result["status"], result["explanation"]) for result in json.loads(done.stdout)["results"]}


def expect(machine, **wanted):
    """Complaints about rules that have another status than wanted, or other words in their explanation."""
    found = statuses(machine)
    return [f"{name}: {found.get(name)}, expected {status} with {words!r}" for name, (status, words) in wanted.items()
            if name not in found or found[name][0] != status or words not in found[name][1]]


def pass_a_second():
    """So that what happens next happens in another second."""
    time.sleep(1.1)


def changes(machine):
    """(title, complaints) of what is changed on the machine, one after the other."""
    imported = machine.wine.file(r"C:\ccmail\Import.exe")
    yield "a service that runs", expect(
        machine, runs=("pass", "is registered"), none=("fail", "it is not registered"), restarted=("pass", "was started at"),
        room=("pass", ""), far=("fail", "a share of another machine"), **{"no-room": ("fail", "expected at least")})
    pass_a_second()
    imported.rename(imported.with_name("other.exe"))
    imported.with_name("other.exe").rename(imported)
    pass_a_second()
    yield "a file renamed behind the start", expect(machine, restarted=("unknown", "was renamed"))
    os.utime(imported)
    pass_a_second()
    yield "a file written behind the start", expect(machine, restarted=("fail", r"before C:\ccmail\Import.exe was put"))
    machine.wine.run("net", "stop", live_machine.SERVICE)
    yield "a service that was stopped", expect(
        machine, runs=("fail", "is stopped, expected running"), restarted=("fail", "does not run"))
    machine.wine.run("net", "start", live_machine.SERVICE)
    yield "a service that was started again", expect(machine, runs=("pass", ""), restarted=("pass", "was started at"))


def limits(machine):
    """(title, complaints) of what the registry holds more of than is read: a problem, as with a hive."""
    key = rf"{live_machine.CURRENT_VERSION}\App Paths\long.exe"
    live_machine.import_keys(machine.wine, {key: {"": '"' + "x" * 40000 + '"'}})
    facts = json.loads(machine.live("facts", "--format", "json").stdout)
    places = [problem["path"] for problem in facts["problems"] if problem["code"] == "limit"]
    wanted = [r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\long.exe"]
    yield "a text over the limit", [] if places == wanted else [f"{places}, expected {wanted}"]


def expect_words(done, code, words):
    if done.returncode == code and words in (done.stdout + done.stderr).decode():
        return []
    return [f"exit code {done.returncode}, expected {code} and {words!r}: {done.stderr!r} {done.stdout[-500:]!r}"]


def targets(machine):
    """(title, complaints): the live machine and a described one are never mixed."""
    (machine.wine.drive / "empty").mkdir()
    described = machine.live("facts", "--root", r"C:\empty", "--format", "json")
    facts = json.loads(described.stdout)
    told = [name for name in ("name", "version") if facts["machine"][name]["value"] is not None]
    told += [facts["host"][name] for name in ("name", "windows_directory") if facts["host"][name] is not None]
    told += [variable["name"] for variable in facts["environment"]["variables"]] + facts["services"]["entries"]
    yield "nothing of the live machine in another", [f"told: {told}"] if told else []
    yield "another machine is offline", [] if facts["host"]["source"] == "offline" else [facts["host"]["source"]]
    for option in (("--profile", "nt4"), ("--env", "PATH=C:\\x"), ("--system-hive", r"C:\live.json")):
        yield f"{option[0]} describes another machine", expect_words(machine.live("facts", *option), USAGE, "--root")
    yield "text", expect_words(machine.live("facts"), HOLDS, "running")


def main():
    build, windows_program, work = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    fixture = os.fspath(build / "compatscan-fixture")
    os.environ["COMPATSCAN_FIXTURE"] = fixture
    live_machine.support.FIXTURE = fixture
    tally = Tally()
    try:
        with prefix.Prefix(work / "prefix") as wine:
            live_machine.lay_out(wine, windows_program)
            (wine.drive / "live.json").write_text(json.dumps(live_pack()))
            pass_a_second()
            machine = Machine(wine, build / "compatscan", live_machine.make_hives(wine, fixture, work / "hives"))
            with live_machine.staying_on(wine):
                for command, arguments in comparisons():
                    tally.count(" ".join((command, *arguments("PACKS"))), compare(machine, command, arguments))
                for title, complaints in (*changes(machine), *limits(machine), *targets(machine)):
                    tally.count(title, complaints)
    except prefix.Missing as missing:
        print(f"skipped: {missing}")
        return 0
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
