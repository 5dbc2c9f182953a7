#!/usr/bin/python3
"""Compare compatscan's dependency graphs of real programs with those that other readers' imports make.

usage: closure.py COMPATSCAN WORK

The DLLs and programs of Wine are laid out as a 64-bit Windows: those for x86-64 in System32, those for i386 in
SysWOW64 (both kept in the folder WORK). For every program, `compatscan deps --symbols` is compared with a closure that
is worked out here from what winedump says of imports, delay imports and exports: the modules, who imports what from
whom, what is forwarded to whom, which symbols are missing. The undelayed imports must be objdump's as well.

Each difference is one line; the last line counts programs. Exit 0 when all agree, 1 when not, 2 when nothing could be
compared.
"""
import functools
import json
import multiprocessing
import os
import pathlib
import shutil
import subprocess
import sys

import objdump
import packages
import process
import winedump

FOLDERS = {"System32": "/x86_64-windows/", "SysWOW64": "/i386-windows/"}
FEWEST_PROGRAMS = 150
SHOWN = 5  # rows of a difference
SECONDS = 120


def place(source, target):
    """The file under another name: links would lead out of the tree, and are not followed."""
    if target.exists() and target.stat().st_size == os.stat(source).st_size:
        return
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def lay_out(work):
    """The folder that stands for drive C:, made once."""
    root = work / "closure"
    sources = packages.installed_files() + packages.downloaded_files(work)
    for folder, mark in FOLDERS.items():
        target = root / "Windows" / folder
        target.mkdir(parents=True, exist_ok=True)
        for source in sources:
            if mark in source:
                place(source, target / os.path.basename(source))
    return root


class Folder:
    """A system folder as the other readers see it."""

    def __init__(self, path):
        self.files = {name.lower(): os.path.join(path, name) for name in os.listdir(path)}

    def find(self, module):
        """The file name of a module, or None where there is no such file."""
        name = module.lower() if "." in module else module.lower() + ".dll"
        return name if name in self.files else None

    @functools.lru_cache(maxsize=None)
    def imports(self, name):
        """[module, delay, symbols] rows; objdump has to agree on those that are not delayed."""
        rows = winedump.pe_imports(self.files[name])["imports"]
        lines, status = process.lines([objdump.PROGRAM, "-p", self.files[name]])
        if status == 0:
            others = objdump.imports(lines)["undelayed_imports"]
            if [[module, symbols] for module, delay, symbols in rows if not delay] != others:
                raise process.Failed(f"{name}: winedump and objdump disagree on the imports")
        return rows

    @functools.lru_cache(maxsize=None)
    def exports(self, name):
        """{name or "#ordinal": forwarder or None}"""
        found = {}
        for ordinal, symbol, forwarder in winedump.pe_exports(self.files[name])["exports"]:
            found[f"#{ordinal}"] = forwarder
            if symbol is not None:
                found[symbol] = forwarder
        return found


class Closure:
    """What a program in the folder loads: sets of modules, edges, forwarding edges and missing symbols."""

    def __init__(self, folder, program):
        self.folder = folder
        self.modules, self.edges, self.forwards, self.missing = set(), set(), set(), set()
        waiting = [program]
        seen = {program}
        while waiting:
            name = waiting.pop()
            for module, delay, symbols in folder.imports(name):
                loaded = self.follow(name, module, delay, symbols)
                waiting += loaded - seen
                seen |= loaded
        self.modules = seen - {program} | self.modules

    def follow(self, name, module, delay, symbols):
        """Notes one import and gives the files that it leads to."""
        target = self.folder.find(module)
        self.edges.add((name, target or module.lower(), delay, tuple(symbols)))
        if not target:
            self.modules.add(module.lower())
            return set()
        loaded = {target}
        for symbol in symbols:
            loaded |= self.look_up(name, target, symbol)
        return loaded

    def look_up(self, importer, target, symbol):
        loaded, at, asked = set(), target, symbol
        while True:
            exports = self.folder.exports(at)
            if asked not in exports:
                self.missing.add((importer, target, symbol))
                return loaded
            if exports[asked] is None:
                return loaded
            module, _, asked = exports[asked].rpartition(".")
            self.forwards.add((at, self.folder.find(module) or module.lower()))
            at = self.folder.find(module)
            if not at:
                self.missing.add((importer, target, symbol))
                return loaded
            loaded.add(at)


def short(text):
    return text.rsplit("\\", 1)[-1].lower()


# The newest Windows that knows neither API sets, which Wine has files for, nor side-by-side assemblies, which Wine makes
# when it starts; 64-bit or not is another question.
PROFILE = "w2k"


def ask(compatscan, root, path):
    command = [compatscan, "deps", "--root", str(root), "--profile", PROFILE, "--env", "PROCESSOR_ARCHITECTURE=AMD64",
               "--env", r"PATH=C:\Windows\System32", "--format", "json", "--symbols", path]
    finished = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS)
    if finished.returncode not in (0, 1) or finished.stderr:
        raise process.Failed(f"deps ends with {finished.returncode}: {finished.stderr[:300]!r}")
    return finished.returncode, json.loads(finished.stdout)


def differences(mine, theirs, what):
    return [f"{what} only {whose}: {sorted(rows)[:SHOWN]}"
            for whose, rows in (("ours", mine - theirs), ("theirs", theirs - mine)) if rows]


def compare(compatscan, root, folder_name, folder, program):
    code, document = ask(compatscan, root, rf"C:\Windows\{folder_name}\{program}")
    theirs = Closure(folder, program)
    edges = [{**edge, "from": short(edge["from"]), "to": short(edge["to"])} for edge in document["edges"]]
    lines = differences({short(module["path"] or module["name"]) for module in document["modules"]},
                        theirs.modules, "modules")
    lines += differences({(edge["from"], edge["to"], edge["delay"], tuple(row["name"] for row in edge["symbols"]))
                          for edge in edges if edge["imported"]}, theirs.edges, "edges")
    lines += differences({(edge["from"], edge["to"]) for edge in edges if edge["forwarded"]}, theirs.forwards,
                         "forwarding edges")
    lines += differences({(edge["from"], edge["to"], symbol) for edge in edges if edge["imported"]
                          for symbol in edge["missing_symbols"]}, theirs.missing, "missing symbols")
    lines += [f"{module['name']} comes from {module['path']}" for module in document["modules"]
              if module["path"] and not module["path"].lower().startswith(rf"c:\windows\{folder_name}".lower() + "\\")]
    if document["complete"] is not (code == 0):
        lines.append(f"complete is {document['complete']}, the exit code {code}")
    return lines, len(theirs.modules), len(theirs.edges)


FOLDER_CACHE = {}


def compare_task(task):
    compatscan, root, folder_name, program = task
    if folder_name not in FOLDER_CACHE:
        FOLDER_CACHE[folder_name] = Folder(root / "Windows" / folder_name)
    try:
        return program, *compare(compatscan, root, folder_name, FOLDER_CACHE[folder_name], program)
    except (process.Failed, subprocess.TimeoutExpired) as failed:
        return program, [str(failed)], 0, 0


def main():
    if len(sys.argv) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    compatscan, work = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    try:
        root = lay_out(work)
    except packages.Missing as missing:
        print(f"closure.py: {missing}", file=sys.stderr)
        return 2
    tasks = [(compatscan, root, folder, name) for folder in FOLDERS
             for name in sorted(os.listdir(root / "Windows" / folder)) if name.endswith(".exe")]
    if len(tasks) < FEWEST_PROGRAMS:
        print(f"closure.py: {len(tasks)} programs found; {FEWEST_PROGRAMS} are needed", file=sys.stderr)
        return 2
    failed = modules = edges = 0
    with multiprocessing.Pool() as pool:
        for name, lines, module_count, edge_count in pool.imap(compare_task, tasks, chunksize=len(tasks) // 4):
            failed += bool(lines)
            modules += module_count
            edges += edge_count
            for line in lines:
                print(f"{name}: {line}", flush=True)
    print(f"{modules} modules and {edges} edges compared")
    print(f"{len(tasks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
