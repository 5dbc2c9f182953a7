"""--set: values that the user gives to parameters of packs, and what is said where nobody gives one."""
import json
import re

import support

CASE = {"explanation": "${file} fails.", "remedy": "R"}


def pack(name, *parameters):
    return {"schema": "compatscan-pack/1", "id": name, "version": "1", "title": "T", "description": "D",
            "references": ["Q1"], "parameters": list(parameters),
            "rules": [{"id": "there", "title": "T", "severity": "high", "references": ["Q1"], "holds": "${file} is there.",
                       "check": {"type": "file", "path": "${file}"}, "cases": {"otherwise": CASE}}]}


FILE = {"name": "file", "description": "the file that counts"}


class Set(support.Case):
    def setUp(self):
        super().setUp()
        self.root = self.server().root

    def put(self, *packs):
        for each in packs:
            (self.folder / f"{each['id']}.json").write_text(json.dumps(each))
        return [argument for each in packs for argument in ("--pack", f"./{each['id']}.json")]

    def scanned(self, packs, *arguments, code=None):
        return self.scan(self.root, *self.put(*packs), *arguments, packs=(), code=code)

    def parameters(self, report):
        return {f"{each['id']}.{parameter['name']}": (parameter["value"], parameter["origin"], parameter["assumed"])
                for each in report["packs"] for parameter in each["parameters"]}

    def test_a_value_that_nobody_gives(self):
        report = self.scanned([pack("a", FILE)], code=support.INCOMPLETE)
        self.assertEqual(self.parameters(report), {"a.file": (None, None, False)})
        self.assertEqual(support.result_of(report, "there")["explanation"],
                         "the parameter file (the file that counts) is not known: nothing on the machine tells it; "
                         "give it with --set a.file=VALUE")
        report = self.scanned([pack("a", {**FILE, "optional": True})], code=support.HOLDS)
        self.assertEqual(support.statuses(report), {"there": "not-applicable"})

    def test_given(self):
        packs = [pack("a", FILE), pack("b.c", FILE)]
        report = self.scanned(packs, "--set", r"file=C:\boot.ini", "--set", r"b.c.file=C:\WINNT\system32\config\SYSTEM",
                              code=support.FAILS)
        self.assertEqual(self.parameters(report), {
            "a.file": (r"C:\boot.ini", "option", False),
            "b.c.file": (r"C:\WINNT\system32\config\SYSTEM", "option", False)})
        self.assertEqual([result["status"] for result in report["results"]], ["fail", "pass"])
        report = self.scanned(packs, r"--set=file=C:\WINNT\system32\config\SYSTEM", code=support.HOLDS)
        self.assertEqual(report["summary"]["pass"], 2)

    def test_over_the_registry_and_over_other_options(self):
        report = self.scan(self.root, "--exchsrvr", r"C:\nowhere", "--set", r"ccmail-8.5.exchsrvr=C:\exchsrvr",
                           "--set", "program-folder=", code=support.HOLDS)
        values = self.parameters(report)
        self.assertEqual(values["ccmail-8.5.exchsrvr"], (r"C:\exchsrvr", "option", False))
        self.assertEqual(values["ccmail-8.5.program-folder"], ("", "option", False))
        self.assertEqual(values["ccmail-8.5.store"][1], "registry")

    def test_values_are_any_text(self):
        for value in ("a=b", "", " ", "ä", "${file}", "x" * 5000):
            report = self.scanned([pack("a", FILE)], "--set", f"file={value}")
            self.assertEqual(self.parameters(report)["a.file"][0], value)
        report = self.scanned([pack("a", FILE)], "--set", b"file=\xff\x1b[1m")
        self.assertEqual(self.parameters(report)["a.file"][0], "\\xFF\x1b[1m")
        support.check_text(self.run_program("scan", "--root", self.root.name, "--pack", "./a.json", "--set",
                                            b"file=\xff\x1b[1m").text)

    def test_text(self):
        packs = self.put(pack("a", FILE, {**FILE, "name": "other", "default": ""}),
                         pack("b", {**FILE, "optional": True}), pack("c", {**FILE, "default": r"C:\x"}))
        text = self.run_program("scan", "--root", self.root.name, *packs, "--set", r"other=C:\y").text
        support.check_text(text)
        words = " ".join(text.split())
        self.assertIn("COULD NOT BE TOLD a: there the parameter file", words)
        self.assertIn("NOT APPLICABLE b: there", words)
        self.assertIn("--set b.file=VALUE", words)
        self.assertIn(r"PARAMETERS a file (not known; --set a.file=VALUE gives it) other C:\y (option) "
                      r"b file (not known; --set b.file=VALUE gives it) c file C:\x (default)", words)
        self.assertIn("HIGH c/there", words)

    def test_wrong_usage(self):
        for value, fragments in {
                "file": ("NAME=VALUE",), "=x": ("NAME=VALUE",), "": ("NAME=VALUE",),
                "flie=x": ("--set flie", "no pack that is used", "a.file"),
                "b.file=x": ("--set b.file", "a.file"),
                "a.file.x=x": ("a.file",),
                "\x1b[1m=x": ("\\u{001B}", "there is a.file"),
                "y" * 5000 + "=x": ("there is a.file",)}.items():
            with self.subTest(value[:20]):
                self.assert_usage_error(self.run_program(
                    "scan", "--root", self.root, *self.put(pack("a", FILE)), "--set", value), *fragments)
        self.assert_usage_error(self.run_program(
            "scan", "--root", self.root, *self.put(pack("a", FILE)), *["--set", "file=x"] * 257), "at most 256")

    def test_names_that_are_near(self):
        finished = self.run_program("scan", "--root", self.root, "--set", "stroe=x", "--set", "import=x")
        self.assert_usage_error(finished, "--set stroe", "ccmail-8.5.store", "--set import", "ccmail-8.5.import-name")
        self.assertNotIn("ccmail-8.5.export-name", finished.messages.split("\n")[0])
        finished = self.run_program("scan", "--root", self.root, "--set", "weather=x")
        self.assert_usage_error(finished, "there is ccmail-8.5.")
        (self.folder / "none.json").write_text(json.dumps({**pack("none"), "rules": [
            {"id": "r", "title": "T", "severity": "low", "references": ["Q"], "holds": "H",
             "check": {"type": "restarted", "service": "S", "paths": ["C:\\x"]},
             "cases": {"otherwise": {"explanation": "E", "remedy": "R"}}}]}))
        self.assert_usage_error(self.run_program("scan", "--root", self.root, "--pack", "./none.json", "--set", "x=y"),
                                "none of them has any")

    def test_every_fact_is_documented(self):
        facts = json.loads(self.run_program("rules", "checks", "--format", "json").text)["facts"]
        self.assertGreater(len(facts), 15)
        text = (support.ROOT / "docs/rules.md").read_text("utf-8")
        line = next(line for line in text.split("\n") if line.startswith("| `fact` |"))
        self.assertEqual(set(re.findall(r"`([a-z-]+)`", line)) - {"fact"}, set(facts))


if __name__ == "__main__":
    support.main()
