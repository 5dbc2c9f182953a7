"""Runs the readers that are programs."""
import subprocess

SECONDS = 60
MAX_OUTPUT = 256 << 20  # winedump is known to write without end for damaged files


class Failed(Exception):
    """The reader crashed, hung or wrote without end: it tells nothing of this file."""


def lines(command):
    """The lines that the command wrote, as Latin-1 where they are not UTF-8, and its exit status."""
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    try:
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
                             stdin=subprocess.DEVNULL, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{command[0]} took more than {SECONDS} s") from late
    if run.returncode < 0:
        raise Failed(f"{command[0]} died of signal {-run.returncode}")
    if len(run.stdout) > MAX_OUTPUT:
        raise Failed(f"{command[0]} wrote {len(run.stdout)} bytes")
    try:
        return run.stdout.decode("utf-8").splitlines(), run.returncode
    except UnicodeDecodeError:
        return run.stdout.decode("latin-1").splitlines(), run.returncode
