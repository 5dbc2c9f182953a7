"""rules test: the examples of packs, told on the command line."""
import json

import support

CASE = {"explanation": "${detail}.", "remedy": "Mend it."}


class RulesTest(support.Case):
    def pack(self, *examples, **more):
        rule = {"id": "there", "title": "It is there", "severity": "high", "references": ["Q1"],
                "check": {"type": "file", "path": "C:\\a.txt"}, "holds": "${path} is there.",
                "cases": {"otherwise": CASE}, "examples": list(examples), **more}
        (self.folder / "pack.json").write_text(json.dumps({
            "schema": "compatscan-pack/1", "id": "mine", "version": "2", "title": "T", "description": "D",
            "references": ["Q1"], "rules": [rule]}))

    def example(self, title, expect, machine):
        return {"title": title, "expect": expect, "machine": machine}

    def test_all_hold(self):
        self.pack(self.example("there", "pass", {"files": {"C:\\A.TXT": "x"}}),
                  self.example("not there", "fail", {}))
        done = self.run_program("rules", "test", "--strict", "./pack.json")
        self.assertEqual(done.code, 0)
        self.assertEqual(done.text, "mine 2: 1 rule, 2 examples; all hold\n")
        self.assertEqual(done.messages, "")
        done = self.run_program("rules", "test", "-v", "./pack.json")
        self.assertEqual(done.code, 0)
        self.assertIn('mine, there, "there": holds, pass: C:\\A.TXT is there.\n', done.text)
        self.assertIn('mine, there, "not there": holds, fail (missing): ', done.text)

    def test_one_does_not(self):
        self.pack(self.example("there", "pass", {}), self.example("not there", "fail", {}))
        done = self.run_program("rules", "test", "./pack.json")
        self.assertEqual(done.code, 1)
        self.assertIn('mine, there, "there": expected pass, found fail (missing) about C:\\a.txt: ', done.text)
        self.assertIn("mine 2: 1 rule, 2 examples; 1 does not hold\n", done.text)

    def test_a_text_that_is_not_filled(self):
        key = "HKLM\\SOFTWARE\\A"
        self.pack(self.example("there", "pass", {"registry": {key: {"v": "${left}"}}}),
                  check={"type": "registry", "key": key, "value": "v", "matches": "*"}, holds="It is ${actual}.")
        done = self.run_program("rules", "test", "./pack.json")
        self.assertEqual((done.code, done.messages), (1, ""))
        self.assertIn('found pass, in whose text a ${...} has no value: It is "${left}".', done.text)

    def test_strict(self):
        self.pack(self.example("there", "pass", {"files": {"C:\\a.txt": "x"}}))
        root = self.server().root
        for command in (("rules", "test", "--strict", "./pack.json"), ("rules", "check", "--strict", "./pack.json"),
                        ("scan", "--strict", "--root", root, "--pack", "./pack.json")):
            with self.subTest(command[:2]):
                done = self.run_program(*command)
                self.assertEqual(done.code, 2)
                self.assertIn('pack.json: $.rules[0]: the rule there has no example with "expect": "fail"', done.messages)
        self.assertEqual(self.run_program("rules", "check", "./pack.json").code, 0)

    def test_a_machine_that_cannot_be_made(self):
        self.pack(self.example("there", "pass", {"files": {"C:\\a.txt": "x", "C:\\a.txt\\b": "x"}}))
        for command in ("test", "check"):
            with self.subTest(command):
                done = self.run_program("rules", command, "./pack.json")
                self.assertEqual(done.code, 2)
                self.assertIn("$.rules[0].examples[0].machine.files.C:\\a.txt\\b: C:\\a.txt\\b lies in C:\\a.txt, which is a file",
                              done.messages)

    def test_a_base_that_cannot_be_made_is_told_once(self):
        self.pack(self.example("there", "pass", {"base": "b"}), self.example("not there", "fail", {"base": "b"}))
        path = self.folder / "pack.json"
        path.write_text(json.dumps({**json.loads(path.read_text()),
                                    "machines": {"b": {"files": {"C:\\x.com": {"kind": "mz", "version": "1"}}}}}))
        for command in ("test", "check"):
            with self.subTest(command):
                done = self.run_program("rules", command, "./pack.json")
                self.assertEqual(done.code, 2)
                self.assertEqual(done.messages.count("cannot have a version resource"), 1)

    def test_the_line_that_was_found(self):
        self.pack(self.example("there", "pass", {"files": {"C:\\a.ini": "[x]\nmode=1\n[y]\nMode=2\n"}}),
                  check={"type": "text", "path": "C:\\a.ini", "section": "y", "line": "mode=*"},
                  holds="Line ${number} is ${line}.")
        self.assertIn("holds, pass: Line 4 is Mode=2.", self.run_program("rules", "test", "-v", "./pack.json").text)

    def test_text_alone(self):
        self.pack(self.example("there", "pass", {"files": {"C:\\a.txt": "x"}}))
        done = self.run_program("rules", "test", "./pack.json", "--format", "json")
        self.assertEqual((done.code, done.text), (2, ""))
        self.assertIn("rules test writes text alone", done.messages)
        self.assertEqual(self.run_program("rules", "test", "./pack.json", "--format", "text").code, 0)

    def test_what_is_no_pack(self):
        self.assertEqual(self.run_program("rules", "test", "./missing.json").code, 2)
        self.assertEqual(self.run_program("rules", "test", "no-such-pack").code, 2)


if __name__ == "__main__":
    support.main()
