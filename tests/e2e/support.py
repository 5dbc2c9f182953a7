"""What the end-to-end tests share: running the programs, building targets, checking the output."""
import concurrent.futures
import ctypes
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPATSCAN = str(pathlib.Path(os.environ.get("COMPATSCAN", ROOT / "build/compatscan")).resolve())
FIXTURE = str(pathlib.Path(
    os.environ.get("COMPATSCAN_FIXTURE", ROOT / "build/compatscan-fixture")).resolve())
PACKS = ROOT / "rules/packs"
PACK_FILE = PACKS / "ccmail-8.5.json"
SCHEMAS = ROOT / "report/schema"

HOLDS, FAILS, USAGE, INCOMPLETE, UNDELIVERED = 0, 1, 2, 3, 4

# A guard against hanging, not a measurement: an honest run takes milliseconds.
TIMEOUT_SECONDS = 30

# A sanitizer ends a program with 1 unless told otherwise, which would look like a verdict.
SANITIZER_EXIT = 99
SANITIZERS = {
    "ASAN_OPTIONS": f"exitcode={SANITIZER_EXIT}:detect_leaks=1",
    "LSAN_OPTIONS": f"exitcode={SANITIZER_EXIT}",
    "UBSAN_OPTIONS": f"exitcode={SANITIZER_EXIT}:print_stacktrace=1",
}

NOBODY = 65534

# The folders of the sample server, below the folder that stands for drive C:.
CCMAIL = "ccmail"
STORE = "exchsrvr/Ccmcdata"
CONNECTOR = "exchsrvr/connect/ccmail/bin"
EXCHANGE_BIN = "exchsrvr/bin"
SYSTEM32 = "WINNT/system32"
HIVE = "WINNT/system32/config/system"

ENVIRONMENT_KEY = r"[ControlSet001\Control\Session Manager\Environment]"
SERVICE_KEY = r"[ControlSet001\Services\MSExchangeCCMC]"
PARAMETERS_KEY = r"[ControlSet001\Services\MSExchangeCCMC\Parameters]"
SYSTEM_PATH = r"%SystemRoot%\system32;%SystemRoot%;C:\exchsrvr\bin"
FIXED_PATH = SYSTEM_PATH + r";C:\ccmail"

# The verdict on each variant of the sample server, and the rules that "broken" breaks.
SERVERS = {"fixed": HOLDS, "fixed-by-registry": HOLDS, "broken": FAILS}
PLANTED = {"import-32bit", "import-unshadowed", "dll-ciw803", "dlls-complete", "impexp-ri"}


def always_used_packs():
    """The files of the packs that a scan uses without being told to."""
    return [file for file in sorted(PACKS.glob("*.json"))
            if json.loads(file.read_bytes()).get("use", "always") == "always"]


# --- running ---------------------------------------------------------------------------------

class Run:
    """A finished run of a program."""

    def __init__(self, command, completed):
        self.command = command
        self.code = completed.returncode
        self.out = completed.stdout or b""
        self.err = completed.stderr

    @property
    def text(self):
        return self.out.decode("utf-8")

    @property
    def messages(self):
        return self.err.decode("utf-8", "surrogateescape")

    @property
    def json(self):
        return json.loads(self.text, object_pairs_hook=without_repeated_keys)

    @property
    def lines(self):
        return [json.loads(line, object_pairs_hook=without_repeated_keys)
                for line in self.text.split("\n") if line]

    def __repr__(self):
        return (f"{' '.join(map(str, self.command))}\nexit code {self.code}\n"
                f"stdout: {self.out[:3000]!r}\nstderr: {self.err[:3000]!r}")


def without_repeated_keys(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError(f"a key is there twice in {[key for key, _ in pairs]}")
    return members


def environment(more=None):
    """Nothing of the environment the tests run in, but what a program needs to run at all."""
    clean = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C",
             "COMPATSCAN_PACKS": str(PACKS), "COMPATSCAN_ETC": "/nonexistent"}
    clean.update(SANITIZERS)
    clean.update(more or {})
    return {name: value for name, value in clean.items() if value is not None}


def run(*arguments, cwd=None, env=None, stdin=None, stdout=subprocess.PIPE, program=None,
        user=None, close=(), timeout=TIMEOUT_SECONDS):
    """Runs compatscan. A signal, a sanitizer's complaint or a time-out is an error in any test."""
    def prepare():
        for descriptor in close:
            os.close(descriptor)

    command = [program or COMPATSCAN, *map(os.fspath, arguments)]
    identity = {"user": user, "group": user, "extra_groups": []} if user is not None else {}
    completed = subprocess.run(
        command, cwd=cwd, env=environment(env), stdout=stdout, stderr=subprocess.PIPE,
        timeout=timeout, preexec_fn=prepare if close else None,
        **({"input": stdin} if isinstance(stdin, bytes) else
           {"stdin": subprocess.DEVNULL if stdin is None else stdin}), **identity)
    finished = Run(command, completed)
    if finished.code < 0 or finished.code == SANITIZER_EXIT or b"Sanitizer" in finished.err:
        raise AssertionError(f"the program broke down: {finished!r}")
    return finished


def together(function, items):
    """function for each item, several at a time; the results in the items' order."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(function, items))


# --- building --------------------------------------------------------------------------------

def fixture(*arguments, stdin=b"", cwd=None):
    completed = subprocess.run(
        [FIXTURE, *map(os.fspath, arguments)], input=stdin, cwd=cwd, capture_output=True,
        env=environment(), timeout=TIMEOUT_SECONDS)
    if completed.returncode:
        raise AssertionError(f"compatscan-fixture {arguments}: {completed.stderr!r}")


@functools.lru_cache(maxsize=None)
def server_template(variant):
    folder = pathlib.Path(_templates().name) / variant
    fixture("server", variant, folder)
    return folder


@functools.lru_cache(maxsize=None)
def _templates():
    return tempfile.TemporaryDirectory(prefix="compatscan-e2e-")


def make_server(variant, folder):
    shutil.copytree(server_template(variant), folder, symlinks=True)
    return pathlib.Path(folder)


@functools.lru_cache(maxsize=None)
def image_bytes(kind, *options):
    with tempfile.TemporaryDirectory(prefix="compatscan-e2e-") as folder:
        file = pathlib.Path(folder) / "image"
        fixture("image", kind, file, *options)
        return file.read_bytes()


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Server:
    """A sample server in a folder of its own, and the ways to spoil it."""

    def __init__(self, variant, root):
        self.variant = variant
        self.root = make_server(variant, root)
        self.hive_lines = []

    def path(self, name):
        return self.root / name

    def remove(self, *names):
        for name in names:
            path = self.path(name)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        return self

    def rename(self, old, new):
        self.path(new).parent.mkdir(parents=True, exist_ok=True)
        self.path(old).rename(self.path(new))
        return self

    def copy(self, old, new):
        self.path(new).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(self.path(old), self.path(new))
        return self

    def write(self, name, content):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return self

    def image(self, name, kind, *options):
        return self.write(name, image_bytes(kind, *options))

    def cut(self, name, length):
        return self.write(name, self.path(name).read_bytes()[:length])

    def folder(self, name):
        self.path(name).mkdir(parents=True)
        return self

    def hive(self, *lines, options=()):
        """The variant's own hive, changed by the lines of a description; changes add up."""
        self.hive_lines += lines
        fixture("hive", "--base", f"server-{self.variant}", *options, self.path(HIVE),
                stdin="\n".join(self.hive_lines).encode() + b"\n")
        return self

    def system_path(self, value, kind="expand:"):
        return self.hive(ENVIRONMENT_KEY, f'"Path"={kind}{quoted(value)}')

    def parameters(self, **values):
        names = {"import_": "Import", "export": "Export", "folder": "cc:Mail Admin file path",
                 "store": "Connector Store Path"}
        return self.hive(PARAMETERS_KEY, *(
            f'"{names[name]}"={"-" if value is None else quoted(value)}'
            for name, value in values.items()))

    def snapshot(self):
        """Everything of the tree that a program that only reads leaves as it is."""
        facts = {}
        for folder, _, files in os.walk(self.root):
            for path in [folder, *(os.path.join(folder, file) for file in files)]:
                status = os.lstat(path)
                facts[path] = (status.st_mode, status.st_size, status.st_mtime_ns,
                               status.st_ctime_ns, status.st_nlink)
        return facts


# --- checking --------------------------------------------------------------------------------

@functools.lru_cache(maxsize=None)
def schema(name):
    return json.loads((SCHEMAS / name).read_text("utf-8"))


@functools.lru_cache(maxsize=None)
def validator(name):
    resolver = jsonschema.RefResolver((SCHEMAS / name).as_uri(), schema(name), store={
        file.as_uri(): schema(file.name) for file in SCHEMAS.glob("*.schema.json")})
    return jsonschema.Draft202012Validator(
        schema(name), resolver=resolver, format_checker=jsonschema.FormatChecker())


def check_schema(name, document):
    error = jsonschema.exceptions.best_match(validator(name).iter_errors(document))
    if error:
        raise AssertionError(
            f"{name}: $.{'.'.join(map(str, error.absolute_path))}: {error.message[:500]}")


@functools.lru_cache(maxsize=None)
def documented_codes():
    return set(re.findall(r"`([a-z0-9-]+)`", (ROOT / "docs/problems.md").read_text("utf-8")))


def check_codes(problems):
    unknown = {problem["code"] for problem in problems} - documented_codes()
    assert not unknown, f"docs/problems.md does not explain {unknown}"


def normalise(document):
    """A report as it would be if ids, times and versions never changed."""
    copy = json.loads(json.dumps(document))
    copy["report_id"] = "00000000-0000-4000-8000-000000000000"
    copy["started"] = copy["finished"] = "2000-01-01T00:00:00Z"
    copy["tool"]["version"] = "0.0.0"
    for pack in copy["packs"]:
        pack["sha256"] = "0" * 64
    return copy


def normalise_text(text):
    text = re.sub(r"(Scanned +)\S+, report \S+",
                  r"\g<1>2000-01-01T00:00:00Z, report 00000000-0000-4000-8000-000000000000", text)
    return text


def check_report(report):
    """What holds of every report, whatever it is about."""
    check_schema("report.schema.json", report)
    keys = [(result["pack"], result["rule"], result["subject"]) for result in report["results"]]
    assert keys == sorted(keys), "results are not in order"
    paths = [image["path"] for image in report["images"]]
    assert paths == sorted(paths, key=lambda path: path.encode()), "images are not in order"
    assert report["started"] <= report["finished"]
    summary = report["summary"]
    counts = {}
    for result in report["results"]:
        counts[result["status"]] = counts.get(result["status"], 0) + 1
    for status in ("pass", "unknown", "error", "not-applicable", "waived"):
        assert summary[status.replace("-", "_")] == counts.get(status, 0), (status, summary)
    assert summary["fail"] + summary["warn"] == counts.get("fail", 0), summary
    positions = [entry["position"] for entry in report["search_path"]]
    assert positions == list(range(1, len(positions) + 1)), positions
    check_codes(report["problems"])
    for part in report["search_path"] + report["images"]:
        check_codes(part["problems"])


def statuses(report):
    return {result["rule"]: result["status"] for result in report["results"]}


def with_status(report, *wanted):
    return {result["rule"] for result in report["results"] if result["status"] in wanted}


def result_of(report, rule):
    found = [result for result in report["results"] if result["rule"] == rule]
    assert len(found) == 1, (rule, found)
    return found[0]


def problem_codes(report):
    return {problem["code"] for problem in report["problems"]}


def path_problems(report):
    """The problem codes of each entry of PATH by its position."""
    return {entry["position"]: {problem["code"] for problem in entry["problems"]}
            for entry in report["search_path"]}


CONTROLS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def check_text(text, columns=80, paths=()):
    """Text for a terminal: no control characters, no line too wide but those that are one of the paths."""
    control = CONTROLS.search(text)
    assert not control, f"a control character reaches the terminal: {control!r}"
    for line in text.splitlines():
        assert len(line) <= columns or line in paths, f"{len(line)} columns: {line}"


# --- watching --------------------------------------------------------------------------------

class Watch:
    """Tells whether a file was opened or read while the block ran (inotify)."""

    IN_ACCESS, IN_OPEN = 0x1, 0x20

    def __init__(self, *paths):
        self.paths = paths

    def __enter__(self):
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self.descriptor < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        for path in self.paths:
            if libc.inotify_add_watch(
                    self.descriptor, os.fsencode(path), self.IN_OPEN | self.IN_ACCESS) < 0:
                raise OSError(ctypes.get_errno(), f"inotify_add_watch {path}")
        return self

    @property
    def opened(self):
        try:
            return bool(os.read(self.descriptor, 4096))
        except BlockingIOError:
            return False

    def __exit__(self, *error):
        os.close(self.descriptor)


class Case(unittest.TestCase):
    """A test with a folder of its own, which is the working directory of what it runs."""

    maxDiff = None

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="compatscan-e2e-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.servers = 0

    def server(self, variant="fixed", name=None):
        self.servers += 1
        return Server(variant, self.folder / (name or f"server{self.servers}"))

    def as_nobody(self):
        """Options of run_program for a user who may read less than root: a copy of the program, where he may reach it."""
        if os.geteuid() != 0:
            return {}
        self.folder.chmod(0o755)
        program = self.folder / "compatscan"
        if not program.exists():
            shutil.copy2(COMPATSCAN, program)
            shutil.copytree(PACKS, self.folder / "packs")
            program.chmod(0o755)
        return {"user": NOBODY, "program": str(program), "env": {"COMPATSCAN_PACKS": str(self.folder / "packs")}}

    def run_program(self, *arguments, **options):
        options.setdefault("cwd", self.folder)
        return run(*arguments, **options)

    def scan(self, server, *arguments, code=None, packs=("ccmail-8.5",), **options):
        """Scans a server (or folder) and gives the report, which is checked as all reports are.

        Without packs, it is judged by all that are used unasked.
        """
        root = server.root if isinstance(server, Server) else server
        finished = self.run_program(
            "scan", "--root", os.path.relpath(root, options.get("cwd", self.folder)),
            "--format", "json", *(f"--pack={pack}" for pack in packs), *arguments, **options)
        self.assertIn(finished.code, (HOLDS, FAILS, INCOMPLETE), finished)
        report = finished.json
        check_report(report)
        self.assertEqual(report["summary"]["exit_code"], finished.code, finished)
        if code is not None:
            self.assertEqual(finished.code, code, self.told(report))
        return report

    def told(self, report):
        """What a report says beyond what holds, for a failed assertion."""
        lines = [f"exit code {report['summary']['exit_code']}"]
        lines += [f"{result['status']:8} {result['rule']}: {result['explanation']}"
                  for result in report["results"] if result["status"] != "pass"]
        lines += [f"problem  {problem['code']}: {problem['detail']}"
                  for problem in report["problems"]]
        return "\n".join(lines)

    def inspect(self, *arguments, code=HOLDS, **options):
        """inspect --format jsonl: one object a file, each checked against the schema."""
        finished = self.run_program("inspect", "--format", "jsonl", *arguments, **options)
        self.assertEqual(finished.code, code, finished)
        files = finished.lines
        for file in files:
            check_schema("inspect.schema.json", file)
            check_codes(file["problems"])
        return files

    def assert_usage_error(self, finished, *fragments):
        self.assertEqual(finished.code, USAGE, finished)
        self.assertEqual(finished.out, b"", finished)
        for fragment in fragments:
            self.assertIn(fragment, finished.messages)


def main():
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]])
