"""From a healthy server one thing is taken away or spoiled, and exactly the matching rules fail.

Every case says what each rule of the pack must answer; a rule it does not name must pass. What
fails is checked against the explanation of the case that the pack gives for it, so that the matrix
also shows that every case of every rule can be met and says its own.

The rows stand in test_matrix_*.py, by group of rules: each file has a table to which row() adds.
"""
import dataclasses
import json
import re
import typing

import support

PACK = json.loads(support.PACK_FILE.read_text("utf-8"))
RULES = {rule["id"]: rule for rule in PACK["rules"]}

# Answered by a running machine only.
LIVE_ONLY = {"connector-restarted"}

DLLS = ("Cdmw800.dll", "Cfw803.dll", "Ciw803.dll")
DLL_RULES = {"dll-cdmw800", "dll-cfw803", "dll-ciw803"}

# What cannot be told about a program that is not found, or that is of another generation.
OF_BOTH_PROGRAMS = DLL_RULES | {"dlls-complete", "same-release"}

PROGRAM_IMPORTS = (
    "--import", "KERNEL32.dll:GetCommandLineA,ExitProcess", "--import", "MSVCRT.dll:printf",
    "--import", "Cdmw800.dll:CdmOpenPostOffice,CdmClosePostOffice,#12",
    "--import", "Cfw803.dll:CfwInitialize,CfwTerminate")
LIBRARIES = {
    "Cdmw800.dll": ("--export", "CdmOpenPostOffice@10", "--export", "CdmClosePostOffice@11",
                    "--export", "@12", "--export", "CdmReadMessage@13"),
    "Cfw803.dll": ("--export", "CfwInitialize", "--export", "CfwTerminate",
                   "--export", "CfwTranslateText"),
    "Ciw803.dll": ("--export", "CiwExportMessage", "--export", "CiwImportMessage"),
}
VERSION = ("--version", "8.50.0.0")


def program(*options):
    """Options of a 32-bit program of the right kind, importing what the real one does."""
    return ("--subsystem", "3", *PROGRAM_IMPORTS, *options)


def library(name, *options, version="8.50.0.0"):
    """Options of a good copy of a DLL, but for what is added."""
    return ("--dll", "--subsystem", "2", "--version", version, *LIBRARIES[name], *options)


@dataclasses.dataclass
class Row:
    name: str
    spoil: typing.Callable
    fails: dict = dataclasses.field(default_factory=dict)  # rule: case of the pack
    untold: set = frozenset()
    not_applicable: set = frozenset()
    code: int = support.FAILS
    variant: str = "fixed"
    severity: dict = dataclasses.field(default_factory=dict)
    says: dict = dataclasses.field(default_factory=dict)  # rule: parts of its explanation
    subject: dict = dataclasses.field(default_factory=dict)


def says_case(rule, case, text):
    """Whether text is the pack's explanation of the case, whatever stands for its variables."""
    template = RULES[rule]["cases"][case]["explanation"]
    pattern = "".join(".*" if part.startswith("${") else re.escape(part)
                      for part in re.split(r"(\$\{[^}]*\})", template))
    return re.fullmatch(pattern, text, re.DOTALL) is not None


class Matrix(support.Case):
    def check(self, row):
        server = self.server(row.variant)
        row.spoil(server)
        report = self.scan(server)
        expected = {rule: "pass" for rule in RULES}
        expected.update(dict.fromkeys(LIVE_ONLY | row.not_applicable, "not-applicable"))
        expected.update(dict.fromkeys(row.untold, "unknown"))
        expected.update(dict.fromkeys(row.fails, "fail"))
        self.assertEqual(support.statuses(report), expected, self.told(report))
        self.assertEqual(report["summary"]["exit_code"], row.code, self.told(report))
        for rule, case in row.fails.items():
            result = support.result_of(report, rule)
            self.assertTrue(says_case(rule, case, result["explanation"]),
                            f"{rule} is not the case {case}: {result['explanation']}")
            self.assertEqual(result["severity"],
                             row.severity.get(rule, RULES[rule]["severity"]), rule)
            self.assertNotIn("${", result["explanation"] + result["remedy"])
        for rule, parts in row.says.items():
            for part in parts:
                self.assertIn(part, support.result_of(report, rule)["explanation"])
        for rule, subject in row.subject.items():
            self.assertEqual(support.result_of(report, rule)["subject"], subject)


class Table:
    """The rows of one file."""

    def __init__(self):
        self.rows = []

    def row(self, name, spoil, **expected):
        self.rows.append(Row(name, spoil, **expected))

    def tests(self):
        """A class with a test for each row."""
        tests = {}
        for number, each in enumerate(self.rows):
            name = re.sub(r"\W+", "_", each.name).strip("_")

            def test(self, each=each):
                self.check(each)
            test.__doc__ = each.name
            tests[f"test_{number:03}_{name}"] = test
        return type("Rows", (Matrix,), tests)
