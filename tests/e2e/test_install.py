"""make install below DESTDIR: the installed program is complete, and uninstall leaves nothing."""
import shutil
import stat
import subprocess

import support


class Install(support.Case):
    def make(self, target, *variables, umask=0o022):
        """Installs a copy of the program, which make takes for up to date (-o)."""
        build = self.folder / "build"
        build.mkdir(exist_ok=True)
        shutil.copy2(support.COMPATSCAN, build / "compatscan")
        completed = subprocess.run(
            ["make", "-s", "-o", build / "compatscan", target, f"BUILD={build}",
             f"DESTDIR={self.folder / 'stage'}", *variables],
            cwd=support.ROOT, env=support.environment(), capture_output=True, text=True,
            timeout=60, umask=umask)
        self.assertEqual(completed.returncode, 0, completed.stdout + completed.stderr)

    def files(self):
        stage = self.folder / "stage"
        self.assertEqual([path.name for path in (self.folder / "build").iterdir()], ["compatscan"])
        return {str(path.relative_to(stage)): path for path in stage.rglob("*")
                if not path.is_dir()}

    def test_install_and_uninstall(self):
        for variables, prefix in (((), "usr/local"), (("PREFIX=/opt/scan",), "opt/scan")):
            with self.subTest(prefix):
                self.make("install", *variables, umask=0o077)
                self.check_files(prefix)
                self.check_program(self.folder / "stage" / prefix / "bin/compatscan")
                self.make("uninstall", *variables)
                self.assertEqual(self.files(), {})
                left = [path for path in (self.folder / "stage").rglob("*")
                        if "compatscan" in path.name]
                self.assertEqual(left, [])
                shutil.rmtree(self.folder / "stage")

    def check_files(self, prefix):
        files = self.files()
        wanted = {f"{prefix}/bin/compatscan", f"{prefix}/share/man/man1/compatscan.1"}
        wanted |= {f"{prefix}/share/compatscan/packs/{file.name}"
                   for file in support.PACKS.glob("*.json")}
        wanted |= {f"{prefix}/share/compatscan/schema/{file.name}"
                   for folder in (support.SCHEMAS, support.ROOT / "rules/schema")
                   for file in folder.glob("*.schema.json")}
        self.assertEqual(set(files), wanted)
        for name, path in files.items():
            mode = stat.S_IMODE(path.stat().st_mode)
            self.assertEqual(mode, 0o755 if "/bin/" in name else 0o644, name)
        for folder in (self.folder / "stage").rglob("*"):
            if folder.is_dir() and "compatscan" in str(folder.relative_to(self.folder / "stage")):
                self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o755, folder)

    def check_program(self, program):
        alone = {"program": str(program), "env": {"COMPATSCAN_PACKS": None}}
        for pack in support.PACKS.glob("*.json"):
            self.assertIn(pack.stem, self.run_program("rules", "list", **alone).text)
        self.scan(self.server(), code=support.HOLDS, packs=(), **alone)
        self.scan(self.server("broken"), code=support.FAILS, **alone)
        # By a link, as from a folder of the path.
        link = self.folder / "link"
        link.symlink_to(program)
        self.assertEqual(self.run_program("rules", "list", program=str(link),
                                          env={"COMPATSCAN_PACKS": None}).code, support.HOLDS)
        link.unlink()

    def test_program_without_packs(self):
        shutil.copy2(support.COMPATSCAN, self.folder / "compatscan")
        alone = {"program": str(self.folder / "compatscan"), "env": {"COMPATSCAN_PACKS": None}}
        self.assert_usage_error(self.run_program("rules", "list", **alone), "no rule packs")
        self.assert_usage_error(
            self.run_program("scan", "--root", self.server().root, **alone), "--pack-dir")
        finished = self.run_program("scan", "--root", self.server().root, "--pack",
                                    support.PACK_FILE, **alone)
        self.assertEqual(finished.code, support.HOLDS, finished)

    def test_packs_in_the_environment(self):
        (self.folder / "packs").mkdir()
        shutil.copy2(support.PACK_FILE, self.folder / "packs/mine.json")
        report = self.scan(self.server(), env={"COMPATSCAN_PACKS": "packs"}, packs=(), code=support.HOLDS)
        self.assertEqual([pack["id"] for pack in report["packs"]], ["ccmail-8.5"])


if __name__ == "__main__":
    support.main()
