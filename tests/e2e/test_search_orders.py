"""which against what Microsoft's documents say: a small machine for each case of search_order_cases."""
import pathlib
import tempfile
import unittest

import support
from search_order_cases import CASES, VERSIONS

PLACES = {"app": "caller", "current": "current", "System32": "system32", "System": "system", "Windows": "windows",
          "SysWOW64": "system32"}
BELOW_WINDOWS = ("System32", "System", "SysWOW64")
AMD64 = "0x8664"
BATCH = b"@echo batch\r\n"


def windows_path(case, file):
    """The path of a file of a case, without its kind."""
    windows = VERSIONS[case.version][0]
    first, _, rest = file.partition("=")[0].partition("\\")
    if not rest:
        return f"C:\\{first}"
    if first == "Windows":
        return f"C:\\{windows}\\{rest}"
    return f"C:\\{windows}\\{first}\\{rest}" if first in BELOW_WINDOWS else f"C:\\{first}\\{rest}"


def kind_of(file):
    """The kind that a case gives a file: without a word for it a PE32."""
    kind = file.partition("=")[2] or "pe32"
    return None if kind == "bat" else kind


def content(file):
    kind = kind_of(file)
    if not kind:
        return BATCH
    return support.image_bytes(kind, *(("--dll",) if ".dll" in file and kind != "mz" else ()))


def quoted_values(values):
    return [f'"{name}"={data}' for name, data in values.items() if data]


class Machine:
    """The target of a case, in a folder of its own."""

    def __init__(self, case, root):
        self.case = case
        self.root = root
        self.windows, *self.version = VERSIONS[case.version]
        for file in (*case.candidates, *case.also):
            self.write(file)
        for folder in ("app", case.current, *case.path, "Windows\\System32\\config"):
            self.file(windows_path(case, f"{folder}\\x")).parent.mkdir(parents=True, exist_ok=True)
        self.file("C:\\app\\caller.exe").write_bytes(support.image_bytes(
            *(("pe32plus", "--machine", AMD64) if case.x64 else ("pe32",))))
        self.write_hives()

    def file(self, path):
        return self.root / path.removeprefix("C:\\").replace("\\", "/")

    def write(self, file):
        path = self.file(windows_path(self.case, file))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(file))

    def hive(self, name, lines):
        support.fixture("hive", self.file(f"C:\\{self.windows}\\System32\\config\\{name}"),
                        stdin="\n".join(lines).encode() + b"\n")

    def write_hives(self):
        number, build, service_pack = self.version
        path = ";".join(f"C:\\{folder}" for folder in self.case.path)
        architecture = "AMD64" if self.case.x64 else "x86"
        # A list of KnownDLLs is there on every Windows, and a case may add to it.
        self.hive("system", [
            "[Select]", '"Current"=dword:00000001',
            r"[ControlSet001\Control\Session Manager\KnownDLLs]", '"kernel32"="kernel32.dll"',
            r"[ControlSet001\Control\Session Manager\Environment]", f'"Path"={support.quoted(path)}',
            f'"PROCESSOR_ARCHITECTURE"="{architecture}"', *self.case.system])
        self.hive("software", [
            r"[Microsoft\Windows NT\CurrentVersion]",
            *quoted_values({"CurrentVersion": support.quoted(number), "CurrentBuildNumber": support.quoted(build),
                            "CSDVersion": service_pack and support.quoted(service_pack),
                            "SystemRoot": support.quoted(f"C:\\{self.windows}")}),
            *self.case.software])
        if self.case.user:
            self.hive("user", self.case.user)

    @property
    def arguments(self):
        hive = self.file(f"C:\\{self.windows}\\System32\\config\\user")
        return ["--root", self.root, *(("--user-hive", hive) if self.case.user else ()), *self.case.arguments]


def places(case):
    return list(case.places) if case.places is not None else [
        PLACES.get(file.partition("\\")[0], "path") for file in case.candidates]


def which(case, folder):
    machine = Machine(case, folder)
    return support.run(
        "which", *machine.arguments, "--launcher", case.launcher, "--format", "json", "--caller",
        "C:\\app\\caller.exe", "--current-directory", f"C:\\{case.current}", case.asked, cwd=folder)


class SearchOrders(unittest.TestCase):
    """A test for each case; what they check is asked for all at once."""

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="compatscan-e2e-") as folder:
            cls.answers = dict(zip((case.name for case in CASES), support.together(
                lambda case: which(case, pathlib.Path(folder) / case.name), CASES)))

    def check(self, case):
        finished = self.answers[case.name]
        self.assertIn(finished.code, (support.HOLDS, support.FAILS, support.INCOMPLETE), finished)
        found = finished.json
        support.check_schema("which.schema.json", found)
        candidates = found["candidates"]
        self.assertEqual([one["path"] for one in candidates], [windows_path(case, file) for file in case.candidates],
                         (found["outcome"], found["reason"]))
        self.assertEqual(found["outcome"], case.expected_outcome, found["reason"])
        self.assertEqual(found["winner"], candidates[0]["path"] if candidates else None)
        self.assertEqual([one["kind"] for one in candidates],
                         [kind_of(file) or "none" for file in case.candidates])
        self.assertEqual([one["place"] for one in candidates], places(case))
        self.assertEqual([bool(one["lost"]) for one in candidates], [at > 0 for at in range(len(candidates))])
        self.assertEqual([one["path"] for one in found["excluded"]],
                         [windows_path(case, file) for file in case.excluded])
        self.assertEqual(found["host"]["profile"], PROFILES.get(case.version, case.version))


def test_of(case):
    return lambda self: self.check(case)


for each in CASES:
    method = "test_" + each.name.replace("-", "_").replace(".", "_")
    if hasattr(SearchOrders, method):
        raise ValueError(f"two cases are called {each.name}")
    setattr(SearchOrders, method, test_of(each))

# What a report calls the versions that have a profile of a closer name.
PROFILES = {"w2k-sp3": "w2k", "xp-sp2": "xp", "server2003": "xp", "vista": "win7", "win8": "win10", "win8.1": "win10"}

if __name__ == "__main__":
    support.main()
