#!/usr/bin/env python3
"""Compares what Wine picks of several files of one name with what compatscan predicts for the same machine,
and what Wine tells a program of its machine with what compatscan reads of it.

usage: witness.py COMPATSCAN FIXTURE FOLDER [WORD]...
           FOLDER takes the Wine prefix and the programs; with words only the search orders whose names have one
       witness.py --table         prints the tables that stand in docs/witnesses.md
       witness.py --check FILE    fails when FILE has others
"""
import collections
import os
import pathlib
import shutil
import sys

import cases
import machine
import prediction
import prefix
import table

CASE = "C:\\case"
CALLER = "app\\caller.exe"
LINKED = {"import": "app\\linked.exe", "dependent": "away\\chain.dll"}  # against what the case looks for
BATCH = "@echo ran %~f0\r\n"

# What a launcher of caller.c is called by compatscan, and what it sets.
PREDICTED = {"import": ("loadlibrary", {}), "dependent": ("loadlibrary", {}),
             "searchpath-safe": ("searchpath", {(cases.SESSION_MANAGER, "SafeProcessSearchMode"): 1})}

# What a process ends with that did not find what was asked of it: cmd, and STATUS_DLL_NOT_FOUND of the loader.
ENDED = {"cmd": "9009", "import": str(0xC0000135)}

Answer = collections.namedtuple("Answer", "wine ours outcome document")


def full(path):
    """The Windows path of one of a case's files or folders."""
    if path is None or path[1:2] == ":":
        return path
    return f"C:\\{path}" if path.startswith("windows") else f"{CASE}\\{path}"


def without_case(path):
    """The same, as a case would write it."""
    for start in (CASE + "\\", "C:\\"):
        if path and path.lower().startswith(start.lower()):
            return path[len(start):].lower()
    return path and path.lower()


def witness_for(case, file, programs):
    if file.lower().endswith((".bat", ".cmd")):
        return BATCH.encode()
    if file in (CALLER, *LINKED.values()):
        return programs[file.rpartition("\\")[2]].read_bytes()
    wanted = "wanted.dll" if case.launcher in ("loadlibrary", *LINKED) else "answer.exe"
    return programs[wanted].read_bytes()


class Target:
    def __init__(self, wine, programs, predict):
        self.wine, self.programs, self.predict = wine, programs, predict

    def lay(self, case):
        """Writes the case's files and gives those outside its own folder, which must go again."""
        shutil.rmtree(self.wine.file(CASE), ignore_errors=True)
        callers = (CALLER, LINKED.get(case.launcher, CALLER))
        for folder in ("app", case.current, *case.path):
            self.wine.file(full(folder)).mkdir(parents=True, exist_ok=True)
        guests = []
        for name in (*callers, *case.files):
            file = self.wine.file(full(name))
            file.parent.mkdir(parents=True, exist_ok=True)
            if name.startswith("windows"):
                guests.append(file)
                if file.exists():
                    raise FileExistsError(f"{case.name}: {file} is Wine's own")
            if name in case.contents:
                file.write_text(case.contents[name], encoding="utf-8")
            else:
                file.write_bytes(witness_for(case, name, self.programs))
        return guests

    def ask_wine(self, case, variables):
        what = full(LINKED[case.launcher]) if case.launcher in LINKED else case.what
        settings = [f"{name}={text}" for name, text in variables.items()]
        for (key, name), data in case.values.items():
            self.wine.set_value(key, name, data)
        try:
            said = self.wine.run(full(CALLER), *settings, case.launcher, what, cwd=self.wine.file(full(case.current)))
        finally:
            for key, name in case.values:
                self.wine.remove_value(key, name)
        word, _, rest = said.partition(" ")
        if word in ("ran", "found", "loaded") and rest.startswith("C:\\"):
            return rest
        if word == "missing":
            return None
        if word == "ended" and rest == ENDED.get(case.launcher):
            return None
        raise RuntimeError(f"{case.name}: Wine said {said!r}")

    def ask_us(self, case, variables):
        launcher, more = PREDICTED.get(case.launcher, (case.launcher, {}))
        self.predict.lay_hives(variables, {**case.values, **more})
        caller = LINKED["import"] if case.launcher == "import" else CALLER
        return self.predict.which(launcher, full(caller), full(case.current), case.what)

    def ask(self, case):
        variables = {"PATH": ";".join(full(folder) for folder in case.path), **case.variables}
        guests = self.lay(case)
        try:
            wine = self.ask_wine(case, variables)
            outcome, ours, document = self.ask_us(case, variables)
        finally:
            for file in guests:
                file.unlink()
        return Answer(without_case(wine), without_case(ours), outcome, document)


def complaints(case, answer):
    """What is not as the table has it."""
    if answer.wine != case.wine_picks:
        yield f"Wine picked {answer.wine}, the table has {case.wine_picks}"
    if (answer.outcome, answer.ours) != (case.outcome, case.winner):
        yield (f"compatscan predicts {answer.ours} ({answer.outcome}: {answer.document['reason']}), "
               f"the table has {case.winner} ({case.outcome})")


def ask_all(target, chosen):
    """(name, complaints) of each case."""
    for case in chosen:
        try:
            yield case.name, list(complaints(case, target.ask(case)))
        except (RuntimeError, OSError, ValueError) as error:
            yield case.name, [str(error)]


def compare(compatscan, fixture, folder, words):
    programs = prefix.build(folder / "programs")
    chosen = [case for case in cases.CASES if not words or any(word in case.name for word in words)]
    with prefix.Prefix(folder / "prefix") as wine:
        results = [] if words else machine.compare(wine, programs["machine.exe"], compatscan, fixture, folder / "hives")
        results += ask_all(Target(wine, programs, prediction.Prediction(compatscan, fixture, wine.drive)), chosen)
    for name, found in results:
        for complaint in found:
            print(f"{name}: {complaint}")
    failed = sum(bool(found) for _, found in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed or not results else 0


def main():
    if sys.argv[1:] == ["--table"]:
        print(table.write())
        return 0
    if sys.argv[1:2] == ["--check"] and len(sys.argv) == 3:
        return table.check(pathlib.Path(sys.argv[2]))
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    compatscan, fixture, folder = (os.path.abspath(argument) for argument in sys.argv[1:4])
    try:
        return compare(compatscan, fixture, pathlib.Path(folder), sys.argv[4:])
    except prefix.Missing as missing:
        print(f"Wine was not asked: {missing}")
        print("0 passed, 0 failed, 1 skipped")
        return 0


if __name__ == "__main__":
    sys.exit(main())
