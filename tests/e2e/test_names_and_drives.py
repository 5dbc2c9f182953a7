"""Names and drives as Windows sees them: shares, junctions, short names, devices, PATH's audit."""
import os
import unicodedata

import support
from support import CCMAIL, FIXED_PATH, SYSTEM_PATH

OF_IMPORT = {"import-present", "import-32bit", "import-unshadowed"}


def entries_of(report):
    return {entry["raw"]: entry for entry in report["search_path"]}


def codes_of(entry):
    return {problem["code"] for problem in entry["problems"]}


class Shares(support.Case):
    def with_share(self):
        """A server whose programs lie on a share of another, in PATH."""
        server = self.server().system_path(rf"{SYSTEM_PATH};\\FILES\Tools\cc mail")
        (self.folder / "tools").mkdir()
        os.rename(server.path(CCMAIL), self.folder / "tools/cc mail")
        return server

    def test_the_programs_may_lie_on_a_share(self):
        server = self.with_share()
        for name in (r"\\files\tools", "//FILES/TOOLS/", r"\\?\UNC\files\tools"):
            with self.subTest(name):
                drive = name.startswith(r"\\?")
                finished = self.run_program("scan", "--root", server.root, "--format", "json",
                                            "--drive", f"{name}=tools")
                if drive:
                    self.assert_usage_error(finished, "SERVER")
                    continue
                report = self.scan(server, "--drive", f"{name}=tools", code=support.HOLDS)
                share = name.replace("/", "\\").rstrip("\\")
                self.assertEqual(report["host"]["drives"][1],
                                 {"drive": share, "folder": "tools"})
                self.assertEqual(support.result_of(report, "import-present")["subject"],
                                 rf"{share}\cc mail\Import.exe")
                entry = entries_of(report)[r"\\FILES\Tools\cc mail"]
                self.assertEqual((entry["exists"], codes_of(entry)), (True, {"remote"}))
        text = self.run_program("scan", "--root", server.root, "--drive", r"\\files\tools=tools").text
        self.assertIn(r"\\files\tools = tools", text)

    def test_a_share_that_was_not_given(self):
        report = self.scan(self.with_share(), code=support.INCOMPLETE)
        self.assertIn(r"--drive '\\FILES\Tools=DIR'",
                      support.result_of(report, "import-present")["explanation"])

    def test_the_machines_own_administrative_share(self):
        server = self.server().system_path(rf"{SYSTEM_PATH};\\EXCHANGE1\C$\ccmail")
        report = self.scan(server, "--host", "exchange1", code=support.HOLDS)
        entry = report["search_path"][-1]
        self.assertEqual((entry["directory"], codes_of(entry)),
                         (r"C:\ccmail", {"administrative-share"}))
        self.assertIn("drive C:", entry["inferred"])
        self.scan(server, "--host", "another", code=support.INCOMPLETE)

    def test_usage(self):
        root = self.server().root
        for value in (r"\\files", r"\\files=x", r"\\files\=x", r"\\files\tools", r"\\files\tools\x=x",
                      r"\\.\tools\x=x", r"\files\tools=x", r"\\files\tools="):
            with self.subTest(value):
                self.assert_usage_error(
                    self.run_program("scan", "--root", root, "--drive", value))
        self.assert_usage_error(
            self.run_program("scan", "--root", root, "--drive", rf"\\A\b={root}",
                             "--drive", rf"//a/B={root}"), "given twice")


class Junctions(support.Case):
    """As ntfs-3g shows them: absolute, below the place where the drive is mounted."""

    def with_junction(self, target):
        server = self.server().system_path(rf"{SYSTEM_PATH};C:\mail\ccmail")
        server.rename(CCMAIL, f"data/{CCMAIL}")
        os.symlink(target.format(root=os.path.realpath(server.root)), server.path("mail"))
        return server

    def test_followed_where_they_lead_to_a_drive_that_was_given(self):
        for target in ("{root}/data", "C:\\data", "\\??\\C:\\Data\\", "data", "{root}/.NTFS-3G/C:/data"):
            with self.subTest(target):
                report = self.scan(self.with_junction(target), code=support.HOLDS)
                self.assertEqual(entries_of(report)[r"C:\mail\ccmail"]["directory"],
                                 r"C:\mail\ccmail")
                self.assertEqual(support.result_of(report, "import-present")["subject"],
                                 r"C:\data\ccmail\Import.exe")

    def test_not_followed_anywhere_else(self):
        for target in ("/", "/etc", "{root}/..", "{root}2/data", "D:\\data", "\\\\files\\tools",
                       "{root}/none", "mail"):
            with self.subTest(target):
                report = self.scan(self.with_junction(target), code=support.INCOMPLETE)
                self.assertEqual(codes_of(report["search_path"][-1]), {"link"})


class Names(support.Case):
    def test_a_short_name_of_one_long_name(self):
        server = self.server().rename(CCMAIL, "Lotus Mail/cc mail tools")
        server.system_path(rf"{SYSTEM_PATH};C:\LOTUSM~1\CCMAIL~1")
        report = self.scan(server, code=support.HOLDS)
        entry = report["search_path"][-1]
        self.assertEqual((entry["directory"], entry["exists"], codes_of(entry)),
                         (r"C:\Lotus Mail\cc mail tools", True, {"short-name"}))
        self.assertIn("CCMAIL~1", entry["inferred"])
        self.assertTrue(OF_IMPORT <= support.with_status(report, "pass"), self.told(report))
        finished = self.run_program("which", "--root", server.root, "import")
        self.assertIn("found, likely: ", finished.text)

    def test_a_folder_that_the_registry_names_by_its_short_name(self):
        for folder in (r"C:\CCMAIL~1", r"C:\link"):
            with self.subTest(folder):
                server = self.server("fixed-by-registry")
                before = self.scan(server, code=support.HOLDS)
                where = os.path.dirname(
                    support.result_of(before, "import-present")["evidence"][0]["file"])
                os.rename(self.folder / where, server.path("cc mail admin"))
                os.symlink("cc mail admin", server.path("link"))
                report = self.scan(server.parameters(folder=folder), code=support.HOLDS)
                self.assertEqual(support.statuses(report)["placed-in-path"], "pass")

    def test_a_short_name_of_several(self):
        server = self.server().rename(CCMAIL, "cc mail tools").folder("cc mail trash")
        server.system_path(rf"{SYSTEM_PATH};C:\CCMAIL~1")
        report = self.scan(server, code=support.INCOMPLETE)
        self.assertIn("short-name", support.problem_codes(report))
        detail = report["search_path"][-1]["problems"][0]["detail"]
        self.assertIn("cc mail tools, cc mail trash", detail)
        self.assertFalse(OF_IMPORT & support.with_status(report, "pass"))

    def test_program_files(self):
        server = self.server().rename(CCMAIL, "Program Files/ccmail")
        server.folder("Program Files (x86)").folder("ProgramData")
        server.system_path(rf"{SYSTEM_PATH};C:\PROGRA~1\ccmail;C:\PROGRA~2;C:\PROGRA~4")
        report = self.scan(server)
        directories = [entry["directory"] for entry in report["search_path"][-3:]]
        self.assertEqual(directories, [r"C:\Program Files\ccmail", r"C:\Program Files (x86)",
                                       r"C:\PROGRA~4"])

    def test_the_name_of_a_device(self):
        server = self.server().rename(CCMAIL, "aux")
        server.system_path(rf"{SYSTEM_PATH};C:\aux")
        report = self.scan(server, code=support.INCOMPLETE)
        self.assertEqual(codes_of(report["search_path"][-1]), {"device-name"})
        self.assertIn("device-name", support.problem_codes(report))
        self.scan(server, "--profile", "win11", code=support.HOLDS)

    def test_accents_that_a_copy_through_macos_took_apart(self):
        server = self.server().rename(CCMAIL, unicodedata.normalize("NFD", "Bücher"))
        server.system_path(rf"{SYSTEM_PATH};C:\bücher")
        report = self.scan(server, code=support.INCOMPLETE)
        self.assertEqual(codes_of(report["search_path"][-1]), {"normalisation"})

    def test_letters_as_windows_folds_them(self):
        for name, written, code in (("ΣΊΣΥΦΟΣ", "σίσυφος", support.FAILS),
                                    ("ΣΊΣΥΦΟΣ", "σίσυφοσ", support.HOLDS),
                                    ("Größe", "GRÖßE", support.HOLDS),
                                    ("ılk", "ILK", support.FAILS), ("ა", "Ა", support.FAILS)):
            with self.subTest(written):
                server = self.server().rename(CCMAIL, name)
                self.scan(server.system_path(rf"{SYSTEM_PATH};C:\{written}"), code=code)


class Audit(support.Case):
    def test_the_path_of_the_user(self):
        server = self.server().system_path(SYSTEM_PATH)
        support.fixture("hive", self.folder / "NTUSER.DAT", stdin=(
            b'[Environment]\n"Path"=expand:"%MAIL%;N:\\\\bin;C:\\\\winnt"\n"MAIL"="C:\\\\ccmail"\n'
            b'[Network\\N]\n"RemotePath"="\\\\\\\\files\\\\bin"\n'))
        report = self.scan(server, "--user-hive", "NTUSER.DAT", code=support.FAILS)
        user = [entry for entry in report["search_path"] if entry["origin"] == "user"]
        self.assertEqual([entry["directory"] for entry in user],
                         [r"C:\ccmail", r"N:\bin", r"C:\WINNT"])
        self.assertEqual([codes_of(entry) for entry in user],
                         [set(), {"unknown-drive", "remote"}, {"duplicate"}])
        # The connector is a service, which sees nothing of it.
        self.assertEqual(support.statuses(report)["import-present"], "fail")

    def test_where_a_folder_lies(self):
        (self.folder / "floppy/bin").mkdir(parents=True)
        report = self.scan(self.server().system_path(rf"{FIXED_PATH};A:\bin;B:\bin;\\files\bin\x"),
                           "--drive", "A=floppy", code=support.INCOMPLETE)
        self.assertEqual([(entry["exists"], codes_of(entry)) for entry in report["search_path"][-3:]],
                         [(True, {"removable"}), (None, {"removable", "unknown-drive"}),
                          (None, {"remote"})])

    def test_what_cmd_does_not_take_over(self):
        long = ";".join(rf"C:\none{number:04}" for number in range(800))
        server = self.server().system_path(f"{FIXED_PATH};{long}")
        for profile, limit in (("win10", "8191"), ("nt4", "1023")):
            report = self.scan(server, "--profile", profile)
            details = [problem["detail"] for problem in report["search_path"][-1]["problems"]
                       if problem["code"] == "too-long"]
            self.assertEqual(len(details), 1)
            self.assertIn(limit, details[0])


if __name__ == "__main__":
    support.main()
