"""facts: everything the rules can see of a machine, and how each thing is known.

With --update the golden documents are written anew; read the difference before keeping it.
"""
import json
import os
import pathlib
import shutil
import sys

import support

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden_facts"
UPDATE = "--update" in sys.argv

SOFTWARE = "WINNT/system32/config/software"
DEFAULT = "WINNT/system32/config/default"
CURRENT_VERSION = r"[Microsoft\Windows NT\CurrentVersion]"
APP_PATHS = r"Microsoft\Windows\CurrentVersion\App Paths"
SESSION_MANAGER = r"[ControlSet001\Control\Session Manager]"

NT4_SOFTWARE = (
    CURRENT_VERSION, '"CurrentVersion"="4.0"', '"CurrentBuildNumber"="1381"',
    '"CurrentBuild"="1.511.1 () (Obsolete data - do not use)"', '"CSDVersion"="Service Pack 6"',
    r"[Microsoft\Exchange\Setup]", r'"Services"="C:\\exchsrvr"', '"NewestBuild"=dword:00000a5d',
    f"[{APP_PATHS}\\notes.exe]", r'@="\"C:\\Lotus Notes\\notes.exe\""', r'"Path"="C:\\Lotus Notes"',
    f"[{APP_PATHS}\\ccmail.exe]", r'@=expand:"%SystemDrive%\\ccmail\\ccmail.exe"',
)
NT4_SYSTEM = (
    r"[ControlSet001\Control\Nls\CodePage]", '"ACP"="1252"', '"OEMCP"="437"',
    r"[ControlSet001\Control\Nls\Locale]", '@="00000409"',
    r"[ControlSet001\Control\Nls\Language]", '"Default"="0409"', '"InstallLanguage"="0409"',
    r"[ControlSet001\Control\TimeZoneInformation]", '"StandardName"="Eastern Standard Time"',
    '"ActiveTimeBias"=dword:0000012c',
    SESSION_MANAGER, '"ProtectionMode"=dword:00000001', '"ExcludeFromKnownDlls"=multi:"msvcrt.dll"',
    r"[ControlSet001\Control\WOW]", '"KnownDLLs"="comm.drv commdlg.dll ddeml.dll"',
    r"[ControlSet001\Services\Disk]", '"Type"=dword:00000001', '"Start"=dword:00000000',
    r"[ControlSet001\Services\Backup]", '"Type"=dword:00000110', '"Start"=dword:00000003',
    r'"ImagePath"=expand:"C:\\Program Files\\Backup\\svc.exe -k"', '"ObjectName"="LocalSystem"',
    r'"Environment"=multi:"TEMP=D:\\temp"',
    r"[ControlSet001\Services\Spare]", '"Type"=dword:00000020', '"Start"=dword:00000004',
    r'"ImagePath"="\"E:\\spare.exe\""',
    r"[ControlSet001\Services\Counters\Performance]", '"Library"="perf.dll"',
)


class Facts(support.Case):
    def facts(self, root, *arguments, code=support.HOLDS, **options):
        finished = self.run_program(
            "facts", "--root", os.path.relpath(root, self.folder), "--format", "json",
            *arguments, **options)
        self.assertEqual(finished.code, code, finished)
        document = finished.json
        support.check_schema("facts.schema.json", document)
        support.check_codes(document["problems"])
        for entry in document["search_path"]:
            support.check_codes(entry["problems"])
        return document

    def text(self, root, *arguments):
        finished = self.run_program(
            "facts", "--root", os.path.relpath(root, self.folder), *arguments)
        self.assertEqual(finished.code, support.HOLDS, finished)
        support.check_text(finished.text)
        return finished.text

    def rich(self):
        """A server of which everything is there to be read."""
        server = self.server("fixed", "server").hive(*NT4_SYSTEM)
        self.software(server, *NT4_SOFTWARE)
        return server.folder("WINNT/system32/drivers").write(
            "WINNT/system32/drivers/disk.sys", b"driver").write(
            "Program Files/Backup/svc.exe", b"program")

    def software(self, server, *lines, name=SOFTWARE, options=()):
        support.fixture("hive", *options, server.path(name), stdin="\n".join(lines).encode() + b"\n")

    def compare(self, name, actual):
        if UPDATE:
            GOLDEN.mkdir(exist_ok=True)
            (GOLDEN / name).write_text(actual, "utf-8")
        self.assertEqual(actual, (GOLDEN / name).read_text("utf-8"))


class Documents(Facts):
    def test_golden_documents(self):
        servers = {"nt4": self.rich(), "bare": self.server("broken", "bare")}
        for name, server in servers.items():
            with self.subTest(name):
                document = self.facts(server.root)
                document["tool"]["version"] = "0.0.0"
                self.compare(f"{name}.json", json.dumps(document, indent=2) + "\n")
                self.compare(f"{name}.txt", self.text(server.root))
        self.assertEqual({file.name for file in GOLDEN.iterdir()},
                         {f"{name}.{form}" for name in servers for form in ("json", "txt")})

    def test_every_sample_server(self):
        for variant in support.SERVERS:
            with self.subTest(variant):
                server = self.server(variant)
                self.assertFalse(self.facts(server.root)["complete"])
                self.text(server.root)

    def test_the_same_twice_and_nothing_is_written(self):
        server = self.rich()
        before = server.snapshot()
        self.assertEqual(self.facts(server.root), self.facts(server.root))
        self.assertEqual(server.snapshot(), before)

    def test_no_image_is_opened(self):
        server = self.rich()
        with support.Watch(server.path("ccmail/Import.exe"), server.path("Program Files/Backup/svc.exe"),
                           server.path("exchsrvr/connect/ccmail/bin/Ccmc.exe")) as watch:
            self.facts(server.root)
            self.text(server.root)
            self.assertFalse(watch.opened)

    def test_output_to_a_file(self):
        server = self.server()
        finished = self.run_program(
            "facts", "--root", server.root, "-f", "json", "-o", self.folder / "facts.json")
        self.assertEqual((finished.code, finished.out), (support.HOLDS, b""), finished)
        support.check_schema("facts.schema.json", json.loads((self.folder / "facts.json").read_bytes()))


class HowItIsKnown(Facts):
    def fact(self, document, section, name):
        found = document[section][name]
        return found["value"], found["basis"]

    def variable(self, document, name):
        return next(item for item in document["environment"]["variables"] if item["name"] == name)

    def flag(self, document, name):
        found = next(item for item in document["session_flags"] if item["name"] == name)
        return found["value"], found["basis"]

    def test_read_given_derived_assumed_and_unknown(self):
        server = self.rich()
        document = self.facts(server.root)
        self.assertTrue(document["complete"])
        self.assertEqual(self.fact(document, "machine", "version"), ("4.0", "read"))
        self.assertEqual(self.fact(document, "machine", "profile"), ("nt4", "derived"))
        self.assertEqual(self.fact(document, "machine", "edition"), (None, "read"))
        self.assertEqual(self.fact(document, "locale", "bias"), ("300", "read"))
        self.assertEqual(self.flag(document, "ProtectionMode"), ("1", "read"))
        self.assertEqual(self.flag(document, "SafeDllSearchMode"), ("0", "derived"))
        document = self.facts(server.root, "--profile", "xp-sp2", "--host", "BY-HAND",
                              "--env", r"SystemRoot=C:\WINNT", "--env", "TEMP=x")
        self.assertEqual(self.fact(document, "machine", "profile"), ("xp", "given"))
        self.assertEqual(self.fact(document, "machine", "name"), ("BY-HAND", "given"))
        self.assertEqual(self.fact(document, "machine", "windows_directory"), (r"C:\WINNT", "given"))
        self.assertEqual(self.flag(document, "SafeDllSearchMode"), ("1", "derived"))
        self.assertEqual(self.variable(document, "TEMP")["basis"], "given")
        server.remove(SOFTWARE)
        document = self.facts(server.root)
        self.assertFalse(document["complete"])
        self.assertEqual(self.fact(document, "machine", "profile"), ("nt4", "derived"))
        self.assertIn("ntdll.dll has version 4.0.1381.298", document["machine"]["profile"]["source"])
        self.assertEqual(self.flag(document, "SafeDllSearchMode"), ("0", "derived"))
        server.remove(f"{support.SYSTEM32}/ntdll.dll")
        document = self.facts(server.root)
        self.assertEqual(self.fact(document, "machine", "profile"), ("nt4", "assumed"))
        self.assertEqual(self.fact(document, "machine", "version"), (None, "unknown"))
        self.assertIn("--software-hive", document["machine"]["version"]["source"])
        self.assertEqual(self.flag(document, "SafeDllSearchMode"), ("0", "assumed"))

    def test_without_any_hive(self):
        server = self.server().remove(support.HIVE)
        document = self.facts(server.root, "--env", r"PATH=C:\ccmail")
        self.assertFalse(document["complete"])
        self.assertFalse(document["environment"]["complete"])
        for section in ("services", "app_paths"):
            self.assertEqual(document[section]["entries"], [])
        self.assertIn("--system-hive", document["services"]["unknown"])
        self.assertIn("--software-hive", document["app_paths"]["unknown"])
        self.assertIn("--system-hive", document["known_dlls"]["listed"]["unknown"])
        self.assertEqual(self.fact(document, "exchange", "installed"), (None, "unknown"))
        self.assertEqual([entry["origin"] for entry in document["search_path"]], ["--env"])

    def test_an_entry_of_path_that_may_stay_unexpanded(self):
        server = self.rich().system_path(r"%windir%\system32;C:\ccmail")
        document = self.facts(server.root)
        self.assertEqual(support.path_problems(document)[1], {"expansion-order"})
        self.assertEqual(self.variable(document, "Path")["basis"], "assumed")
        self.assertIn("%windir%", self.variable(document, "Path")["source"])
        self.assertEqual(self.variable(document, "windir")["basis"], "derived")

    def test_the_hives_of_a_user_and_of_local_system(self):
        server = self.rich()
        user = self.folder / "NTUSER.DAT"
        support.fixture("hive", user, stdin="\n".join((
            rf"[Software\{APP_PATHS}\ccmail.exe]", r'@="C:\\mine\\ccmail.exe"',
            "[Environment]", r'"Path"="C:\\mine"', "")).encode())
        document = self.facts(server.root, "--user-hive", user, "--profile", "win7")
        self.assertEqual([entry["path"] for entry in document["app_paths"]["entries"]],
                         [r"C:\mine\ccmail.exe", r"C:\ccmail\ccmail.exe", r"C:\Lotus Notes\notes.exe"])
        self.assertIsNone(document["app_paths"]["unknown"])
        self.assertIsNone(document["user_search_path_unknown"])
        self.assertEqual([entry["origin"] for entry in document["search_path"]],
                         ["system"] * 4 + ["user"])
        document = self.facts(server.root, "--profile", "win7")
        self.assertIn("--user-hive", document["app_paths"]["unknown"])
        self.assertIn("--user-hive", document["user_search_path_unknown"])
        self.software(server, "[Environment]", name=DEFAULT, options=["--dirty"])
        self.assertEqual(support.problem_codes(self.facts(server.root)), {"hive-dirty"})

    def test_the_environment_of_the_connector(self):
        server = self.rich()
        own = self.facts(server.root)["exchange"]["connector_environment"]
        self.assertEqual((own["variables"], own["unknown"]), ([], None))
        server.hive(support.SERVICE_KEY, r'"Environment"=multi:"TEMP=D:\\cc"')
        own = self.facts(server.root, "--profile", "w2k")["exchange"]["connector_environment"]
        self.assertEqual([(item["name"], item["value"], item["origin"]) for item in own["variables"]],
                         [("TEMP", r"D:\cc", "service")])
        self.assertIn(r"EXCHDOM\exservice", own["unknown"])
        server.hive(r"[-ControlSet001\Services\MSExchangeCCMC]")
        self.assertIsNone(self.facts(server.root)["exchange"]["connector_environment"])

    def test_services(self):
        entries = {entry["name"]: entry for entry in self.facts(self.rich().root)["services"]["entries"]}
        self.assertEqual(list(entries), ["Backup", "Disk", "MSExchangeCCMC", "Spare"])
        backup = entries["Backup"]
        self.assertEqual((backup["type"], backup["interactive"], backup["start"], backup["account"]),
                         ("own process", True, "manual", "LocalSystem"))
        self.assertEqual(backup["program"]["path"], r"C:\Program Files\Backup\svc.exe")
        self.assertEqual(backup["program"]["candidates"],
                         [r"C:\Program.exe", r"C:\Program Files\Backup\svc.exe"])
        self.assertEqual(backup["environment"], [r"TEMP=D:\temp"])
        self.assertEqual((entries["Disk"]["program"]["path"], entries["Disk"]["program"]["raw"]),
                         (r"C:\WINNT\system32\drivers\disk.sys", None))
        self.assertIsNone(entries["Spare"]["program"]["exists"])
        self.assertIn("--drive E=DIR", entries["Spare"]["program"]["unknown"])
        self.assertEqual(entries["MSExchangeCCMC"]["depends_on"], ["MSExchangeMTA", "MSExchangeDS"])


class Damage(Facts):
    def test_a_dirty_hive_with_its_log(self):
        server = self.rich().hive(options=["--dirty"]).write(support.HIVE + ".LOG", b"x" * 512)
        document = self.facts(server.root)
        self.assertEqual([problem["code"] for problem in document["problems"]], ["hive-dirty", "hive-log"])
        self.assertFalse(document["complete"])
        self.assertIn("out of date", self.text(server.root))
        copy = self.folder / "SYSTEM"
        shutil.copy(server.path(support.HIVE), copy)
        (self.folder / "SYSTEM.LOG1").write_bytes(b"x" * 512)
        document = self.facts(server.root, "--system-hive", copy)
        self.assertEqual([problem["path"] for problem in document["problems"]],
                         [str(copy), str(copy) + ".LOG1"])

    def test_a_damaged_hive_at_every_page(self):
        """Whatever is lost, a fact is right or not known, and the document says so."""
        server = self.rich()
        whole = self.facts(server.root)
        content = server.path(support.HIVE).read_bytes()

        def check(page):
            root = self.folder / f"page-{page}"
            shutil.copytree(server.root, root)
            damaged = content[:page] + bytes(4096) + content[page + 4096:]
            (root / support.HIVE).write_bytes(damaged)
            document = self.facts(root)
            self.assertFalse(document["complete"], page)
            for section in ("machine", "locale"):
                for name, fact in document[section].items():
                    if fact["basis"] == "read":
                        self.assertEqual(fact, whole[section][name], (page, name))
            names = {entry["name"]: entry for entry in whole["services"]["entries"]}
            for entry in document["services"]["entries"]:
                if not entry["unknown"]:
                    self.assertEqual(entry["type"], names[entry["name"]]["type"], page)
            shutil.rmtree(root)

        support.together(check, range(4096, len(content), 4096))

    def test_names_from_the_target_stay_text(self):
        server = self.rich()
        self.software(server, *NT4_SOFTWARE, f"[{APP_PATHS}\\\x1b[31m.exe]", '@="C:\\\\\u202eexe.x"')
        server.hive(r"[ControlSet001\Services\a" + "\x07" + "]", '"Type"=dword:00000010')
        self.text(server.root)
        self.facts(server.root)


class Usage(Facts):
    def test_wrong_usage(self):
        root = self.server().root
        self.assert_usage_error(self.run_program("facts"), "--root DIR")
        self.assert_usage_error(self.run_program("facts", "--root", root, "x"), "no file or folder")
        self.assert_usage_error(self.run_program("facts", "--root", root, "-f", "csv"), "text or json")
        self.assert_usage_error(self.run_program("facts", "--root", self.folder / "none"), "none")
        for option in ("--default-hive", "--user-hive", "--system-hive", "--software-hive"):
            self.assert_usage_error(
                self.run_program("facts", "--root", root, option, "none"), "cannot open hive none")

    def test_a_hive_in_the_place_of_another(self):
        """Read as what it is not, it would say of everything that it is not set."""
        server = self.server()
        system = server.path("WINNT/system32/config/system")
        for option, fact in (("--software-hive", ("exchange", "installed")), ("--user-hive", None)):
            document = self.facts(server.root, option, system)
            self.assertIn("wrong-hive", {problem["code"] for problem in document["problems"]})
            self.assertIs(document["complete"], False)
            if fact:
                said = document[fact[0]][fact[1]]
                self.assertEqual(said["basis"], "unknown")
                self.assertIn(f"the file given with {option} is no SOFTWARE hive", said["source"])
        finished = self.run_program("which", "--root", server.root, "--system-hive", server.path("WINNT/notepad.exe"), "x")
        self.assertIn("no registry hive", " ".join(finished.text.split()))

    def test_a_target_that_may_not_be_read(self):
        server = self.server()
        server.root.chmod(0o700 if os.geteuid() == 0 else 0)
        self.addCleanup(server.root.chmod, 0o700)
        finished = self.run_program("facts", "--root", server.root, **self.as_nobody())
        self.assertEqual((finished.code, finished.out), (support.INCOMPLETE, b""), finished)
        self.assertIn("Permission denied", finished.messages)

    def test_output_that_cannot_be_written(self):
        finished = self.run_program("facts", "--root", self.server().root, "-o", "no/such/folder")
        self.assertEqual(finished.code, support.INCOMPLETE, finished)


if __name__ == "__main__":
    if UPDATE:
        sys.argv.remove("--update")
    support.main()
