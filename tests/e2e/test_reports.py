"""What the options of a report promise: text and colour, the file, the schemas, the exit code."""
import json
import os
import pty
import resource
import signal
import stat
import subprocess

import jsonschema

import support


class Text(support.Case):
    def texts(self):
        for variant in support.SERVERS:
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
        for rule in support.PLANTED:
            self.assertIn(rule, text)

    def test_other_verdicts(self):
        bare = self.server().remove(support.HIVE)
        self.assertTrue(self.run_program("scan", "--root", bare.root).text.startswith("UNKNOWN"))
        gone = self.server().hive("[-ControlSet001\\Services\\MSExchangeCCMC]")
        self.assertTrue(
            self.run_program("scan", "--root", gone.root, "--pack", "ccmail-8.5").text.startswith("NOT APPLICABLE"))

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
        finished = self.run_program("scan", "--root", self.server().root, "-o", "/dev/null",
                                    "--pack=ccmail-8.5")
        self.assertEqual((finished.code, finished.out, finished.err), (support.HOLDS, b"", b""))

    def test_results_on_stdout_messages_on_stderr(self):
        finished = self.run_program("scan", "--root", self.server("broken").root, "-f", "json",
                                    "--pack=ccmail-8.5")
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
            "low": (lambda server: server.system_path(support.FIXED_PATH + r";C:\old").image("old/Import.exe", "mz"),
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
    support.main()
