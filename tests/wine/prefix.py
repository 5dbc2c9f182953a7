"""A machine that Wine runs: its programs, its drive C: and its registry, made for one run of the tests."""
import os
import pathlib
import shutil
import subprocess

SOURCES = pathlib.Path(__file__).parent
COMPILER = "x86_64-w64-mingw32-gcc"
OPTIONS = ("-std=c11", "-Os", "-s", "-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror")
# Debian's wine64 package does not put its programs on PATH.
PLACES = os.pathsep.join(("/usr/bin", "/usr/lib/wine", "/usr/local/bin"))
SECONDS = 120

# (made, sources, libraries, further options)
PROGRAMS = (
    ("wanted.dll", ("wanted.c",), (), ("-shared", "-Wl,--out-implib,libwanted.a")),
    ("chain.dll", ("chain.c",), ("libwanted.a",), ("-shared",)),
    ("answer.exe", ("answer.c", "say.c"), (), ()),
    ("linked.exe", ("linked.c", "say.c"), ("libwanted.a",), ()),
    ("caller.exe", ("caller.c", "say.c"), (), ("-municode",)),
    ("machine.exe", ("machine.c", "say.c"), ("-ladvapi32",), ()),
)


class Missing(Exception):
    """What the witnesses need is not installed; the text says what."""


def tool(*names):
    for name in names:
        found = shutil.which(name, path=PLACES)
        if found:
            return found
    raise Missing(f"{names[0]} is not installed; make deps-check-full")


def build(folder):
    """The witness programs, by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for made, sources, libraries, options in PROGRAMS:
        subprocess.run([tool(COMPILER), *OPTIONS, *options, "-o", made, *(str(SOURCES / name) for name in sources),
                        *libraries], cwd=folder, check=True)
    return {made: folder / made for made, *_ in PROGRAMS}


class Prefix:
    """A Wine prefix that lives as long as the block; its server ends with it."""

    def __init__(self, folder):
        self.folder = folder
        self.drive = folder / "drive_c"
        self.wine = tool("wine64", "wine64-stable")
        self.server = tool("wineserver64", "wineserver")

    def environment(self):
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.folder.parent), "LC_ALL": "C.UTF-8", "WINEDEBUG": "-all",
                "WINEPREFIX": str(self.folder), "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d"}

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        # Whatever starts first starts services, which would hold a pipe open for as long as they live.
        nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
                   "env": self.environment(), "timeout": SECONDS}
        subprocess.run([self.server, "-p"], check=True, **nowhere)
        try:
            subprocess.run([self.wine, "wineboot", "-i"], check=True, **nowhere)
        except BaseException:
            self.__exit__()
            raise
        return self

    def restart(self):
        """Ends all that runs; the next program starts the machine."""
        self.__exit__()
        subprocess.run([self.server, "-p"], check=True, env=self.environment(), stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS)

    def __exit__(self, *error):
        subprocess.run([self.server, "-k"], env=self.environment(), stdin=subprocess.DEVNULL, timeout=SECONDS,
                       check=False)
        subprocess.run([self.server, "-w"], env=self.environment(), stdin=subprocess.DEVNULL, timeout=SECONDS,
                       check=False)

    def run(self, *command, cwd=None):
        """What the program printed, without its line ends."""
        done = subprocess.run([self.wine, *command], cwd=cwd or self.drive, env=self.environment(),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=SECONDS, check=False)
        return done.stdout.decode("utf-8", "replace").replace("\r", "").strip()

    def set_value(self, key, name, data):
        """A number or a text; the empty name is the key's own value."""
        kind = ("REG_DWORD", str(data)) if isinstance(data, int) else ("REG_SZ", data)
        self.run("reg", "add", key, *(("/v", name) if name else ("/ve",)), "/t", kind[0], "/d", kind[1], "/f")

    def remove_value(self, key, name):
        self.run("reg", "delete", key, *(("/v", name) if name else ("/ve",)), "/f")

    def file(self, path):
        """Where a path on drive C: lies."""
        return self.drive / path.removeprefix("C:\\").replace("\\", "/")
