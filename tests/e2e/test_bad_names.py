"""Names that are hostile or meet by case, and targets that are large."""
import json
import os

import support
from support import CCMAIL, STORE, SYSTEM_PATH


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
        lines = finished.text.splitlines()
        support.check_text(finished.text, paths=[line for line in lines if not line.startswith(" ")])
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
        for command in (("scan", "--root", server.root, "--pack=ccmail-8.5"),
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


if __name__ == "__main__":
    support.main()
