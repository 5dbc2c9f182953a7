"""deps: what a program loads, from where, and what is missing."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import support

PROGRAM = r"C:\app\prog.exe"
WINE_FOLDERS = tuple(pathlib.Path("/usr/lib").glob("*/wine/x86_64-windows"))
HOSTILE_NAMES = ('a"b.dll', "x\x1b[31mred.dll", "tab\tname.dll", r"..\up.dll",
                 "<b>&amp;.dll", "back\\", "\u202egnp.dll", "{|}.dll", "%n.dll", "")


def dot(text):
    """What Graphviz makes of a graph; None where it is not installed."""
    if not shutil.which("dot"):
        return None
    return subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, check=False, timeout=60)


class Tree:
    """A small machine: C:\\Windows with System32 (kernel32.dll in it), C:\\app and C:\\lib, which is in PATH."""

    def __init__(self, root, windows=True):
        self.root = root
        (root / "Windows/System32").mkdir(parents=True)
        (root / "lib").mkdir()
        if windows:
            self.image("Windows/System32/kernel32.dll", "pe32", "--dll", "--export", "Sleep")

    def image(self, path, kind="pe32", *options):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(support.image_bytes(kind, *options))
        return self

    def dll(self, path, *options):
        return self.image(path, "pe32", "--dll", *options)

    def program(self, *options):
        return self.image("app/prog.exe", "pe32", *options)


class Deps(support.Case):
    def tree(self, **options):
        return Tree(self.folder / "c", **options)

    def run_deps(self, tree, *arguments, **options):
        return self.run_program("deps", "--root", tree.root, "--env", r"PATH=C:\lib", *arguments, **options)

    def deps(self, tree, *arguments, code=support.HOLDS, program=PROGRAM, profile="xp"):
        """The graph as JSON, which is checked as all graphs are; all three formats agree on the exit code."""
        base = ("--profile", profile, *arguments, program)
        finished = self.run_deps(tree, "--format", "json", *base)
        self.assertEqual(finished.code, code, finished)
        document = finished.json
        support.check_schema("deps.schema.json", document)
        support.check_codes(document["problems"])
        self.check_graph(document, code)
        text = self.run_deps(tree, *base)
        self.assertEqual(text.code, code, text)
        support.check_text(text.text, paths=(document["program"]["path"],))
        drawn = self.run_deps(tree, "--format", "dot", *base)
        self.assertEqual(drawn.code, code, drawn)
        self.check_dot(drawn, document)
        return document

    def check_graph(self, document, code):
        ids = [module["path"] or module["name"] for module in document["modules"]]
        self.assertEqual(len(ids), len(set(ids)), "a module stands there twice")
        known = {document["program"]["path"], *ids}
        for edge in document["edges"]:
            self.assertIn(edge["from"], known)
            self.assertIn(edge["to"], known)
        for cycle in document["cycles"]:
            self.assertLessEqual(set(cycle), known)
        self.assertEqual({support.HOLDS: True, support.FAILS: False, support.INCOMPLETE: None}[code],
                         document["complete"])
        summary = document["summary"]
        self.assertEqual(summary["modules"], len(ids))
        for status in ("found", "missing", "missing-delayed", "missing-assembly", "wrong-machine", "wrong-bits",
                       "no-image", "api-set", "skipped"):
            self.assertEqual(summary[status.replace("-", "_")],
                             sum(module["status"] == status for module in document["modules"]), status)

    def check_dot(self, finished, document):
        self.assertIsNone(support.CONTROLS.search(finished.text))
        drawn = dot(finished.out)
        if drawn is None:
            return
        self.assertEqual((drawn.returncode, drawn.stderr), (0, b""), finished.text[:2000])
        nodes = re.findall(rb'<g id="node\d+" class="node">\n<title>n\d+</title>', drawn.stdout)
        self.assertEqual(len(nodes), len(document["modules"]) + 1)

    def statuses(self, document):
        return {module["name"]: module["status"] for module in document["modules"]}

    def module(self, document, name):
        found = [module for module in document["modules"] if module["name"] == name]
        self.assertEqual(len(found), 1, name)
        return found[0]

    # --- what is found --------------------------------------------------------------------------

    def test_all_is_there(self):
        tree = self.tree().program("--import", "a.dll:Open,#7", "--import", "KERNEL32.dll:Sleep",
                                   "--version", "8.50.0.1")
        tree.dll("app/a.dll", "--export", "Open", "--export", "Seven@7", "--import", "kernel32.dll:Sleep",
                 "--version", "1.2.3.4")
        document = self.deps(tree)
        self.assertEqual(document["program"], {
            "path": PROGRAM, "file": str(tree.root / "app/prog.exe"), "kind": "pe32", "bits": 32,
            "machine": "i386", "version": "8.50.0.1", "reason": None, "note": None})
        module = self.module(document, "a.dll")
        self.assertEqual(
            {key: module[key] for key in ("path", "file", "status", "version", "place", "basis", "depth", "reason")},
            {"path": r"C:\app\a.dll", "file": str(tree.root / "app/a.dll"), "status": "found",
             "version": "1.2.3.4", "place": "caller", "basis": "certain", "depth": 1, "reason": None})
        self.assertEqual(module["size"], (tree.root / "app/a.dll").stat().st_size)
        self.assertEqual(self.module(document, "KERNEL32.dll")["place"], "system32")
        self.assertEqual([(edge["from"], edge["to"], edge["symbols"]) for edge in document["edges"]], [
            (PROGRAM, r"C:\app\a.dll", 2),
            (PROGRAM, r"C:\Windows\System32\kernel32.dll", 1),
            (r"C:\app\a.dll", r"C:\Windows\System32\kernel32.dll", 1)])

    def test_symbols_are_listed_with_their_forwarders(self):
        tree = self.tree().program("--import", "front.dll:Open,Close,Gone")
        tree.dll("lib/front.dll", "--export", "Open=BACK.#3", "--export", "Close")
        tree.dll("lib/back.dll", "--export", "Three@3")
        document = self.deps(tree, "--symbols", code=support.FAILS)
        self.assertEqual(document["edges"][0]["symbols"], [
            {"name": "Open", "status": "exported", "via": ["BACK.#3"]},
            {"name": "Close", "status": "exported", "via": []},
            {"name": "Gone", "status": "missing", "via": []}])
        self.assertEqual(document["edges"][0]["missing_symbols"], ["Gone"])
        forwarded = document["edges"][1]
        self.assertEqual((forwarded["from"], forwarded["to"], forwarded["forwarded"], forwarded["imported"]),
                         (r"C:\lib\front.dll", r"C:\lib\back.dll", True, False))
        self.assertEqual(forwarded["symbols"], [{"name": "#3", "status": "exported", "via": []}])
        self.assertEqual(document["summary"]["missing_symbols"], 1)

    def test_hash(self):
        tree = self.tree().program("--import", "a.dll:Open").dll("app/a.dll", "--export", "Open")
        document = self.deps(tree, "--hash")
        self.assertRegex(document["program"]["sha256"], "^[0-9a-f]{64}$")
        self.assertRegex(document["modules"][0]["sha256"], "^[0-9a-f]{64}$")
        self.assertNotIn("sha256", self.deps(tree)["modules"][0])

    def test_the_file_may_be_named_in_three_ways(self):
        tree = self.tree().program().image("lib/prog.exe")
        for name, path in ((r"c:/APP/prog.exe", PROGRAM), (str(tree.root / "app/prog.exe"), PROGRAM),
                           ("prog", r"C:\lib\prog.exe")):
            self.assertEqual(self.deps(tree, program=name)["program"]["path"], path, name)

    def test_a_path_of_this_machine_may_be_written_in_any_way(self):
        tree = self.tree().program()
        (self.folder / "link").symlink_to("c/app")
        for root, name, cwd in (
                ("c", str(tree.root / "app/prog.exe"), self.folder), (tree.root, "c/app/prog.exe", self.folder),
                ("./c/", "c//app/./../app/prog.exe", self.folder), ("..", "./prog.exe", tree.root / "app"),
                (tree.root, "link/prog.exe", self.folder), ("..", PROGRAM, tree.root / "app"),
                (tree.root / "../c", "prog.exe/../prog.exe", tree.root / "app")):
            with self.subTest(f"{root} {name}"):
                finished = self.run_program("deps", "--root", root, "--profile", "xp", "--format", "json", name, cwd=cwd)
                if name.startswith("prog.exe/"):
                    self.assertEqual(finished.code, support.USAGE, finished)
                else:
                    self.assertEqual(finished.code, support.HOLDS, finished)
                    self.assertEqual(finished.json["program"]["path"], PROGRAM)

    def test_paths_lead_to_the_innermost_drive_and_to_shares(self):
        tree = self.tree().image("app/deep/x.exe")
        for option, path in ((f"D={tree.root}/app", r"D:\deep\x.exe"),
                             (rf"\\server\tools={tree.root}/app/deep", r"\\server\tools\x.exe")):
            finished = self.run_deps(tree, "--drive", option, "--format", "json", str(tree.root / "app/deep/x.exe"))
            self.assertEqual(finished.code, support.HOLDS, finished)
            self.assertEqual(finished.json["program"]["path"], path)

    def test_a_program_that_cannot_be_told(self):
        tree = self.tree().program().image("app/PROG.EXE")
        finished = self.run_deps(tree, PROGRAM)
        self.assertEqual((finished.code, finished.out), (support.INCOMPLETE, b""))
        self.assertIn("one name to Windows", finished.messages)

    def test_the_current_directory_is_searched_when_it_is_given(self):
        tree = self.tree().program("--import", "a.dll:Open").dll("here/a.dll", "--export", "Open")
        self.deps(tree, code=support.FAILS)
        document = self.deps(tree, "--current-directory", r"C:\here")
        self.assertEqual(document["modules"][0]["place"], "current")

    def test_cycles(self):
        tree = self.tree().program("--import", "a.dll:A")
        tree.dll("app/a.dll", "--export", "A", "--import", "b.dll:B")
        tree.dll("app/b.dll", "--export", "B", "--import", "a.dll:A")
        document = self.deps(tree)
        self.assertEqual(document["cycles"], [[r"C:\app\a.dll", r"C:\app\b.dll"]])
        self.assertIn("Modules that load one another\n  a.dll, b.dll\n", self.run_deps(tree, PROGRAM).text)

    # --- what is not ----------------------------------------------------------------------------

    def test_missing_and_in_the_way(self):
        tree = self.tree().program("--import", "gone.dll:A", "--import", "old.dll:A", "--import", "text.dll:A",
                                   "--import", "alpha.dll:A", "--delay-import", "late.dll:A")
        tree.image("app/old.dll", "ne", "--dll").dll("lib/old.dll", "--export", "A")
        (tree.root / "app/text.dll").write_text("no image")
        tree.dll("app/alpha.dll", "--machine", "0x184")
        document = self.deps(tree, code=support.FAILS)
        self.assertEqual(self.statuses(document), {
            "gone.dll": "missing", "old.dll": "wrong-bits", "text.dll": "no-image", "alpha.dll": "wrong-machine",
            "late.dll": "missing-delayed"})
        self.assertEqual(self.module(document, "old.dll")["shadows"],
                         [{"path": r"C:\lib\old.dll", "kind": "pe32", "version": None}])
        text = self.run_deps(tree, PROGRAM).text
        self.assertIn("|- gone.dll, MISSING\n", text)
        self.assertTrue(text.startswith("INCOMPLETE  1 module missing, "), "the answer comes first")
        text = " ".join(text.split())
        self.assertIn(r"Take it away, and C:\lib\old.dll is found in its place.", text)
        self.assertIn("3 modules of the wrong kind", text)
        self.assertIn("1 module missing, ", text)

    def test_parts_of_windows_are_not_to_be_replaced(self):
        tree = self.tree().program("--import", "KERNEL32.dll:Sleep,SinceVista", "--import", "user32.dll:Beep",
                                   "--import", "gdi32.dll:Draw")
        tree.dll("Windows/System32/user32.dll", "--machine", "0x184")
        self.deps(tree, code=support.FAILS)
        text = " ".join(self.run_deps(tree, PROGRAM).text.split())
        self.assertIn("This DLL is a part of Windows: never put a program's copy in its place.", text)
        self.assertIn("What a DLL of Windows lacks came with a later Windows", text)
        self.assertIn("restore it, or add the component of Windows that brings it", text)
        self.assertNotIn("Replace", text)
        self.assertNotIn("the program's folder, from", text)

    def test_a_missing_delayed_module_is_shown_and_harmless(self):
        tree = self.tree().program("--delay-import", "late.dll:A")
        document = self.deps(tree)
        self.assertEqual(self.statuses(document), {"late.dll": "missing-delayed"})
        self.assertTrue(document["edges"][0]["delay"])
        text = self.run_deps(tree, PROGRAM).text
        self.assertIn("late.dll, MISSING, needed only when called, delayed", text)
        self.assertIn("1 module missing that only a call would need", text)

    def test_what_cannot_be_told(self):
        tree = self.tree().program("--import", "a.dll:A").dll("lib/a.dll", "--export", "A")
        document = self.deps(tree, "--env", r"PATH=X:\far;C:\lib", code=support.INCOMPLETE)
        self.assertEqual(self.statuses(document), {"a.dll": "untold"})
        self.assertIn("--drive X=DIR", document["modules"][0]["reason"])

    def test_a_damaged_dll_is_untold(self):
        tree = self.tree().program("--import", "a.dll:A").dll("lib/a.dll", "--export", "A", "--import", "a.dll:A")
        file = tree.root / "lib/a.dll"
        file.write_bytes(file.read_bytes()[:-40])
        document = self.deps(tree, code=support.INCOMPLETE)
        self.assertIn("damaged", self.module(document, "a.dll")["reason"])
        self.assertIn("truncated", {problem["code"] for problem in document["problems"]})

    def test_parts_of_windows_that_are_not_there(self):
        tree = self.tree(windows=False).program("--import", "KERNEL32.dll:Sleep", "--import", "a.dll:A")
        tree.dll("app/a.dll", "--export", "A=NTDLL.RtlA")
        document = self.deps(tree)
        self.assertEqual(self.statuses(document), {"KERNEL32.dll": "skipped", "a.dll": "found", "NTDLL.dll": "skipped"})
        self.assertIn("were not judged", self.run_deps(tree, PROGRAM).text)

    def test_api_sets(self):
        tree = self.tree().program("--import", "api-ms-win-core-synch-l1-1-0.dll:Sleep")
        name = "api-ms-win-core-synch-l1-1-0.dll"
        self.assertEqual(self.statuses(self.deps(tree, profile="win10", code=support.HOLDS)), {name: "api-set"})
        self.assertEqual(self.statuses(self.deps(tree, code=support.FAILS)), {name: "missing"})

    def test_an_assembly_that_is_missing(self):
        tree = self.tree()
        (tree.root / "Windows/WinSxS/Manifests").mkdir(parents=True)
        manifest = self.folder / "manifest"
        manifest.write_text(
            '<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0"><dependency><dependentAssembly>'
            '<assemblyIdentity type="win32" name="Microsoft.VC90.CRT" version="9.0.21022.8" '
            'processorArchitecture="x86" publicKeyToken="1fc8b3b9a1e18e3b"/></dependentAssembly></dependency></assembly>')
        tree.program("--manifest", str(manifest))
        document = self.deps(tree, code=support.FAILS)
        self.assertEqual(self.statuses(document), {"Microsoft.VC90.CRT 9.0.21022.8": "missing-assembly"})
        text = " ".join(self.run_deps(tree, "--profile", "xp", PROGRAM).text.split())
        self.assertIn("ASSEMBLY MISSING", text)
        self.assertIn("1 side-by-side assembly missing", text)
        self.deps(tree, profile="w2k")

    def test_a_32_bit_program_on_64_bit_windows(self):
        tree = self.tree().program("--import", "sys.dll:A")
        tree.image("Windows/System32/sys.dll", "pe32plus", "--dll", "--export", "A")
        tree.dll("Windows/SysWOW64/sys.dll", "--export", "A")
        document = self.deps(tree, "--env", "PROCESSOR_ARCHITECTURE=AMD64", profile="win7")
        self.assertEqual(document["modules"][0]["path"], r"C:\Windows\SysWOW64\sys.dll")

    def test_a_program_that_windows_does_not_start(self):
        for processor, options, words in (("AMD64", ("mz",), "64-bit Windows runs no DOS program"),
                                          ("AMD64", ("ne",), "64-bit Windows runs no 16-bit Windows program"),
                                          ("x86", ("pe32plus",), "32-bit Windows runs no 64-bit program")):
            tree = Tree(self.folder / options[0]).image("app/prog.exe", *options)
            given = ("--env", f"PROCESSOR_ARCHITECTURE={processor}")
            document = self.deps(tree, *given, profile="win7", code=support.FAILS)
            self.assertEqual(document["program"]["note"], words)
            text = " ".join(self.run_deps(tree, "--profile", "win7", *given, PROGRAM).text.split())
            self.assertIn(f"INCOMPLETE {words}. ", text)
            found = self.run_program("which", "--root", tree.root, *given, "--profile", "win7", PROGRAM)
            self.assertIn(f"{words}.\n", found.text)
        self.deps(Tree(self.folder / "assumed").image("app/prog.exe", "pe32plus"), profile="win7")

    def test_a_dos_program_does_not_tell_what_it_loads(self):
        tree = self.tree().image("app/prog.exe", "mz")
        self.deps(tree)
        self.assertIn("does not tell what it loads", self.run_deps(tree, PROGRAM).text.split("\n\n")[0])

    def test_the_sample_servers(self):
        for variant, code in (("fixed", support.HOLDS), ("broken", support.FAILS)):
            server = self.server(variant)
            finished = self.run_program("deps", "--root", server.root, "--format", "json", r"C:\ccmail\Export.exe")
            self.assertEqual(finished.code, code, finished)
            support.check_schema("deps.schema.json", finished.json)
            missing = [module["name"] for module in finished.json["modules"] if module["status"] == "missing"]
            self.assertEqual(missing, ["Ciw803.dll"] if code else [])

    def test_the_legend_explains_what_occurs(self):
        for variant, occurs in (("fixed", False), ("broken", True)):
            finished = self.run_program("deps", "--root", self.server(variant).root, "--format", "dot",
                                        r"C:\ccmail\Import.exe")
            self.assertIn(">found</td>", finished.text)
            self.assertEqual(">missing</td>" in finished.text, occurs)
            self.assertIn("forwards to", finished.text)
            self.assertNotIn("API set", finished.text)
            self.assertNotIn("dashed", finished.text)

    def test_programs_of_wine(self):
        """Real closures: Wine's programs with its DLLs beside them."""
        folder = next(path for path in WINE_FOLDERS if path.is_dir())
        tree = self.tree(windows=False)
        for name in ("services.exe", "iexplore.exe", "wscript.exe", "cmd.exe"):
            finished = self.run_deps(tree, "--drive", f"W={folder}", "--profile", "win10", "--format", "json",
                                     "--symbols", rf"W:\{name}")
            self.assertEqual(finished.code, support.HOLDS, finished)
            document = finished.json
            support.check_schema("deps.schema.json", document)
            self.check_graph(document, support.HOLDS)
            self.assertEqual({module["status"] for module in document["modules"]}, {"found"})
            self.assertIn("ntdll.dll", {module["path"].rsplit("\\", 1)[1] for module in document["modules"]})
            self.assertEqual({symbol["status"] for edge in document["edges"] for symbol in edge["symbols"]},
                             {"exported"})
            self.assertTrue(any(edge["forwarded"] for edge in document["edges"]))

    # --- what is shown --------------------------------------------------------------------------

    def test_the_tree_names_each_import_once(self):
        tree = self.tree().program("--import", "a.dll:A", "--import", "c.dll:C")
        tree.dll("app/a.dll", "--export", "A", "--import", "b.dll:B", "--import", "c.dll:C", "--version", "1.0.0.2")
        tree.dll("app/b.dll", "--export", "B", "--import", "prog.exe:P")
        tree.dll("lib/c.dll", "--export", "C", "--delay-import", "b.dll:B")
        text = self.run_deps(tree, PROGRAM).text
        self.assertEqual(text.split("\n\n")[3], "\n".join((
            "prog.exe",
            r"|- a.dll 1.0.0.2, the folder of the calling program (C:\app)",
            r"|  |- b.dll, the folder of the calling program (C:\app)",
            "|  |  `- prog.exe, LACKS 1 SYMBOL, see elsewhere",
            "|  `- c.dll, see elsewhere",
            r"`- c.dll, PATH entry 1 (C:\lib)",
            "   `- b.dll, delayed, see elsewhere")))

    def test_depth_limits_the_tree_and_nothing_else(self):
        tree = self.tree().program("--import", "a.dll:A")
        tree.dll("app/a.dll", "--export", "A", "--import", "b.dll:B").dll("app/b.dll", "--export", "B",
                                                                         "--import", "gone.dll:G")
        finished = self.run_deps(tree, "--depth", "1", PROGRAM)
        self.assertEqual(finished.code, support.FAILS, finished)
        head, _, tail = finished.text.partition("\n\nMissing or wrong\n")
        self.assertNotIn("b.dll", head)
        self.assertIn("and what it imports", " ".join(head.split()))
        self.assertIn("gone.dll", tail)
        self.assertIn("b.dll", self.run_deps(tree, "--depth", "2", PROGRAM).text.partition("\n\nMissing")[0])

    def test_deep_trees_stay_on_the_page(self):
        tree = self.tree().program("--import", "m1.dll:A")
        for level in range(1, 30):
            tree.dll(f"app/m{level}.dll", "--export", "A", "--import", f"m{level + 1}.dll:A")
        document = self.deps(tree, code=support.FAILS)
        self.assertEqual(self.module(document, "m30.dll")["depth"], 30)
        self.assertIn("[30]", self.run_deps(tree, PROGRAM).text)

    def test_a_utf8_terminal_gets_drawn_lines_and_colour(self):
        tree = self.tree().program("--import", "a.dll:A").dll("app/a.dll", "--export", "A", "--import", "g.dll:G")
        for locale, branch in (("en_US.UTF-8", "└─ "), ("C", "`- ")):
            primary, secondary = os.openpty()
            self.addCleanup(os.close, primary)
            self.run_program("deps", "--root", tree.root, "--profile", "xp", "--env", r"PATH=C:\lib", PROGRAM,
                             stdout=secondary, env={"LC_ALL": locale})
            os.close(secondary)
            shown = os.read(primary, 65536).decode()
            self.assertIn(f"{branch}\x1b[1;31mg.dll, MISSING", shown)

    def test_colour_is_for_terminals_unless_asked_for(self):
        tree = self.tree().program("--import", "gone.dll:A")
        self.assertNotIn("\x1b", self.run_deps(tree, PROGRAM).text)
        self.assertIn("\x1b[1;31mgone.dll", self.run_deps(tree, "--color", "always", PROGRAM).text)

    @unittest.skipUnless(shutil.which("dot"), "Graphviz is not installed")
    def test_names_stay_names_in_a_drawing(self):
        tree = self.tree().program(*(word for name in HOSTILE_NAMES if name
                                     for word in ("--import", f"{name}:Open")))
        drawn = dot(self.run_deps(tree, "--format", "dot", PROGRAM).out)
        self.assertEqual((drawn.returncode, drawn.stderr), (0, b""))
        for shown in (b"a&quot;b.dll", b"&lt;b&gt;&amp;amp;.dll", b"back\\.dll", b"{|}.dll", b"%n.dll", b"..\\up.dll",
                      b"x\\u{001B}[31mred.dll"):
            self.assertIn(b">" + shown + b"<", drawn.stdout.replace(b"&#45;", b"-").replace(b"&#39;", b"'"))

    def test_hostile_names(self):
        tree = self.tree().program(*(word for name in HOSTILE_NAMES if name
                                     for word in ("--import", f"{name}:Open,\x07bell")))
        document = self.deps(tree, "--symbols", code=support.FAILS)
        found = self.statuses(document)
        self.assertEqual(found['a"b.dll'], "missing")
        self.assertEqual(found[r"..\up.dll"], "missing")
        self.assertIn("\u202egnp.dll", found)

    def test_it_writes_where_it_is_told(self):
        tree = self.tree().program()
        finished = self.run_deps(tree, "--format", "json", "-o", "out.json", PROGRAM)
        self.assertEqual((finished.code, finished.out), (support.HOLDS, b""))
        support.check_schema("deps.schema.json", json.loads((self.folder / "out.json").read_text("utf-8")))

    # --- usage ----------------------------------------------------------------------------------

    def test_usage(self):
        tree = self.tree().program()
        for arguments, words in (((), "one program"), ((PROGRAM, PROGRAM), "one program"),
                                 (("--format", "xml", PROGRAM), "text, json or dot"),
                                 (("--depth", "0", PROGRAM), "whole number"),
                                 ((r"C:\app\gone.exe",), r"C:\app\gone.exe"), ((r"C:\app",), "folder"),
                                 (("gone.exe",), "full Windows path"), (("",), "one program"),
                                 ((r"Q:\x.exe",), "--drive Q=DIR"), (("app/prog.exe",), "full Windows path")):
            with self.subTest(arguments):
                self.assert_usage_error(self.run_deps(tree, *arguments), words)
        self.assert_usage_error(self.run_program("deps", PROGRAM), "there is no target")

    def test_other_programs(self):
        tree = self.tree().image("app/dos.exe", "mz").image("app/os2.exe", "lx", "--import", "DOSCALLS:#1")
        tree.image("app/win16.exe", "ne", "--import", "KERNEL:#1", "--import", "GONE:#2")
        (tree.root / "app/note.txt").write_text("no image")
        self.assertEqual(self.deps(tree, program=r"C:\app\dos.exe")["modules"], [])
        self.assertEqual(self.statuses(self.deps(tree, program=r"C:\app\os2.exe", code=support.INCOMPLETE)),
                         {"DOSCALLS": "untold"})
        win16 = self.deps(tree, program=r"C:\app\win16.exe", code=support.FAILS)
        self.assertEqual(self.statuses(win16)["GONE"], "missing")
        self.assertIsNone(win16["program"]["note"])
        win16 = self.deps(tree, "--env", "PROCESSOR_ARCHITECTURE=AMD64", program=r"C:\app\win16.exe",
                          code=support.FAILS, profile="win7")
        self.assertIn("64-bit Windows runs no 16-bit Windows program", win16["program"]["note"])
        self.assertIn("no executable image", self.deps(
            tree, program=r"C:\app\note.txt", code=support.INCOMPLETE)["program"]["reason"])


if __name__ == "__main__":
    support.main()
