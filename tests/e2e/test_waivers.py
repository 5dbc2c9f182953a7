"""Waivers: what they change in a report and what they leave, and files of them that are refused."""
import copy
import datetime
import hashlib
import json
import os

import jsonschema

import support

SCHEMA = json.loads((support.ROOT / "rules/schema/waivers.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

LATER, GONE = "9999-12-31", "2020-06-30"


def waiver(rule, **more):
    return {"rule": rule, "reason": "known", "by": "Jane", "expires": LATER, **more}


def waivers(*items, **more):
    return {"schema": "compatscan-waivers/1", "waivers": list(items), **more}


class Case(support.Case):
    def write(self, document, name="w.json"):
        text = document if isinstance(document, (bytes, str)) else json.dumps(document)
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return name


class Waivers(Case):
    def all_planted(self):
        return waivers(*(waiver(f"ccmail-8.5/{rule}") for rule in sorted(support.PLANTED)),
                       waiver("ccmail-8.5/*", status=["unknown"]))

    def test_what_is_waived_does_not_count(self):
        server = self.server("broken")
        before = self.scan(server, code=support.FAILS)
        report = self.scan(server, "--waivers", self.write(self.all_planted()), code=support.HOLDS)
        self.assertEqual(support.with_status(report, "waived"),
                         support.with_status(before, "fail", "unknown"))
        self.assertEqual(report["summary"]["waived"], before["summary"]["fail"] + before["summary"]["unknown"])
        self.assertEqual((report["summary"]["fail"], report["summary"]["unknown"]), (0, 0))
        self.assertIsNone(report["summary"]["worst_severity"])
        for old, new in zip(before["results"], report["results"]):
            status = old["status"]
            if status in ("fail", "unknown"):
                self.assertEqual(new["waiver"], {"status": status, "reason": "known", "by": "Jane",
                                                 "expires": LATER})
                new.update(status=status, waiver=None)
            self.assertEqual(old, new)

    def test_the_file_stands_among_the_packs(self):
        name = self.write(waivers(waiver("ccmail-8.5/impexp-ri"), version="7"))
        other = self.write(waivers(), "other.json")
        report = self.scan(self.server("broken"), "--waivers", name, "--waivers", other)
        packs = [pack for pack in report["packs"] if pack["id"] == "waivers"]
        self.assertEqual({(pack["version"], pack["sha256"]) for pack in packs},
                         {(version, hashlib.sha256((self.folder / file).read_bytes()).hexdigest())
                          for version, file in (("7", name), ("unversioned", other))})
        self.assertNotIn(name, json.dumps(report))

    def test_expired_and_unused(self):
        name = self.write(waivers(
            waiver("ccmail-8.5/impexp-ri", expires=GONE), waiver("ccmail-8.5/none"),
            waiver("ccmail-8.5/import-32bit", subject="D:*"), waiver("ccmail-8.5/*", host="no*", expires=GONE)))
        report = self.scan(self.server("broken"), "--waivers", name, code=support.FAILS)
        self.assertEqual(support.with_status(report, "fail") - {"expired", "unused"}, support.PLANTED)
        about = [(result["rule"], result["severity"], result["subject"], result["status"])
                 for result in report["results"] if result["pack"] == "waivers"]
        self.assertEqual(about, [
            ("expired", "medium", "ccmail-8.5/impexp-ri", "fail"),
            ("unused", "info", "ccmail-8.5/import-32bit D:*", "fail"),
            ("unused", "info", "ccmail-8.5/none", "fail")])

    def test_expiry_counts_for_the_exit_code(self):
        server = self.server("fixed")
        expired = self.write(waivers(waiver("ccmail-8.5/impexp-ri", expires=GONE)))
        self.scan(server, "--waivers", expired, code=support.FAILS)
        self.scan(server, "--waivers", expired, "--fail-on", "high", code=support.HOLDS)
        unused = self.write(waivers(waiver("ccmail-8.5/impexp-ri")))
        self.scan(server, "--waivers", unused, code=support.HOLDS)

    def test_today_is_still_in_time(self):
        # Tried again when midnight passed in between.
        for _ in range(2):
            today = datetime.datetime.now(datetime.timezone.utc).date()
            name = self.write(waivers(waiver("ccmail-8.5/impexp-ri", expires=today.isoformat())))
            report = self.scan(self.server("broken"), "--waivers", name)
            if report["started"].startswith(today.isoformat()):
                break
        self.assertEqual(support.with_status(report, "waived"), {"impexp-ri"})
        yesterday = datetime.date.fromisoformat(report["started"][:10]) - datetime.timedelta(days=1)
        name = self.write(waivers(waiver("ccmail-8.5/impexp-ri", expires=yesterday.isoformat())))
        report = self.scan(self.server("broken"), "--waivers", name)
        self.assertEqual(support.with_status(report, "waived"), set())

    def test_machines(self):
        name = self.write(waivers(waiver("ccmail-8.5/impexp-ri", host="exch*")))
        server = self.server("broken")
        self.assertEqual(support.with_status(self.scan(server, "--waivers", name), "waived"), {"impexp-ri"})
        report = self.scan(server, "--waivers", name, "--host", "OTHER")
        self.assertEqual(support.with_status(report, "waived"), set())
        self.assertEqual([r for r in report["results"] if r["pack"] == "waivers"], [])

    def test_text(self):
        name = self.write(waivers(
            waiver("ccmail-8.5/import-32bit", reason="read-only until the move", by="Jane\u202e\x1b[1m Doe"),
            waiver("ccmail-8.5/impexp-ri", expires=GONE)))
        text = self.run_program("scan", "--root", self.server("broken").root.name, "--waivers", name).text
        support.check_text(text)
        waived = text[text.index("\nWAIVED"):]
        for part in ("import-32bit (critical)", "until 9999-12-31", "read-only until the move", "Evidence",
                     "IMPORT.EXE", "16-bit program for DOS"):
            self.assertIn(part, waived)
        self.assertIn(", 1 waived", text)
        self.assertIn("2 waivers: 1 in use, 0 unused, 1 expired", text)
        self.assertIn("expired at the end of", " ".join(text.split()))

    def test_many_that_one_waiver_waives(self):
        case = {"explanation": "E", "remedy": "R"}
        self.write({"schema": "compatscan-pack/1", "id": "many", "version": "1", "title": "T", "description": "D",
                    "references": ["Q"], "rules": [
                        {"id": "all", "title": "T", "severity": "high", "references": ["Q"], "holds": "H",
                         "each": {"in": "list", "items": [rf"C:\x\{number}" for number in range(40)]},
                         "check": {"type": "file", "path": "${item}"}, "cases": {"otherwise": case}}]}, "many.json")
        scan = ("scan", "--root", self.server().root.name, "--pack", "./many.json", "--waivers")
        text = self.run_program(*scan, self.write(waivers(waiver("many/all")))).text
        support.check_text(text)
        self.assertIn("WAIVED    many/all (high): 40 findings", text)
        self.assertEqual(text.count("\n  - C:\\x\\"), 12)
        self.assertIn("28 more findings", text)
        self.assertIn("40 waived", text)
        text = self.run_program(*scan, self.write(waivers(
            waiver("many/all", subject=r"*\1?", by="One"), waiver("many/all", subject=r"*\2?", by="Two")))).text
        self.assertIn("WAIVED    many/all (high): 10 findings", text)
        for part in ("One, until", "Two, until", "many/all: 20 findings"):
            self.assertEqual(text.count(part), 1, part)

    def test_a_machine_that_no_pack_concerns(self):
        gone = self.server().hive("[-ControlSet001\\Services\\MSExchangeCCMC]")
        name = self.write(waivers())
        text = self.run_program("scan", "--root", gone.root, "--pack", "ccmail-8.5", "--waivers", name).text
        self.assertTrue(text.startswith("NOT APPLICABLE"), text)

    def test_standard_input(self):
        finished = self.run_program("scan", "--root", self.server("broken").root, "--waivers", "-", "-f", "json",
                                    stdin=json.dumps(self.all_planted()).encode())
        self.assertEqual(finished.code, support.HOLDS, finished)

    def test_none_is_taken_that_was_not_given(self):
        server = self.server("broken")
        text = json.dumps(self.all_planted())
        home = self.folder / "home"
        for place in ("waivers.json", "compatscan-waivers.json", ".compatscan-waivers.json",
                      "home/.config/compatscan/waivers.json", "home/.compatscan/waivers.json"):
            (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / place).write_text(text)
        report = self.scan(server, env={"HOME": str(home), "COMPATSCAN_WAIVERS": str(home / "waivers.json")},
                           code=support.FAILS)
        self.assertEqual(report["summary"]["waived"], 0)


class Refused(Case):
    def refused(self, document, *fragments):
        self.assert_usage_error(
            self.run_program("scan", "--root", ".", "--waivers", self.write(document)), "w.json", *fragments)

    def test_files_that_are_none(self):
        for content in ("", "x", "[" * 100000, '{"a":' * 100000, json.dumps(waivers())[:-1]):
            self.refused(content, "this is no JSON")
        self.refused(b"\0", "NUL")
        self.refused("[]", "$: expected an object")
        self.refused(b" " * (5 * 1024 * 1024), "larger")
        for name in ("none.json", "."):
            self.assert_usage_error(
                self.run_program("scan", "--root", ".", "--waivers", name), "cannot read " + name)

    def test_every_error_of_every_file_is_told(self):
        one = self.write(waivers(waiver("x"), waiver("a/b", expires="soon")), "one.json")
        other = self.write(waivers(waiver("a/b", by="")), "other.json")
        self.assert_usage_error(
            self.run_program("scan", "--root", ".", "--waivers", one, "--waivers", other),
            "one.json: $.waivers[0].rule: ", "one.json: $.waivers[1].expires: ", "other.json: $.waivers[0].by: ")

    def test_too_many_files(self):
        self.assert_usage_error(
            self.run_program("scan", "--root", ".", *["--waivers=w"] * 65), "at most 64")

    def mutants(self, document):
        """The document with each value dropped or replaced, and each object with a key too many."""
        def places(value, path=()):
            members = value.items() if isinstance(value, dict) else \
                enumerate(value) if isinstance(value, list) else ()
            for key, member in members:
                yield path + (key,)
                yield from places(member, path + (key,))

        def above(value, path):
            for key in path[:-1]:
                value = value[key]
            return value

        wrong = [None, True, 7, 0.5, "", "text", "a/b", "a/*", "waivers/unused", "fail", "2026-02-31x", "2026-01-01\n",
                 "2026-01-01", "x" * 1025, [], [1], ["fail"], ["pass"], {}]
        for path in places(document):
            changed = copy.deepcopy(document)
            del above(changed, path)[path[-1]]
            yield changed
            for value in wrong:
                changed = copy.deepcopy(document)
                above(changed, path)[path[-1]] = value
                yield changed
        for path in [("waivers",), ("waivers", 0)]:
            changed = copy.deepcopy(document)
            (changed if len(path) == 1 else changed["waivers"][0])["extra"] = 1
            yield changed

    def test_schema_and_loader_agree(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        sample = waivers(waiver("p/r", subject="*", host="h", status=["fail", "error"]), version="1")
        sample["$schema"] = "waivers.schema.json"
        root = self.server().root
        documents = list(self.mutants(sample)) + [sample, waivers()]
        names = [self.write(document, f"{index}.json") for index, document in enumerate(documents)]
        finished = support.together(
            lambda name: self.run_program("scan", "--root", root, "-o", os.devnull, "--fail-on", "critical",
                                          "--waivers", name), names)
        counts = {True: 0, False: 0}
        for document, each in zip(documents, finished):
            valid = VALIDATOR.is_valid(document)
            counts[valid] += 1
            with self.subTest(document):
                self.assertEqual(each.code, support.HOLDS if valid else support.USAGE, each)
        self.assertGreater(counts[True], 40)
        self.assertGreater(counts[False], 100)


if __name__ == "__main__":
    support.main()
