"""The sample servers: verdicts, golden reports, and what may not change them.

With --update the golden reports are written anew; read the difference before keeping it.
"""
import hashlib
import json
import os
import pathlib
import sys

import support

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"
UPDATE = "--update" in sys.argv


class Verdicts(support.Case):
    def test_exit_codes(self):
        for variant, code in support.SERVERS.items():
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
        self.assertEqual(support.with_status(report, "fail"), support.PLANTED)
        self.assertEqual(support.result_of(report, "import-32bit")["subject"],
                         r"C:\WINNT\system32\IMPORT.EXE")
        self.assertIn(r"C:\ccmail\Impexp.ri",
                      support.result_of(report, "impexp-ri")["explanation"])
        for rule in support.PLANTED:
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

    def test_packs_are_named_by_their_digest(self):
        report = self.scan(self.server(), packs=())
        self.assertEqual({pack["id"]: pack["sha256"] for pack in report["packs"]},
                         {json.loads(file.read_bytes())["id"]:
                          hashlib.sha256(file.read_bytes()).hexdigest()
                          for file in support.always_used_packs()})

    def test_every_pack_is_content_with_a_healthy_server(self):
        for variant in ("fixed", "fixed-by-registry"):
            with self.subTest(variant):
                self.scan(self.server(variant), packs=(), code=support.HOLDS)

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
        for variant, code in support.SERVERS.items():
            with self.subTest(variant):
                report = support.normalise(self.scan(self.server(variant, variant)))
                self.compare(f"{variant}.{code}.json",
                             json.dumps(report, indent=2, ensure_ascii=False) + "\n")

    def test_text(self):
        for variant, code in support.SERVERS.items():
            with self.subTest(variant):
                self.server(variant, variant)
                finished = self.run_program("scan", "--root", variant, "--pack=ccmail-8.5")
                self.assertEqual(finished.code, code, finished)
                self.compare(f"{variant}.{code}.txt", support.normalise_text(finished.text))

    def test_no_golden_report_is_left_over(self):
        wanted = {f"{variant}.{code}.{form}" for variant, code in support.SERVERS.items()
                  for form in ("json", "txt")}
        self.assertEqual({file.name for file in GOLDEN.iterdir()}, wanted)


class Sameness(support.Case):
    def test_two_scans_differ_only_in_id_and_times(self):
        for variant in support.SERVERS:
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
        for variant in support.SERVERS:
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


if __name__ == "__main__":
    if UPDATE:
        sys.argv.remove("--update")
    support.main()
