"""The pack ccmail-migration, which is used when it is asked for: the Migration Wizard's own copies."""
import support

BIN = support.EXCHANGE_BIN
SET = ("Import.exe", "Export.exe", "Impexp.ri", "Cdmw800.dll", "Cfw803.dll", "Ciw803.dll")


class Migration(support.Case):
    def ready(self):
        server = self.server()
        for name in SET:
            server.copy(f"{support.CCMAIL}/{name}", f"{BIN}/{name}")
        return server

    def judge(self, server, *options, code=None):
        return self.scan(server, *(f"--set={option}" for option in options),
                         packs=("ccmail-migration",), code=code)

    def failing(self, server, *options, code=support.FAILS):
        report = self.judge(server, *options, code=code)
        for result in report["results"]:
            self.assertNotIn("${", f"{result['explanation']} {result['remedy']}")
        return support.with_status(report, "fail")

    def test_it_is_used_only_when_it_is_named(self):
        report = self.scan(self.server(), packs=())
        self.assertNotIn("ccmail-migration", {pack["id"] for pack in report["packs"]})

    def test_a_whole_set(self):
        report = self.judge(self.ready(), code=support.HOLDS)
        self.assertEqual(support.with_status(report, "fail", "unknown", "error"), set(), self.told(report))
        self.assertEqual(support.with_status(report, "not-applicable"), {"migration-folder-short"})

    def test_nothing_was_copied(self):
        self.assertEqual(self.failing(self.server()), {
            "import-copied", "export-copied", "resources-copied", "cdmw800-copied", "cfw803-copied",
            "ciw803-copied"})

    def test_one_thing_is_wrong(self):
        for spoil, rules in (
                (lambda s: s.remove(f"{BIN}/Mlmig32.dll"), {"wizard-there"}),
                (lambda s: s.image(f"{BIN}/Mlmig32.dll", "pe32", "--dll", "--version", "5.5.2650.24"),
                 {"wizard-level"}),
                (lambda s: s.remove(f"{BIN}/Export.exe"), {"export-copied"}),
                (lambda s: s.image(f"{BIN}/Export.exe", "mz"), {"export-copy-32bit"}),
                (lambda s: s.image(f"{BIN}/Import.exe", "ne", "--target", "1"), {"import-copy-32bit"}),
                (lambda s: s.copy(f"{BIN}/Import.exe", f"{BIN}/Import32.exe"), {"copies-renamed"}),
                (lambda s: s.write(f"{BIN}/Impexp.ri", b""), {"resources-copied"}),
                (lambda s: s.write(f"{BIN}/Impexp.ri", b"of cc:Mail 8.3"), {"resources-match"}),
                (lambda s: s.image(f"{BIN}/Cfw803.dll", "ne", "--dll"), {"cfw803-copied", "copies-complete"}),
                (lambda s: s.image(f"{support.SYSTEM32}/EXPORT.EXE", "mz"), {"no-old-copies"})):
            with self.subTest(rules):
                code = support.HOLDS if rules == {"no-old-copies"} else support.FAILS
                found = self.failing(spoil(self.ready()), code=code)
                self.assertLessEqual(rules, found)
                self.assertLessEqual(found, rules | {"copies-complete", "copies-same-release", "wizard-level"})

    def test_a_long_name_for_the_files(self):
        self.assertEqual(self.failing(self.ready(), r"migration-files=C:\Migration of 1999",
                                      code=support.HOLDS), {"migration-folder-short"})


if __name__ == "__main__":
    support.main()
