#!/usr/bin/env python3
"""docs/checks.md and docs/rules.md against the program: every check and selection has a section that names all its
fields, cases and values, and every example loads."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("COMPATSCAN", ROOT / "build/compatscan"))
CASE = {"explanation": "E", "remedy": "R"}

# What the examples take for granted.
PACK = {
    "schema": "compatscan-pack/1", "id": "example", "version": "1", "title": "T", "description": "D", "references": ["Q1"],
    "parameters": [{"name": name, "description": "d", "default": "C:\\x"}
                   for name in ("exchsrvr", "store", "base", "connector", "import-name", "program-folder")],
    "programs": [{"id": name, "name": name + ".exe", "caller": "C:\\x", "current_directory": "C:\\x"}
                 for name in ("import", "export")],
    "libraries": [{"id": name, "name": name + ".dll"} for name in ("cdmw800", "cfw803", "ciw803")],
}
RULE = {"id": "rule", "title": "T", "severity": "low", "references": ["Q1"], "holds": "H"}


def vocabulary():
    told = subprocess.run([PROGRAM, "rules", "checks", "--format", "json"], check=True, stdout=subprocess.PIPE)
    return json.loads(told.stdout)


def sections(text):
    """Each "### a, b" with the text below it."""
    found = {}
    for part in re.split(r"^#{1,3} ", text, flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        for name in title.split(", "):
            found[name.strip()] = body
    return found


def words(body):
    """What stands in `backquotes`, word by word."""
    prose = re.sub(r"^```.*?^```", "", body, flags=re.M | re.S)
    return {word.strip('",:') for span in re.findall(r"`([^`]+)`", prose) for word in span.split()}


def outcome(check):
    while check["type"] == "when":
        check = check["then"]
    return check["type"]


class Documents(unittest.TestCase):
    def setUp(self):
        self.vocabulary = vocabulary()
        self.checks = (ROOT / "docs/checks.md").read_text()
        self.cases = {check["name"]: check["cases"] for check in self.vocabulary["checks"]}

    def test_each_section_names_everything(self):
        known = sections(self.checks)
        for kind in self.vocabulary["checks"] + self.vocabulary["selections"]:
            with self.subTest(kind["name"]):
                self.assertIn(kind["name"], list(known))
                named = words(known[kind["name"]])
                wanted = {field["name"] for field in kind["fields"]} | set(kind["values"]) | \
                         {case["name"] for case in kind.get("cases", [])}
                self.assertEqual(wanted - named, set())

    def test_each_section_has_an_example_of_its_own(self):
        for kind in self.vocabulary["checks"] + self.vocabulary["selections"]:
            with self.subTest(kind["name"]):
                body = sections(self.checks)[kind["name"]]
                self.assertRegex(body, r'```json\n[^`]*"(type|in)": "')

    def pack_of(self, example):
        """The smallest pack that holds an example: a check, a selection, a rule, or what is a part of one."""
        rule = dict(RULE)
        if "type" in example:
            rule.update(check=example)
        elif "in" in example:
            rule.update(each=example, check={"type": "file", "path": "${item}"})
        elif "check" in example:
            rule = example
        else:
            return None
        if "cases" not in rule and self.cases[outcome(rule["check"])]:
            rule["cases"] = {"otherwise": CASE}
        return {**PACK, "rules": [rule]}

    def test_each_example_loads(self):
        tried = 0
        for name in ("docs/checks.md", "docs/rules.md"):
            for text in re.findall(r"^```json\n(.*?)^```", (ROOT / name).read_text(), flags=re.M | re.S):
                pack = self.pack_of(json.loads(text)) if text.lstrip().startswith("{") and \
                    text.count("\n{") == 0 else None
                if not pack:
                    continue
                tried += 1
                with self.subTest(text), tempfile.TemporaryDirectory() as folder:
                    place = pathlib.Path(folder, "pack.json")
                    place.write_text(json.dumps(pack))
                    done = subprocess.run([PROGRAM, "rules", "check", place], text=True, check=False,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                    self.assertEqual(done.returncode, 0, done.stdout)
        self.assertGreaterEqual(tried, len(self.vocabulary["checks"]))

    def test_the_whole_pack_holds(self):
        text = next(text for text in re.findall(r"^```json\n(.*?)^```", (ROOT / "docs/rules.md").read_text(), flags=re.M | re.S)
                    if '"machines": {' in text and '"schema"' in text)
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder, "stock.json")
            place.write_text(text)
            done = subprocess.run([PROGRAM, "rules", "test", "--strict", place], text=True, check=False,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.assertEqual((done.returncode, done.stdout), (0, "stock 1.0.0: 1 rule, 2 examples; all hold\n"))


if __name__ == "__main__":
    unittest.main()
