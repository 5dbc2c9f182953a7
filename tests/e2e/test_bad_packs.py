"""Packs as they should not be: exit code 2, with the file and the place in it."""
import copy
import json
import shutil

import support


class Packs(support.Case):
    """Each error of a pack: exit code 2, with the file and the place in it."""

    def setUp(self):
        super().setUp()
        self.pack = json.loads(support.PACK_FILE.read_text("utf-8"))
        self.root = self.server().root

    def refused(self, content, *fragments):
        if not isinstance(content, (bytes, str)):
            content = json.dumps(content)
        file = self.folder / "pack.json"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        checked = self.run_program("rules", "check", "pack.json")
        self.assert_usage_error(checked, "pack.json", *fragments)
        scanned = self.run_program("scan", "--root", self.root, "--pack", "./pack.json")
        self.assert_usage_error(scanned, "pack.json", *fragments)

    def spoiled(self, spoil):
        pack = copy.deepcopy(self.pack)
        spoil(pack)
        return pack

    def rule(self, pack, name):
        return next(rule for rule in pack["rules"] if rule["id"] == name)

    def place(self, name):
        return next(index for index, rule in enumerate(self.pack["rules"]) if rule["id"] == name)

    def test_no_json(self):
        good = json.dumps(self.pack)
        for name, content in {"empty": "", "text": "hello", "cut": good[:-20],
                              "more behind": good + "{}", "comment": "// x\n" + good,
                              "single quotes": "{'id': 1}", "comma": '{"a": 1,}'}.items():
            with self.subTest(name):
                self.refused(content, "this is no JSON", "pack.json:1:" if name != "comment" else
                             "pack.json:")
        self.refused(b"\0" * 100, "NUL")
        self.refused(good.encode() + b"\0", "NUL")
        self.refused("[" * 100000, "this is no JSON")
        self.refused('{"a":' * 100000, "this is no JSON")

    def test_position_of_bad_json(self):
        self.refused('{\n  "schema": "compatscan-pack/1",\n  "id": ,\n}', "pack.json:3:9")

    def test_no_object(self):
        for content in ("[]", "null", "1", '"text"', "true"):
            with self.subTest(content):
                self.refused(content, "$: expected an object")

    def test_too_large(self):
        file = self.folder / "large.json"
        with open(file, "wb") as stream:
            stream.truncate(64 * 1024 * 1024)
        self.assert_usage_error(self.run_program("rules", "check", file), "large.json")

    def test_missing_and_twice(self):
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack", "no-such-pack"),
            "no-such-pack", "rules list")
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack", "./none.json"), "none.json")
        (self.folder / "same.json").write_text(json.dumps(self.pack))
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack", "ccmail-8.5",
                             "--pack", "./same.json"), "same.json", "ccmail-8.5")
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack-dir", self.root), "no rule packs")

    def test_missing_keys(self):
        for key in ("schema", "id", "version", "title", "description", "references", "rules"):
            with self.subTest(key):
                self.refused(self.spoiled(lambda pack, key=key: pack.pop(key)), key, "$: ")
        at = self.place("import-32bit")
        for key in ("id", "title", "severity", "references", "check", "holds", "cases"):
            with self.subTest(f"rule {key}"):
                self.refused(self.spoiled(
                    lambda pack, key=key: pack["rules"][at].pop(key)),
                    f"$.rules[{at}]", key)
        at = self.place("import-unshadowed")
        for key in ("type", "program", "kind", "machine", "target"):
            with self.subTest(f"check {key}"):
                self.refused(self.spoiled(
                    lambda pack, key=key: pack["rules"][at]["check"].pop(key)),
                    f"$.rules[{at}].check", key)

    def test_unknown_keys(self):
        at = self.place("import-32bit")
        for path, where in {
                "$.colour": lambda pack: pack,
                "$.parameters[1].colour": lambda pack: pack["parameters"][1],
                "$.parameters[0].from[1].colour": lambda pack: pack["parameters"][0]["from"][1],
                "$.programs[1].colour": lambda pack: pack["programs"][1],
                "$.libraries[2].colour": lambda pack: pack["libraries"][2],
                "$.applies.colour": lambda pack: pack["applies"],
                f"$.rules[{at}].colour": lambda pack: pack["rules"][at],
                f"$.rules[{at}].check.colour": lambda pack: pack["rules"][at]["check"],
                f"$.rules[{at}].cases.colour": lambda pack: pack["rules"][at]["cases"],
                f"$.rules[{at}].cases.dos.colour": lambda pack: pack["rules"][at]["cases"]["dos"],
        }.items():
            with self.subTest(path):
                self.refused(self.spoiled(lambda pack, where=where: where(pack).update(colour=1)),
                             f"{path}: unknown key")

    def test_wrong_types(self):
        """Every value of the pack replaced by one of another type, but for the sample machines:
        what they hold may be of several."""
        places = []

        def walk(value, path, parent, key):
            if parent is not None:
                places.append((path, parent, key))
            if isinstance(value, dict):
                for name, member in value.items():
                    walk(member, f"{path}.{name}", value, name)
            elif isinstance(value, list):
                for index, member in enumerate(value[:2]):
                    walk(member, f"{path}[{index}]", value, index)

        pack = copy.deepcopy(self.pack)
        del pack["machines"]
        for rule in pack["rules"]:
            del rule["examples"]
        walk(pack, "$", None, None)
        # One of each form of place is enough.
        seen, contents = set(), []
        for path, parent, key in places:
            form = tuple("*" if part.isdigit() else part
                         for part in path.replace("[", ".").replace("]", "").split("."))
            if form in seen:
                continue
            seen.add(form)
            old = parent[key]
            for wrong in (None, True, 7.5, "text", [], {}):
                if type(wrong) is type(old) or (isinstance(old, (int, float)) and wrong == 7.5):
                    continue
                parent[key] = wrong
                file = self.folder / f"wrong{len(contents)}.json"
                file.write_text(json.dumps(pack))
                contents.append((path, wrong, file.name))
            parent[key] = old
        finished = support.together(
            lambda item: self.run_program("rules", "check", item[2]), contents)
        self.assertGreater(len(contents), 200)
        for (path, wrong, name), each in zip(contents, finished):
            with self.subTest(f"{path} = {wrong!r}"):
                self.assert_usage_error(each, f"{name}: $")
                above = path.rpartition(".")[0] if not path.endswith("]") else path
                self.assertIn(above.split("[")[0], each.messages)

    def test_empty_texts(self):
        at = self.place("import-32bit")
        for path, spoil in {
                "$.title": lambda pack: pack.update(title=""),
                f"$.rules[{at}].title": lambda pack: pack["rules"][at].update(title=""),
                f"$.rules[{at}].references": lambda pack: pack["rules"][at].update(references=[]),
                f"$.rules[{at}].cases.dos.remedy":
                    lambda pack: pack["rules"][at]["cases"]["dos"].update(remedy=""),
        }.items():
            with self.subTest(path):
                self.refused(self.spoiled(spoil), path)

    def test_a_pack_without_rules(self):
        self.refused(self.spoiled(lambda pack: (pack.update(rules=[]), pack.pop("applies"))),
                     "$.rules")

    def test_duplicates(self):
        at = self.place("export-32bit")
        for path, spoil in {
                f"$.rules[{at}].id": lambda pack: pack["rules"][at].update(id="import-32bit"),
                "$.parameters[2].name":
                    lambda pack: pack["parameters"][2].update(name="exchsrvr"),
                "$.programs[1].id": lambda pack: pack["programs"][1].update(id="import"),
                "$.libraries[1].id": lambda pack: pack["libraries"][1].update(id="cdmw800"),
        }.items():
            with self.subTest(path):
                self.refused(self.spoiled(spoil), f"{path}: ", "there already")
        text = json.dumps(self.pack).replace('"version":', '"version": "0", "version":', 1)
        self.refused(text, "$.version: the key is there twice")

    def test_unknown_words(self):
        image, found = self.place("import-32bit"), self.place("import-present")
        complete, dll = self.place("dlls-complete"), self.place("dll-cfw803")

        def check(at, **values):
            return lambda pack: pack["rules"][at]["check"].update(values)

        for path, word, spoil in (
                ("$.schema", "compatscan-pack/9",
                 lambda pack: pack.update(schema="compatscan-pack/9")),
                (f"$.rules[{image}].check.type", "imagine", check(image, type="imagine")),
                (f"$.rules[{image}].severity", "grave",
                 lambda pack: pack["rules"][image].update(severity="grave")),
                (f"$.rules[{image}].check.kind", "pe64", check(image, kind="pe64")),
                (f"$.rules[{image}].check.target", "beos", check(image, target="beos")),
                (f"$.rules[{image}].check.machine", "z80", check(image, machine="z80")),
                (f"$.rules[{found}].check.program", "nothing", check(found, program="nothing")),
                (f"$.rules[{dll}].check.library", "nothing", check(dll, library="nothing")),
                (f"$.rules[{dll}].check.programs[1]", "nothing",
                 check(dll, programs=["import", "nothing"])),
                (f"$.rules[{complete}].check.severity_delayed", "late",
                 check(complete, severity_delayed="late")),
                ("$.applies.rule", "no-such-rule",
                 lambda pack: pack["applies"].update(rule="no-such-rule")),
                ("$.programs[0].current_directory_basis", "perhaps",
                 lambda pack: pack["programs"][0].update(current_directory_basis="perhaps")),
                ("$.parameters[1].from[0].as", "number",
                 lambda pack: pack["parameters"][1]["from"][0].update({"as": "number"})),
                ("$.parameters[0].from[0].option", "colour",
                 lambda pack: pack["parameters"][0]["from"][0].update(option="colour")),
                ("$.parameters[0].from[2].registry", "HKCU",
                 lambda pack: pack["parameters"][0]["from"][2].update(
                     registry=r"HKCU\Software\Elsewhere")),
        ):
            with self.subTest(path):
                self.refused(self.spoiled(spoil), f"{path}: ", word)

    def test_sources_of_parameters(self):
        for name, source in {
                "both": {"option": "exchsrvr", "registry": r"HKLM\SYSTEM\x", "value": "y"},
                "neither": {}, "no value": {"registry": r"HKLM\SYSTEM\x"},
                "no suffix": {"registry": r"HKLM\SYSTEM\x", "value": "y", "as": "above"}}.items():
            with self.subTest(name):
                self.refused(self.spoiled(
                    lambda pack, source=source: pack["parameters"][0].update({"from": [source]})),
                    "$.parameters[0].from[0]")

    def test_ids(self):
        for text in ("Upper", "with space", "a/b", "../x", "ä", "a" * 65, "a\u202eb"):
            with self.subTest(text):
                self.refused(self.spoiled(lambda pack, text=text: pack.update(id=text)), "$.id: ")

    def test_variables_of_texts(self):
        at = self.place("import-32bit")
        for path, spoil in {
                f"$.rules[{at}].holds": lambda pack: pack["rules"][at].update(holds="${nobody}"),
                f"$.rules[{at}].cases.dos.remedy":
                    lambda pack: pack["rules"][at]["cases"]["dos"].update(remedy="x ${nobody} y"),
                "$.programs[0].caller": lambda pack: pack["programs"][0].update(caller="${nobody}"),
                "$.parameters[2].default":
                    lambda pack: pack["parameters"][2].update(default="${nobody}"),
        }.items():
            with self.subTest(path):
                self.refused(self.spoiled(spoil), f"{path}: ", "${nobody}")
        with self.subTest("a parameter that comes later"):
            self.refused(self.spoiled(
                lambda pack: pack["parameters"][0].update(default="${store}")),
                "$.parameters[0].default: ", "${store}")
        for text in ("${", "${}", "${import-name", "${a b}"):
            with self.subTest(text):
                self.refused(self.spoiled(
                    lambda pack, text=text: pack["rules"][at].update(holds=text)),
                    f"$.rules[{at}].holds: ")

    def test_numbers(self):
        at = self.place("same-release")
        for number in (-1, 1.5, 1e300, 70000):
            with self.subTest(number):
                self.refused(self.spoiled(
                    lambda pack, number=number: pack["rules"][at]["check"].update(major=number)),
                    f"$.rules[{at}].check.major: ")

    def test_names_as_many_as_programs(self):
        at = self.place("renamed")
        self.refused(self.spoiled(
            lambda pack: pack["rules"][at]["check"].update(old_names=["Import.exe"])),
            f"$.rules[{at}].check")

    def test_every_error_is_told(self):
        def spoil(pack):
            pack["rules"][1]["severity"] = "grave"
            pack["rules"][2]["check"]["program"] = "nothing"
            pack["colour"] = 1
        self.refused(self.spoiled(spoil), "$.colour", "$.rules[1].severity",
                     "$.rules[2].check.program")

    def test_one_bad_pack_of_several(self):
        (self.folder / "packs").mkdir()
        shutil.copy2(support.PACK_FILE, self.folder / "packs/a.json")
        (self.folder / "packs/b.json").write_text("{}")
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack-dir", "packs"), "packs/b.json")

    def test_text_that_is_not_utf8(self):
        text = json.dumps(self.pack).encode().replace(
            b"Import program is found", b"Import \xff\x1b[1m")
        (self.folder / "pack.json").write_bytes(text)
        finished = self.run_program("scan", "--root", self.root, "--pack", "./pack.json",
                                    "-f", "json")
        if finished.code != support.USAGE:
            support.check_report(finished.json)
            support.check_text(self.run_program(
                "scan", "--root", self.root, "--pack", "./pack.json").text)

    def test_a_sound_pack(self):
        finished = self.run_program("rules", "check", support.PACK_FILE)
        self.assertEqual((finished.code, finished.out), (support.HOLDS, b""), finished)
        self.assertIn("is sound, 17 rules", finished.messages)
        self.assertIn("ccmail-8.5", self.run_program("rules", "list").text)
        shown = self.run_program("rules", "show", "ccmail-8.5").text
        support.check_text(shown)
        for rule in self.pack["rules"]:
            self.assertIn(rule["id"], shown)


if __name__ == "__main__":
    support.main()
