"""The sample servers: verdicts, golden reports, and what the report options promise.

With --update the golden reports are written anew; read the difference before keeping it.
"""
import hashlib
import json
import os
import pathlib
import pty
import resource
import signal
import stat
import subprocess
import sys

import jsonschema

import support

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"
UPDATE = "--update" in sys.argv

SERVERS = {"fixed": support.HOLDS, "fixed-by-registry": support.HOLDS, "broken": support.FAILS}

BEHIND = support.FIXED_PATH + r";C:\old"

PLANTED = {"import-32bit", "import-unshadowed", "dll-ciw803", "dlls-complete", "impexp-ri"}


class Verdicts(support.Case):
    def test_exit_codes(self):
        for variant, code in SERVERS.items():
            with self.subTest(variant):
                self.scan(self.server(variant), code=code)

    def test_fixed_servers_hold_in_every_rule(self):
        for variant in ("fixed", "fixed-by-registry"):
            with self.subTest(variant):
                report = self.scan(self.server(variant))
                self.assertEqual(support.with_status(report, "not-applicable"),
                                 {"connector-restarted"})
                others = set(support.statuses(report)) - {"connector-restarted"}
                self.assertEqual(support.with_status(report, "pass"), others)
                self.assertEqual(report["problems"], [])

    def test_broken_server_names_each_planted_fault(self):
        report = self.scan(self.server("broken"))
        self.assertEqual(support.with_status(report, "fail"), PLANTED)
        self.assertEqual(support.result_of(report, "import-32bit")["subject"],
                         r"C:\WINNT\system32\IMPORT.EXE")
        self.assertIn(r"C:\ccmail\Impexp.ri",
                      support.result_of(report, "impexp-ri")["explanation"])
        for rule in PLANTED:
            self.assertTrue(support.result_of(report, rule)["remedy"])

    def test_every_rule_of_the_knowledge_file_is_there(self):
        pack = json.loads(support.PACK_FILE.read_text("utf-8"))
        self.assertEqual({rule["id"] for rule in pack["rules"]}, {
            "import-present", "export-present", "import-32bit", "export-32bit",
            "import-unshadowed", "export-unshadowed", "renamed", "dll-cdmw800", "dll-cfw803",
            "dll-ciw803", "dlls-complete", "same-release", "placed-in-path", "impexp-ri",
            "impexp-ri-matches", "connector-installed", "connector-restarted"})

    def test_the_control_set_is_the_current_one(self):
        server = self.server()
        server.hive("[Select]", '"Current"=dword:00000002')
        report = self.scan(server, code=support.INCOMPLETE)
        self.assertEqual(report["host"]["name"], "OLDEXCH")
        self.assertIsNone(report["packs"][0]["applies"])
        self.assertIn("--drive D=DIR", report["packs"][0]["reason"])
        self.assertEqual(report["search_path"][-1]["raw"], r"D:\oldmail")

    def test_evidence_is_true(self):
        server = self.server("broken")
        report = self.scan(server)
        seen = 0
        for result in report["results"]:
            for evidence in result["evidence"]:
                if not evidence["file"]:
                    continue
                file = self.folder / evidence["file"]
                self.assertEqual(evidence["sha256"],
                                 hashlib.sha256(file.read_bytes()).hexdigest())
                self.assertEqual(evidence["size"], file.stat().st_size)
                seen += 1
        self.assertGreater(seen, 10)

    def test_the_pack_is_named_by_its_digest(self):
        report = self.scan(self.server())
        self.assertEqual([pack["sha256"] for pack in report["packs"]],
                         [hashlib.sha256(file.read_bytes()).hexdigest()
                          for file in sorted(support.PACKS.glob("*.json"))])

    def test_the_version_is_that_of_the_program(self):
        report = self.scan(self.server())
        version = self.run_program("--version").text
        self.assertEqual(version, f"compatscan {report['tool']['version']}\n")


class Golden(support.Case):
    def compare(self, name, text):
        file = GOLDEN / name
        if UPDATE:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
        self.assertTrue(file.exists(), f"{file.name} is missing; write it with --update")
        self.assertMultiLineEqual(text, file.read_text("utf-8"))

    def test_json(self):
        for variant, code in SERVERS.items():
            with self.subTest(variant):
                report = support.normalise(self.scan(self.server(variant, variant)))
                self.compare(f"{variant}.{code}.json",
                             json.dumps(report, indent=2, ensure_ascii=False) + "\n")

    def test_text(self):
        for variant, code in SERVERS.items():
            with self.subTest(variant):
                self.server(variant, variant)
                finished = self.run_program("scan", "--root", variant)
                self.assertEqual(finished.code, code, finished)
                self.compare(f"{variant}.{code}.txt", support.normalise_text(finished.text))

    def test_no_golden_report_is_left_over(self):
        wanted = {f"{variant}.{code}.{form}" for variant, code in SERVERS.items()
                  for form in ("json", "txt")}
        self.assertEqual({file.name for file in GOLDEN.iterdir()}, wanted)


class Sameness(support.Case):
    def test_two_scans_differ_only_in_id_and_times(self):
        for variant in SERVERS:
            with self.subTest(variant):
                server = self.server(variant)
                one, other = self.scan(server), self.scan(server)
                self.assertNotEqual(one["report_id"], other["report_id"])
                for report in (one, other):
                    report["report_id"] = report["started"] = report["finished"] = None
                self.assertEqual(json.dumps(one), json.dumps(other))

    def test_the_order_of_a_disk_does_not_matter(self):
        template = support.server_template("broken")
        reports = []
        for name, backwards in (("forwards", False), ("backwards", True)):
            for source in sorted(template.rglob("*"), reverse=backwards):
                target = self.folder / name / "c" / source.relative_to(template)
                target.parent.mkdir(parents=True, exist_ok=True)
                if source.is_dir():
                    target.mkdir(exist_ok=True)
                else:
                    target.write_bytes(source.read_bytes())
                    os.utime(target, ns=(0, source.stat().st_mtime_ns))
            reports.append(support.normalise(
                self.scan(self.folder / name / "c", cwd=self.folder / name)))
        self.assertEqual(*reports)

    def test_nothing_of_the_analysts_own_machine_leaks_in(self):
        server = self.server("broken")
        (self.folder / "elsewhere").mkdir()
        (self.folder / "elsewhere/Ciw803.dll").write_bytes(b"")
        plain = support.normalise(self.scan(server))
        telling = support.normalise(self.scan(server, env={
            "Path": r"C:\elsewhere", "PATH": r"C:\elsewhere", "SystemRoot": r"C:\elsewhere",
            "windir": r"C:\elsewhere", "SystemDrive": "D:", "COMPUTERNAME": "ANALYST",
            "TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8"}))
        self.assertEqual(plain, telling)

    def test_the_working_directory_does_not_matter(self):
        server = self.server()
        inside = self.scan(server.root, cwd=server.path(support.CCMAIL))
        outside = self.scan(server)
        self.assertEqual(support.statuses(inside), support.statuses(outside))
        self.assertEqual(inside["search_path"], outside["search_path"])

    def test_the_target_stays_as_it_is(self):
        for variant in SERVERS:
            server = self.server(variant)
            before = server.snapshot()
            self.scan(server)
            self.assertEqual(server.snapshot(), before)


class Targets(support.Case):
    def test_another_drive(self):
        server = self.server()
        (self.folder / "d").mkdir()
        server.path(support.CCMAIL).rename(self.folder / "d/mail")
        server.system_path(support.SYSTEM_PATH + r";D:\mail")
        report = self.scan(server, "--drive", "D=d", code=support.HOLDS)
        self.assertEqual([drive["drive"] for drive in report["host"]["drives"]], ["C:", "D:"])
        self.assertEqual(support.result_of(report, "import-present")["subject"],
                         r"D:\mail\Import.exe")

    def test_exchange_elsewhere(self):
        server = self.server()
        server.rename("exchsrvr", "apps/exchange")
        server.remove(support.HIVE)
        arguments = ("--env", "PATH=%SystemRoot%\\system32;C:\\ccmail",
                     "--exchsrvr", r"C:\apps\exchange")
        report = self.scan(server, *arguments, code=support.HOLDS)
        self.assertEqual(support.result_of(report, "impexp-ri")["subject"],
                         r"C:\apps\exchange\Ccmcdata\Impexp.ri")

    def test_hive_given_by_name(self):
        server = self.server()
        server.path(support.HIVE).rename(self.folder / "copy of SYSTEM")
        report = self.scan(server, "--system-hive", "copy of SYSTEM", code=support.HOLDS)
        self.assertEqual(report["host"]["name"], "EXCH01")

    def test_software_hive_tells_the_windows_version(self):
        server = self.server()
        support.fixture("hive", self.folder / "software", stdin=(
            b'[Microsoft\\Windows NT\\CurrentVersion]\n"CurrentVersion"="4.0"\n'))
        report = self.scan(server, "--software-hive", "software", code=support.HOLDS)
        self.assertEqual(report["host"]["profile"], "nt4")
        self.assertIs(report["host"]["profile_assumed"], False)

    def test_name_of_the_machine(self):
        report = self.scan(self.server(), "--host", "MAIL7")
        self.assertEqual(report["host"]["name"], "MAIL7")

    def test_mixed_case_on_disk(self):
        server = self.server()
        server.rename(support.CCMAIL, "CcMaIl").rename("WINNT", "winnt")
        server.rename("CcMaIl/Import.exe", "CcMaIl/iMPORT.eXE")
        report = self.scan(server, code=support.HOLDS)
        self.assertEqual(support.result_of(report, "import-present")["subject"],
                         r"C:\CcMaIl\iMPORT.eXE")


class Text(support.Case):
    def texts(self):
        for variant in SERVERS:
            self.server(variant, variant)
            yield variant, self.run_program("scan", "--root", variant)
        # Names that cannot be broken at a space.
        deep = "a-folder-with-a-very-long-name/" * 4 + "c"
        support.make_server("broken", self.folder / deep)
        yield "deep", self.run_program("scan", "--root", deep)
        bare = self.server("broken", "bare").remove(support.HIVE)
        yield "bare", self.run_program("scan", "--root", bare.root.name)
        yield "path", self.run_program(
            "scan", "--root", "fixed", "--env",
            'PATH=ccmail;"C:\\ccmail";;D:\\x;C:\\' + "no-such-folder-" * 9)

    def test_never_wider_than_80_columns(self):
        for name, finished in self.texts():
            with self.subTest(name):
                support.check_text(finished.text)

    def test_the_verdict_stands_first(self):
        for variant, word in (("fixed", "PASS"), ("broken", "FAIL")):
            text = self.run_program("scan", "--root", self.server(variant).root).text
            self.assertTrue(text.startswith(word), text[:80])

    def test_failures_by_severity_then_the_untold_then_what_holds(self):
        text = self.run_program("scan", "--root", self.server("broken").root).text
        places = [text.index(heading) for heading in
                  ("CRITICAL", "HIGH", "COULD NOT BE TOLD", "\nHOLDS")]
        self.assertEqual(places, sorted(places))
        for rule in PLANTED:
            self.assertIn(rule, text)

    def test_other_verdicts(self):
        bare = self.server().remove(support.HIVE)
        self.assertTrue(self.run_program("scan", "--root", bare.root).text.startswith("UNKNOWN"))
        gone = self.server().hive("[-ControlSet001\\Services\\MSExchangeCCMC]")
        self.assertTrue(
            self.run_program("scan", "--root", gone.root).text.startswith("NOT APPLICABLE"))

    def test_no_colour_into_a_pipe(self):
        server = self.server("broken")
        for env in ({}, {"NO_COLOR": ""}, {"NO_COLOR": "1"}):
            finished = self.run_program("scan", "--root", server.root, env=env)
            self.assertNotIn("\x1b", finished.text)

    def test_colour_when_asked_for(self):
        server = self.server("broken")
        always = ("scan", "--root", server.root, "--color", "always")
        self.assertIn("\x1b[", self.run_program(*always).text)
        self.assertIn("\x1b[", self.run_program(*always, env={"NO_COLOR": "1"}).text)
        never = self.run_program("scan", "--root", server.root, "--color=never")
        self.assertNotIn("\x1b", never.text)
        self.assertEqual(self.plain(self.run_program(*always).text), self.plain(never.text))

    def plain(self, text):
        for colour in set(part.split("m")[0] for part in text.split("\x1b[")[1:]):
            text = text.replace(f"\x1b[{colour}m", "")
        return support.normalise_text(text)

    def on_terminal(self, *arguments, env=None):
        """What the program writes when its output is a terminal."""
        try:
            leader, follower = pty.openpty()
        except OSError as reason:
            self.skipTest(f"this machine gives no terminal: {reason}")
        try:
            finished = self.run_program(*arguments, stdout=follower, env=env)
        finally:
            os.close(follower)
        text = b""
        try:
            while block := os.read(leader, 65536):
                text += block
        except OSError:
            pass
        os.close(leader)
        return finished, text.decode("utf-8").replace("\r\n", "\n")

    def test_colour_on_a_terminal(self):
        # Small, since nobody reads the terminal before the program has ended.
        gone = self.server().hive("[-ControlSet001\\Services\\MSExchangeCCMC]")
        scan = ("scan", "--root", gone.root.name)
        self.assertIn("\x1b[", self.on_terminal(*scan)[1])
        self.assertNotIn("\x1b", self.on_terminal(*scan, env={"NO_COLOR": "1"})[1])
        self.assertIn("\x1b[", self.on_terminal(*scan, env={"NO_COLOR": ""})[1])
        self.assertNotIn("\x1b", self.on_terminal(*scan, "--color", "never")[1])
        self.assertNotIn("\x1b", self.on_terminal(*scan, "-o", "report", "--color", "auto")[1])
        self.assertNotIn("\x1b", (self.folder / "report").read_text("utf-8"))


class Output(support.Case):
    def test_report_file(self):
        server = self.server("broken")
        finished = self.run_program(
            "scan", "--root", server.root, "-f", "json", "-o", "report.json")
        self.assertEqual((finished.code, finished.out), (support.FAILS, b""))
        support.check_report(json.loads((self.folder / "report.json").read_text("utf-8")))

    def test_report_file_obeys_the_umask(self):
        server = self.server()
        old = os.umask(0o027)
        try:
            self.run_program("scan", "--root", server.root, "-o", "report")
        finally:
            os.umask(old)
        self.assertEqual(stat.S_IMODE((self.folder / "report").stat().st_mode), 0o640)

    def test_report_file_is_replaced_as_a_whole(self):
        server = self.server()
        old = self.folder / "report"
        old.write_text("the old report")
        with open(old, encoding="utf-8") as reader:
            self.run_program("scan", "--root", server.root, "--output=report")
            self.assertEqual(reader.read(), "the old report")
        self.assertTrue(old.read_text("utf-8").startswith("PASS"))

    def test_report_file_complete_or_not_at_all(self):
        server = self.server()
        (self.folder / "folder").mkdir()
        for output in ("missing/report", "folder"):
            with self.subTest(output):
                finished = self.run_program("scan", "--root", server.root, "-o", output)
                self.assertEqual(finished.code, support.INCOMPLETE, finished)
                self.assertIn(f"cannot write {output}", finished.messages)
        # What would write after a limit of 1 KiB a file ends instead.
        finished = self.run_program_limited(
            resource.RLIMIT_FSIZE, 1024, "scan", "--root", server.root, "-f", "json",
            "-o", "report")
        self.assertEqual(finished.code, support.INCOMPLETE, finished)
        self.assertIn("cannot write report", finished.messages)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["folder", server.root.name])

    def run_program_limited(self, limit, value, *arguments):
        def prepare():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(limit, (value, value))
        command = [support.COMPATSCAN, *map(os.fspath, arguments)]
        return support.Run(command, subprocess.run(
            command, cwd=self.folder, env=support.environment(), capture_output=True,
            preexec_fn=prepare, restore_signals=False, timeout=support.TIMEOUT_SECONDS))

    def test_a_failing_report_that_cannot_be_written_still_fails(self):
        finished = self.run_program("scan", "--root", self.server("broken").root, "-o", "no/report")
        self.assertEqual(finished.code, support.FAILS, finished)
        self.assertIn("cannot write no/report", finished.messages)

    def test_hyphen_is_standard_output(self):
        finished = self.run_program("scan", "--root", self.server().root, "-o", "-")
        self.assertTrue(finished.text.startswith("PASS"))
        self.assertFalse((self.folder / "-").exists())

    def test_a_device_is_written_to(self):
        finished = self.run_program("scan", "--root", self.server().root, "-o", "/dev/null")
        self.assertEqual((finished.code, finished.out, finished.err), (support.HOLDS, b"", b""))

    def test_results_on_stdout_messages_on_stderr(self):
        finished = self.run_program("scan", "--root", self.server("broken").root, "-f", "json")
        self.assertEqual(finished.err, b"")
        support.check_report(finished.json)

    def test_option_spellings(self):
        server = self.server().root.name
        for arguments in (("--format", "json"), ("--format=json",), ("-f", "json"), ("-fjson",)):
            finished = self.run_program("scan", f"--root={server}", *arguments)
            support.check_report(finished.json)


class Schemas(support.Case):
    """The schemas themselves: sound, and strict enough that a name that slips in is noticed."""

    def test_sound(self):
        for file in support.SCHEMAS.glob("*.json"):
            jsonschema.Draft202012Validator.check_schema(json.loads(file.read_text("utf-8")))

    def objects(self, value, path="$"):
        """Every object in a document, with its path."""
        if isinstance(value, dict):
            yield path, value
            for key, member in value.items():
                yield from self.objects(member, f"{path}.{key}")
        elif isinstance(value, list):
            for index, member in enumerate(value[:2]):
                yield from self.objects(member, f"{path}[{index}]")

    def test_no_key_more_and_none_less(self):
        report = self.scan(self.server("broken"))
        count = 0
        for path, value in list(self.objects(report)):
            if path.endswith(".strings"):
                continue
            count += 1
            value["surplus"] = 1
            with self.assertRaises(AssertionError, msg=path):
                support.check_schema("report.schema.json", report)
            del value["surplus"]
            for key in list(value)[::5]:
                # The digest of an image is only there when it was asked for.
                if (key, ".images[" in path) in (("sha256", True), ("path", False)):
                    continue
                kept = value.pop(key)
                with self.assertRaises(AssertionError, msg=f"{path}.{key}"):
                    support.check_schema("report.schema.json", report)
                value[key] = kept
        self.assertGreater(count, 15)
        support.check_schema("report.schema.json", report)

    def test_values_that_are_none(self):
        report = self.scan(self.server("broken"))
        for change in (
                lambda copy: copy.update(schema="compatscan-report/2"),
                lambda copy: copy.update(report_id="5d3c1f2e"),
                lambda copy: copy.update(started="2026-01-01 00:00:00"),
                lambda copy: copy["host"].update(source="dead"),
                lambda copy: copy["results"][0].update(status="passed"),
                lambda copy: copy["results"][0].update(severity="fatal"),
                lambda copy: copy["images"][0].update(kind="pe"),
                lambda copy: copy["images"][0].update(bits=8),
                lambda copy: copy["images"][0].update(size=-1),
                lambda copy: copy["summary"].update(exit_code=0),
                lambda copy: copy["summary"].update(fail=0)):
            spoiled = json.loads(json.dumps(report))
            change(spoiled)
            with self.assertRaises(AssertionError):
                support.check_schema("report.schema.json", spoiled)


class FailOn(support.Case):
    def codes(self, server):
        codes = {}
        for severity in ("critical", "high", "medium", "low", "info"):
            report = self.scan(server, "--fail-on", severity)
            self.assertEqual(report["summary"]["fail_on"], severity)
            codes[severity] = report["summary"]["exit_code"]
        self.assertEqual(self.scan(server)["summary"]["exit_code"], codes["medium"])
        return codes

    def test_thresholds(self):
        holds, fails, open_ = support.HOLDS, support.FAILS, support.INCOMPLETE
        cases = {
            "fixed": (lambda server: server, (holds,) * 5),
            "critical": (lambda server: server.image("ccmail/Import.exe", "mz"), (fails,) * 5),
            "high": (lambda server: server.remove("exchsrvr/Ccmcdata/Impexp.ri"),
                     (holds, fails, fails, fails, fails)),
            "medium": (lambda server: server.write("exchsrvr/Ccmcdata/Impexp.ri", b"another"),
                       (holds, holds, fails, fails, fails)),
            "low": (lambda server: server.system_path(BEHIND).image("old/Import.exe", "mz"),
                    (holds, holds, holds, fails, fails)),
            "unknown medium": (lambda server: server.image(
                                   "ccmail/Export.exe", "pe32", "--subsystem", "3"),
                               (holds, holds, open_, open_, open_)),
        }
        for name, (spoil, expected) in cases.items():
            with self.subTest(name):
                self.assertEqual(tuple(self.codes(spoil(self.server())).values()), expected)

    def test_fail_and_warn_are_counted_by_the_threshold(self):
        server = self.server("broken")
        for severity, fail, warn in (("critical", 2, 3), ("high", 5, 0), ("info", 5, 0)):
            summary = self.scan(server, "--fail-on", severity)["summary"]
            self.assertEqual((summary["fail"], summary["warn"]), (fail, warn), severity)
            self.assertEqual(summary["worst_severity"], "critical")


if __name__ == "__main__":
    if UPDATE:
        sys.argv.remove("--update")
    support.main()
