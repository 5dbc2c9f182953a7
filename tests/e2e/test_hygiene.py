"""The pack hygiene: a healthy server, one with every sort of disorder, and servers that do not show all they have."""
import json

import support

SERVICES = r"[ControlSet001\Services\{}]"


def service(name, command, start=2):
    return [SERVICES.format(name), '"Type"=dword:00000010', f'"Start"=dword:0000000{start}',
            f'"ImagePath"=expand:{support.quoted(command)}']


class Hygiene(support.Case):
    def judge(self, server, *arguments, **options):
        return self.scan(server, *arguments, packs=("hygiene",), **options)

    def subjects(self, report):
        """What fails, as rule -> (severity, subjects)."""
        found = {}
        for result in report["results"]:
            if result["status"] == "fail":
                severity, subjects = found.setdefault(result["rule"], (result["severity"], []))
                subjects.append(result["subject"])
                self.assertTrue(result["evidence"] and result["remedy"], result)
        return found

    def test_healthy_servers_hold(self):
        for variant in ("fixed", "fixed-by-registry"):
            with self.subTest(variant):
                report = self.judge(self.server(variant), code=support.HOLDS)
                self.assertEqual(support.with_status(report, "fail", "unknown", "error"), set())
                self.assertIn("services-complete", support.with_status(report, "pass"))

    def untidy(self):
        server = self.server()
        server.system_path(r'%SystemRoot%\system32;%SystemRoot%;tools;C:\gone;%TOOLS%\bin;C:\more;"C:\more";\\files\bin;'
                           r'A:\bin;C:\WINNT;C:\exchsrvr\bin')
        server.folder("more")
        server.image("WINNT/system32/crypt.dll", "ne", "--dll")
        server.image("more/crypt.dll", "pe32", "--dll")
        server.image("WINNT/system32/zip.dll", "pe32", "--dll", "--version", "1.0.0.0")
        server.image("more/zip.dll", "pe32", "--dll", "--version", "2.0.0.0")
        server.image("shop/zip.dll", "pe32", "--dll", "--version", "0.9.0.0")
        for name in ("shop/shop.exe", "manual/manual.exe", "off/off.exe"):
            server.image(name, "pe32", "--import", "lost.dll:Open")
        server.image("Program Files/Open/open.exe", "pe32")
        server.image("Program Files/Taken/taken.exe", "pe32")
        server.image("Program Files/Taken.exe", "pe32")
        return server.hive(
            *service("Shop", r"C:\shop\shop.exe"), *service("Manual", r"C:\manual\manual.exe", 3),
            *service("Off", r"C:\off\off.exe", 4), *service("Gone", r"C:\gone\gone.exe"),
            *service("GoneToo", r"C:\gone\too.exe", 3),
            *service("Open", r"C:\Program Files\Open\open.exe -run"))

    def test_each_disorder_is_named(self):
        report = self.judge(self.untidy(), code=support.INCOMPLETE)
        self.assertEqual(self.subjects(report), {
            "path-absolute": ("low", ["tools"]),
            "path-expanded": ("low", [r"%TOOLS%\bin"]),
            "path-folders-exist": ("low", [r"C:\gone"]),
            "path-unquoted": ("low", [r"C:\more"]),
            "path-local": ("low", [r"\\files\bin"]),
            "path-fixed-drives": ("low", [r"A:\bin"]),
            "path-no-duplicates": ("info", [r"C:\more"]),
            "dlls-loadable": ("low", ["crypt.dll"]),
            "dlls-same-version": ("low", ["zip.dll"]),
            "system-dlls-unshadowed": ("low", [r"C:\shop\zip.dll"]),
            "service-programs-there": ("low", [r"C:\gone\gone.exe"]),
            "manual-service-programs-there": ("low", [r"C:\gone\too.exe"]),
            "service-commands-unambiguous": ("low", [r"C:\Program Files\Open\open.exe"]),
        })

        # An entry of PATH that leads nobody knows where may hold what is missed.
        self.assertEqual(support.with_status(report, "unknown"), {"services-complete", "manual-services-complete"})

    def test_services_that_lack_a_dll(self):
        server = self.untidy().system_path(r"%SystemRoot%\system32")
        report = self.judge(server, code=support.FAILS)
        found = self.subjects(report)
        self.assertEqual(found["services-complete"], ("high", [r"C:\shop\shop.exe"]))
        self.assertEqual(found["manual-services-complete"], ("medium", [r"C:\manual\manual.exe"]))

    def test_a_file_that_takes_the_place_of_a_service_is_grave(self):
        server = self.server()
        server.image("Program Files/Shop/shop.exe", "pe32").image("Program.exe", "pe32")
        server.hive(*service("Shop", r"C:\Program Files\Shop\shop.exe"))
        report = self.judge(server, code=support.FAILS)
        self.assertEqual(self.subjects(report), {"service-commands-unambiguous": ("high", [r"C:\Program.exe"])})

    def test_what_is_not_there_to_be_seen_is_not_unknown(self):
        server = self.untidy()
        for file in server.path("WINNT/system32").glob("*.dll"):
            file.unlink()
        server.system_path(r"%SystemRoot%\system32;D:\tools")
        server.hive(*service("Spooler", r"%SystemRoot%\system32\spoolss.exe"),
                    r"[-ControlSet001\Services\Gone]", r"[-ControlSet001\Services\GoneToo]")
        report = self.judge(server, code=support.HOLDS)
        self.assertEqual(self.subjects(report)["service-commands-unambiguous"][0], "low")
        self.assertEqual(support.with_status(report, "unknown"), {"path-folders-exist"})
        result = support.result_of(report, "services-complete")
        self.assertEqual(result["status"], "not-applicable")
        self.assertIn("give the whole drive", result["explanation"])

    def test_without_a_registry_the_rules_say_what_to_give(self):
        server = self.server().remove(support.HIVE)
        report = self.judge(server, code=support.HOLDS)
        self.assertEqual(support.with_status(report, "fail", "unknown"), set())
        for rule in ("path-absolute", "service-programs-there"):
            self.assertIn("--system-hive", support.result_of(report, rule)["explanation"])

    def test_every_rule_has_shown_that_it_can_fail(self):
        pack = json.loads((support.PACKS / "hygiene.json").read_text("utf-8"))
        failing = {rule["id"] for rule in pack["rules"]
                   if any(example["expect"] == "fail" for example in rule["examples"])}
        self.assertEqual(failing, {rule["id"] for rule in pack["rules"]})


if __name__ == "__main__":
    support.main()
