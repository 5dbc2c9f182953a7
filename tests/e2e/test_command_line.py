"""Help, wrong usage, and output that cannot be written."""
import json
import os
import re
import stat
import subprocess

import support


class CommandLine(support.Case):
    COMMANDS = ("scan", "facts", "which", "deps", "inspect", "rules", "post")

    def test_help(self):
        for arguments in (("--help",), ("-h",), ("help",)):
            finished = self.run_program(*arguments)
            self.assertEqual((finished.code, finished.err), (support.HOLDS, b""))
            support.check_text(finished.text)
            for command in self.COMMANDS:
                self.assertIn(f"\n  {command} ", finished.text)

    def test_help_of_every_command(self):
        for command in self.COMMANDS:
            texts = set()
            for arguments in ((command, "--help"), (command, "-h"), ("help", command),
                              (command, "x", "--help")):
                with self.subTest(arguments):
                    finished = self.run_program(*arguments)
                    self.assertEqual((finished.code, finished.err), (support.HOLDS, b""))
                    self.assertTrue(finished.text.startswith(f"usage: compatscan {command}"))
                    support.check_text(finished.text)
                    texts.add(finished.text)
            self.assertEqual(len(texts), 1)

    def test_options_of_the_contract(self):
        wanted = {"scan": "--root --drive --system-hive --software-hive --env --profile "
                          "--exchsrvr --host --pack --format --output --fail-on --post "
                          "--token-file --color --quiet --help",
                  "inspect": "--format --hash --symbols --output --help",
                  "rules": "--help", "post": "--to --flush --token-file --help"}
        for command, options in wanted.items():
            text = self.run_program(command, "--help").text
            for option in options.split():
                self.assertIn(f"{option}", text, command)

    def test_man_page_has_every_option(self):
        """Every option of every command, and no other, with its letter."""
        shown = {"version"}
        for command in self.COMMANDS:
            text = self.run_program(command, "--help").text
            shown |= set(re.findall(r"^(?:  -\w, |      )--([\w-]+)", text, re.M))
            shown |= set(re.findall(r"^  -(\w), --", text, re.M))
        page = (support.ROOT / "docs" / "compatscan.1").read_text()
        described = re.findall(r"^\.It .*", page, re.M)
        self.assertEqual(
            {name.lstrip("-") for line in described for name in re.findall(r"Fl (-?[\w-]+)", line)},
            shown)
        self.assertEqual({command for command in self.COMMANDS if f".Cm {command}\n" not in page},
                         set())

    def test_version(self):
        finished = self.run_program("--version")
        self.assertEqual((finished.code, finished.err), (support.HOLDS, b""))
        self.assertRegex(finished.text, r"^compatscan \d+\.\d+\.\d+\n$")

    def test_no_command_and_unknown_ones(self):
        self.assert_usage_error(self.run_program(), "usage: compatscan")
        for word in ("scam", "", "-x", "--scan", "Scan"):
            self.assert_usage_error(self.run_program(word), "compatscan")
        self.assert_usage_error(self.run_program("scam"), "no command scam", "--help")

    def test_unknown_options(self):
        for command in self.COMMANDS:
            for option in ("--nothing", "-Z", "--", "--root-x=1", "--=", "--help=1"):
                with self.subTest(f"{command} {option}"):
                    self.assert_usage_error(self.run_program(command, option))
            self.assert_usage_error(
                self.run_program(command, "--nothing"), "no option --nothing",
                f"compatscan {command} --help")

    def test_options_without_their_value(self):
        for command, option in (("scan", "--root"), ("scan", "-f"), ("scan", "--env"),
                                ("inspect", "--format"), ("post", "--to")):
            self.assert_usage_error(self.run_program(command, option), "needs a value")

    def test_options_with_a_value_they_do_not_take(self):
        self.assert_usage_error(self.run_program("inspect", "--hash=yes", "x"), "takes no value")

    def test_bad_values(self):
        root = self.server().root
        for arguments, fragment in (
                (("--format", "xml"), "text or json"), (("--format", "jsonl"), "text or json"),
                (("--format", ""), "text or json"), (("--fail-on", "bad"), "critical"),
                (("--profile", "win3"), "nt4"), (("--color", "red"), "auto"),
                (("--timeout", "0"), "whole number"), (("--attempts", "x"), "whole number"),
                (("--post", ""), "URL"), (("file",), "--root")):
            with self.subTest(arguments):
                self.assert_usage_error(
                    self.run_program("scan", "--root", root, *arguments), fragment)
        self.assert_usage_error(self.run_program("inspect", "--format", "xml", "x"),
                                "text, json or jsonl")
        self.assert_usage_error(self.run_program("inspect"), "nothing to inspect")
        self.assert_usage_error(self.run_program("rules"), "rules list")
        self.assert_usage_error(self.run_program("rules", "list", "x"), "rules list")
        self.assert_usage_error(self.run_program("post"), "--flush")

    def test_nothing_is_written_for_wrong_usage(self):
        self.run_program("scan", "--root", "none", "-o", "report")
        self.assertEqual(list(self.folder.iterdir()), [])

    def output_lost(self, arguments, code, **options):
        finished = self.run_program(*arguments, **options)
        self.assertEqual(finished.code, code, finished)
        self.assertIn("cannot write", finished.messages)
        self.assertIn("standard output", finished.messages)

    def test_standard_output_full(self):
        root = self.server().root
        image = self.folder / "image"
        image.write_bytes(support.image_bytes("mz"))
        for arguments in (("scan", "--root", root), ("scan", "--root", root, "-f", "json"),
                          ("inspect", image), ("inspect", "-f", "json", image),
                          ("inspect", "-f", "jsonl", image), ("rules", "list"),
                          ("facts", "--root", root), ("which", "--root", root, "import"),
                          ("deps", "--root", root, "import"),
                          ("rules", "show", "ccmail-8.5"), ("--help",), ("--version",),
                          ("scan", "--help")):
            with self.subTest(arguments):
                with open("/dev/full", "wb") as full:
                    self.output_lost(arguments, support.INCOMPLETE, stdout=full)

    def test_standard_output_full_and_a_verdict_that_fails(self):
        root = self.server("broken").root
        for arguments in (("scan", "--root", root), ("which", "--root", root, "nothing.exe")):
            with self.subTest(arguments), open("/dev/full", "wb") as full:
                self.output_lost(arguments, support.FAILS, stdout=full)

    def test_output_to_a_full_device(self):
        finished = self.run_program("scan", "--root", self.server().root, "-o", "/dev/full")
        self.assertEqual(finished.code, support.INCOMPLETE, finished)
        self.assertIn("cannot write /dev/full", finished.messages)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))

    def test_standard_output_closed(self):
        root = self.server().root
        image = self.folder / "image"
        image.write_bytes(support.image_bytes("mz"))
        for arguments in (("scan", "--root", root), ("inspect", image)):
            with self.subTest(arguments):
                self.output_lost(arguments, support.INCOMPLETE, close=(1,))

    def test_all_standard_files_closed(self):
        """The files a scan opens then take their numbers, and nothing may land in them."""
        server = self.server("broken")
        before = server.snapshot()
        finished = self.run_program("scan", "--root", server.root, "-f", "json", "-o", "report",
                                    close=(0, 1, 2))
        self.assertEqual(finished.code, support.FAILS, finished)
        support.check_report(json.loads((self.folder / "report").read_text("utf-8")))
        self.assertEqual(server.snapshot(), before)
        self.run_program("scan", "--root", server.root, "--post", "http://127.0.0.1:9/",
                         "--attempts", "1", "--spool", self.folder / "spool", "-o", "report",
                         "-f", "json", close=(0, 1, 2))
        support.check_report(json.loads((self.folder / "report").read_text("utf-8")))
        self.assertEqual(server.snapshot(), before)

    def test_reader_that_goes_away(self):
        """Output into a pipe nobody reads ends in the way of pipes, or with a message."""
        reader, writer = os.pipe()
        os.close(reader)
        completed = subprocess.run(
            [support.COMPATSCAN, "scan", "--root", self.server().root], stdout=writer,
            stderr=subprocess.PIPE, env=support.environment(), timeout=support.TIMEOUT_SECONDS)
        os.close(writer)
        self.assertIn(completed.returncode, (support.INCOMPLETE, -13))


if __name__ == "__main__":
    support.main()
