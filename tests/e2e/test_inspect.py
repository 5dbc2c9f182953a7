"""inspect: what is this file? Every kind, every format, and files that are none."""
import hashlib
import json
import os
import subprocess
import time

import support

# kind: (bits, target, machine) of the fixture's plain image.
KINDS = {
    "mz": (16, "dos", "i8086"),
    "ne": (16, "windows", "i286"),
    "le": (32, "windows386", "i386"),
    "lx": (32, "os2", "i386"),
    "w3": (None, "windows386", None),
    "w4": (None, "windows386", None),
    "p2": (16, "pharlap", "i286"),
    "p3": (32, "pharlap", "i386"),
    "mp": (32, "pharlap", "i386"),
    "bw": (16, "dos", "i286"),
    "te": (64, "efi", "x86-64"),
    "pe32": (32, "windows", "i386"),
    "pe32plus": (64, "windows", "x86-64"),
}

# Collections of drivers are known behind an MZ stub only.
BARE = {"ne", "le", "lx", "w3", "w4", "p2", "p3", "mp", "bw"}

MACHINES = {
    0x14C: "i386", 0x1C0: "arm", 0x1C4: "armnt", 0x184: "alpha", 0x166: "mips", 0x1F0: "powerpc",
    0x1A2: "sh", 0x4321: "0x4321",
}
MACHINES_64 = {0x8664: "x86-64", 0xAA64: "arm64", 0x200: "ia64", 0x284: "alpha64"}

NE_TARGETS = {0: "unknown", 1: "os2", 2: "windows", 3: "dos4", 4: "windows386", 5: "boss"}
SUBSYSTEMS = {1: ("native", "native"), 2: ("gui", "windows"), 3: ("console", "windows"),
              5: ("os2", "os2"), 7: ("posix", "posix"), 9: ("ce-gui", "ce"),
              10: ("efi-application", "efi"), 99: ("0x0063", "unknown")}


MANIFEST = b"""<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
 <assemblyIdentity name="Lotus.Import" version="1.0.0.0" processorArchitecture="x86"/>
 <dependency><dependentAssembly>
  <assemblyIdentity name="Microsoft.Windows.Common-Controls" version="6.0.0.0"/>
 </dependentAssembly></dependency>
 <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3"><security><requestedPrivileges>
  <requestedExecutionLevel level="asInvoker"/>
 </requestedPrivileges></security></trustInfo>
</assembly>"""


class Inspect(support.Case):
    def write(self, name, content):
        (self.folder / name).write_bytes(content)
        return name

    def image(self, name, *arguments):
        return self.write(name, support.image_bytes(*arguments))


class Kinds(Inspect):
    def test_every_kind(self):
        names = [self.image(kind, kind) for kind in KINDS]
        for name, file in zip(names, self.inspect(*names)):
            with self.subTest(name):
                self.assertEqual(file["kind"], name)
                self.assertEqual((file["bits"], file["target"], file["machine"]), KINDS[name])
                self.assertEqual(file["size"], (self.folder / name).stat().st_size)
                self.assertEqual(file["problems"], [])

    def test_the_name_tells_nothing(self):
        names = [self.image(f"{kind}.txt", kind) for kind in KINDS]
        names += [self.write("program.exe", b"no program"), self.write("library.dll", b"")]
        self.assertEqual([file["kind"] for file in self.inspect(*names)],
                         [*KINDS, "none", "none"])

    def test_bare_forms(self):
        names = [self.image(kind, kind, "--bare") for kind in sorted(BARE)]
        for name, file in zip(names, self.inspect(*names)):
            with self.subTest(name):
                self.assertEqual(file["kind"], name)
                self.assertEqual((file["bits"], file["target"], file["machine"]), KINDS[name])

    def test_no_images(self):
        contents = {"empty": b"", "M": b"M", "text": b"an MZ, late\n",
                    "zeros": bytes(4096), "PE": b"PE\0\0" + bytes(300),
                    "elf": b"\x7fELF" + bytes(60),
                    "utf16": "MZ".encode("utf-16"), "zip": b"PK\x03\x04" + bytes(100)}
        for name, content in contents.items():
            self.write(name, content)
        for file in self.inspect(*contents):
            with self.subTest(file["path"]):
                self.assertEqual((file["kind"], file["bits"], file["target"], file["machine"]),
                                 ("none", None, None, None))
                self.assertEqual(file["size"], len(contents[file["path"]]))

    def test_machines(self):
        for kind, machines in (("pe32", MACHINES), ("pe32plus", MACHINES_64)):
            names = [self.image(f"{code:x}", kind, "--machine", str(code)) for code in machines]
            for file, machine in zip(self.inspect(*names), machines.values()):
                self.assertEqual((file["kind"], file["machine"]), (kind, machine))

    def test_targets(self):
        names = [self.image(f"ne{code}", "ne", "--target", str(code)) for code in NE_TARGETS]
        for file, target in zip(self.inspect(*names), NE_TARGETS.values()):
            self.assertEqual((file["kind"], file["target"]), ("ne", target), file["path"])

    def test_subsystems(self):
        names = [self.image(f"pe{code}", "pe32", "--subsystem", str(code)) for code in SUBSYSTEMS]
        for file, (name, target) in zip(self.inspect(*names), SUBSYSTEMS.values()):
            self.assertEqual((file["subsystem"], file["target"]), (name, target), file["path"])

    def test_libraries(self):
        for kind in ("ne", "le", "lx", "pe32", "pe32plus"):
            program, library = self.inspect(
                self.image("program", kind), self.image("library", kind, "--dll"))
            self.assertIs(library["dll"], True, kind)
            if kind != "le":
                self.assertIs(program["dll"], False, kind)

    def test_facts(self):
        file, = self.inspect(self.image(
            "full", "pe32", "--dll", "--module", "FULL.dll", "--linker", "5.12",
            "--expected", "3.51", "--version", "1.2.3.65535", "--product", "4.5.6.7",
            "--string", "CompanyName=Größe & Söhne", "--string", "Empty=",
            "--import", "KERNEL32.dll:ExitProcess,#7", "--delay-import", "LATER.dll:Go",
            "--export", "One@3", "--export", "@9", "--export", "Three=NTDLL.Three"))
        self.assertEqual(file["linker"], "5.12")
        self.assertEqual(file["expected_windows"], "3.51")
        self.assertEqual(file["module_name"], "FULL.dll")
        self.assertEqual(file["version"]["file"], "1.2.3.65535")
        self.assertEqual(file["version"]["product"], "4.5.6.7")
        self.assertEqual(file["version"]["strings"]["CompanyName"], "Größe & Söhne")
        self.assertEqual(file["imports"], [
            {"module": "KERNEL32.dll", "delay": False, "symbols": 2},
            {"module": "LATER.dll", "delay": True, "symbols": 1}])
        self.assertEqual(file["exports"], 3)

    def test_version_of_16_bit_files(self):
        file, = self.inspect(self.image(
            "ne", "ne", "--module", "KEYBOARD", "--description", "Keyboard driver",
            "--expected", "3.10", "--version", "3.10.0.103", "--string", "ProductName=Windows"))
        numbers = {"file": "3.10.0.103", "product": "3.10.0.103"}
        strings = {"ProductName": "Windows"}
        self.assertEqual(file["version"], {
            **numbers, "strings": strings, "language": "0409",
            "languages": [{"language": "0409", "code_page": 1252, **numbers, "strings": strings}]})
        self.assertEqual((file["module_name"], file["description"], file["expected_windows"]),
                         ("KEYBOARD", "Keyboard driver", "3.10"))

    def test_version_without_numbers(self):
        file, = self.inspect(self.image(
            "half", "pe32", "--no-fixed-version", "--string", "FileVersion=8.50"))
        self.assertIsNone(file["version"]["file"])
        self.assertEqual(file["version"]["strings"], {"FileVersion": "8.50"})


class Options(Inspect):
    def test_hash(self):
        names = [self.image(kind, kind) for kind in KINDS]
        names += [self.write("empty", b""), self.write("large", os.urandom(300000))]
        for file in self.inspect("--hash", *names):
            self.assertEqual(
                file["sha256"],
                hashlib.sha256((self.folder / file["path"]).read_bytes()).hexdigest())
        for file in self.inspect(*names):
            self.assertNotIn("sha256", file)

    def test_hash_as_sha256sum_tells(self):
        self.image("image", "pe32")
        summed = subprocess.run(["sha256sum", "image"], cwd=self.folder, capture_output=True,
                                check=True, text=True).stdout.split()[0]
        file, = self.inspect("--hash", "image")
        self.assertEqual(file["sha256"], summed)
        self.assertIn(summed, self.run_program("inspect", "--hash", "image").text)

    def test_symbols(self):
        image = self.image(
            "library", "pe32", "--dll", "--import", "A.dll:One,#12,Two", "--import", "B.dll:#1",
            "--export", "Named@5", "--export", "@6", "--export", "Away@7=C.There")
        file, = self.inspect("--symbols", image)
        self.assertEqual([each["symbols"] for each in file["imports"]],
                         [["One", "#12", "Two"], ["#1"]])
        exports = sorted(file["exports"], key=lambda export: export["ordinal"])
        self.assertEqual(exports, [
            {"name": "Named", "ordinal": 5, "forwarder": None},
            {"name": None, "ordinal": 6, "forwarder": None},
            {"name": "Away", "ordinal": 7, "forwarder": "C.There"}])
        text = self.run_program("inspect", "--symbols", image).text
        for word in ("One", "#12", "Named", "C.There"):
            self.assertIn(word, text)
        self.assertNotIn("Named", self.run_program("inspect", image).text)

    def test_symbols_of_16_bit_files(self):
        file, = self.inspect("--symbols", self.image(
            "ne", "ne", "--import", "KERNEL:#3,#51", "--export", "Inquire@1"))
        self.assertEqual(file["imports"][0]["module"], "KERNEL")
        self.assertEqual(sorted(file["imports"][0]["symbols"]), ["#3", "#51"])
        self.assertIn("Inquire", {export["name"].capitalize() for export in file["exports"]
                                  if export["name"]})

    def test_resources(self):
        text = self.folder / self.write("text", b"some text")
        manifest = self.folder / self.write("manifest", MANIFEST)
        image = self.image(
            "many", "pe32", "--version", "1.2", "--manifest", manifest,
            "--resource", f"3:1:0x409:{text}", "--resource", f"3:2:0x407:{text}",
            "--resource", f"TYPELIB:MAIN:0:{text}")
        file, = self.inspect("--resources", image)
        content = (self.folder / image).read_bytes()
        self.assertEqual(
            [(each["type"], each["name"], each["language"]) for each in file["resources"]],
            [("TYPELIB", "MAIN", "0000"), ("icon", "#1", "0409"), ("icon", "#2", "0407"),
             ("version", "#1", "0409"), ("manifest", "#1", "0409")])
        for each in file["resources"][:3]:
            self.assertEqual(content[each["offset"]:each["offset"] + each["size"]], b"some text")
        self.assertEqual(self.inspect(image)[0]["resources"], 5)
        text = self.run_program("inspect", image).text
        self.assertIn("resources    1 TYPELIB, 2 icon, 1 version, 1 manifest\n", text)
        self.assertNotIn("MAIN", text)
        self.assertIn("MAIN", self.run_program("inspect", "--resources", image).text)

    def test_manifest(self):
        manifest = self.folder / self.write("manifest", MANIFEST)
        file, = self.inspect(self.image("program", "pe32", "--manifest", manifest))
        self.assertEqual(file["manifest"]["identity"]["name"], "Lotus.Import")
        self.assertEqual([each["name"] for each in file["manifest"]["dependencies"]],
                         ["Microsoft.Windows.Common-Controls"])
        self.assertEqual(file["manifest"]["requested_level"], "asInvoker")
        text = self.run_program("inspect", "program").text
        support.check_text(text)
        for words in ("manifest     Lotus.Import 1.0.0.0 (x86)\n", "runs as            asInvoker\n"):
            self.assertIn(words, text)

    def test_several_languages(self):
        file, = self.inspect(self.image(
            "polyglot", "pe32", "--version-language", "0x407", "--version", "8.50",
            "--string", "FileDescription=Einfuhr", "--version-language", "0x409",
            "--version", "8.50", "--string", "FileDescription=Import"))
        self.assertEqual((file["version"]["language"], file["description"]), ("0409", "Import"))
        self.assertEqual([each["language"] for each in file["version"]["languages"]],
                         ["0407", "0409"])
        self.assertIn("also in      0407 German\n", self.run_program("inspect", "polyglot").text)

    def test_strings(self):
        self.write("file", b"\0\1Lotus cc:Mail\0\0\0" + "Größe".encode("utf-16-le") + b"\0\0abc")
        file, = self.inspect("--strings", "file")
        self.assertEqual(file["strings"], [
            {"offset": 2, "encoding": "ascii", "text": "Lotus cc:Mail"},
            {"offset": 18, "encoding": "utf-16", "text": "Größe"}])
        self.assertNotIn("strings", self.inspect("file")[0])
        text = self.run_program("inspect", "--strings", "file").text
        self.assertIn("  strings      2 texts\n    00000002   Lotus cc:Mail\n    00000012w  Größe\n",
                      text)

    def test_strings_of_standard_input(self):
        finished = self.run_program("inspect", "--strings", "--format", "json", "-",
                                    stdin=b"some text")
        self.assertEqual([each["text"] for each in finished.json["strings"]], ["some text"])

    def test_strings_cannot_move_the_cursor(self):
        self.write("file", "\u202eabcd\u0085".encode("utf-16-le") + b"\x1b[31mred")
        support.check_text(self.run_program("inspect", "--strings", "file").text)

    def test_json_of_one_file_is_an_object_of_several_a_list(self):
        names = [self.image(kind, kind) for kind in ("mz", "pe32")]
        one = self.run_program("inspect", "--format", "json", names[0]).json
        support.check_schema("inspect.schema.json", one)
        self.assertEqual(one["kind"], "mz")
        several = self.run_program("inspect", "--format", "json", *names).json
        support.check_schema("inspect.schema.json", several)
        self.assertEqual([file["kind"] for file in several], names)
        self.assertEqual(several, self.inspect(*names))

    def test_jsonl_is_one_line_a_file(self):
        names = [self.image(kind, kind) for kind in KINDS]
        finished = self.run_program("inspect", "--format", "jsonl", *names)
        self.assertEqual(finished.out.count(b"\n"), len(names))
        self.assertTrue(finished.out.endswith(b"}\n"))

    def test_text(self):
        names = [self.image(kind, kind) for kind in KINDS]
        names.append(self.image("full", "pe32", "--version", "8.50.0.0", "--string",
                                "Comments=" + "word " * 60, "--string",
                                "LongName" * 8 + "=x", "--import", "K.dll:" + ",".join(
                                    f"Symbol{n}" for n in range(100))))
        finished = self.run_program("inspect", "--symbols", "--hash", *names)
        support.check_text(finished.text)
        self.assertEqual((finished.code, finished.err), (support.HOLDS, b""))
        for name in names:
            self.assertIn(f"{name}\n", finished.text)
        self.assertIn("8.50.0.0", finished.text)

    def test_the_same_file_twice(self):
        name = self.image("mz", "mz")
        one, other = self.inspect(name, name)
        self.assertEqual(one, other)

    def test_standard_input(self):
        image = support.image_bytes("pe32", "--version", "8.50.0.0")
        finished = self.run_program("inspect", "--format", "json", "--hash", "-", stdin=image)
        self.assertEqual(finished.code, support.HOLDS, finished)
        support.check_schema("inspect.schema.json", finished.json)
        self.assertEqual(finished.json["path"], "-")
        self.assertEqual(finished.json["sha256"], hashlib.sha256(image).hexdigest())
        self.write("file", image)
        file, = self.inspect("--hash", "file")
        self.assertEqual({**finished.json, "path": "file"}, file)

    def test_empty_standard_input(self):
        finished = self.run_program("inspect", "--format", "json", "-", stdin=b"")
        self.assertEqual((finished.json["kind"], finished.json["size"]), ("none", 0))

    def test_output_file(self):
        finished = self.run_program(
            "inspect", "-f", "json", "-o", "out.json", self.image("mz", "mz"))
        self.assertEqual((finished.code, finished.out), (support.HOLDS, b""))
        support.check_schema("inspect.schema.json",
                             json.loads((self.folder / "out.json").read_text("utf-8")))


class NoFiles(Inspect):
    def unreadable(self, name, code, options=()):
        """The file is listed with its problem, the others are read, and the exit code tells."""
        good = self.image("good", "mz")
        files = self.inspect(*options, name, good, code=support.INCOMPLETE)
        self.assertEqual([file["path"] for file in files], [str(name), good])
        self.assertEqual((files[0]["kind"], files[0]["size"]), ("none", 0))
        self.assertEqual([problem["code"] for problem in files[0]["problems"]], [code])
        self.assertNotIn("sha256", files[0])
        self.assertEqual(files[1]["kind"], "mz")
        finished = self.run_program("inspect", *options, name, good)
        self.assertEqual(finished.code, support.INCOMPLETE)
        self.assertIn(f"cannot read {name}: ", finished.messages)
        self.assertIn(f"{name}\n", finished.text)
        self.assertIn(code, finished.text)

    def test_missing(self):
        self.unreadable("missing", "missing-file")
        self.unreadable("missing", "missing-file", options=("--hash",))
        self.unreadable("good/below", "missing-file")

    def test_folder(self):
        (self.folder / "folder").mkdir()
        self.unreadable("folder", "special-file")
        self.unreadable(".", "special-file")

    def test_fifo(self):
        os.mkfifo(self.folder / "fifo")
        with support.Watch(self.folder / "fifo") as watch:
            self.unreadable("fifo", "special-file", options=("--hash",))
            self.assertFalse(watch.opened)

    def test_device(self):
        self.unreadable("/dev/zero", "special-file")

    def test_loop(self):
        (self.folder / "loop").symlink_to("loop")
        self.unreadable("loop", "unreadable-file")

    def test_link_to_a_file_is_followed(self):
        self.image("real", "mz")
        (self.folder / "link").symlink_to("real")
        file, = self.inspect("link")
        self.assertEqual((file["path"], file["kind"]), ("link", "mz"))

    def test_no_permission(self):
        self.image("closed", "mz")
        self.addCleanup(subprocess.run, ["chmod", "-R", "u+rwx", self.folder], check=False)
        (self.folder / "closed").chmod(0o000)
        file, = self.inspect("closed", code=support.INCOMPLETE, **self.as_nobody())
        self.assertEqual([problem["code"] for problem in file["problems"]], ["unreadable-file"])

    def test_empty_name(self):
        files = self.inspect("./", code=support.INCOMPLETE)
        self.assertEqual(files[0]["kind"], "none")
        finished = self.run_program("inspect", "--format", "jsonl", "")
        self.assertIn(finished.code, (support.USAGE, support.INCOMPLETE))


class Large(Inspect):
    def test_sparse_file_of_4_gib_is_quick(self):
        for name, head in {"zeros": b"", "mz": support.image_bytes("mz"),
                           "ne": support.image_bytes("ne", "--version", "1.0.0.0"),
                           "pe32": support.image_bytes("pe32", "--version", "8.50.0.0"),
                           "pe32plus": support.image_bytes("pe32plus")}.items():
            self.write(name, head)
            with open(self.folder / name, "r+b") as stream:
                stream.truncate(4 * 1024 ** 3 + 1)
        began = time.monotonic()
        files = self.inspect("zeros", "mz", "ne", "pe32", "pe32plus")
        self.assertLess(time.monotonic() - began, 5)
        for file in files:
            self.assertEqual(file["size"], 4 * 1024 ** 3 + 1)
            self.assertEqual(file["kind"], file["path"] if file["path"] != "zeros" else "none")

    def test_thousands_of_files(self):
        names = [self.image(f"{number:05}", "mz") for number in range(5000)]
        finished = self.run_program("inspect", "--format", "jsonl", *names)
        self.assertEqual(len(finished.lines), 5000)

    def test_headers_that_promise_too_much(self):
        pe = bytearray(support.image_bytes("pe32", "--import", "A.dll:B", "--export", "C"))
        offset = int.from_bytes(pe[60:64], "little")
        for name, place in {"sections": (offset + 6, 2), "optional": (offset + 20, 2),
                            "directories": (offset + 24 + 92, 4), "e_lfanew": (60, 4),
                            "imports": (offset + 24 + 104, 4), "exports": (offset + 24 + 96, 4)
                            }.items():
            for value in (0x7F, 0xFF):
                with self.subTest(f"{name} {value:#x}"):
                    spoiled = bytearray(pe)
                    spoiled[place[0]:place[0] + place[1]] = bytes([value]) * place[1]
                    file, = self.inspect("--symbols", self.write("spoiled", bytes(spoiled)))
                    self.assertTrue(file["problems"])


if __name__ == "__main__":
    support.main()
