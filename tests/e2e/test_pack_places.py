"""Packs of one's own: the folders they come from, which of two with one id counts, and those used on request."""
import copy
import json
import os
import stat

import support

CASE = {"explanation": "E", "remedy": "R"}


def pack(name, version="1", rules=("one",), **more):
    return {"schema": "compatscan-pack/1", "id": name, "version": version, "title": f"Title of {name}",
            "description": "D", "references": ["Q1"], **more,
            "rules": [{"id": rule, "title": "T", "severity": "low", "references": ["Q1"], "holds": "H",
                       "check": {"type": "file", "path": "C:\\WINNT\\system32\\config\\system"},
                       "cases": {"otherwise": CASE}} for rule in rules]}


class Places(support.Case):
    """The four kinds of place, each a folder of the test."""

    def setUp(self):
        super().setUp()
        self.env = {"COMPATSCAN_PACKS": str(self.folder / "shipped"), "COMPATSCAN_ETC": str(self.folder / "etc"),
                    "XDG_CONFIG_HOME": str(self.folder / "config"), "HOME": str(self.folder / "home")}
        self.put("shipped", pack("shipped"))
        self.root = self.server().root

    FOLDERS = {"shipped": "shipped", "machine": "etc/rules.d", "user": "config/compatscan/rules",
               "home": "home/.config/compatscan/rules"}

    def put(self, place, content, name=None):
        folder = self.folder / self.FOLDERS.get(place, place)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / (name or f"{content['id']}.json")
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    def run_program(self, *arguments, **options):
        options["env"] = {**self.env, **options.get("env", {})}
        return super().run_program(*arguments, **options)

    def used(self, *arguments, **options):
        """{id: version} of the packs of a scan, and what was said."""
        finished = self.run_program("scan", "--root", self.root, "-f", "json", *arguments, **options)
        self.assertIn(finished.code, (support.HOLDS, support.FAILS), finished)
        support.check_report(finished.json)
        return {each["id"]: each["version"] for each in finished.json["packs"]}, finished.messages


class Added(Places):
    def test_all_places_are_added_together(self):
        for place in ("machine", "user", "one", "two"):
            self.put(place, pack(place))
        packs, messages = self.used("--pack-dir", "one", "--pack-dir", "two")
        self.assertEqual(list(packs), ["machine", "one", "shipped", "two", "user"])
        self.assertEqual(messages, "")

    def test_the_users_own_folder(self):
        self.put("home", pack("home"))
        self.assertEqual(list(self.used(env={"XDG_CONFIG_HOME": None})[0]), ["home", "shipped"])
        self.assertEqual(list(self.used(env={"XDG_CONFIG_HOME": ""})[0]), ["home", "shipped"])
        self.assertEqual(list(self.used()[0]), ["shipped"])
        for relative in ("home/.config", "."):
            self.assertEqual(list(self.used(env={"XDG_CONFIG_HOME": relative, "HOME": "home"})[0]), ["shipped"])
        self.assertEqual(list(self.used(env={"XDG_CONFIG_HOME": None, "HOME": None})[0]), ["shipped"])

    def test_only_files_of_packs(self):
        self.put("machine", "no pack", "README")
        self.put("machine", "{", ".hidden.json")
        self.put("machine", "{", "pack.json~")
        self.assertEqual(list(self.used()[0]), ["shipped"])

    def test_the_later_place_wins_and_says_so(self):
        order = ["shipped", "machine", "user", "one", "two"]
        arguments = ("--pack-dir", "one", "--pack-dir", "two")
        for count, place in enumerate(order):
            if place != "shipped":
                self.put(place, pack("shipped", version=place), f"{place}.json")
            dirs = arguments[:2 * max(0, count - 2)]
            packs, messages = self.used(*dirs)
            self.assertEqual(packs, {"shipped": place if count else "1"})
            self.assertEqual(messages.count("takes the place of"), count, messages)
        self.assertIn(f"pack shipped: two of two/two.json takes the place of 1 of {self.folder}/shipped/shipped.json",
                      messages)
        _, messages = self.used(*arguments, "--quiet")
        self.assertEqual(messages, "")

    def test_the_same_by_id(self):
        self.put("machine", pack("shipped", version="2"), "x.json")
        self.assertEqual(self.used("--pack", "shipped")[0], {"shipped": "2"})
        self.put("machine", pack("other"))
        self.assertEqual(self.used("--pack", "other"), ({"other": "1"}, ""))
        self.assertIn("etc/rules.d/x.json", self.run_program("rules", "show", "shipped").text.replace("\n", ""))

    def test_twice_in_one_place_is_an_error(self):
        self.put("user", pack("mine"), "a.json")
        self.put("user", pack("mine"), "b.json")
        for arguments in ((), ("--pack", "mine"), ("--pack", "all")):
            self.assert_usage_error(self.run_program("scan", "--root", self.root, *arguments),
                                    "rules/a.json", "rules/b.json", "both are pack mine")
        self.assertEqual(self.used("--pack", "shipped")[0], {"shipped": "1"})

    def test_ids_that_are_taken(self):
        for name in ("all", "waivers"):
            self.put("user", pack(name), "x.json")
            self.assert_usage_error(self.run_program("scan", "--root", self.root), "$.id", f'"{name}" is taken')

    def test_the_report_does_not_tell_where_a_pack_lay(self):
        self.put("user", pack("mine"))
        finished = self.run_program("scan", "--root", self.root.name, "-f", "json")
        self.assertNotIn(str(self.folder), finished.text)


class Refused(Places):
    def test_a_bad_pack_anywhere_stops_the_scan(self):
        bad = pack("bad")
        del bad["title"]
        bad["colour"] = 1
        for place in ("machine", "user", "dir"):
            with self.subTest(place):
                file = self.put(place, bad)
                dirs = ("--pack-dir", "dir") if place == "dir" else ()
                self.assert_usage_error(
                    self.run_program("scan", "--root", self.root, *dirs),
                    "bad.json: $.colour", "bad.json: $: \"title\"", "--pack ID")
                self.assertEqual(self.used("--pack", "shipped", *dirs), ({"shipped": "1"}, ""))
                self.assert_usage_error(
                    self.run_program("scan", "--root", self.root, "--pack", "bad", *dirs), "bad.json")
                file.unlink()

    def test_every_bad_pack_is_told(self):
        self.put("machine", "{", "no-json.json")
        self.put("user", {"id": "user"})
        self.assert_usage_error(self.run_program("scan", "--root", self.root), "no-json.json:1:2", "user.json: $")
        self.assert_usage_error(self.run_program("scan", "--root", self.root, "--pack", "no-json"), "no-json.json:1:2")

    def test_a_bad_pack_may_be_replaced(self):
        self.put("shipped", "{", "bad.json")
        self.put("user", pack("bad", version="2"))
        packs, messages = self.used()
        self.assertEqual(packs, {"bad": "2", "shipped": "1"})
        self.assertIn("takes the place of what cannot be read", messages)

    def test_folders_with_nothing_in_them(self):
        (self.folder / "empty").mkdir()
        for folder, told in (("empty", "no rule packs in"), ("missing", "no folder"), (self.root, "no rule packs in")):
            self.assert_usage_error(self.run_program("scan", "--root", self.root, "--pack-dir", folder),
                                    f"{told} {folder}")
        self.assert_usage_error(self.run_program("scan", "--root", self.root, env={"COMPATSCAN_PACKS": "missing"}),
                                "no folder missing")
        (self.folder / "etc/rules.d").mkdir(parents=True)
        self.assertEqual(list(self.used()[0]), ["shipped"])

    def test_what_is_no_file(self):
        (self.folder / "etc/rules.d/folder.json").mkdir(parents=True)
        self.assert_usage_error(self.run_program("scan", "--root", self.root), "folder.json", "no regular file")

    def test_a_folder_that_cannot_be_listed(self):
        folder = self.folder / "closed"
        folder.mkdir()
        folder.chmod(0o111)
        options = self.as_nobody()
        if options:
            options["env"] = {**options["env"], "COMPATSCAN_ETC": "/nonexistent"}
        finished = self.run_program("rules", "list", "--pack-dir", folder, **options)
        folder.chmod(stat.S_IRWXU)
        self.assert_usage_error(finished, "cannot be listed")

    def test_too_many(self):
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, *["--pack-dir=shipped"] * 65), "at most 64 folders")


class OnRequest(Places):
    def test_left_out_until_asked_for(self):
        self.put("shipped", pack("rare", use="on-request"))
        self.put("user", pack("rarer", use="on-request"))
        packs, messages = self.used()
        self.assertEqual(list(packs), ["shipped"])
        self.assertEqual(messages, "compatscan: not judged by, since only used on request: rare, rarer; ask with "
                                   "--pack ID, or with --pack all\n")
        self.assertEqual(self.used("--quiet")[1], "")
        self.assertEqual(self.used("--pack", "rare"), ({"rare": "1"}, ""))
        self.assertEqual(list(self.used("--pack", "rare", "--pack", "shipped")[0]), ["rare", "shipped"])
        self.assertEqual(self.used("--pack", "all"), ({"rare": "1", "rarer": "1", "shipped": "1"}, ""))
        self.assert_usage_error(
            self.run_program("scan", "--root", self.root, "--pack", "all", "--pack", "rare"), "stands alone")

    def test_always_may_be_said(self):
        self.put("shipped", pack("usual", use="always"))
        self.assertEqual(list(self.used()[0]), ["shipped", "usual"])

    def test_when_nothing_is_left(self):
        self.put("shipped", pack("shipped", use="on-request"))
        self.assert_usage_error(self.run_program("scan", "--root", self.root), "only used on request: shipped")

    def test_list(self):
        self.put("machine", pack("rare", use="on-request", rules=("one", "two")))
        finished = self.run_program("rules", "list")
        self.assertEqual((finished.code, finished.messages), (support.HOLDS, ""))
        support.check_text(finished.text)
        rare, shipped = finished.text.split("shipped 1\n")
        for part in ("rare 1\n", "Title of rare", "2, used on request", "rare.json"):
            self.assertIn(part, rare)
        for part in ("Title of shipped", "1, always used", "shipped.json"):
            self.assertIn(part, shipped)

    def test_list_tells_errors_and_the_others(self):
        self.put("machine", "{", "bad.json")
        finished = self.run_program("rules", "list")
        self.assertEqual(finished.code, support.USAGE)
        self.assertIn("shipped 1", finished.text)
        self.assertIn("bad.json:1:2", finished.messages)

    def test_show(self):
        content = pack("full", use="on-request", applies={"rule": "one"}, parameters=[
            {"name": "a", "description": "the a", "from": [{"environment": "A"}, {"fact": "profile"}], "default": ""},
            {"name": "b", "description": "the b"}, {"name": "c", "description": "the c", "optional": True}])
        content["rules"].append({**content["rules"][0], "id": "two", "live": True,
                                 "each": {"in": "list", "items": ["C:\\x"]},
                                 "examples": [{"title": "E", "expect": "pass", "machine": {}}] * 3})
        self.put("user", content)
        finished = self.run_program("rules", "show", "full")
        self.assertEqual((finished.code, finished.messages), (support.HOLDS, ""))
        support.check_text(finished.text)
        text = " ".join(finished.text.split())
        for part in ("full 1: Title of full", "used on request", "machines on which the rule one says so",
                     "${a} the a from the variable A the fact profile else (nothing)",
                     "${b} the b else what asks for it is unknown", "${c} the c else what asks for it does not apply",
                     "for each list:", "items C:\\x", "live only the running machine", "examples 3,", "fails otherwise: E"):
            self.assertIn(part, text)
        self.run_program("rules", "show", "full", "-o", "shown")
        self.assertEqual((self.folder / "shown").read_text("utf-8"), finished.text)


if __name__ == "__main__":
    support.main()
