"""The commands that both builds run, each with the exit code that both must end with.

A new command is a few more rows. {SERVERS}, {IMAGES} and {HIVES} stand for a row for each; everything is named
relative to the folder the commands run in, so that both builds say the same names.
"""

HOLDS, FAILS, USAGE, INCOMPLETE = 0, 1, 2, 3
ANY = None  # whatever the Linux build ends with, as long as the other does too

SERVERS = {
    "broken": FAILS, "fixed": HOLDS, "fixed-by-registry": HOLDS, "no-hive": ANY, "dirty-hive": HOLDS,
    "text-for-a-hive": ANY, "cut-hive": ANY, "zeros-in-the-hive": ANY, "no-import": FAILS, "cut-import": ANY,
    "two-cases": INCOMPLETE, "folder-for-a-file": ANY, "short-names": ANY, "beyond-ascii": HOLDS,
    "names-of-devices": ANY, "long-path": ANY,
}


def scans():
    for server, code in SERVERS.items():
        for form in ("text", "json"):
            yield code, ["scan", "--root", server, "--format", form]
    yield ANY, ["scan", "--root", "other-drive", "--drive", "D=drive-d", "-f", "json"]
    yield ANY, ["scan", "--root", "other-drive", "-f", "json"]
    yield ANY, ["scan", "--root", "fixed", "--drive", "D=fixed", "--drive", "E=fixed/ccmail", "-f", "json"]
    yield ANY, ["scan", "--root", "broken/", "--drive", "D=drive-d/", "-f", "json"]
    yield ANY, ["scan", "--root", "no-hive", "--env", r"PATH=C:\WINNT\system32;C:\WINNT;C:\ccmail", "-f", "json"]
    yield ANY, ["scan", "--root", "fixed", "--system-hive", "broken/WINNT/system32/config/system", "-f", "json",
                "--host", "GRÖßE", "--profile", "w2k"]
    yield INCOMPLETE, ["scan", "--root", "text-for-a-hive", "--pack", "ccmail-8.5", "--fail-on", "info"]


def hives(names):
    for name in names:
        yield ANY, ["scan", "--root", "no-hive", "--system-hive", name, "-f", "json"]


def inspections(images, deep):
    every = ["--hash", "--symbols", "--resources", "--strings"]
    yield HOLDS, ["inspect", "--format", "jsonl", *every, *images]
    yield HOLDS, ["inspect", "--format", "text", *every, *images]
    yield HOLDS, ["inspect", "--format", "json", "images/pe32"]
    yield HOLDS, ["inspect", "-o", "inspected.json", "-f", "json", "images/pe32", "images/ne"]
    yield INCOMPLETE, ["inspect", "images/is not there", "images/pe32/below a file", "no folder/file"]
    yield INCOMPLETE, ["inspect", "-f", "json", "images", "images/pe32"]
    yield HOLDS, ["inspect", "--hash", f"long-path/{deep}/Import.exe", "./images/../images//pe32"]
    yield INCOMPLETE, ["inspect", "images/*"]
    yield HOLDS, ["inspect", "-f", "json", "--hash", "--strings", "-"]


def searches():
    share = r"\\store\share=drive-d"
    yield ANY, ["which", "--root", "fixed", "--drive", share, "-f", "json", r"\\STORE\share\Ccmcdata\Impexp.ri"]
    yield ANY, ["deps", "--root", "fixed", "--drive", share, r"\\store\share\Ccmcdata\none.exe"]
    for server in ("broken", "fixed", "beyond-ascii", "two-cases", "names-of-devices", "long-path"):
        for name in ("import.exe", "kernel32.dll", "NUL"):
            yield ANY, ["which", "--root", server, "--format", "json", name]
        for launcher in ("createprocess", "searchpath", "cmd", "shell", "loadlibrary", "win16", "dos"):
            yield ANY, ["which", "--root", server, "--launcher", launcher, "--from", r"C:\WINNT", "import"]
    yield ANY, ["which", "--root", "fixed", "--caller", r"C:\ccmail\Import.exe", "cfw803.dll"]


def machines():
    for server in SERVERS:
        for form in ("text", "json"):
            yield ANY, ["facts", "--root", server, "--format", form]
    yield ANY, ["facts", "--root", "other-drive", "--drive", r"\\store\share=drive-d", "--user-hive",
                "broken/WINNT/system32/config/system"]


def closures():
    for server in ("broken", "fixed", "no-import", "beyond-ascii", "two-cases", "long-path"):
        for form in ("text", "json", "dot"):
            yield ANY, ["deps", "--root", server, "--format", form, "import.exe"]
    yield ANY, ["deps", "--root", "fixed", "fixed/ccmail/Import.exe"]
    yield USAGE, ["deps", "--root", "fixed", "broken/ccmail/Import.exe"]
    for program in ("notepad.exe", "explorer.exe", "rundll32.exe"):
        yield ANY, ["deps", "--root", "wine", "--profile", "win10", "--symbols", "-f", "json",
                    rf"C:\windows\system32\{program}"]


def usage():
    yield HOLDS, ["--version"]
    for command in ("scan", "inspect", "which", "deps", "facts", "rules"):
        yield HOLDS, [command, "--help"]
    yield USAGE, ["scan", "--root", "is not there"]
    yield USAGE, ["scan", "--root", "images/pe32"]
    yield USAGE, ["scan", "--root", "fixed", "--system-hive", "is not there"]
    yield USAGE, ["scan", "--root", "fixed", "--pack", "is-not-there"]
    yield USAGE, ["scan", "--root", "fixed", "--pack", "images/pe32"]
    yield USAGE, ["inspect", "--format", "漢字", "x"]
    yield USAGE, ["nothing"]
    yield INCOMPLETE, ["inspect", "-o", "images", "images/pe32"]
    yield INCOMPLETE, ["inspect", "-o", "no folder/report", "images/pe32"]
    yield HOLDS, ["rules", "list"]
    yield HOLDS, ["rules", "check", "share/compatscan/packs/ccmail-8.5.json"]
    yield HOLDS, ["rules", "show", "share/compatscan/packs/ccmail-8.5.json"]


def compared(images, hive_names, deep):
    """(exit code, arguments) of every command whose outputs must be equal."""
    for table in (scans(), hives(hive_names), inspections(images, deep), searches(), machines(), closures(),
                  usage()):
        yield from table


# What the Windows build says of itself: (exit code, arguments, words that standard error holds).
WINDOWS_ALONE = [
    (USAGE, ["scan", "--profile", "nt4"], "give the folder that holds the files of its drive C: with --root"),
    (USAGE, ["scan", "--root", "fixed", "--post", "https://localhost/"], "cannot post"),
    (USAGE, ["post", "--to", "https://localhost/", "x"], "cannot post"),
    (INCOMPLETE, ["inspect", "NUL"], "device"),
    (INCOMPLETE, ["inspect", r"\\.\PhysicalDrive0"], "device"),
    (HOLDS, ["inspect", "-o", "NUL", "images/pe32"], ""),
]
