#!/usr/bin/env python3
"""Rule packs against rules/schema/pack.schema.json, and the schema against the loader.

Every pack that ships is valid. Then each value of a pack is dropped, replaced and added to in turn: the schema and
the loader must agree about each such pack, except where only the loader can know (ids that are there twice,
references that lead nowhere, names that nothing defines).
"""
import copy
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCHEMA = json.loads((ROOT / "rules/schema/pack.schema.json").read_text())
PACKS = sorted((ROOT / "rules/packs").glob("*.json"))
PROGRAM = pathlib.Path(os.environ.get("COMPATSCAN", ROOT / "build/compatscan"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

# One rule of each check, each part of the frame at its fullest.
CASE = {"explanation": "E", "remedy": "R"}
IMAGE_CASES = ["dos", "ne-windows", "ne-os2", "ne-other", "lx", "le", "dos-extender", "pe32plus",
               "other-machine", "other-system", "not-an-image", "damaged"]
WISH = {"kind": "pe32", "machine": "i386", "target": "windows"}
PRODUCT = {"product": "P", "levels": [{"name": "RTM", "version": "1"}, {"name": "SP1", "version": "1.2.3"}],
           "below": "2.0.0.0"}
CHECKS = [
    ({"type": "found", "program": "p"}, ["missing"]),
    ({"type": "image", "program": "p", **WISH}, IMAGE_CASES + ["library"]),
    ({"type": "unshadowed", "program": "p", **WISH, "severity_behind": "low"},
     ["earlier", "likely-earlier", "later"]),
    ({"type": "names", "programs": ["p"], "old_names": ["A.exe"], "new_names": ["B.exe"]},
     ["unrenamed", "mixed", "registry-names"]),
    ({"type": "library", "library": "l", "programs": ["p"], "kind": "pe32", "machine": "i386"},
     ["missing", "wrong-image", "not-a-library", "damaged", "different-copies"]),
    ({"type": "dependencies", "programs": ["p"], "severity_delayed": "low",
      "kind": "pe32", "machine": "i386"},
     ["missing-module", "wrong-image", "missing-symbol", "missing-delayed"]),
    ({"type": "release", "programs": ["p"], "libraries": ["l"], "major": 8},
     ["differs", "other-major"]),
    ({"type": "on-path", "programs": ["p"], "libraries": ["l"], **WISH},
     ["not-on-path", "badly-spelled", "nowhere"]),
    ({"type": "file", "path": "C:\\x", "elsewhere": ["C:\\y"]},
     ["missing", "elsewhere", "empty", "folder"]),
    ({"type": "same-file", "path": "C:\\x", "programs": ["p"]}, ["differs"]),
    ({"type": "service", "service": "S", "path": "C:\\x"}, []),
    ({"type": "service", "service": "S", "start": ["manual", "disabled"], "state": "running", "required": True},
     ["not-installed", "other-start", "other-state"]),
    ({"type": "restarted", "service": "S", "programs": ["p"], "libraries": ["l"], "paths": "C:\\x"},
     ["not-running", "older"]),
    ({"type": "volume", "path": "C:\\x", "local": True, "free_at_least": 1, "free_not_between": [2, 3]},
     ["low", "misread", "remote"]),
    ({"type": "fixes", **PRODUCT, "folders": ["C:\\x"], "installed_by": ["P.exe"], "articles": [
        {"article": "Q1", "first_in": "SP1", "files": {"P.exe": "1.2", "Q.dll": "1.0.0.7"}},
        {"article": "Q2", "files": {"P.exe": "1.3"}}]}, ["missing", "mixed"]),
    ({"type": "level", **PRODUCT, "files": ["C:\\x"], "least": "SP1"}, ["below"]),
]
SAMPLE = {
    "$schema": "pack.schema.json", "schema": "compatscan-pack/1", "id": "sample", "version": "1",
    "title": "T", "description": "D", "use": "on-request", "references": ["Q1"],
    "parameters": [{"name": "folder", "description": "d", "default": "", "from": [
        {"option": "exchsrvr"},
        {"registry": "HKLM\\SYSTEM\\Select", "value": "V", "as": "program"},
        {"registry": "hklm\\software\\x", "value": "V", "as": "above", "suffix": "S"},
        {"environment": "ccdata"}, {"fact": "windows-directory"}]},
        {"name": "given", "description": "d", "optional": True}],
    "programs": [{"id": "p", "name": "P.exe", "caller": "c", "current_directory": "d",
                  "current_directory_basis": "likely", "folder": "f"}],
    "libraries": [{"id": "l", "name": "L.dll"}],
    "applies": {"rule": "rule-0"},
    "rules": [{"id": f"rule-{i}", "title": "T", "severity": "high", "references": ["Q2"],
               "check": check, "holds": "H", "cases": {name: CASE for name in cases}}
              for i, (check, cases) in enumerate(CHECKS)],
}

REPLACEMENTS = [None, True, 1, -1, 0.5, 65536, 1e300, "", "Up", "two words", "id\n", "x" * 49,
                "x" * 65, "all", "waivers", "above", "text", "pe32", "info", "windows", [], [1], [""], ["x"], {},
                {"rule": "rule-0"}, {"type": "restarted", "service": "S", "paths": ["x"]}]

ONLY_THE_LOADER_KNOWS = re.compile(
    r"there is no (program|library|parameter|rule) \"|is there already; expected an? (id|name) of its own|"
    r"is neither a parameter of the pack|expected (either )?\"(programs|free_at_least)\" (or|beside)|expected \"free_at_least\",|"
    r"expected the lower number first|\"least\" is the name of none|\"below\" is not above|"
    r"is not above that of the level before|an article asks for a version|"
    r"there is no machine \"|has no case \"|the pack has no such parameter")
# A text of a pack may itself hold a newline.
MESSAGE = re.compile(r"compatscan: (\d+\.json): (.*?)(?=\ncompatscan: \d+\.json: |\n\Z)", re.S)


def places(value, path=()):
    """The path of every value below value."""
    members = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield path + (key,)
        yield from places(member, path + (key,))


MACHINE = {
    "base": "small", "profile": "nt4", "windows": "C:\\WINNT",
    "files": {"C:\\a\\b.exe": {"kind": "pe32", "machine": "i386", "target": "windows", "dll": False, "driver": False,
                             "subsystem": "gui", "version": "8.5.0.0", "product_version": "8.5",
                             "strings": {"CompanyName": "C"}, "imports": {"c.dll": ["Open", "#3"]},
                             "delay_imports": {"d.dll": []}, "exports": ["Run", "#7", "Go=E.Run"],
                             "module_name": "B", "clr": "v1.1.4322", "size": 8192,
                             "modified": "1999-11-30T12:00:00Z"},
              "C:\\a\\text": {"text": "T", "size": 7, "modified": "1999-11-30T12:00:00Z"},
              "C:\\a\\plain": "P", "C:\\gone": None},
    "folders": ["C:\\f"],
    "registry": {"HKLM\\SYSTEM\\CurrentControlSet\\Services\\X":
                     {"a": "t", "b": {"expand": "%x%"}, "c": 3, "d": ["l", "m"], "e": {"bytes": "00ff"}, "f": None},
                 "HKCU\\Gone": None},
    "path": ["C:\\a"], "environment": {"V": "W", "Gone": None}, "options": {"exchsrvr": "C:\\x", "name": "N"},
    "set": {"given": "S"}, "now": "2000-06-01T12:00:00Z",
    "live": {"services": {"X": {"state": "running", "started": "2000-06-01T11:00:00Z"}, "Y": {"reason": "R"}, "Z": None},
             "free": {"C": 1073741824, "D": {"free": 1, "total": 2}, "E": {"reason": "R"}, "F": None}},
}
SAMPLE["machines"] = {"small": {}, "full": MACHINE}
SAMPLE["rules"][0]["examples"] = [
    {"title": "T", "expect": "fail", "case": "missing", "subject": "S", "machine": {"base": "full"}}]


def at(value, path):
    for key in path:
        value = value[key]
    return value


def mutants(pack):
    """(what was done, the pack) for every single change."""
    for path in places(pack):
        name = "$" + "".join(f"[{key!r}]" for key in path)
        changed = copy.deepcopy(pack)
        del at(changed, path[:-1])[path[-1]]
        yield f"{name} dropped", changed
        # One check's cases stand for those of all.
        if "cases" in path and path[1] != 0:
            continue
        for replacement in REPLACEMENTS[::2] if path[0] == "machines" else REPLACEMENTS:
            changed = copy.deepcopy(pack)
            at(changed, path[:-1])[path[-1]] = replacement
            yield f"{name} = {replacement!r:.40}", changed
    for path in [()] + list(places(pack)):
        if isinstance(at(pack, path), dict):
            changed = copy.deepcopy(pack)
            at(changed, path)["extra"] = "x"
            yield f"{path} with an extra key", changed


def loader_says(packs):
    """The loader's complaints about each pack."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for index, pack in enumerate(packs):
            name = f"{index}.json"
            pathlib.Path(folder, name).write_text(json.dumps(pack))
            names.append(name)
        done = subprocess.run([PROGRAM, "rules", "check", *names], cwd=folder, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300, check=False)
    if done.returncode not in (0, 2):
        raise AssertionError(done.stdout)
    told = {name: [] for name in names}
    sound = 0
    for name, message in MESSAGE.findall(done.stdout):
        if message.endswith("rules") and " is sound, " in message:
            sound += 1
        else:
            told[name].append(message)
    if sound != sum(not complaints for complaints in told.values()):
        raise AssertionError("a pack was neither found sound nor complained of")
    return [told[name] for name in names]


class Schema(unittest.TestCase):
    def test_the_schema_is_one(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)

    def test_packs_that_ship_are_valid(self):
        self.assertTrue(PACKS)
        for path in PACKS:
            with self.subTest(path.name):
                VALIDATOR.validate(json.loads(path.read_text()))

    def test_the_sample_is_valid(self):
        VALIDATOR.validate(SAMPLE)

    def refused(self, path, change):
        pack = json.loads((ROOT / "rules/packs/ccmail-8.5.json").read_text())
        change(pack)
        errors = [e for e in VALIDATOR.iter_errors(pack)]
        self.assertTrue(errors)
        self.assertTrue(any(list(e.absolute_path)[:len(path)] == path for e in errors))

    def test_changed_packs_are_refused_where_they_are_wrong(self):
        changes = {
            "unknown key": ([], lambda p: p.update(extra=1)),
            "other schema": (["schema"], lambda p: p.update(schema="compatscan-pack/2")),
            "no rules": (["rules"], lambda p: p.update(rules=[])),
            "bad id": (["id"], lambda p: p.update(id="Big")),
            "id of waivers": (["id"], lambda p: p.update(id="waivers")),
            "bad use": (["use"], lambda p: p.update(use="never")),
            "default of what is optional": (["parameters", 0], lambda p: p["parameters"][0].update(optional=True)),
            "unknown fact": (["parameters", 0, "from", 0],
                             lambda p: p["parameters"][0].update({"from": [{"fact": "weather"}]})),
            "bad variable": (["parameters", 0, "from", 0],
                             lambda p: p["parameters"][0].update({"from": [{"environment": "%PATH%"}]})),
            "bad form": (["parameters", 0, "from", 1],
                         lambda p: p["parameters"][0]["from"][1].update({"as": "below"})),
            "two sources in one": (["parameters", 0, "from", 0],
                                   lambda p: p["parameters"][0]["from"][0].update(
                                       registry="HKLM\\SYSTEM\\X", value="V")),
            "bad basis": (["programs", 0, "current_directory_basis"],
                          lambda p: p["programs"][0].update(current_directory_basis="sure")),
            "library without name": (["libraries", 0], lambda p: p["libraries"][0].pop("name")),
            "bad severity": (["rules", 1, "severity"],
                             lambda p: p["rules"][1].update(severity="urgent")),
            "unknown check": (["rules", 1], lambda p: p["rules"][1]["check"].update(type="lost")),
            "field of another check": (["rules", 1],
                                       lambda p: p["rules"][1]["check"].update(kind="pe32")),
            "field left out": (["rules", 3], lambda p: p["rules"][3]["check"].pop("kind")),
            "bad kind": (["rules", 3], lambda p: p["rules"][3]["check"].update(kind="exe")),
            "case left out": (["rules", 3], lambda p: p["rules"][3]["cases"].pop("dos")),
            "case of another check": (["rules", 1],
                                      lambda p: p["rules"][1]["cases"].update(dos=CASE)),
            "case without remedy": (["rules", 1],
                                    lambda p: p["rules"][1]["cases"]["missing"].pop("remedy")),
        }
        for name, (path, change) in changes.items():
            with self.subTest(name):
                self.refused(path, change)


@unittest.skipUnless(PROGRAM.exists(), "compatscan is not built")
class Loader(unittest.TestCase):
    def test_schema_and_loader_agree_about_every_change(self):
        changed = list(mutants(SAMPLE))
        complaints = loader_says([pack for _, pack in changed])
        both_refuse = both_take = 0
        for (name, pack), told in zip(changed, complaints):
            valid = VALIDATOR.is_valid(pack)
            if valid:
                told = [line for line in told if not ONLY_THE_LOADER_KNOWS.search(line)]
            if valid != (not told):
                self.fail(f"{name}: the schema says {valid}, the loader {told}")
            both_take += valid
            both_refuse += not valid
        self.assertGreater(both_refuse, 2500)
        self.assertGreater(both_take, 500)

    def test_the_loader_takes_what_ships(self):
        packs = [SAMPLE] + [json.loads(path.read_text()) for path in PACKS]
        self.assertEqual(loader_says(packs), [[] for _ in packs])


if __name__ == "__main__":
    unittest.main()
