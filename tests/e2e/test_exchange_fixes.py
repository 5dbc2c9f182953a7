"""Exchange servers with made-up versions, judged by the pack of fixes and by a reading of the table of its own."""
import collections
import csv
import random
import re
import struct

import support

PACK = support.PACKS / "exchange-5.5-fixes.json"
TABLES = support.ROOT / "rules/exchange-fixes"
SERVERS = 12
MAX_LINES = 400

# What the README of the table says belongs to somebody else.
NOT_EXCHANGE = re.compile(
    r"outl.*|contab32|wininet|bj.*32|pstprx32|exsec32|emablt32|etexch32|wmsui32|odklang|scrrun|smptsvc|ntbackup|"
    r"ese(back|bcli)2|fradm32|srvr?ma?[xi]n?|kmsupgrd|exupdate|q\d+eng.", re.I)
SHARED = {"emsabp32.dll", "emsmdb32.dll", "emsui32.dll", "mspst32.dll"}
SPELLED = {"emsrid.dll": "ems_rid.dll", "imcadmin.exe": "imcadmin.dll"}
# What the rule about the service pack looks at, in bin.
CORE = {"store.exe", "dsamain.exe", "emsmta.exe", "mad.exe"}
FOLDERS = ["exchsrvr/bin", "exchsrvr/RES", "WINNT/system32", "exchsrvr/connect/exchconn", "exchsrvr/Add-ins/smtp/i386"]


def rows_of(name):
    with open(TABLES / name, encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def build_of(text):
    """(build, revision) of a version of the 5.5 line, or None."""
    text = re.sub(r"^5\.5(\d{4}\.)", r"5.5.\1", text)
    text = re.sub(r"^(2\d{3}\.\d+)$", r"5.5.\1", text)
    found = re.fullmatch(r"5\.0?5\.0*(\d+)(?:\.(\d+))?", text)
    if not found:
        return None
    build, revision = int(found[1]), int(found[2] or 0)
    return (revision, build) if revision > 1900 > build else (build, revision)


def pack_of(keywords):
    """The newest service pack that the keywords say held the fix: its build; 9999 for one that never came."""
    builds = [build for word, build in (("exc55sp2f", 2448), ("exc55sp3f", 2650), ("kbexchange550sp4f", 2653),
                                        ("kbexchange550presp4f", 2653), ("kbexchange550presp5f", 9999),
                                        ("kbexchange550sp5f", 9999)) if " " + word in " " + keywords.lower()]
    return max(builds, default=None)


def wanted():
    """Article to the (build, revision) that it asks of each file."""
    carried = {row["file"].lower(): row for row in rows_of("service-packs.tsv")}
    builds = {"RTM": 1960, "SP1": 2232, "SP2": 2448, "SP3": 2650}
    articles = collections.defaultdict(dict)
    for row in rows_of("exchange-fixes.tsv"):
        file, version = row["file"].lower(), build_of(row["version"])
        if not version or not 1960 <= version[0] < 3000 or NOT_EXCHANGE.match(file) or file.endswith(".msg"):
            continue
        if file in SHARED and not re.search(r"(^|[:, ])5\.5", row["product_versions"]):
            continue
        file = SPELLED.get(file, file)
        files = articles[row["article"]]
        files[file] = max((version, row["keywords"]), files.get(file, ((0, 0), "")))
    lowered = collections.defaultdict(dict)
    for article, files in articles.items():
        for file, (version, keywords) in files.items():
            held = pack_of(keywords)
            choices = [version]
            for level, text in carried.get(file, {}).items():
                if level in builds and build_of(text or "") and (
                        builds[level] > version[0] or (held and builds[level] >= held)):
                    choices.append(build_of(text))
            lowered[article][file] = min(choices)
    return lowered


def at_version(build, revision):
    image = support.image_bytes("pe32", "--version", "1.2.3.4")
    at = image.index(b"\xbd\x04\xef\xfe") + 8
    return image[:at] + struct.pack("<HHHH", 5, 5, revision, build) + image[at + 8:]


class Fixes(support.Case):
    def server_with(self, name, versions):
        """A server whose files, in any of their folders, have these versions; None: a file without one."""
        root = self.folder / name
        for number, (file, version) in enumerate(sorted(versions.items())):
            path = root / FOLDERS[0 if file in CORE else number % len(FOLDERS)] / file.title()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(at_version(*version) if version else support.image_bytes("pe32"))
        return root

    def report(self, root):
        finished = self.run_program("scan", "--root", root, "--pack", PACK, "--format", "json")
        support.check_report(finished.json)
        return finished.json

    def told(self, report):
        """(articles of which a file is older, with that file and version; articles that could not be told)."""
        older, untold = {}, set()
        for result in report["results"]:
            for evidence in result["evidence"]:
                found = re.match(r"fix (Q\d+), ", evidence["fact"])
                if found and re.match(r"5\.5\.\d+\.\d+", evidence["actual"]):
                    older[found[1]] = (evidence["path"].rpartition("\\")[2].lower(), evidence["expected"])
                elif found:
                    untold.add(found[1])
        return older, untold

    def test_the_report_agrees_with_a_reading_of_the_table_of_its_own(self):
        chance = random.Random(19600)
        articles = wanted()
        self.assertGreater(len(articles), 420)
        asked = collections.defaultdict(set)
        for files in articles.values():
            for file, version in files.items():
                asked[file].add(version)
        for number in range(SERVERS):
            versions = {}
            for file, known in asked.items():
                build, revision = chance.choice(sorted(known))
                step = chance.choice((-1, 0, 0, 1, 100))
                versions[file] = (build, max(revision + step, 0)) if build > 1960 else (build, revision)
            for file in chance.sample(sorted(set(asked) - CORE), 3):
                versions[file] = None
            older, untold = self.told(self.report(self.server_with(str(number), versions)))
            expected = {article for article, files in articles.items()
                        if any(versions[file] and versions[file] < version for file, version in files.items())}
            with self.subTest(number):
                self.assertEqual(set(older), expected)
                for article, (file, text) in older.items():
                    build, revision = articles[article][file]
                    self.assertEqual(text, f"5.5.{build}.{revision} or later")
                    self.assertLess(versions[file], (build, revision))
                self.assertLessEqual(
                    untold, {article for article, files in articles.items() if None in map(versions.get, files)})
                self.assertLessEqual(
                    {article for article, files in articles.items() if not any(map(versions.get, files))}, untold)

    def test_a_server_with_everything_at_its_newest_holds(self):
        newest = collections.defaultdict(tuple)
        for files in wanted().values():
            for file, version in files.items():
                newest[file] = max(newest[file], version)
        report = self.report(self.server_with("newest", newest))
        self.assertEqual(set(support.statuses(report).values()), {"pass"})
        self.assertEqual(report["summary"]["exit_code"], support.HOLDS)

    def service_pack_3(self):
        """What a service pack puts there, and what is not listed as it first came."""
        files = {row["file"].lower(): build_of(row["SP3"]) for row in rows_of("service-packs.tsv") if
                 row["SP3"].startswith("5.5.")}
        return self.server_with("sp3", {**files, "mdbmsg.dll": (2650, 23), "mtamsg.dll": (2650, 24)})

    def test_a_service_pack_lacks_only_what_came_after_it(self):
        report = self.report(self.service_pack_3())
        failed = {result["rule"]: result for result in report["results"] if result["status"] == "fail"}
        self.assertEqual(failed["service-pack-level"]["severity"], "medium")
        del failed["service-pack-level"]
        self.assertEqual({result["severity"] for result in failed.values()}, {"low"})
        articles = wanted()
        for article in self.told(report)[0]:
            self.assertGreater(max(articles[article].values()), (2650, 24), article)
        self.assertNotIn("not all files are of", "".join(result["explanation"] for result in failed.values()))

    def test_the_text_stays_short_and_says_where_the_rest_is(self):
        finished = self.run_program("scan", "--root", self.service_pack_3(), "--pack", PACK)
        self.assertEqual(finished.code, support.FAILS)
        support.check_text(finished.text)
        self.assertLess(len(finished.text.splitlines()), MAX_LINES)
        self.assertRegex(finished.text, r"\.\.\. and \d+ more pieces; --format json shows all of them")
        self.assertRegex(finished.text, r"Missing: \d+ \(Q\d{6}, ")
        for finding in re.split(r"\n(?=LOW )", finished.text)[1:]:
            self.assertLessEqual(finding.count("looked at"), 3)
            named = re.findall(r"^  - (.*)", finding, re.M)
            self.assertTrue(all(one != other for one, other in zip(named, named[1:])), named)

    def test_no_exchange_no_verdict(self):
        report = self.report(self.server_with("none", {"kernel32.dll": None}))
        self.assertEqual(set(support.statuses(report).values()), {"not-applicable"})


if __name__ == "__main__":
    support.main()
