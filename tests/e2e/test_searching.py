"""The orders that docs/searching.md promises are those that which follows."""
import re

import support

DOCUMENT = (support.ROOT / "docs/searching.md").read_text("utf-8")
FROM = r"C:\ccmail"


def table(heading):
    """The rows of the first table below a heading, without its head."""
    text = DOCUMENT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in text.splitlines() if line.startswith("|")]
    return rows[2:]


def profiles():
    """The profiles that a wrong one is answered with."""
    refusal = support.run("which", "--profile", "none", "x").messages
    return re.findall(r"[a-z0-9.-]+", refusal.split("expected", 1)[1])


class Searching(support.Case):
    def which(self, root, *arguments):
        finished = self.run_program("which", "--root", root, "--format", "json", "--from", FROM, *arguments)
        return finished.json

    def test_every_order(self):
        root = self.server("fixed").root
        every = profiles()
        met = set()
        for launcher, named, order, source in table("Orders"):
            for profile in every if named == "all" else named.split(", "):
                with self.subTest(launcher=launcher, profile=profile):
                    found = self.which(root, "--launcher", launcher, "--profile", profile, "none.xyz")
                    places = list(dict.fromkeys(step["place"] for step in found["steps"]))
                    self.assertEqual(places, order.split(", "))
                    self.assertIn(source, found["source"])
                    met.add((launcher, profile))
        launchers = {launcher for launcher, *_ in table("Orders")}
        self.assertEqual(met, {(launcher, profile) for launcher in launchers for profile in every})

    def test_every_extension(self):
        for launcher, extensions, _ in table("Names"):
            for extension in re.findall(r"\.[a-z]+", extensions):
                server = self.server("fixed").image(f"ccmail/only{extension}", "mz")
                with self.subTest(launcher=launcher, extension=extension):
                    found = self.which(server.root, "--launcher", launcher, "only")
                    self.assertEqual(found["winner"], rf"C:\ccmail\only{extension}")

    def test_what_64_bit_windows_shares(self):
        text = DOCUMENT.split("## 64-bit Windows", 1)[1]
        for folder in ("catroot", "catroot2", r"drivers\etc", "logfiles", "spool", "driverstore"):
            self.assertIn(f"`{folder}`" if folder != "catroot" else r"`System32\catroot`", text)
            server = self.server("fixed").image(
                f"WINNT/system32/{folder.replace(chr(92), '/')}/shared.dll", "pe32", "--dll")
            found = self.which(server.root, "--env", "PROCESSOR_ARCHITECTURE=AMD64", "--profile", "win10",
                               "--caller-bits", "32", rf"C:\WINNT\System32\{folder}\shared.dll")
            self.assertEqual(found["outcome"], "found", folder)


if __name__ == "__main__":
    support.main()
