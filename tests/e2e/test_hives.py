"""Hives by other writers than our own give the same facts, and other readers find in ours what we put there."""
import json

import hive_writers
import support

NT = r"Microsoft\Windows NT\CurrentVersion"
CONFIG = "WINNT/system32/config"


def text(data):
    return ("text", data)


def number(data):
    return ("number", data)


def control_set(name, computer, path, image):
    """What all writers can write of a control set."""
    manager = rf"{name}\Control\Session Manager"
    return {
        rf"{name}\Control\ComputerName\ComputerName": {"ComputerName": text(computer)},
        rf"{name}\Control\ProductOptions": {"ProductType": text("ServerNT")},
        rf"{name}\Control\Nls\CodePage": {"ACP": text("1252"), "OEMCP": text("437")},
        manager: {"SafeDllSearchMode": number(1), "ProtectionMode": number(1)},
        rf"{manager}\Environment": {"Path": text(path), "PROCESSOR_ARCHITECTURE": text("x86"),
                                   "OS": text("Windows_NT")},
        rf"{manager}\KnownDLLs": {"kernel32": text("kernel32.dll"), "user32": text("user32.dll")},
        rf"{name}\Services\Spooler": {"Type": number(0x110), "Start": number(2), "ErrorControl": number(1),
                                      "ImagePath": text(r"C:\WINNT\system32\spoolsv.exe"),
                                      "ObjectName": text("LocalSystem")},
        rf"{name}\Services\MSExchangeCCMC": {"Type": number(0x10), "Start": number(4), "ImagePath": text(image)},
    }


SYSTEM = {
    "Select": {"Current": number(2), "Default": number(2), "Failed": number(0), "LastKnownGood": number(1)},
    **control_set("ControlSet001", "OLDNAME", r"D:\old", r"D:\old\ccmc.exe"),
    **control_set("ControlSet002", "EXCH01", r"C:\WINNT\system32;C:\WINNT;C:\Program Files\mail",
                  r'"C:\exchsrvr\bin\ccmc.exe" -service'),
}
SOFTWARE = {
    NT: {"CurrentVersion": text("4.0"), "CurrentBuildNumber": text("1381"), "CSDVersion": text("Service Pack 6"),
         "SystemRoot": text(r"C:\WINNT"), "ProductName": text("Windows NT")},
    r"Microsoft\Windows\CurrentVersion\App Paths\notes.exe": {"Path": text(r"C:\Lotus Notes")},
    r"Microsoft\Windows\CurrentVersion\App Paths\admin.exe": {"Path": text(r"C:\exchsrvr\bin")},
}

# What regshell cannot write: the other types, values without a name, names beyond ASCII.
MANAGER = r"ControlSet002\Control\Session Manager"
SYSTEM_MORE = {
    MANAGER: {"ExcludeFromKnownDlls": ("list", ["user32.dll", "größe.dll"])},
    rf"{MANAGER}\Environment": {"windir": ("expand", "%SystemRoot%"), "Büro": text("schön"), "EMPTY": text("")},
    r"ControlSet002\Services\Größe": {"Type": number(0x20), "Start": number(3),
                                      "ImagePath": ("expand", r"%SystemRoot%\größe.exe"),
                                      "DependOnService": ("list", ["Spooler", "MSExchangeCCMC"])},
    r"ControlSet002\Control\Nls\Locale": {"": text("00000407")},
}
SOFTWARE_MORE = {
    r"Microsoft\Windows\CurrentVersion\App Paths\notes.exe": {"": text(r'"C:\Lotus Notes\notes.exe"')},
    r"Microsoft\Windows\CurrentVersion\App Paths\ümlaut.exe": {"": ("expand", r"%SystemRoot%\ümlaut.exe")},
}


def together(some, more):
    return {key: {**some.get(key, {}), **more.get(key, {})} for key in {**some, **more}}


class Hives(support.Case):
    def facts(self, writer, system, software):
        root = self.folder / writer.__name__ / "server"
        (root / CONFIG).mkdir(parents=True)
        support.together(lambda hive: writer(hive[0], root / CONFIG / hive[1]),
                         ((system, "system"), (software, "software")))
        finished = self.run_program("facts", "--root", "server", "--format", "json", cwd=root.parent)
        self.assertEqual(finished.code, support.HOLDS, finished)
        support.check_schema("facts.schema.json", finished.json)
        return finished.json

    def check(self, document):
        """That the content reached the facts at all."""
        self.assertEqual(document["host"]["name"], "EXCH01")
        self.assertEqual(document["machine"]["service_pack"]["value"], "6")
        self.assertEqual([entry["directory"] for entry in document["search_path"]],
                         [r"C:\WINNT\system32", r"C:\WINNT", r"C:\Program Files\mail"])
        self.assertIn("Spooler", str(document))
        self.assertIn("notes.exe", str(document))
        self.assertNotIn("old\\", str(document))
        self.assertEqual(document["problems"], [])

    def test_ours_hivexregedits_and_sambas_give_the_same_facts(self):
        expected = self.facts(hive_writers.ours, SYSTEM, SOFTWARE)
        self.check(expected)
        self.assertEqual(self.facts(hive_writers.hivexregedit, SYSTEM, SOFTWARE), expected)
        self.assertEqual(self.facts(hive_writers.samba, SYSTEM, SOFTWARE), expected)

    def test_every_type_and_names_beyond_ascii(self):
        system, software = together(SYSTEM, SYSTEM_MORE), together(SOFTWARE, SOFTWARE_MORE)
        expected = self.facts(hive_writers.ours, system, software)
        self.check(expected)
        shown = json.dumps(expected, ensure_ascii=False)
        for word in ("größe.dll", "Büro", "schön", r"C:\WINNT\größe.exe", r"C:\WINNT\ümlaut.exe", "00000407"):
            self.assertIn(json.dumps(word, ensure_ascii=False), shown)
        self.assertEqual(self.facts(hive_writers.hivexregedit, system, software), expected)

    def read_by(self, reader, content):
        """What another reader finds in our hive, which is what it finds in one that was written by another program."""
        files = [self.folder / writer for writer in ("ours", "hivexregedit")]
        for file in files:
            getattr(hive_writers, file.name)(content, file)
        found, theirs = map(reader, files)
        self.assertEqual(found, theirs)
        return found

    def test_libhivex_finds_the_same_in_ours(self):
        content = together(SYSTEM, SYSTEM_MORE)
        exported = self.read_by(hive_writers.exported, content)
        for key in content:
            self.assertIn(f"[HIVE\\{key}]", exported)

    # Samba's reader does not take names that are stored as UTF-16, as hivexregedit stores them.
    def test_samba_finds_the_same_in_ours(self):
        tree = self.read_by(hive_writers.regtree, SYSTEM)
        for line in (r"ImagePath = REG_SZ : D:\old\ccmc.exe", "LastKnownGood = REG_DWORD : 0x00000001"):
            self.assertIn(line, tree)


if __name__ == "__main__":
    support.main()
