"""The pack ccmail-connector: from a healthy server one thing is taken away, and its rule says so.

The server is the fixed sample, with cc:Mail 8.5, or the same with DOS programs. Every rule of the
pack that can fail offline fails once here, in a whole report about a real hive and real files, and
no other rule fails with it.
"""
import dataclasses
import functools
import json
import typing

import support

PACK = json.loads((support.PACKS / "ccmail-connector.json").read_text("utf-8"))
RULES = {rule["id"]: rule for rule in PACK["rules"]}

CCMC = f"{support.CONNECTOR}/Ccmc.exe"
NLS_KEY = r"[ControlSet001\Control\Nls\Language]"
GOOD_MESSAGE = b"Message: 1\r\nFrom: A at B\r\nContents:\r\nhello\r\n"
BAD_MESSAGE = b"Message: 1\r\nFrom: A at B\r\nhello\r\n"


@dataclasses.dataclass
class Row:
    rule: str
    spoil: typing.Callable = lambda server: server
    options: tuple = ()
    dos: str = ""  # the resource file of DOS programs that take the place of those of 8.5; "none"
    code: int = support.FAILS
    says: str = ""
    with_it: set = frozenset()  # other rules that fail for the same cause


def dos_programs(server, resource):
    for name in ("Import.exe", "Export.exe"):
        server.image(f"{support.CCMAIL}/{name}", "mz")
    server.remove(f"{support.CCMAIL}/Impexp.ri", f"{support.STORE}/Impexp.ri")
    return server.write(f"{support.CCMAIL}/{resource}", b"resources") if resource != "none" else server


def ccmc(server, version):
    return server.image(CCMC, "pe32", "--subsystem", "3", "--version", version)


def parameter(server, name, value):
    return server.hive(support.PARAMETERS_KEY, f'"{name}"={value}')


def put(folder, name, content=b"x"):
    return lambda server: server.write(f"{support.STORE}/{folder}/{name}", content)


def long_store(server):
    server.rename("exchsrvr", "Exchange Server")
    service = r"C:\Exchange Server\connect\ccmail\bin\ccmc.exe"
    server.hive(support.SERVICE_KEY, f'"ImagePath"={support.quoted(service)}')
    server.parameters(store=r"C:\Exchange Server\Ccmcdata")
    return server.image("Exchange Server/connect/ccmail/bin/Ccmc.exe", "pe32", "--subsystem", "3",
                        "--version", "5.5.1960.6")


def stuck_message(content):
    return lambda server: ccmc(put("Export", "Msg0001.ccm", content)(server), "5.5.2448.0")


def many_bad(server):
    for number in range(24):
        put("Bad", f"Msg{number:04X}.ccm")(server)
    return server


def german(server):
    return server.hive(NLS_KEY, '"Default"="0407"')


def alpha(server):
    return server.hive(support.ENVIRONMENT_KEY, '"PROCESSOR_ARCHITECTURE"="ALPHA"')


def export_83(server):
    return server.image(f"{support.CCMAIL}/Export.exe", "pe32", "--subsystem", "3", "--version", "8.3.0.0")


ROWS = [
    Row("post-office-known", options=("post-office=DB7",), says="DB7"),
    Row("post-office-found", options=(r"post-office-path=C:\exchsrvr\bin",)),
    Row("post-office-damage", lambda server: server.write("ccdata/CCPOMBOX.DAT", b"x").write(
        "ccdata/Nfterror.log", b"x"), options=(r"post-office-path=C:\ccdata",)),
    Row("db6-versions", options=("post-office=DB6",), says="event 68"),
    Row("db6-versions", options=("post-office=DB6",), dos="Ie.ri"),
    Row("db8-versions", options=("post-office=DB8",), dos="none", with_it={"ie-ri-beside"}),
    Row("db8-versions", options=("post-office=DB8", "import-version=5.15"), dos="Ie.ri"),
    Row("ie-ri-beside", lambda server: server.rename(f"{support.CCMAIL}/Ie.ri", "WINNT/Ie.ri"),
        dos="Ie.ri", says="R0002", with_it={"resource-file"}),
    Row("resource-file", dos="none", code=support.HOLDS),
    Row("no-os2-build", lambda server: server.image(
        f"{support.SYSTEM32}/IMPORT.EXE", "ne", "--target", "1"), says=r"C:\WINNT\system32\IMPORT.EXE"),
    Row("no-os2-build", lambda server: server.image(f"{support.CCMAIL}/Export.exe", "lx")),
    Row("store-path-short", long_store, dos="Ie.ri", says="Exchange Server"),
    Row("store-in-place", lambda server: server.rename(support.STORE, "Ccmcdata").parameters(
        store=r"C:\Ccmcdata"), code=support.HOLDS),
    Row("und-files", put("Import", "MSG01A2.UND"), says="Import"),
    Row("und-files", put("Export", "msg01a2.und"), says="Export"),
    Row("bad-backlog", put("Bad", "Msg3DFF.ccm")),
    Row("poisoned-message", many_bad, with_it={"bad-backlog"}, says="24"),
    Row("submit-backlog", put("Submit", "Msg0001.ccm")),
    Row("export-stuck", stuck_message(BAD_MESSAGE), says="Msg0001.ccm", with_it={"header-limit"}),
    Row("export-stuck", stuck_message(b""), with_it={"header-limit"}),
    Row("zero-byte-tmp", lambda server: ccmc(server.write(f"{support.STORE}/Ccm12.tmp", b""), "5.5.1960.6"),
        says="CLANDATA", with_it={"header-limit"}),
    Row("header-limit", lambda server: parameter(server, "Max Address Buffer Size", "-"), code=support.HOLDS),
    Row("export-8.3", export_83, says="backbone"),
    Row("export-8.3", dos="Impexp.ri"),
    Row("import-8.3-brackets", lambda server: ccmc(server, "5.5.2448.0"), dos="Impexp.ri",
        with_it={"export-8.3", "header-limit"}),
    Row("date-format", german, dos="none", says="0407", with_it={"resource-file"}),
    Row("alpha-16bit", alpha, dos="Ie.ri"),
    Row("migration-copy", options=("migration=yes",), says="Import.exe"),
    Row("disk-capture", lambda server: parameter(server, "Save a copy of the Imported files", "dword:1"),
        says="Save a copy of the Imported files", code=support.HOLDS),
    Row("throttled", lambda server: parameter(server, "Maximum number of messages to EXPORT", "dword:1"),
        code=support.HOLDS),
    Row("polling-interval", lambda server: parameter(server, "Second to wait before IMPORT", "dword:0000003c"),
        code=support.HOLDS),
    Row("directory-names", lambda server: parameter(server, "Dir Synch alias name rule", '"user"'),
        code=support.HOLDS),
    Row("comment-rule", lambda server: parameter(server, "Dirsync Comment Rule", '"%a;%o"'),
        code=support.HOLDS),
]


class Connector(support.Case):
    def judge(self, server, *options, code=None):
        return self.scan(server, *(f"--set={option}" for option in options),
                         packs=("ccmail-connector",), code=code)

    def check(self, row):
        server = self.server()
        if row.dos:
            dos_programs(server, row.dos)
        row.spoil(server)
        report = self.judge(server, *row.options, code=row.code)
        self.assertEqual(support.with_status(report, "fail"), {row.rule} | row.with_it, self.told(report))
        self.assertEqual(support.with_status(report, "unknown", "error"), set(), self.told(report))
        result = support.result_of(report, row.rule)
        self.assertIn(row.says, result["explanation"])
        self.assertTrue(result["remedy"])
        self.assertNotIn("${", result["explanation"] + result["remedy"])

    def test_every_rule_that_can_fail_offline_fails_here(self):
        failing = {rule for rule, each in RULES.items() if "cases" in each and not each.get("live")}
        self.assertEqual({row.rule for row in ROWS}, failing)

    def test_healthy_servers(self):
        for variant in ("fixed", "fixed-by-registry"):
            with self.subTest(variant):
                report = self.judge(self.server(variant), code=support.HOLDS)
                self.assertEqual(support.with_status(report, "fail", "unknown", "error"), set(), self.told(report))
                self.assertLess({"connector-there", "header-limit", "und-files"},
                                support.with_status(report, "pass"))

    def test_healthy_dos_servers(self):
        for resource, options in (("Ie.ri", ()), ("Ie.ri", ("post-office=DB8",)),
                                  ("none", ("post-office=DB6",)),
                                  ("none", ("import-version=5.15", "export-version=5.14"))):
            with self.subTest(resource, options=options):
                report = self.judge(dos_programs(self.server(), resource), *options, code=support.HOLDS)
                self.assertEqual(support.with_status(report, "fail", "unknown", "error"), set(), self.told(report))

    def test_what_only_the_running_machine_tells(self):
        report = self.judge(self.server())
        for rule in (rule for rule, each in RULES.items() if each.get("live")):
            self.assertEqual(support.result_of(report, rule)["status"], "not-applicable")

    def test_damaged_messages_do_not_matter_to_a_mended_connector(self):
        server = self.server().write(f"{support.STORE}/Export/Msg0001.ccm", BAD_MESSAGE)
        self.assertEqual(support.result_of(self.judge(server), "export-stuck")["status"], "pass")
        server = stuck_message(GOOD_MESSAGE)(self.server())
        self.assertEqual(support.result_of(self.judge(server), "export-stuck")["status"], "pass")

    def test_a_server_without_the_connector(self):
        report = self.judge(self.server().remove("exchsrvr"), code=support.HOLDS)
        self.assertEqual(support.with_status(report, "not-applicable"), set(RULES))


def add_rows():
    for number, row in enumerate(ROWS):
        test = functools.partialmethod(Connector.check, row)
        setattr(Connector, f"test_{number:02}_{row.rule.replace('-', '_').replace('.', '_')}", test)


add_rows()

if __name__ == "__main__":
    support.main()
