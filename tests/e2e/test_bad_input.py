"""Targets as they should not be: roots, permissions, hives and search paths. A clear message or a
problem on the report, never a crash, a hang or a pass."""
import json
import os
import random
import shutil
import subprocess

import support
from support import CCMAIL, FIXED_PATH, HIVE, STORE, SYSTEM32, SYSTEM_PATH


# What must not hold when nothing is known of the import program.
OF_IMPORT = {"import-present", "import-32bit", "import-unshadowed"}


class Unprivileged(support.Case):
    def setUp(self):
        super().setUp()
        # So that the folder can be removed afterwards.
        self.addCleanup(subprocess.run, ["chmod", "-R", "u+rwx", self.folder], check=False)


class Roots(Unprivileged):
    def refused(self, root, code=support.USAGE):
        finished = self.run_program("scan", "--root", root)
        self.assertEqual((finished.code, finished.out), (code, b""), finished)
        self.assertIn(str(root), finished.messages)
        self.assertIn("drive C:", finished.messages)
        return finished

    def test_missing(self):
        self.assertIn("No such file", self.refused("not-there").messages)

    def test_a_file(self):
        (self.folder / "file").write_bytes(b"")
        self.assertIn("Not a directory", self.refused("file").messages)

    def test_special_files(self):
        os.mkfifo(self.folder / "fifo")
        (self.folder / "loop").symlink_to("loop")
        for root in ("fifo", "loop", "/dev/null"):
            with self.subTest(root):
                self.refused(root)

    def test_empty_name_and_no_target(self):
        self.assert_usage_error(self.run_program("scan", "--root", ""), "folder")
        self.assert_usage_error(self.run_program("scan", "--root="), "folder")
        self.assert_usage_error(self.run_program("scan"), "--root DIR")

    def test_a_link_to_the_root_is_the_users_own_word(self):
        (self.folder / "link").symlink_to(self.server().root)
        self.scan(self.folder / "link", code=support.HOLDS)

    def test_unreadable(self):
        server = self.server()
        server.root.chmod(0o000)
        finished = self.run_program("scan", "--root", server.root, **self.as_nobody())
        self.assertEqual((finished.code, finished.out), (support.INCOMPLETE, b""), finished)
        self.assertIn("Permission denied", finished.messages)
        self.assertIn(str(server.root), finished.messages)

    def test_empty_folder_and_one_that_is_no_windows(self):
        (self.folder / "empty").mkdir()
        (self.folder / "other/bin").mkdir(parents=True)
        for root in ("empty", "other"):
            report = self.scan(self.folder / root, code=support.INCOMPLETE)
            self.assertIn("no-path", support.problem_codes(report))
            self.assertEqual(support.with_status(report, "pass"), set())

    def test_drive_given_twice_and_no_drive(self):
        root = self.server().root
        self.assert_usage_error(
            self.run_program("scan", "--root", root, "--drive", f"c={root}"), "given twice")
        for value in ("", "D", "D:", "=x", "1=x", "DD=x", "D="):
            with self.subTest(value):
                self.assert_usage_error(
                    self.run_program("scan", "--root", root, "--drive", value))


class Unreadable(Unprivileged):
    def test_folder_of_the_programs(self):
        for mode in (0o000, 0o600, 0o711):
            with self.subTest(oct(mode)):
                server = self.server()
                server.path(CCMAIL).chmod(mode)
                report = self.scan(server, code=support.INCOMPLETE, **self.as_nobody())
                self.assertTrue(
                    {"unreadable-folder", "unreadable-file"} & support.problem_codes(report),
                    self.told(report))
                self.assertFalse({"import-32bit", "export-32bit", "same-release",
                                  "dlls-complete", "dll-cfw803"} &
                                 support.with_status(report, "pass"), self.told(report))

    def test_each_folder_of_the_system(self):
        for folder in ("exchsrvr", "exchsrvr/connect/ccmail/bin", STORE, "WINNT", SYSTEM32,
                       "WINNT/system32/config"):
            with self.subTest(folder):
                server = self.server()
                server.path(folder).chmod(0o000)
                report = self.scan(server, **self.as_nobody())
                self.assertEqual(report["summary"]["exit_code"], support.INCOMPLETE,
                                 self.told(report))
                self.assertIn("unreadable-folder", support.problem_codes(report))

    def test_each_file(self):
        rules = {f"{CCMAIL}/Import.exe": "import-32bit", f"{CCMAIL}/Cfw803.dll": "dll-cfw803",
                 f"{STORE}/Impexp.ri": "impexp-ri", f"{CCMAIL}/Impexp.ri": "impexp-ri-matches",
                 f"{SYSTEM32}/msvcrt.dll": "dlls-complete", HIVE: "import-present"}
        for file, rule in rules.items():
            with self.subTest(file):
                server = self.server()
                server.path(file).chmod(0o000)
                report = self.scan(server, code=support.INCOMPLETE, **self.as_nobody())
                self.assertIn("unreadable-file", support.problem_codes(report))
                self.assertEqual(support.statuses(report)[rule], "unknown", self.told(report))
                self.assertIn("Permission denied", json.dumps(report["problems"]))

    def test_output_folder(self):
        server = self.server()
        (self.folder / "closed").mkdir(mode=0o555)
        finished = self.run_program(
            "scan", "--root", server.root, "-o", "closed/report", **self.as_nobody())
        self.assertEqual(finished.code, support.INCOMPLETE, finished)
        self.assertIn("cannot write closed/report: Permission denied", finished.messages)


class WithoutHive(support.Case):
    def test_no_hive_and_no_variables(self):
        server = self.server().remove(HIVE)
        report = self.scan(server, code=support.INCOMPLETE)
        problem = next(each for each in report["problems"] if each["code"] == "no-path")
        for way in ("--system-hive", "--env PATH="):
            self.assertIn(way, problem["detail"])
        self.assertFalse({*OF_IMPORT, "export-present", "placed-in-path", "connector-installed"} &
                         support.with_status(report, "pass"), self.told(report))
        text = self.run_program("scan", "--root", server.root).text
        self.assertIn("--system-hive", text)

    def test_path_from_the_command_line(self):
        server = self.server().remove(HIVE)
        path = f"PATH={FIXED_PATH}"
        report = self.scan(server, "--env", path, code=support.HOLDS)
        self.assertEqual(support.with_status(report, "fail"), set())
        self.assertEqual(support.with_status(report, "unknown"), {"connector-installed"})
        self.assertEqual({entry["origin"] for entry in report["search_path"]}, {"--env"})
        # What is unknown counts where the threshold says so.
        self.scan(server, "--env", path, "--fail-on", "info", code=support.INCOMPLETE)

    def test_path_that_is_wrong(self):
        report = self.scan(self.server().remove(HIVE), "--env", f"PATH={SYSTEM_PATH}",
                           code=support.FAILS)
        self.assertTrue({"import-present", "export-present"} <=
                        support.with_status(report, "fail"))

    def test_variables_of_the_command_line_win(self):
        report = self.scan(self.server(), "--env", f"Path={SYSTEM_PATH}", code=support.FAILS)
        self.assertIn("import-present", support.with_status(report, "fail"))

    def test_what_is_no_variable(self):
        root = self.server().root
        for value in ("PATH", "=C:\\", ""):
            self.assert_usage_error(
                self.run_program("scan", "--root", root, "--env", value), "NAME=VALUE")


class Hives(support.Case):
    def check_unreadable_hive(self, content, codes):
        server = self.server()
        server.write(HIVE, content)
        report = self.scan(server, code=support.INCOMPLETE)
        self.assertTrue(support.problem_codes(report) & codes, self.told(report))
        self.assertIn("no-path", support.problem_codes(report))
        self.assertFalse(OF_IMPORT & support.with_status(report, "pass", "fail"))
        self.assertTrue(any(problem.get("path", "").lower().endswith(r"\config\system")
                            for problem in report["problems"]), report["problems"])
        shutil.rmtree(server.root)

    def test_cut_at_many_lengths(self):
        whole = support.server_template("fixed").joinpath(HIVE).read_bytes()
        near = {0, 1, 3, 4, 511, 512, 4095, 4096, 4097, len(whole) - 1}
        for length in sorted(near | set(range(7, len(whole), len(whole) // 30))):
            with self.subTest(length):
                self.check_unreadable_hive(whole[:length], {"hive-truncated", "hive-damaged"})

    def test_zeros_and_garbage(self):
        garbage = random.Random(1).randbytes(20000)
        for name, content in {"empty": b"", "zeros": bytes(20000), "garbage": garbage,
                              "text": b"REGEDIT4\r\n", "only a signature": b"regf",
                              "an image": support.image_bytes("pe32")}.items():
            with self.subTest(name):
                self.check_unreadable_hive(content, {"hive-truncated", "hive-damaged"})

    def test_garbage_behind_the_header(self):
        whole = support.server_template("fixed").joinpath(HIVE).read_bytes()
        self.check_unreadable_hive(
            whole[:4096] + bytes(len(whole) - 4096), {"hive-truncated", "hive-damaged"})
        self.check_unreadable_hive(
            whole[:4096] + random.Random(2).randbytes(len(whole) - 4096),
            {"hive-truncated", "hive-damaged"})

    def test_bytes_spoiled_at_random(self):
        """Nothing is promised but an orderly end: most bytes say nothing about the verdict."""
        whole = support.server_template("fixed").joinpath(HIVE).read_bytes()
        source = random.Random(3)
        server = self.server().remove(HIVE)
        roots = []
        for number in range(60):
            content = bytearray(whole)
            for _ in range(source.randint(1, 40)):
                content[source.randrange(4096, len(content))] = source.randrange(256)
            hive = self.folder / f"hive{number}"
            hive.write_bytes(content)
            roots.append(hive)

        def scan(hive):
            return self.run_program("scan", "--root", server.root, "--system-hive", hive,
                                    "-f", "json")
        for finished in support.together(scan, roots):
            self.assertIn(finished.code, (support.HOLDS, support.FAILS, support.INCOMPLETE),
                          finished)
            support.check_report(finished.json)

    def test_copied_while_in_use(self):
        server = self.server().hive(options=("--dirty",))
        report = self.scan(server)
        self.assertIn("hive-dirty", support.problem_codes(report))
        for command in (("scan",), ("facts",), ("which", "import"), ("deps", r"C:\ccmail\Import.exe")):
            text = self.run_program(*command, "--root", server.root).text
            self.assertIn("(hive-dirty)", " ".join(text.split()), command)

    def test_no_path_in_the_hive(self):
        server = self.server().hive(support.ENVIRONMENT_KEY, '"Path"=-')
        report = self.scan(server)
        self.assertNotEqual(report["summary"]["exit_code"], support.HOLDS)
        self.assertFalse({"import-present", "export-present", "placed-in-path"} &
                         support.with_status(report, "pass"), self.told(report))

    def test_control_set_that_is_not_there(self):
        for current in ('"Current"=dword:00000007', '"Current"=dword:00000000',
                        '"Current"=dword:ffffffff', '"Current"="one"', '"Current"=-'):
            with self.subTest(current):
                report = self.scan(self.server().hive("[Select]", current),
                                   code=support.INCOMPLETE)
                self.assertFalse(OF_IMPORT & support.with_status(report, "pass"))

    def test_values_of_the_wrong_type(self):
        values = ("dword:00000001", "hex:43,00,3a", "hex(2):43", "hex(1):43,00,3a", 'multi:"C:"',
                  '""', "hex(ffff):00")
        for value in values:
            with self.subTest(value):
                server = self.server().hive(support.ENVIRONMENT_KEY, f'"Path"={value}')
                report = self.scan(server)
                self.assertNotIn("import-present", support.with_status(report, "pass"))
                server = self.server().hive(support.PARAMETERS_KEY, f'"Import"={value}')
                self.scan(server)

    def test_special_hive_files(self):
        root = self.server().remove(HIVE).root
        os.mkfifo(self.folder / "fifo")
        (self.folder / "loop").symlink_to("loop")
        (self.folder / "folder").mkdir()
        for name in ("fifo", "loop", "folder", "/dev/zero", "missing"):
            for option in ("--system-hive", "--software-hive"):
                with self.subTest(f"{option} {name}"):
                    finished = self.run_program("scan", "--root", root, option, name)
                    self.assertEqual((finished.code, finished.out), (support.USAGE, b""), finished)
                    self.assertIn(name, finished.messages)

    def test_special_files_in_the_place_of_the_hive(self):
        outside = self.folder / "outside"
        shutil.copy2(support.server_template("fixed") / HIVE, outside)
        for name, make in {"fifo": os.mkfifo, "folder": os.mkdir,
                           "link": lambda path: os.symlink(outside, path)}.items():
            with self.subTest(name):
                server = self.server().remove(HIVE)
                make(server.path(HIVE))
                with support.Watch(outside) as watch:
                    report = self.scan(server, code=support.INCOMPLETE)
                    self.assertFalse(watch.opened)
                self.assertFalse(OF_IMPORT & support.with_status(report, "pass"))


class SearchPath(support.Case):
    def problems_of(self, path, *arguments, server=None, **expected):
        report = self.scan(server or self.server(), "--env", f"PATH={path}", *arguments,
                           **expected)
        return report, support.path_problems(report)

    def test_each_kind_of_entry(self):
        server = self.server()
        server.write("a-file", b"")
        server.folder("C;D").folder("with space")
        os.symlink("/", server.path("link-out"))
        entries = [
            ("", {"empty"}), (" ", {"empty"}),
            ('"C:\\ccmail"', {"quoted"}), ('C:\\"cc"mail', {"quoted", "duplicate"}),
            ("ccmail", {"relative"}), (".", {"relative"}), (r"\ccmail", {"relative"}),
            ("C:ccmail", {"relative"}),
            (r"C:\WINNT", set()), (r"c:\winnt", {"duplicate"}), ("C:\\WINNT\\", {"duplicate"}),
            (r"C:\not\there", {"missing"}), (r"C:\a-file", {"not-a-folder"}),
            ("%NOT_SET%", {"unexpanded"}), (r"C:\%NOT_SET%\bin", {"unexpanded"}),
            (r"\\server\share\ccmail", {"remote"}), (r"Q:\ccmail", {"unknown-drive"}),
            (r"C:\with space", set()), (r"C:\exchsrvr ", {"trailing-space"}),
            (r"C:\link-out", {"link"}), (r"C:\link-out\tmp", {"link"}),
            (r"C:\exchsrvr\..\exchsrvr\bin", set()), ("%SystemRoot%\\system32", set()),
        ]
        _, found = self.problems_of(";".join(text for text, _ in entries), server=server)
        for position, (text, codes) in enumerate(entries, 1):
            with self.subTest(text):
                self.assertEqual(found[position], codes)

    def test_unmapped_and_remote_folders_may_hold_the_programs(self):
        for entry in (r"Q:\ccmail", r"\\server\share"):
            with self.subTest(entry):
                report, _ = self.problems_of(f"{entry};{SYSTEM_PATH}", code=support.INCOMPLETE)
                self.assertEqual(support.statuses(report)["import-present"], "unknown")
                # In front of the right copy it may hide another.
                report, _ = self.problems_of(f"{entry};{FIXED_PATH}", code=support.INCOMPLETE)
                self.assertFalse(OF_IMPORT & support.with_status(report, "pass"))
                # Behind it, it may not.
                report, _ = self.problems_of(f"{FIXED_PATH};{entry}")
                self.assertEqual(support.statuses(report)["import-32bit"], "pass")

    def test_empty_path(self):
        report, found = self.problems_of("", code=support.FAILS)
        self.assertEqual(list(found.values()), [{"empty"}])
        self.assertTrue({"import-present", "placed-in-path"} <=
                        support.with_status(report, "fail"))

    def test_only_semicolons(self):
        _, found = self.problems_of(";" * 50, code=support.FAILS)
        self.assertEqual(list(found.values()), [{"empty"}] * 51)

    def test_hostile_variables(self):
        server = self.server()
        for value in ("%PATH%", "%Path%;C:\\ccmail", "%", "%%", "%%%;%%%%", "%A", "A%",
                      "%" * 20000, "%SystemRoot%" * 2000, "C:\\" + "x" * 40000, "\\" * 5000,
                      ";".join(f"C:\\{n}" for n in range(3000)), "C:\\..\\..\\..\\ccmail",
                      "C:\\ccmail\\..\\..\\..\\..\\etc", "\\\\?\\C:\\ccmail", "\\\\.\\C:",
                      "C:\\ccmail:stream", "C:\\CON", "/ccmail", "C:/ccmail", "D:;E:;C:",
                      "C:\\" + "a\\" * 3000):
            with self.subTest(value[:40]):
                self.problems_of(value, server=server)

    def test_path_longer_than_the_windows_keeps(self):
        folders = ";".join(rf"C:\folder{n:03}" for n in range(90))
        report, found = self.problems_of(
            f"{SYSTEM_PATH};{folders};C:\\ccmail", code=support.INCOMPLETE)
        self.assertIn("too-long", found[len(found)])
        self.assertFalse(OF_IMPORT & support.with_status(report, "pass"), self.told(report))
        self.problems_of(f"{SYSTEM_PATH};{folders};C:\\ccmail", "--profile", "xp",
                         code=support.HOLDS)

    def test_more_entries_than_are_looked_at(self):
        path = ";".join(["C:\\x"] * 2000 + ["C:\\ccmail"])
        report, found = self.problems_of(path, "--profile", "xp")
        self.assertIn("limit", support.problem_codes(report))
        self.assertLess(len(found), 2000)
        self.assertFalse(OF_IMPORT & support.with_status(report, "pass"), self.told(report))


if __name__ == "__main__":
    support.main()
