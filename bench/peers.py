"""Who is measured: a table of commands over one list of files.

A reader that takes one file a process is started by xargs, whose own cost is small beside that of a start. A reader
that times itself prints lines "name value", among them wall_seconds: the time inside, without its own start.
"""
import pathlib
import sys
from typing import Callable, NamedTuple, Optional

HERE = pathlib.Path(__file__).resolve().parent


class Run(NamedTuple):
    """What a command may use."""
    build: pathlib.Path
    list: str     # file with one path a line
    paths: list   # the same


class Peer(NamedTuple):
    name: str
    label: str                    # as in the table, at most 27 characters
    package: Optional[str]        # Debian package, None for our own programs and those that are always there
    command: Callable[[Run], list]
    times_itself: bool = False
    reads_list: bool = False      # from standard input


def own(program, *arguments):
    return lambda run: [str(run.build / program), *(run.list if word == "LIST" else word for word in arguments)]


def pefile(mode):
    return lambda run: [sys.executable, str(HERE / "pefile_round.py"), mode, run.list]


def each(*command):
    return lambda run: ["xargs", "-d", "\\n", "-n", "1", *command]


def each_start(*command):
    return lambda run: ["xargs", "-d", "\\n", "-I", "@", *command]


def all_at_once(*command):
    return lambda run: [*command, *run.paths]


def yara(*options):
    return lambda run: ["yara", *options, "--scan-list", str(HERE / "image.yar"), run.list]


PEERS = (
    Peer("identify", "identify", None, own("image-bench", "identify", "LIST", "1"), times_itself=True),
    Peer("facts", "full facts", None, own("image-bench", "facts", "LIST", "1"), times_itself=True),
    Peer("everything", "everything", None, own("image-bench", "everything", "LIST", "1"), times_itself=True),
    Peer("inspect", "compatscan inspect (jsonl)", None,
         lambda run: [str(run.build / "compatscan"), "inspect", "--format", "jsonl", *run.paths]),
    Peer("inspect-start", "  its start alone", None, own("compatscan", "--version")),
    Peer("floor-first", "floor: first 4 KiB of each", None, own("bench-floor", "first", "LIST"),
         times_itself=True),
    Peer("floor-whole", "floor: every byte", None, own("bench-floor", "whole", "LIST"), times_itself=True),
    Peer("cat", "cat", None, all_at_once("cat")),
    Peer("pefile-full", "pefile, full", "python3-pefile", pefile("full"), times_itself=True),
    Peer("pefile-directories", "pefile, same directories", "python3-pefile", pefile("directories"),
         times_itself=True),
    Peer("readpe", "readpe", "pev", each("readpe"), reads_list=True),
    Peer("readpe-start", "  its starts alone", "pev", each_start("readpe", "--version"), reads_list=True),
    Peer("winedump", "winedump", "wine64-tools",
         each("winedump-stable", "-j", "import", "-j", "export", "-j", "resource"), reads_list=True),
    Peer("winedump-start", "  its starts alone", "wine64-tools", each_start("winedump-stable", "/dev/null"),
         reads_list=True),
    Peer("yara-1", "yara, 1 thread", "yara", yara("--threads=1")),
    Peer("yara", "yara, default threads", "yara", yara()),
    Peer("wrestool", "wrestool, list of resources", "icoutils", all_at_once("wrestool", "--list")),
)
