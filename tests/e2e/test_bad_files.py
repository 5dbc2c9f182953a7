"""Files that are cut short, spoiled or no files at all: never a crash, a hang or a pass."""
import os
import random
import shutil
import socket
import stat

import support
from support import CCMAIL, STORE, SYSTEM32

# What must not hold when nothing is known of the import program.
OF_IMPORT = {"import-present", "import-32bit", "import-unshadowed"}


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


if __name__ == "__main__":
    support.main()
