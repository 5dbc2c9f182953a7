#!/usr/bin/env python3
"""Rule packs against rules/schema/pack.schema.json, and the schema against the loader.

Every pack that ships is valid. Then each value of a pack is dropped, replaced and added to in turn: the schema and
the loader must agree about each such pack, except where only the loader can know (ids that are there twice,
references that lead nowhere, names that nothing defines).
"""
import copy
import itertools
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

CASE = {"explanation": "E", "remedy": "R"}
FOUND = {"type": "found", "program": "p"}
# Each part of the frame at its fullest.
FRAME = {
    "$schema": "pack.schema.json", "schema": "compatscan-pack/1", "id": "sample", "version": "1",
    "title": "T", "description": "D", "use": "on-request", "references": ["Q1"],
    "parameters": [{"name": "folder", "description": "d", "default": "", "from": [
        {"option": "exchsrvr"},
        {"registry": "HKLM\\SYSTEM\\Select", "value": "V", "as": "program"},
        {"registry": "hklm\\software\\x", "value": "V", "as": "above", "suffix": "S"},
        {"environment": "ccdata"}, {"fact": "windows-directory"}]},
        {"name": "given", "description": "d", "optional": True}],
    "programs": [{"id": "p", "name": "P.exe", "caller": "c", "current_directory": "d",
                  "current_directory_basis": "likely", "folder": "f", "service": "S", "launcher": "cmd"}],
    "libraries": [{"id": "l", "name": "L.dll"}],
    "applies": {"rule": "rule-0"},
    "rules": [{"id": "rule-0", "title": "T", "severity": "high", "references": ["Q2"], "live": True,
               "check": FOUND, "holds": "H", "cases": {"missing": CASE}}],
}

# A machine that says all that one may say.
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
EXAMPLE = {"title": "T", "expect": "fail", "case": "missing", "subject": "S", "machine": {"base": "full"}}

# What one value of a field may be, by its type; a word or a number has its own.
VALUES = {
    "template": "C:\\x", "text": "SP1", "program": "p", "library": "l", "parameter": "folder", "kind": "pe32",
    "machine": "i386", "target": "windows", "bits": 32, "severity": "low", "version": "2.0.0.0", "flag": True,
    "sha256": "0a" * 32, "range": [2, 3], "datum": "x", "check": FOUND,
    "version-lines": [{"line": "5.5", "at_least": "5.5.1", "above": "1", "at_most": "65535", "below": "6", "equals": "5.5"},
                      {"line": "6"}],
    "levels": [{"name": "RTM", "version": "1"}, {"name": "SP1", "version": "1.2.3"}],
    "articles": [{"article": "Q1", "first_in": "SP1", "files": {"P.exe": "1.2", "Q.dll": "1.0.0.7"}},
                 {"article": "Q2", "files": {"P.exe": "1.3"}}],
}

# Every field is tried with those of its own kind; the first field of each type with all.
FEW_REPLACEMENTS = [None, 1, "", ["x"], {}]
REPLACEMENTS = FEW_REPLACEMENTS + [
    [], True, -1, 0.5, 65536, 1e300, "Up", "two words", "id\n", "x" * 49, "x" * 65, "all", "waivers", "above", "text", "pe32",
    "info", "windows", [1], [""], [[]], {"rule": "rule-0"}, {"type": "restarted", "service": "S", "paths": ["x"]}]

ONLY_THE_LOADER_KNOWS = re.compile(
    r"there is no (program|library|parameter|rule) \"|is there already; expected an? (id|name) of its own|"
    r"is neither a parameter of the pack|expected (either )?\"(programs|free_at_least)\" (or|beside)|expected \"free_at_least\",|"
    r"expected the lower number first|\"least\" is the name of none|\"below\" is not above|"
    r"is not above that of the level before|an article asks for a version|"
    r"expected a key below HKLM|holds a control character|\"min\" is greater than|"
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


def at(value, path):
    for key in path:
        value = value[key]
    return value


def replaced(pack, path, value):
    changed = copy.deepcopy(pack)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def dropped(pack, path):
    changed = copy.deepcopy(pack)
    del at(changed, path[:-1])[path[-1]]
    return changed


def mutants(pack, below=(), replacements=REPLACEMENTS):
    """(what was done, the pack) for every single change of what lies below a place."""
    for path in places(at(pack, below), below):
        name = "$" + "".join(f"[{key!r}]" for key in path)
        yield f"{name} dropped", dropped(pack, path)
        for value in replacements:
            yield f"{name} = {value!r:.40}", replaced(pack, path, value)
    for path in [below] + list(places(at(pack, below), below)):
        if isinstance(at(pack, path), dict):
            yield f"{path} with an extra key", replaced(pack, path + ("extra",), "x")


def value_of(field):
    one = {"word": lambda: field["words"][0], "number": lambda: min(field["most"], 8)}.get(
        field["type"], lambda: copy.deepcopy(VALUES[field["type"]]))()
    return one if field["number"] == "one" else [one]


def keeps(choice, names):
    """Whether fields of these names go together."""
    first, *others = choice["fields"]
    given = sum(field in names for field in choice["fields"])
    others = any(field in names for field in others)
    return {"one": given == 1, "some": given > 0, "at-most-one": given < 2, "beside": first in names or not others,
            "not-beside": first not in names or not others}[choice["kind"]]


def completed(kind, names):
    """The names, and as few more as they need; None when they do not go together."""
    known = [field["name"] for field in kind["fields"]]
    for count in range(4):
        for more in itertools.combinations([name for name in known if name not in names], count):
            if all(keeps(choice, names | set(more)) for choice in kind.get("choices", [])):
                return names | set(more)
    return None


def filled(kind, names):
    """As many fields as go together with these."""
    for field in kind["fields"]:
        more = names | {field["name"]}
        if all(keeps(choice, more) for choice in kind.get("choices", [])):
            names = more
    return names


def variants(kind):
    """Sets of fields that go together: the least, and then as full as can be until each field is in one of them."""
    required = {field["name"] for field in kind["fields"] if field["required"]}
    least = completed(kind, required)
    yield least
    covered = set()
    for field in kind["fields"]:
        if field["name"] in covered:
            continue
        names = filled(kind, completed(kind, required | {field["name"]}))
        covered |= names
        yield names


def object_of(own, kind, names):
    return {own: kind["name"], **{field["name"]: value_of(field) for field in kind["fields"] if field["name"] in names}}


def pack_of(check, cases, each=None):
    rule = {"id": "rule-0", "title": "T", "severity": "high", "references": ["Q2"],
            "check": check, "holds": "H", "cases": {name: CASE for name in cases}}
    if each:
        rule["each"] = each
    return {**{key: FRAME[key] for key in ("schema", "id", "version", "title", "description", "references", "programs",
                                           "libraries")},
            "parameters": [{"name": "folder", "description": "d", "default": ""}], "rules": [rule]}


class Sample:
    """A pack with one check or one selection, and the changes of it that are worth a try."""

    def __init__(self, kind, names, is_check):
        self.kind, self.names = kind, names
        thing = object_of("type" if is_check else "in", kind, names)
        cases = [case["name"] for case in kind.get("cases", [])]
        if kind["name"] == "when":
            cases = ["missing"]
        self.pack = pack_of(thing, cases) if is_check else pack_of(FOUND, ["missing"], thing)
        self.place = ("rules", 0, "check" if is_check else "each")

    def fields(self):
        return [field for field in self.kind["fields"] if field["name"] in self.names]

    def changes(self, tried):
        """Tried are the fields, and the types of fields, that other samples had."""
        for field in self.fields():
            yield from self.changes_of(field, tried)
        yield from ((f"$ of {self.kind['name']} without {path[-1]}", dropped(self.pack, path))
                    for path in [self.place, self.place + ("type" if "check" in self.place else "in",)])
        yield f"{self.kind['name']} with an extra key", replaced(self.pack, self.place + ("extra",), 1)
        for field in self.kind["fields"]:
            if field["name"] not in self.names:
                yield (f"{self.kind['name']} with {field['name']}",
                       replaced(self.pack, self.place + (field["name"],), value_of(field)))
        yield from self.changes_of_cases()

    def changes_of(self, field, tried):
        path = self.place + (field["name"],)
        form = (field["type"], field["number"], field["required"])
        replacements = FEW_REPLACEMENTS if form in tried else REPLACEMENTS
        name = f"{self.kind['name']}.{field['name']}"
        value = at(self.pack, path)
        yield f"{name} dropped", dropped(self.pack, path)
        if (self.kind["name"], name) in tried:
            return
        tried |= {form, (self.kind["name"], name)}
        for other in replacements + [value[0] if isinstance(value, list) else [value]]:
            yield f"{name} = {other!r:.40}", replaced(self.pack, path, other)
        yield from mutants(self.pack, path, replacements)

    def changes_of_cases(self):
        path = ("rules", 0, "cases")
        explained = at(self.pack, path)
        for case in explained:
            yield f"{self.kind['name']} without case {case}", dropped(self.pack, path + (case,))
        for value in ({}, {"otherwise": CASE}, {**explained, "lost": CASE}, {**explained, "otherwise": CASE}, None):
            yield f"{self.kind['name']} with cases {value!r:.40}", replaced(self.pack, path, value)
        yield f"{self.kind['name']} without cases", dropped(self.pack, path)


def samples():
    told = subprocess.run([PROGRAM, "rules", "checks", "--format", "json"], check=True, stdout=subprocess.PIPE)
    vocabulary = json.loads(told.stdout)
    return [Sample(kind, names, own == "checks")
            for own in ("checks", "selections") for kind in vocabulary[own] for names in variants(kind)]


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
        if message.endswith(("rule", "rules")) and " is sound, " in message:
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

    def test_the_frame_is_valid(self):
        VALIDATOR.validate(FRAME)

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
            "field left out": (["rules", 3], lambda p: p["rules"][3]["check"].pop("program")),
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
    def agree(self, changed):
        """How many of the changed packs both refuse, and how many both take."""
        complaints = loader_says([pack for _, pack in changed])
        both_refuse = both_take = 0
        for (name, pack), told in zip(changed, complaints):
            valid = VALIDATOR.is_valid(pack)
            if valid:
                told = [line for line in told if not ONLY_THE_LOADER_KNOWS.search(line)]
            # Its cases are those of the check it leads to, which the schema does not follow.
            if valid and name.startswith("when "):
                told = [line for line in told if "cases" not in line]
            if valid != (not told):
                self.fail(f"{name}: the schema says {valid}, the loader {told}")
            both_take += valid
            both_refuse += not valid
        return both_refuse, both_take

    def test_they_agree_about_every_change_of_the_frame(self):
        both_refuse, both_take = self.agree(list(mutants(FRAME)))
        self.assertGreater(both_refuse, 1000)
        self.assertGreater(both_take, 200)

    def test_they_agree_about_every_change_of_machines_and_examples(self):
        pack = pack_of(FOUND, ["missing"])
        pack["parameters"].append({"name": "given", "description": "d", "optional": True})
        pack["machines"] = {"small": {}, "full": MACHINE}
        pack["rules"][0]["examples"] = [EXAMPLE]
        self.assertEqual(loader_says([pack]), [[]])
        both_refuse, both_take = self.agree([*mutants(pack, ("machines",), REPLACEMENTS[::3]),
                                             *mutants(pack, ("rules", 0, "examples"))])
        self.assertGreater(both_refuse, 500)
        self.assertGreater(both_take, 100)

    def test_they_agree_about_every_change_of_every_check_and_selection(self):
        tried = set()
        both_refuse, both_take = self.agree([change for sample in samples() for change in sample.changes(tried)])
        self.assertGreater(both_refuse, 3000)
        self.assertGreater(both_take, 500)

    def test_both_take_every_check_and_selection(self):
        tried = samples()
        for sample, told in zip(tried, loader_says([sample.pack for sample in tried])):
            with self.subTest(sample.kind["name"], fields=sorted(sample.names)):
                VALIDATOR.validate(sample.pack)
                # The least that the tables ask for need not make sense.
                self.assertEqual([line for line in told if not ONLY_THE_LOADER_KNOWS.search(line)], [])

    def test_every_field_is_in_a_sample(self):
        in_samples = {(sample.kind["name"], name) for sample in samples() for name in sample.names}
        self.assertEqual({(sample.kind["name"], field["name"]) for sample in samples()
                          for field in sample.kind["fields"]}, in_samples)

    def test_the_loader_takes_what_ships(self):
        packs = [FRAME] + [json.loads(path.read_text()) for path in PACKS]
        self.assertEqual(loader_says(packs), [[] for _ in packs])


if __name__ == "__main__":
    unittest.main()
