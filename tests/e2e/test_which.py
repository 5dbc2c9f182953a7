"""which: the copy that wins, why the others lost, and what a person or program reads of it."""
import support

CALLER = r"C:\exchsrvr\connect\ccmail\bin"


class Which(support.Case):
    def which(self, server, *arguments, code=support.HOLDS, **more):
        finished = self.run_program(
            "which", "--root", server.root, "--format", "json", *arguments, **more)
        self.assertEqual(finished.code, code, finished)
        support.check_schema("which.schema.json", finished.json)
        support.check_codes(finished.json["problems"])
        return finished.json

    def test_the_program_that_wins_and_the_one_that_lost(self):
        found = self.which(self.server("broken"), "--from", CALLER, "import")
        self.assertEqual(found["outcome"], "found")
        self.assertEqual(found["launcher"], "createprocess")
        self.assertEqual(found["winner"], r"C:\WINNT\system32\IMPORT.EXE")
        first, second = found["candidates"]
        self.assertEqual((first["winner"], first["lost"], first["kind"], first["bits"]),
                         (True, None, "mz", 16))
        self.assertEqual((second["winner"], second["kind"], second["version"]),
                         (False, "pe32", "8.50.0.0"))
        self.assertEqual(second["path"], r"C:\ccmail\Import.exe")
        self.assertIn("PATH entry 4", second["lost"])
        self.assertEqual([step["place"] for step in found["steps"]],
                         ["caller", "current", "system32", "system", "windows"] + ["path"] * 4)

    def test_a_dll_is_looked_for_as_a_dll(self):
        found = self.which(self.server("fixed"), "--caller", r"C:\ccmail\Import.exe", "Cdmw800.dll")
        self.assertEqual((found["launcher"], found["winner"]),
                         ("loadlibrary", r"C:\ccmail\Cdmw800.dll"))
        self.assertEqual(found["caller"]["program"], r"C:\ccmail\Import.exe")

    def test_the_caller_may_be_a_path_of_this_machine(self):
        server = self.server("fixed")
        found = self.which(server, "--caller", server.path("ccmail/Import.exe"), "Cdmw800.dll")
        self.assertEqual(found["caller"]["program"], r"C:\ccmail\Import.exe")

    def test_nothing_of_that_name(self):
        found = self.which(self.server("broken"), "ciw803.dll", code=support.FAILS)
        self.assertEqual((found["outcome"], found["winner"], found["candidates"]),
                         ("missing", None, []))

    def test_what_cannot_be_told(self):
        server = self.server("fixed").system_path(r"X:\far;C:\ccmail")
        found = self.which(server, "import", code=support.INCOMPLETE)
        self.assertEqual((found["outcome"], found["winner"]), ("uncertain", None))
        self.assertIn("--drive X=DIR", found["reason"])
        self.assertEqual(len(found["candidates"]), 1)
        self.assertEqual([step["answer"] for step in found["steps"]][-2:], ["untold", "found"])

    def test_what_was_met_on_the_target_is_told(self):
        server = self.server("fixed").hive(options=("--dirty",))
        for command, name in (("which", "import"), ("deps", r"C:\ccmail\Import.exe")):
            finished = self.run_program(command, "--root", server.root, name)
            self.assertIn("PROBLEMS MET ON THE TARGET", finished.text, finished)
            self.assertIn("(hive-dirty)", finished.text)

    def test_the_current_directory_is_the_callers_folder_unless_given(self):
        server = self.server("fixed").image("here/import.exe", "ne").image("there/import.exe", "mz")
        found = self.which(server, "--launcher", "cmd", "--from", r"C:\here", "import")
        self.assertEqual(found["winner"], r"C:\here\import.exe")
        found = self.which(server, "--launcher", "cmd", "--from", r"C:\here",
                           "--current-directory", r"C:\there", "import")
        self.assertEqual(found["winner"], r"C:\there\import.exe")
        found = self.which(server, "--from", r"C:\here", "--current-directory", r"C:\there", "import")
        self.assertEqual([item["path"] for item in found["candidates"]][:2],
                         [r"C:\here\import.exe", r"C:\there\import.exe"])

    def test_a_service_calls(self):
        server = self.server("fixed")
        found = self.which(server, "--service", "msexchangeccmc", "import")
        self.assertEqual(found["winner"], r"C:\ccmail\Import.exe")
        self.assertEqual(found["caller"]["program"], CALLER + r"\Ccmc.exe")
        server.hive(support.SERVICE_KEY, r'"Environment"=multi:"PATH=C:\\none"')
        self.which(server, "--service", "MSExchangeCCMC", "import", code=support.FAILS)
        self.which(server, "import")

    def test_what_a_service_itself_runs(self):
        server = self.server("fixed").image("Program.exe", "mz").image("Program Files/Odd/run.exe", "pe32")
        server.hive(r"[ControlSet001\Services\Odd]", r'"ImagePath"="C:\\Program Files\\Odd\\run.exe -x"',
                    '"Type"=dword:00000010', '"Start"=dword:00000002',
                    r"[ControlSet001\Services\Kernel]", r'"ImagePath"="System32\\drivers\\odd.sys"',
                    '"Type"=dword:00000001')
        found = self.which(server, "--service", "odd")
        self.assertEqual(found["winner"], r"C:\Program.exe")
        self.assertEqual([item["path"] for item in found["candidates"]],
                         [r"C:\Program.exe", r"C:\Program Files\Odd\run.exe"])
        finished = self.run_program("which", "--root", server.root, "--service", "kernel")
        self.assertEqual(finished.code, support.USAGE)
        self.assertIn("kernel driver", finished.messages)

    def test_no_file_has_a_name_that_ends_with_a_separator(self):
        for name in ("C:\\ccmail\\Import.exe\\", "C:/ccmail/Import.exe/"):
            self.which(self.server("fixed"), name, code=support.FAILS)

    def test_what_was_not_given_is_said(self):
        server = self.server("fixed")
        self.assertIn("--service NAME", self.which(server, "import")["note"])
        self.assertIn("--current-directory", self.which(
            server, "--caller", r"C:\ccmail\Import.exe", "cdmw800.dll")["note"])
        for arguments in (("--from", CALLER, "import"), (r"C:\ccmail\Import.exe",),
                          ("--service", "MSExchangeCCMC", "import")):
            self.assertIsNone(self.which(server, *arguments)["note"], arguments)

    def test_the_same_twice(self):
        server = self.server("broken")
        self.assertEqual(self.which(server, "import"), self.which(server, "import"))

    def test_text_fits_80_columns_and_says_all(self):
        server = self.server("broken")
        finished = self.run_program("which", "--root", server.root, "--from", CALLER, "import")
        self.assertEqual(finished.code, support.HOLDS)
        support.check_text(finished.text)
        for words in (r"CreateProcess finds import as C:\WINNT\system32\IMPORT.EXE", "16-bit DOS program",
                      "version 8.50.0.0", "lost", "Searched, in the order of", "sha256"):
            self.assertIn(words, finished.text)
        self.assertTrue(finished.text.startswith("CreateProcess finds import as C:\\"), "the answer comes first")

    def test_every_outcome_has_its_words(self):
        server = self.server("fixed").system_path(r"X:\far;C:\ccmail")
        self.assertIn("could not be told",
                      self.run_program("which", "--root", server.root, "import").text)
        self.assertIn("finds no none.exe",
                      self.run_program("which", "--root", self.server("fixed").root,
                                       "--launcher", "createprocess", "none.exe").text)
        server = self.server("fixed").system_path(r"C:\gone;C:\ccmail")
        (server.root / "ccmail/go.cmd").write_text("import")
        self.assertIn("--launcher cmd", self.run_program("which", "--root", server.root, "go").text)
        text = self.run_program("which", "--root", server.root, "--launcher", "cmd", "go").text
        self.assertIn(r"cmd.exe finds go as C:\ccmail\go.cmd.", text)
        self.assertIn("batch file", text)
        self.assertIn(r"PATH entry 1 (C:\gone): not there", text)
        self.assertIn("CreateProcess finds C:\\ccmail\\Import.exe.\n", self.run_program(
            "which", "--root", server.root, r"c:\ccmail\import.exe").text)
        self.assertIn("--current-directory DIR", self.run_program(
            "which", "--root", server.root, r"ccmail\import.exe").text)

    def test_names_of_the_target_cannot_reach_the_terminal(self):
        server = self.server("fixed").image("odd\x1b[31m\u202e/import.exe", "pe32")
        server.system_path("C:\\odd\x1b[31m\u202e")
        text = self.run_program("which", "--root", server.root, "import").text
        self.assertIn("odd", text)
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)

    def test_what_is_most_likely_a_slip(self):
        root = self.server("fixed").root
        for arguments, words in ((("--root", root, "--from", r"C:\gone"), r"no folder C:\gone on the target"),
                                 (("--root", root / "WINNT"), "looks like the Windows folder itself")):
            finished = self.run_program("which", *arguments, "import.exe")
            self.assertIn("warning: ", finished.messages)
            self.assertIn(words, finished.messages)
            self.assertEqual(self.run_program("which", "--quiet", *arguments, "import.exe").messages, "")

    def test_wrong_usage(self):
        root = self.server("fixed").root
        for arguments, words in (
                ((), "no target"),
                (("--root", root), "one name"),
                (("--root", root, ""), "one name"),
                (("--root", root, "a", "b"), "one name"),
                (("--root", root, "--launcher", "exec", "a"), "createprocess, searchpath"),
                (("--root", root, "--from", "ccmail", "a"), "full Windows path"),
                (("--root", root, "--caller", r"C:\none.exe", "a.dll"), "no file"),
                (("--root", root, "--service", "none", "a.exe"), "no service none"),
                (("--root", root, "--session", "mine", "a.exe"), "service or user"),
                (("--root", root, "--caller-bits", "16", "a.dll"), '--caller-bits: "16" will not do; expected 32 or 64'),
                (("--root", root, "--format", "xml", "a"), "text or json"),
                (("--root", root / "none", "a"), "cannot open drive C:")):
            with self.subTest(arguments):
                finished = self.run_program("which", *(arguments or ("a",)))
                self.assertEqual(finished.code, support.USAGE)
                self.assertIn(words, finished.messages)
                self.assertEqual(finished.out, b"")


if __name__ == "__main__":
    support.main()
