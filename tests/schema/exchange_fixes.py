#!/usr/bin/env python3
"""The pack of Exchange fixes against the tables it is made from, and how the table is cleaned: the odd rows that are
really in it, and everything that must be so after cleaning."""
import collections
import csv
import json
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TABLES = ROOT / "rules/exchange-fixes"
sys.path.insert(0, str(TABLES))

import fixes_table  # noqa: E402


class Generated(unittest.TestCase):
    def test_what_is_in_the_repository_is_what_the_tables_give(self):
        done = subprocess.run([sys.executable, TABLES / "make_pack.py", "--check"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))


class Versions(unittest.TestCase):
    def test_as_they_are_spelled_in_the_table(self):
        for text, versions, wanted in (
                ("5.5.2428.0", "WinNT:5.5", (5, 5, 2428, 0)),
                ("5.5.2534", "winnt:5.5", (5, 5, 2534, 0)),
                ("5.05.2431.0", "winnt:5.5,5.5 SP1,5.5 SP2", (5, 5, 2431, 0)),
                ("5.05.1960.8", "5.5", (5, 5, 1960, 8)),
                ("5.52594.0", "winnt:5.5", (5, 5, 2594, 0)),
                ("2623.0", "winnt:5.5", (5, 5, 2623, 0)),
                ("2543.1", "winnt:5.5", (5, 5, 2543, 1)),
                ("2326.0", "WINDOWS:; winnt:4.0,5.0,5.5; :8.0,8.01,8.02,8.03", (5, 5, 2326, 0)),
                ("1459.73", "winnt:5.0", (5, 0, 1459, 73)),
                ("996.26", "4.0,5.0", (4, 0, 996, 26)),
                ("5.5.23.2650", "winnt:5.5", (5, 5, 2650, 23)),
                ("5.5.00.2628", "winnt:5.5", (5, 5, 2628, 0)),
                ("5.5.2651.0048", "WINDOWS:", (5, 5, 2651, 48)),
                ("08.04.00.6526", "8.04", (8, 4, 0, 6526)),
                ("5.00.2614.3300", "5,5.5", (5, 0, 2614, 3300))):
            with self.subTest(text):
                self.assertEqual(fixes_table.read_version(text, versions)[0], wanted)

    def test_what_cannot_be_read_is_said(self):
        for text, versions in (("5.5", "winnt:5.5"), ("1500.0", "5.0,5.5"), ("7", ""), ("", ""), ("5.5.x.1", "5.5"),
                               ("5.5.1.2.3", "5.5")):
            with self.subTest(text):
                version, reason = fixes_table.read_version(text, versions)
                self.assertIsNone(version)
                self.assertTrue(reason)

    def test_what_is_read_otherwise_than_it_stands_is_said(self):
        for text in ("5.52594.0", "2623.0", "5.5.23.2650"):
            self.assertTrue(fixes_table.read_version(text, "winnt:5.5")[1])
        for text in ("5.5.2428.0", "5.05.2431.0", "5.5.2534"):
            self.assertIsNone(fixes_table.read_version(text, "winnt:5.5")[1])


class Keywords(unittest.TestCase):
    def test_the_newest_level_that_is_said_to_hold_the_fix(self):
        for keywords, level in (
                ("", None), ("exc55 exc55sp2", None), ("exc55sp2fix", "SP2"), ("EXC55SP3Fixkbbuglist", "SP3"),
                ("kbFEA exc55 EXC55SP3Feakbbuglist", "SP3"), ("exc55sp2fix exc5 exc55 EXC55SP3Fix", "SP3"),
                ("exc55 kbExchange550preSP4fix kbExchange550sp4Fix", "SP4"), ("kbExchange550preSP5fix", "after SP4"),
                ("exc55sp3 kbExchange550preSP4fix kbExchange550preSP5fix", "after SP4"),
                ("kbExchange550PreSP5fea", "after SP4"), ("kbExchange550SP5Fea", "after SP4"),
                ("kbExchange500preSP3fix", None), ("kbExchange2000SP1Fix", None)):
            with self.subTest(keywords):
                self.assertEqual(fixes_table.shipped_with(keywords), level)


class Table(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cleaned = fixes_table.clean()
        cls.rows = {(row.article, row.file): row for row in cls.cleaned.rows}
        cls.aside = {(article, file.casefold()): reason for _, article, file, reason in cls.cleaned.set_aside}

    def test_every_row_is_kept_or_set_aside_once(self):
        with open(TABLES / "exchange-fixes.tsv", encoding="utf-8") as stream:
            lines = sum(1 for _ in stream)
        seen = sorted([row.line for row in self.cleaned.rows] + [entry[0] for entry in self.cleaned.set_aside])
        self.assertEqual(seen, list(range(2, lines + 1)))
        self.assertEqual((self.cleaned.read, len(self.cleaned.articles)), (1413, 475))

    def test_kept_is_one_product_line_and_one_version_for_a_file(self):
        self.assertGreater(len({row.article for row in self.cleaned.rows}), 420)
        for row in self.cleaned.rows:
            self.assertEqual(row.version[:2], (5, 5), row)
            self.assertIn(row.version[2], range(1960, 3000), row)
        keys = [(row.article, row.component, row.file) for row in self.cleaned.rows]
        self.assertEqual(len(keys), len(set(keys)))

    def test_of_two_lines_the_right_one_is_kept(self):
        self.assertEqual(self.rows["Q183633", "Store.exe"].version, (5, 5, 2144, 0))
        self.assertEqual(self.rows["Q190084", "Mdbmsg.dll"].version, (5, 5, 2402, 0))
        self.assertNotIn(("Q192546", "Store.exe"), self.rows)

    def test_of_two_versions_on_one_line_the_newer_counts(self):
        for article, version in (("Q278293", (5, 5, 2654, 0)), ("Q272141", (5, 5, 2654, 38)),
                                 ("Q272274", (5, 5, 2654, 3)), ("Q275714", (5, 5, 2653, 17))):
            self.assertEqual(self.rows[article, "Store.exe"].version, version)

    def test_what_is_set_aside_says_why(self):
        for article, file, reason in (
                ("Q192023", "Dxa.exe", "not clear: 5.0 with a build of 5.5"),
                ("Q281587", "Ems_rid.dll", "not clear: 6.0 with a build of 5.5"),
                ("Q218802", "Srvrmin.exe", "media:"), ("Q216990", "Srvrmax.exe", "media:"),
                ("Q268324", "Mspst32.dll", "client:"), ("Q265088", "Outllib.dll", "client:"),
                ("Q242900", "Wininet.dll", "system:"), ("Q279214", "Smtpsvc.dll", "system:"),
                ("Q236156", "Fradm32.dll", "own:"), ("Q193346", "Mexdia.msg", "text:"),
                ("Q280411", "Q280411enga.exe", "package:"), ("Q275243", "Eseback2.dll", "system:")):
            with self.subTest(article):
                self.assertTrue(self.aside[article, file.casefold()].startswith(reason))
                self.assertNotIn((article, file), self.rows)

    def test_names_are_spelled_in_one_way(self):
        self.assertIn(("Q192592", "Mapi32.dll"), self.rows)
        self.assertIn(("Q236910", "Imcadmin.dll"), self.rows)
        folded = collections.defaultdict(set)
        for row in self.cleaned.rows:
            folded[row.file.casefold()].add(row.file)
        self.assertEqual([names for names in folded.values() if len(names) > 1], [])

    def test_components(self):
        for article, file, component in (
                ("Q193485", "Store.exe", "information-store"), ("Q234745", "Ccmc.exe", "ccmail-connector"),
                ("Q190555", "Ccmc.exe", "ccmail-connector"), ("Q280411", "Emsmta.exe", "mta"),
                ("Q196853", "Store.exe", "information-store"), ("Q214682", "Emsmta.exe", "mta"),
                ("Q231992", "Lsdiamex.exe", "linkage-connectors"), ("Q196407", "Movesrvr.dll", "move-server")):
            with self.subTest(article):
                self.assertEqual(self.rows[article, file].component, component)
        known = set(fixes_table.spellings().values())
        self.assertLess(len({row.component for row in self.cleaned.rows}), len(known) + 1)

    def test_every_spelling_of_the_tables_beside_is_used(self):
        with open(TABLES / "exchange-fixes.tsv", encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t"))
        labels = {row["component"].casefold() for row in rows}
        files = {row["file"].casefold() for row in rows}
        self.assertEqual(set(fixes_table.spellings()) - labels, set())
        known = fixes_table.known_files()
        meant = {note.casefold() for kind, note in known.values() if kind == "spelled"}
        self.assertEqual(set(known) - files - meant, set())
        self.assertEqual(set(fixes_table.service_pack_files()) - files, set())

    def test_a_service_pack_lacks_none_of_its_own_fixes(self):
        """The files that a service pack puts there satisfy every article that says the pack held its fix."""
        packs = fixes_table.service_pack_files()
        compared = 0
        for level in ("SP1", "SP2", "SP3"):
            for row in self.cleaned.rows:
                held = row.shipped and fixes_table.ORDER.index(row.shipped) <= fixes_table.ORDER.index(level)
                files = packs.get(row.file.casefold(), {})
                if held and level in files:
                    compared += 1
                    self.assertGreaterEqual(files[level], row.version, (level, row))
        self.assertGreater(compared, 500)

    def test_what_a_service_pack_lowers_is_said(self):
        lowered = [text for _, _, _, text in self.cleaned.remarks if "holds the fix with" in text]
        self.assertIn("5.5.2609.0, but SP3 holds the fix with 5.5.1960.3", lowered)
        self.assertEqual(self.rows["Q231411", "Mmiext.dll"].version, (5, 5, 1960, 3))
        self.assertEqual(self.rows["Q231411", "Emsmta.exe"].version, (5, 5, 2609, 0))


class Pack(unittest.TestCase):
    def test_it_holds_what_was_kept(self):
        pack = json.loads((ROOT / "rules/packs/exchange-5.5-fixes.json").read_text(encoding="utf-8"))
        held = {(rule["id"], article["article"], file, version)
                for rule in pack["rules"] if rule["check"]["type"] == "fixes"
                for article in rule["check"]["articles"] for file, version in article["files"].items()}
        kept = {(row.component, row.article, row.file, fixes_table.text_of(row.version))
                for row in fixes_table.clean().rows}
        self.assertEqual(held, kept)
        for rule in pack["rules"]:
            outcomes = {example["expect"] for example in rule["examples"]}
            self.assertLessEqual({"pass", "fail", "not-applicable"}, outcomes, rule["id"])
            self.assertTrue(all(re.fullmatch(r"Q\d{6}", reference) for reference in rule["references"]))


if __name__ == "__main__":
    unittest.main()
