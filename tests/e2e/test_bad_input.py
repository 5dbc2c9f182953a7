"""Targets, packs and command lines as they should not be: a clear message or a problem on the
report, never a crash, a hang or a pass."""
import copy
import json
import os
import random
import shutil
import socket
import stat
import subprocess

import support
from support import CCMAIL, FIXED_PATH, HIVE, NOBODY, STORE, SYSTEM32, SYSTEM_PATH

ROOT_USER = os.geteuid() == 0

# What must not hold when nothing is known of the import program.
OF_IMPORT = {"import-present", "import-32bit", "import-unshadowed"}


class Unprivileged(support.Case):
    """Runs a copy of the program as a user who may read less than root."""

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        if ROOT_USER:
            self.program = self.folder / "compatscan"
            shutil.copy2(support.COMPATSCAN, self.program)
            shutil.copytree(support.PACKS, self.folder / "packs")
            os.chmod(self.program, 0o755)
        # So that the folder can be removed afterwards.
        self.addCleanup(subprocess.run, ["chmod", "-R", "u+rwx", self.folder], check=False)

    def as_nobody(self):
        if not ROOT_USER:
            return {}
        return {"user": NOBODY, "program": str(self.program),
                "env": {"COMPATSCAN_PACKS": str(self.folder / "packs")}}


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


class Truncated(support.Case):
    def test_inspect_at_every_offset(self):
        """A file that is cut short anywhere says so, whatever it is."""
        whole = support.server_template("fixed").joinpath(CCMAIL, "Import.exe").read_bytes()
        for length in range(len(whole)):
            (self.folder / f"{length:05}").write_bytes(whole[:length])
        (self.folder / "whole").write_bytes(whole)
        finished = self.run_program(
            "inspect", "--format", "jsonl", *(f"{n:05}" for n in range(len(whole))), "whole")
        self.assertEqual(finished.code, support.HOLDS, finished)
        files = finished.lines
        self.assertEqual(len(files), len(whole) + 1)
        self.assertEqual((files[-1]["kind"], files[-1]["problems"]), ("pe32", []))
        for length, file in enumerate(files[:-1]):
            self.assertEqual((file["path"], file["size"]), (f"{length:05}", length))
        self.assertEqual([], [(file["size"], file["kind"]) for file in files[:-1]
                              if file["kind"] != "none" and not file["problems"]])
        # The schema is slow, and a file differs little from the next.
        for file in files[::17]:
            support.check_schema("inspect.schema.json", file)

    def test_inspect_every_kind_at_every_offset(self):
        names = []
        for kind in ("mz", "ne", "le", "lx", "w3", "w4", "p2", "p3", "mp", "bw", "te",
                     "pe32plus"):
            options = ("--version", "8.50.0.0") if kind in ("ne", "pe32plus") else ()
            whole = support.image_bytes(kind, *options)
            for length in range(0, len(whole), 1 if len(whole) < 1500 else 7):
                names.append(f"{kind}-{length}")
                (self.folder / names[-1]).write_bytes(whole[:length])
        finished = self.run_program("inspect", "--format", "jsonl", *names)
        self.assertEqual(finished.code, support.HOLDS, finished)
        files = finished.lines
        self.assertEqual([file["path"] for file in files], names)
        for file in files[::29]:
            support.check_schema("inspect.schema.json", file)

    def scan_cut(self, name, rule, count):
        whole = support.server_template("fixed").joinpath(name).read_bytes()
        edges = {0, 1, 2, 63, 64, 65, 127, 128, 131, 132, 152, 248, 511, 512, 513, 1023, 1024,
                 len(whole) - 2, len(whole) - 1}
        lengths = sorted(edges | set(range(5, len(whole), len(whole) // count)))
        servers = [(length, self.server(name=f"cut{length}").cut(name, length))
                   for length in lengths]

        def scan(item):
            return self.run_program("scan", "--root", item[1].root.name, "-f", "json")
        for (length, _), finished in zip(servers, support.together(scan, servers)):
            with self.subTest(f"{name} cut to {length} bytes"):
                report = finished.json
                self.assertIn(finished.code, (support.FAILS, support.INCOMPLETE))
                self.assertEqual(finished.code, report["summary"]["exit_code"])
                self.assertIn(support.statuses(report)[rule], ("fail", "unknown"))
                self.assertNotIn("dlls-complete", support.with_status(report, "pass"))
        support.check_report(report)

    def test_scan_a_cut_program(self):
        self.scan_cut(f"{CCMAIL}/Import.exe", "import-32bit", 90)

    def test_scan_a_cut_library(self):
        self.scan_cut(f"{CCMAIL}/Cdmw800.dll", "dll-cdmw800", 30)

    def test_a_program_spoiled_at_random(self):
        whole = support.server_template("fixed").joinpath(CCMAIL, "Import.exe").read_bytes()
        source = random.Random(4)
        names = []
        for number in range(1000):
            content = bytearray(whole)
            for _ in range(source.randint(1, 12)):
                content[source.randrange(len(content))] = source.choice((0, 1, 0x7F, 0x80, 0xFF))
            names.append(f"spoiled{number}")
            (self.folder / names[-1]).write_bytes(content)
        files = self.run_program("inspect", "--format", "jsonl", "--symbols", *names).lines
        self.assertEqual(len(files), len(names))
        for file in files[::25]:
            support.check_schema("inspect.schema.json", file)


class SpecialFiles(support.Case):
    """What stands where Import.exe is looked for and is no file: not opened, never a pass."""

    def never_opened(self, server, watched, rules=OF_IMPORT, codes=(), **expected):
        with support.Watch(*watched) as watch:
            report = self.scan(server, **expected)
            self.assertFalse(watch.opened, "what must not be opened was opened")
        self.assertNotEqual(report["summary"]["exit_code"], support.HOLDS, self.told(report))
        self.assertFalse(rules & support.with_status(report, "pass"), self.told(report))
        for code in codes:
            self.assertIn(code, support.problem_codes(report), self.told(report))
        return report

    def test_fifo(self):
        server = self.server().remove(f"{CCMAIL}/Import.exe")
        os.mkfifo(server.path(f"{CCMAIL}/Import.exe"))
        report = self.never_opened(server, [server.path(f"{CCMAIL}/Import.exe")],
                                   codes=["special-file"], code=support.INCOMPLETE)
        self.assertIn("FIFO", support.result_of(report, "import-present")["explanation"])

    def test_fifo_in_front_of_the_right_copy(self):
        server = self.server()
        os.mkfifo(server.path(f"{SYSTEM32}/Import.exe"))
        self.never_opened(server, [server.path(f"{SYSTEM32}/Import.exe")],
                          codes=["special-file"], code=support.INCOMPLETE)

    def test_fifo_in_the_place_of_other_files(self):
        for name, rule in {f"{CCMAIL}/Cfw803.dll": "dll-cfw803",
                           f"{STORE}/Impexp.ri": "impexp-ri",
                           f"{CCMAIL}/Impexp.ri": "impexp-ri-matches",
                           f"{SYSTEM32}/msvcrt.dll": "dlls-complete",
                           "exchsrvr/connect/ccmail/bin/Ccmc.exe": "connector-installed"}.items():
            with self.subTest(name):
                server = self.server().remove(name)
                os.mkfifo(server.path(name))
                self.never_opened(server, [server.path(name)], rules={rule},
                                  codes=["special-file"], code=support.INCOMPLETE)

    def test_fifo_in_the_place_of_folders(self):
        for name in (CCMAIL, SYSTEM32, "exchsrvr", STORE):
            with self.subTest(name):
                server = self.server().remove(name)
                os.mkfifo(server.path(name))
                self.never_opened(server, [server.path(name)], rules=set())

    def test_socket(self):
        server = self.server().remove(f"{CCMAIL}/Import.exe")
        with socket.socket(socket.AF_UNIX) as listening:
            old = os.getcwd()
            os.chdir(server.path(CCMAIL))
            try:
                listening.bind("Import.exe")
            finally:
                os.chdir(old)
            self.never_opened(server, [server.path(f"{CCMAIL}/Import.exe")],
                              codes=["special-file"], code=support.INCOMPLETE)

    def test_device(self):
        server = self.server().remove(f"{CCMAIL}/Import.exe")
        try:
            os.mknod(server.path(f"{CCMAIL}/Import.exe"), stat.S_IFCHR | 0o666, os.makedev(1, 5))
        except PermissionError:
            self.skipTest("only root may make a device")
        self.never_opened(server, [server.path(f"{CCMAIL}/Import.exe")],
                          codes=["special-file"], code=support.INCOMPLETE)

    def test_folder(self):
        server = self.server().remove(f"{CCMAIL}/Import.exe").folder(f"{CCMAIL}/Import.exe")
        report = self.never_opened(server, [])
        self.assertIn("folder", support.result_of(report, "import-present")["explanation"])

    def test_links_named_like_the_program(self):
        real = support.server_template("fixed") / CCMAIL / "Import.exe"
        outside = self.folder / "outside.exe"
        shutil.copy2(real, outside)
        for name, target in {
                "inside": "Real.exe", "inside, by a longer way": "../ccmail/Real.exe",
                "outside": "../../outside.exe", "absolute": str(outside), "looping": "Import.exe",
                "dangling": "nothing", "to a folder": "../WINNT", "to a FIFO": "fifo",
                "a device": "/dev/zero", "to the process": "/proc/self/exe"}.items():
            with self.subTest(name):
                server = self.server()
                server.rename(f"{CCMAIL}/Import.exe", f"{CCMAIL}/Real.exe")
                os.mkfifo(server.path(f"{CCMAIL}/fifo"))
                os.symlink(target, server.path(f"{CCMAIL}/Import.exe"))
                self.never_opened(server, [outside, server.path(f"{CCMAIL}/fifo")],
                                  code=support.INCOMPLETE)

    def test_links_to_folders_out_of_the_target(self):
        outside = self.folder / "outside"
        shutil.copytree(support.server_template("fixed") / CCMAIL, outside)
        for name, target in {"relative": "../outside", "absolute": str(outside),
                             "by a longer way": "WINNT/../../outside",
                             "looping": CCMAIL, "dangling": "nowhere", "root": "/",
                             "to a file": "WINNT/notepad.exe", "to itself by dots": "./ccmail/."
                             }.items():
            with self.subTest(name):
                server = self.server().remove(CCMAIL)
                os.symlink(target, server.path(CCMAIL))
                report = self.never_opened(server, [outside, outside / "Import.exe"],
                                           code=support.INCOMPLETE)
                self.assertIn("link", support.problem_codes(report) |
                              set().union(*support.path_problems(report).values()))

    def test_links_in_a_circle(self):
        server = self.server().remove(CCMAIL)
        for one, other in (("ccmail", "b"), ("b", "c"), ("c", "ccmail")):
            os.symlink(other, server.path(one))
        self.never_opened(server, [], code=support.INCOMPLETE)

    def test_more_links_in_a_row_than_are_followed(self):
        server = self.server().rename(CCMAIL, "link0")
        for number in range(60):
            os.symlink(f"link{number}", server.path(f"link{number + 1}"))
        os.symlink("link60", server.path(CCMAIL))
        self.never_opened(server, [], code=support.INCOMPLETE)

    def test_a_link_to_a_folder_of_the_same_drive_is_followed(self):
        server = self.server().rename(CCMAIL, "apps/mail")
        os.symlink("apps/mail", server.path(CCMAIL))
        self.scan(server, code=support.HOLDS)

    def test_links_in_the_place_of_other_files(self):
        outside = self.folder / "outside"
        outside.write_bytes(b"secret of the analyst")
        for name, rule in {f"{CCMAIL}/Cfw803.dll": "dll-cfw803",
                           f"{STORE}/Impexp.ri": "impexp-ri",
                           f"{SYSTEM32}/msvcrt.dll": "dlls-complete"}.items():
            with self.subTest(name):
                server = self.server().remove(name)
                os.symlink(outside, server.path(name))
                self.never_opened(server, [outside], rules={rule}, codes=["link"],
                                  code=support.INCOMPLETE)

    def test_inspect(self):
        os.mkfifo(self.folder / "fifo")
        (self.folder / "loop").symlink_to("loop")
        (self.folder / "dangling").symlink_to("nothing")
        (self.folder / "folder").mkdir()
        names = ["fifo", "folder", "loop", "dangling", "/dev/zero", "/dev/full", "missing"]
        with support.Watch(self.folder / "fifo") as watch:
            files = self.inspect(*names, code=support.INCOMPLETE)
            self.assertFalse(watch.opened)
        self.assertEqual([file["path"] for file in files], names)
        for file in files:
            self.assertEqual((file["kind"], len(file["problems"])), ("none", 1))

    def test_packs(self):
        os.mkfifo(self.folder / "fifo.json")
        for pack in (self.folder / "fifo.json", self.folder, "/dev/zero"):
            self.assert_usage_error(
                self.run_program("rules", "check", pack), "cannot open pack", str(pack))


class Names(support.Case):
    HOSTILE = {
        "not UTF-8": b"\xff\xfe\x80",
        "cut UTF-8": b"caf\xc3",
        "overlong": b"\xc0\xaf",
        "surrogate": b"\xed\xa0\x80",
        "escape": b"\x1b[31mred\x1b[0m",
        "bell and backspace": b"\x07\x08\x7f",
        "new line": b"line\nPASS  every rule\n",
        "carriage return": b"bad\rgood",
        "C1": "\x9b31m".encode(),
        "bidirectional": "\u202eexe.tropmI".encode(),
        "isolates": "\u2066a\u2069\u200f".encode(),
        "zero width": "a\u200bb\ufeff".encode(),
        "line separator": "a\u2028b".encode(),
        "quotes": b"\"'`$(id)",
        "backslash": b"a\\b",
        "percent": b"%s%n%SystemRoot%",
        "hyphen": b"--help",
        "very long": b"n" * 255,
        "wide": "漢字".encode(),
        "plane 15": "\U000f0000".encode(),
    }

    def test_inspect_json_and_text(self):
        folder = os.fsencode(self.folder)
        image = support.image_bytes("mz")
        for name in self.HOSTILE.values():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(image)
        names = [b"./" + name for name in self.HOSTILE.values()]
        files = self.inspect(*names)
        self.assertEqual(len(files), len(names))
        self.assertEqual(len({file["path"] for file in files}), len(names))
        for file, name in zip(files, names):
            self.assertEqual(file["kind"], "mz", name)
            try:
                self.assertEqual(file["path"], name.decode("utf-8"))
            except UnicodeDecodeError:
                self.assertIn("\\x", file["path"])
        finished = self.run_program("inspect", *names)
        support.check_text(finished.text)
        self.assertNotIn("\nPASS", finished.text)

    def test_messages(self):
        for name, text in self.HOSTILE.items():
            with self.subTest(name):
                missing = b"./missing" + text[:200]
                for arguments in (("inspect", missing), ("scan", "--root", missing),
                                  ("scan", b"--" + text), (text,), ("rules", "check", missing),
                                  ("scan", "--root", ".", "--pack", missing),
                                  ("scan", "--root", ".", "--format", text),
                                  ("inspect", "--format", text, "x"),
                                  ("scan", "--root", ".", "--fail-on", text),
                                  ("post", "--to", "https://localhost/", missing),
                                  ("scan", "--root", ".", "-o", missing + b"/x"),
                                  ("rules", "show", text), ("scan", "--system-hive", missing,
                                                            "--root", ".")):
                    finished = self.run_program(*arguments)
                    if finished.err:
                        support.check_text(finished.err.decode("utf-8"), columns=10000)

    def test_scan_everything_hostile(self):
        """Each hostile name as root, folder of the path, program and machine."""
        for name, text in self.HOSTILE.items():
            with self.subTest(name):
                server = self.server()
                root = os.path.join(os.fsencode(self.folder), b"c-" + text[:200])
                os.rename(server.root, root)
                where = os.path.join(root, b"mail-" + text[:200])
                os.rename(os.path.join(root, CCMAIL.encode()), where)
                arguments = ["scan", "--root", os.path.basename(root),
                             "--env", b"PATH=" + SYSTEM_PATH.encode() + b";C:\\mail-" + text[:200],
                             "--host", text]
                finished = self.run_program(*arguments, "-f", "json")
                self.assertIn(finished.code, (0, 1, 3), finished)
                support.check_report(finished.json)
                shown = self.run_program(*arguments)
                support.check_text(shown.text)
                for line in shown.text.splitlines()[1:]:
                    self.assertFalse(line.startswith("PASS"), "a name forges a verdict")

    def test_names_without_escapes_are_found(self):
        for name in ("wide", "bidirectional", "quotes", "zero width"):
            with self.subTest(name):
                text = self.HOSTILE[name].decode().replace('"', "'")
                server = self.server().rename(CCMAIL, f"mail {text}")
                report = self.scan(server, "--env", f"PATH={SYSTEM_PATH};C:\\mail {text}",
                                   code=support.HOLDS)
                self.assertEqual(support.result_of(report, "import-present")["subject"],
                                 f"C:\\mail {text}\\Import.exe")

    def test_hostile_text_inside_images(self):
        server = self.server()
        server.image(f"{CCMAIL}/Import.exe", "pe32", "--subsystem", "3", "--version", "8.50.0.0",
                     "--import", "\x1b[2J\u202e.dll:\x1b[31mGo", "--string",
                     "FileDescription=\x1b]0;title\x07", "--string", "\x1b[1m=\u2028")
        report = self.scan(server, code=support.FAILS)
        self.assertIn("\x1b", json.dumps(report["images"]).encode().decode("unicode_escape"))
        for command in (("scan", "--root", server.root),
                        ("inspect", "--symbols", server.path(f"{CCMAIL}/Import.exe"))):
            finished = self.run_program(*command)
            support.check_text(finished.text)
            support.check_text(finished.messages)

    def test_hostile_text_in_the_hive(self):
        server = self.server()
        for text in ("\x1b[31m", "\u202eexe", "\ufeff", "\x07"):
            server.hive(support.PARAMETERS_KEY, f'"Import"="Imp{text}ort.exe"',
                        r"[ControlSet001\Control\ComputerName\ComputerName]",
                        f'"ComputerName"="{text}"')
            self.scan(server)
            support.check_text(self.run_program("scan", "--root", server.root).text)

    def test_files_whose_names_differ_only_in_case(self):
        for one, other in (("Import.exe", "IMPORT.EXE"), ("Cfw803.dll", "cfw803.DLL"),
                           ("Impexp.ri", "IMPEXP.RI")):
            with self.subTest(one):
                server = self.server()
                server.copy(f"{CCMAIL}/{one}", f"{CCMAIL}/{other}")
                if one == "Impexp.ri":
                    server.copy(f"{CCMAIL}/{one}", f"{STORE}/{other}")
                report = self.scan(server, code=support.INCOMPLETE)
                problem = next(each for each in report["problems"]
                               if each["code"] == "ambiguous-case")
                self.assertIn(one, problem["detail"])
                self.assertIn(other, problem["detail"])
                rule = {"Import.exe": "import-present", "Cfw803.dll": "dll-cfw803",
                        "Impexp.ri": "impexp-ri"}[one]
                self.assertEqual(support.statuses(report)[rule], "unknown")

    def test_folders_whose_names_differ_only_in_case(self):
        for folder in ("CCMAIL", "winnt", "EXCHSRVR"):
            with self.subTest(folder):
                server = self.server().folder(folder)
                report = self.scan(server)
                self.assertNotEqual(report["summary"]["exit_code"], support.HOLDS,
                                    self.told(report))
                self.assertNotEqual(support.statuses(report)["import-present"], "pass")
                self.assertIn("ambiguous-case", support.problem_codes(report) |
                              set().union(set(), *support.path_problems(report).values()))

    def test_a_second_name_in_another_case_that_does_not_matter(self):
        server = self.server().write(f"{CCMAIL}/readme", b"1").write(f"{CCMAIL}/README", b"2")
        self.scan(server, code=support.HOLDS)

    def test_case_beyond_ascii(self):
        server = self.server().rename(CCMAIL, "Größe-İı")
        self.scan(server, "--env", f"PATH={SYSTEM_PATH};C:\\GRÖßE-İI", "--profile", "xp")


class Large(support.Case):
    def test_ten_thousand_files_in_one_folder(self):
        server = self.server()
        for number in range(10000):
            os.mknod(server.path(f"{CCMAIL}/f{number:05}.dat"))
        self.scan(server, code=support.HOLDS)

    def test_deep_folders(self):
        server = self.server()
        deep = "\\".join(["d" * 40] * 80)
        os.makedirs(server.path("d" * 40) / "/".join(["d" * 40] * 70))
        self.scan(server, "--env", f"PATH={SYSTEM_PATH};C:\\{deep}", code=support.FAILS)

    def test_many_options(self):
        root = self.server().root
        self.assertEqual(self.run_program(
            "scan", "--root", root, *(["--env", "A=B"] * 256)).code, support.HOLDS)
        self.assert_usage_error(self.run_program(
            "scan", "--root", root, *(["--env", "A=B"] * 257)), "256")
        self.assert_usage_error(self.run_program(
            "scan", "--root", root, *(["--pack", "ccmail-8.5"] * 65)), "64")


class Packs(support.Case):
    """Each error of a pack: exit code 2, with the file and the place in it."""

    def setUp(self):
        super().setUp()
        self.pack = json.loads(support.PACK_FILE.read_text("utf-8"))
        self.root = self.server().root

    def refused(self, content, *fragments):
        if not isinstance(content, (bytes, str)):
            content = json.dumps(content)
        file = self.folder / "pack.json"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        checked = self.run_program("rules", "check", "pack.json")
        self.assert_usage_error(checked, "pack.json", *fragments)
        scanned = self.run_program("scan", "--root", self.root, "--pack", "./pack.json")
        self.assert_usage_error(scanned, "pack.json", *fragments)

    def spoiled(self, spoil):
        pack = copy.deepcopy(self.pack)
        spoil(pack)
        return pack

    def rule(self, pack, name):
        return next(rule for rule in pack["rules"] if rule["id"] == name)

    def place(self, name):
        return next(index for index, rule in enumerate(self.pack["rules"]) if rule["id"] == name)

    def test_no_json(self):
        good = json.dumps(self.pack)
        for name, content in {"empty": "", "text": "hello", "cut": good[:-20],
                              "more behind": good + "{}", "comment": "// x\n" + good,
                              "single quotes": "{'id': 1}", "comma": '{"a": 1,}'}.items():
            with self.subTest(name):
                self.refused(content, "this is no JSON", "pack.json:1:" if name != "comment" else
                             "pack.json:")
        self.refused(b"\0" * 100, "NUL")
        self.refused(good.encode() + b"\0", "NUL")
        self.refused("[" * 100000, "this is no JSON")
        self.refused('{"a":' * 100000, "this is no JSON")

    def test_position_of_bad_json(self):
        self.refused('{\n  "schema": "compatscan-pack/1",\n  "id": ,\n}', "pack.json:3:9")

    def test_no_object(self):
        for content in ("[]", "null", "1", '"text"', "true"):
            with self.subTest(content):
                self.refused(content, "$: expected an object")

    def test_too_large(self):
        file = self.folder / "large.json"
        with open(file, "wb") as stream:
            stream.truncate(64 * 1024 * 1024)
        self.assert_usage_error(self.run_program("rules", "check", file), "large.json")

    def test_missing_and_twice(self):
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack", "no-such-pack"),
            "no-such-pack", "rules list")
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack", "./none.json"), "none.json")
        (self.folder / "same.json").write_text(json.dumps(self.pack))
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack", "ccmail-8.5",
                             "--pack", "./same.json"), "same.json", "ccmail-8.5")
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack-dir", self.root), "no rule packs")

    def test_missing_keys(self):
        for key in ("schema", "id", "version", "title", "description", "references", "rules"):
            with self.subTest(key):
                self.refused(self.spoiled(lambda pack, key=key: pack.pop(key)), key, "$: ")
        at = self.place("import-32bit")
        for key in ("id", "title", "severity", "references", "check", "holds", "cases"):
            with self.subTest(f"rule {key}"):
                self.refused(self.spoiled(
                    lambda pack, key=key: pack["rules"][at].pop(key)),
                    f"$.rules[{at}]", key)
        for key in ("type", "program", "kind", "machine", "target"):
            with self.subTest(f"check {key}"):
                self.refused(self.spoiled(
                    lambda pack, key=key: pack["rules"][at]["check"].pop(key)),
                    f"$.rules[{at}].check", key)

    def test_unknown_keys(self):
        at = self.place("import-32bit")
        for path, where in {
                "$.colour": lambda pack: pack,
                "$.parameters[1].colour": lambda pack: pack["parameters"][1],
                "$.parameters[0].from[1].colour": lambda pack: pack["parameters"][0]["from"][1],
                "$.programs[1].colour": lambda pack: pack["programs"][1],
                "$.libraries[2].colour": lambda pack: pack["libraries"][2],
                "$.applies.colour": lambda pack: pack["applies"],
                f"$.rules[{at}].colour": lambda pack: pack["rules"][at],
                f"$.rules[{at}].check.colour": lambda pack: pack["rules"][at]["check"],
                f"$.rules[{at}].cases.colour": lambda pack: pack["rules"][at]["cases"],
                f"$.rules[{at}].cases.dos.colour": lambda pack: pack["rules"][at]["cases"]["dos"],
        }.items():
            with self.subTest(path):
                self.refused(self.spoiled(lambda pack, where=where: where(pack).update(colour=1)),
                             f"{path}: unknown key")

    def test_wrong_types(self):
        """Every value of the pack replaced by one of another type."""
        places = []

        def walk(value, path, parent, key):
            if parent is not None:
                places.append((path, parent, key))
            if isinstance(value, dict):
                for name, member in value.items():
                    walk(member, f"{path}.{name}", value, name)
            elif isinstance(value, list):
                for index, member in enumerate(value[:2]):
                    walk(member, f"{path}[{index}]", value, index)

        pack = copy.deepcopy(self.pack)
        walk(pack, "$", None, None)
        # One of each form of place is enough.
        seen, contents = set(), []
        for path, parent, key in places:
            form = tuple("*" if part.isdigit() else part
                         for part in path.replace("[", ".").replace("]", "").split("."))
            if form in seen:
                continue
            seen.add(form)
            old = parent[key]
            for wrong in (None, True, 7.5, "text", [], {}):
                if type(wrong) is type(old) or (isinstance(old, (int, float)) and wrong == 7.5):
                    continue
                parent[key] = wrong
                file = self.folder / f"wrong{len(contents)}.json"
                file.write_text(json.dumps(pack))
                contents.append((path, wrong, file.name))
            parent[key] = old
        finished = support.together(
            lambda item: self.run_program("rules", "check", item[2]), contents)
        self.assertGreater(len(contents), 200)
        for (path, wrong, name), each in zip(contents, finished):
            with self.subTest(f"{path} = {wrong!r}"):
                self.assert_usage_error(each, f"{name}: $")
                above = path.rpartition(".")[0] if not path.endswith("]") else path
                self.assertIn(above.split("[")[0], each.messages)

    def test_empty_texts(self):
        at = self.place("import-32bit")
        for path, spoil in {
                "$.title": lambda pack: pack.update(title=""),
                f"$.rules[{at}].title": lambda pack: pack["rules"][at].update(title=""),
                f"$.rules[{at}].references": lambda pack: pack["rules"][at].update(references=[]),
                f"$.rules[{at}].cases.dos.remedy":
                    lambda pack: pack["rules"][at]["cases"]["dos"].update(remedy=""),
        }.items():
            with self.subTest(path):
                self.refused(self.spoiled(spoil), path)

    def test_a_pack_without_rules(self):
        self.refused(self.spoiled(lambda pack: (pack.update(rules=[]), pack.pop("applies"))),
                     "$.rules")

    def test_duplicates(self):
        at = self.place("export-32bit")
        for path, spoil in {
                f"$.rules[{at}].id": lambda pack: pack["rules"][at].update(id="import-32bit"),
                "$.parameters[2].name":
                    lambda pack: pack["parameters"][2].update(name="exchsrvr"),
                "$.programs[1].id": lambda pack: pack["programs"][1].update(id="import"),
                "$.libraries[1].id": lambda pack: pack["libraries"][1].update(id="cdmw800"),
        }.items():
            with self.subTest(path):
                self.refused(self.spoiled(spoil), f"{path}: ", "there already")
        text = json.dumps(self.pack).replace('"version":', '"version": "0", "version":', 1)
        self.refused(text, "$.version: the key is there twice")

    def test_unknown_words(self):
        image, found = self.place("import-32bit"), self.place("import-present")
        complete, dll = self.place("dlls-complete"), self.place("dll-cfw803")

        def check(at, **values):
            return lambda pack: pack["rules"][at]["check"].update(values)

        for path, word, spoil in (
                ("$.schema", "compatscan-pack/9",
                 lambda pack: pack.update(schema="compatscan-pack/9")),
                (f"$.rules[{image}].check.type", "imagine", check(image, type="imagine")),
                (f"$.rules[{image}].severity", "grave",
                 lambda pack: pack["rules"][image].update(severity="grave")),
                (f"$.rules[{image}].check.kind", "pe64", check(image, kind="pe64")),
                (f"$.rules[{image}].check.target", "beos", check(image, target="beos")),
                (f"$.rules[{image}].check.machine", "z80", check(image, machine="z80")),
                (f"$.rules[{found}].check.program", "nothing", check(found, program="nothing")),
                (f"$.rules[{dll}].check.library", "nothing", check(dll, library="nothing")),
                (f"$.rules[{dll}].check.programs[1]", "nothing",
                 check(dll, programs=["import", "nothing"])),
                (f"$.rules[{complete}].check.severity_delayed", "late",
                 check(complete, severity_delayed="late")),
                ("$.applies.rule", "no-such-rule",
                 lambda pack: pack["applies"].update(rule="no-such-rule")),
                ("$.programs[0].current_directory_basis", "perhaps",
                 lambda pack: pack["programs"][0].update(current_directory_basis="perhaps")),
                ("$.parameters[1].from[0].as", "number",
                 lambda pack: pack["parameters"][1]["from"][0].update({"as": "number"})),
                ("$.parameters[0].from[0].option", "colour",
                 lambda pack: pack["parameters"][0]["from"][0].update(option="colour")),
                ("$.parameters[0].from[2].registry", "HKCU",
                 lambda pack: pack["parameters"][0]["from"][2].update(
                     registry=r"HKCU\Software\Elsewhere")),
        ):
            with self.subTest(path):
                self.refused(self.spoiled(spoil), f"{path}: ", word)

    def test_sources_of_parameters(self):
        for name, source in {
                "both": {"option": "exchsrvr", "registry": r"HKLM\SYSTEM\x", "value": "y"},
                "neither": {}, "no value": {"registry": r"HKLM\SYSTEM\x"},
                "no suffix": {"registry": r"HKLM\SYSTEM\x", "value": "y", "as": "above"}}.items():
            with self.subTest(name):
                self.refused(self.spoiled(
                    lambda pack, source=source: pack["parameters"][0].update({"from": [source]})),
                    "$.parameters[0].from[0]")

    def test_ids(self):
        for text in ("Upper", "with space", "a/b", "../x", "ä", "a" * 65, "a\u202eb"):
            with self.subTest(text):
                self.refused(self.spoiled(lambda pack, text=text: pack.update(id=text)), "$.id: ")

    def test_variables_of_texts(self):
        at = self.place("import-32bit")
        for path, spoil in {
                f"$.rules[{at}].holds": lambda pack: pack["rules"][at].update(holds="${nobody}"),
                f"$.rules[{at}].cases.dos.remedy":
                    lambda pack: pack["rules"][at]["cases"]["dos"].update(remedy="x ${nobody} y"),
                "$.programs[0].caller": lambda pack: pack["programs"][0].update(caller="${nobody}"),
                "$.parameters[2].default":
                    lambda pack: pack["parameters"][2].update(default="${nobody}"),
        }.items():
            with self.subTest(path):
                self.refused(self.spoiled(spoil), f"{path}: ", "${nobody}")
        with self.subTest("a parameter that comes later"):
            self.refused(self.spoiled(
                lambda pack: pack["parameters"][0].update(default="${store}")),
                "$.parameters[0].default: ", "${store}")
        for text in ("${", "${}", "${import-name", "${a b}"):
            with self.subTest(text):
                self.refused(self.spoiled(
                    lambda pack, text=text: pack["rules"][at].update(holds=text)),
                    f"$.rules[{at}].holds: ")

    def test_numbers(self):
        at = self.place("same-release")
        for number in (-1, 1.5, 1e300, 70000):
            with self.subTest(number):
                self.refused(self.spoiled(
                    lambda pack, number=number: pack["rules"][at]["check"].update(major=number)),
                    f"$.rules[{at}].check.major: ")

    def test_names_as_many_as_programs(self):
        at = self.place("renamed")
        self.refused(self.spoiled(
            lambda pack: pack["rules"][at]["check"].update(old_names=["Import.exe"])),
            f"$.rules[{at}].check")

    def test_every_error_is_told(self):
        def spoil(pack):
            pack["rules"][1]["severity"] = "grave"
            pack["rules"][2]["check"]["program"] = "nothing"
            pack["colour"] = 1
        self.refused(self.spoiled(spoil), "$.colour", "$.rules[1].severity",
                     "$.rules[2].check.program")

    def test_one_bad_pack_of_several(self):
        (self.folder / "packs").mkdir()
        shutil.copy2(support.PACK_FILE, self.folder / "packs/a.json")
        (self.folder / "packs/b.json").write_text("{}")
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack-dir", "packs"), "packs/b.json")

    def test_text_that_is_not_utf8(self):
        text = json.dumps(self.pack).encode().replace(
            b"Import program is found", b"Import \xff\x1b[1m")
        (self.folder / "pack.json").write_bytes(text)
        finished = self.run_program("scan", "--root", self.root, "--pack", "./pack.json",
                                    "-f", "json")
        if finished.code != support.USAGE:
            support.check_report(finished.json)
            support.check_text(self.run_program(
                "scan", "--root", self.root, "--pack", "./pack.json").text)

    def test_a_sound_pack(self):
        finished = self.run_program("rules", "check", support.PACK_FILE)
        self.assertEqual((finished.code, finished.out), (support.HOLDS, b""), finished)
        self.assertIn("is sound, 17 rules", finished.messages)
        self.assertIn("ccmail-8.5", self.run_program("rules", "list").text)
        shown = self.run_program("rules", "show", "ccmail-8.5").text
        support.check_text(shown)
        for rule in self.pack["rules"]:
            self.assertIn(rule["id"], shown)


class CommandLine(support.Case):
    COMMANDS = ("scan", "inspect", "rules", "post")

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
                          ("rules", "show", "ccmail-8.5"), ("--help",), ("--version",),
                          ("scan", "--help")):
            with self.subTest(arguments):
                with open("/dev/full", "wb") as full:
                    self.output_lost(arguments, support.INCOMPLETE, stdout=full)

    def test_standard_output_full_and_a_verdict_that_fails(self):
        with open("/dev/full", "wb") as full:
            self.output_lost(("scan", "--root", self.server("broken").root), support.FAILS,
                             stdout=full)

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
