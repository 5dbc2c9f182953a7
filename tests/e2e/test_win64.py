"""The pack win64-readiness on a made-up Windows XP with files that others made: fonts and 64-bit DLLs of Debian's Wine,
the DOS program loadlin, shortcuts as [MS-SHLLINK] describes them. What it says is what a person would expect."""
import gzip
import pathlib
import sys
import tempfile
import unittest

import support

sys.path.insert(0, str(support.ROOT / "tests/fuzz"))
import seeds_link  # noqa: E402

WINE_FONTS = pathlib.Path("/usr/share/wine/fonts")
WINE_IMAGES = pathlib.Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")
LOADLIN = pathlib.Path("/usr/lib/loadlin/loadlin.exe.gz")

XP = r'[Microsoft\Windows NT\CurrentVersion]' '\n"CurrentVersion"="5.1"\n"CurrentBuildNumber"="2600"\n'
START_MENU = "Documents and Settings/bob/Start Menu/Programs"
MANY = 300


class Tree:
    """Drive C: of a Windows XP."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.system, self.software, self.user = [support.ENVIRONMENT_KEY, '"Path"=' + support.quoted(
            r"C:\WINDOWS\system32;C:\tools"), r"[Select]", '"Current"=dword:1'], [XP], ["[Software]"]

    def put(self, name, data):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def image(self, name, kind, *options):
        self.put(name, support.image_bytes(kind, *options))

    def service(self, name, kind, program):
        self.system += [rf"[ControlSet001\Services\{name}]", f'"Type"=dword:{kind:x}', '"Start"=dword:2',
                        '"ImagePath"=' + support.quoted(program)]

    def run_value(self, program):
        self.software += [r"[Microsoft\Windows\CurrentVersion\Run]", '"Tray"=' + support.quoted(program)]

    def write(self):
        for name, lines in (("WINDOWS/system32/config/system", self.system),
                            ("WINDOWS/system32/config/software", self.software),
                            ("Documents and Settings/bob/NTUSER.DAT", self.user)):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            support.fixture("hive", self.root / name, stdin="\n".join(lines).encode())


class Readiness(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="compatscan-e2e-")
        self.addCleanup(scratch.cleanup)
        self.tree = Tree(scratch.name)
        self.tree.put("WINDOWS/system32/ntoskrnl.exe", support.image_bytes("pe32", "--driver"))

    def scan(self, *options):
        self.tree.write()
        return support.run("scan", "--root", self.tree.root, "--pack", "win64-readiness", *options)

    def failures(self, *options):
        run = self.scan("--format", "json", *options)
        report = run.json
        support.check_report(report)
        return {(result["rule"], result["subject"], result["severity"]) for result in report["results"]
                if result["status"] in ("fail", "warn")}, report

    def test_what_is_started_weighs_more_than_what_lies_there(self):
        tree = self.tree
        loadlin = gzip.decompress(LOADLIN.read_bytes())
        tree.put("loadlin/loadlin.exe", loadlin)
        tree.put("tools/linload.exe", loadlin)
        tree.put("old/loadlin.exe", loadlin)
        tree.put(START_MENU + "/Linux.lnk",
                 seeds_link.shortcut(local="C:\\loadlin\\", suffix="loadlin.exe", arguments="vmlinuz", items=30))
        tree.image("old/svc.exe", "pe32", "--machine", "0x184")
        tree.service("Old", 0x10, r"C:\old\svc.exe")
        tree.image("old/tray.exe", "ne")
        tree.run_value(r"C:\old\tray.exe")
        tree.image("WINDOWS/system32/drivers/own.sys", "pe32", "--driver")
        tree.service("Own", 1, r"system32\drivers\own.sys")
        for name in ("zlib1.dll", "cmd.exe"):
            if (WINE_IMAGES / name).exists():
                tree.put("tools/" + name, (WINE_IMAGES / name).read_bytes())
        failures, report = self.failures()
        self.assertEqual(failures, {
            ("drivers-load", r"C:\WINDOWS\system32\drivers\own.sys", "high"),
            ("logon-programs-run", r"C:\old\tray.exe", "high"),
            ("named-programs-run", r"C:\tools\linload.exe", "medium"),
            ("other-files-run", r"C:\old\loadlin.exe", "low"),
            ("services-run", r"C:\old\svc.exe", "high"),
            ("shortcuts-run", r"C:\loadlin\loadlin.exe", "high"),
        })
        self.assertEqual(report["summary"]["exit_code"], support.FAILS)
        self.assertFalse([result for result in report["results"] if result["status"] == "unknown"])
        told = {result["rule"]: result["explanation"] for result in report["results"] if result["status"] == "fail"}
        self.assertIn("Linux.lnk", told["shortcuts-run"])
        self.assertIn("error 193", told["shortcuts-run"])
        self.assertIn("error 216", told["services-run"])
        self.assertIn("1275", told["drivers-load"])

    def test_fonts_are_no_programs(self):
        for font in sorted(WINE_FONTS.glob("*.fon"))[:20]:
            self.tree.put("WINDOWS/Fonts/" + font.name, font.read_bytes())
        self.assertTrue(list((self.tree.root / "WINDOWS/Fonts").glob("*.fon")), "fonts-wine is not installed")
        failures, report = self.failures()
        self.assertEqual(failures, set())
        self.assertEqual(report["summary"]["exit_code"], support.HOLDS)

    def test_a_drivers_folder_of_64_bit_windows_is_ready(self):
        drivers = sorted(WINE_IMAGES.glob("*.sys"))[:10]
        self.assertTrue(drivers, "libwine is not installed")
        for driver in drivers:
            self.tree.put("WINDOWS/system32/drivers/" + driver.name, driver.read_bytes())
            self.tree.service(driver.stem, 1, rf"system32\drivers\{driver.name}")
        failures, report = self.failures()
        self.assertEqual(failures, set())
        passed = [result for result in report["results"] if result["rule"] == "drivers-load"]
        self.assertEqual([result["status"] for result in passed], ["pass"])
        self.assertIn(str(len(drivers)), passed[0]["explanation"])

    def test_a_truncated_pe_image_is_not_called_16_bit(self):
        whole = (WINE_IMAGES / "winebus.sys").read_bytes()
        self.tree.put("tools/cut.exe", whole[:len(whole) // 2])
        self.tree.put("tools/stub.exe", whole[:70])
        run = self.scan("--format", "json", "--fail-on", "low")
        self.assertNotIn("16-bit", " ".join(
            result["explanation"] for result in run.json["results"] if result["status"] != "not-applicable"))

    def test_hundreds_of_old_files_stay_readable(self):
        for number in range(MANY):
            self.tree.image(f"archive/{number % 7}/old{number}.exe", "ne")
        run = self.scan("--fail-on", "low")
        self.assertEqual(run.code, support.FAILS)
        lines = run.text.splitlines()
        self.assertLess(len(lines), MANY, run.text)
        self.assertLessEqual(max(len(line) for line in lines), 80)
        self.assertIn(f"{MANY}", run.text)

    def test_another_windows_can_be_asked_for(self):
        self.tree.image("old/game.exe", "ne")
        failures, report = self.failures("--set", "windows=x86")
        self.assertEqual(failures, set())
        self.assertTrue([result for result in report["results"]
                         if result["rule"] == "other-files-run" and result["status"] == "pass"])

    def test_without_a_user_the_logon_is_not_known(self):
        self.tree.write()
        (self.tree.root / "Documents and Settings/bob/NTUSER.DAT").unlink()
        run = support.run("scan", "--root", self.tree.root, "--pack", "win64-readiness", "--format", "json")
        self.assertEqual(run.code, support.INCOMPLETE)
        untold = [result for result in run.json["results"] if result["status"] == "unknown"]
        self.assertEqual([result["rule"] for result in untold], ["logon-programs-run"])
        self.assertIn("--user-hive", untold[0]["explanation"])


if __name__ == "__main__":
    unittest.main()
