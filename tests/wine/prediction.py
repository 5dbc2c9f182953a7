"""What compatscan says of the same machine: it reads the drive that Wine uses, and hives with what Wine was told."""
import json
import os
import subprocess

CONFIG = "windows/system32/config"
SECONDS = 60

# As Windows has them; Wine keeps no such list.
KNOWN_DLLS = ("advapi32.dll", "gdi32.dll", "kernel32.dll", "msvcrt.dll", "ole32.dll", "rpcrt4.dll", "shell32.dll",
              "user32.dll")
SYSTEM = (
    "[Select]", '"Current"=dword:00000001',
    r"[ControlSet001\Control\Session Manager\KnownDLLs]", *(f'"{name[:-4]}"="{name}"' for name in KNOWN_DLLS),
    r"[ControlSet001\Control\Session Manager\Environment]", '"PROCESSOR_ARCHITECTURE"="AMD64"',
)
SOFTWARE = (
    r"[Microsoft\Windows NT\CurrentVersion]", '"CurrentVersion"="6.1"', '"CurrentBuildNumber"="7601"',
    '"CSDVersion"="Service Pack 1"', r'"SystemRoot"="C:\\windows"',
)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def described(data):
    return f"dword:{data:08x}" if isinstance(data, int) else quoted(data)


def hive_lines(values, hive, root):
    """The values below HKLM\\hive, as the fixture program takes them."""
    lines = []
    for (key, name), data in values.items():
        if key.startswith(hive):
            lines.append(f"[{key.replace(hive, root, 1)}]")
            lines.append(f"{quoted(name) if name else '@'}={described(data)}")
    return lines


class Prediction:
    def __init__(self, compatscan, fixture, drive):
        self.compatscan = compatscan
        self.fixture = fixture
        self.drive = drive

    def write_hive(self, name, lines):
        subprocess.run([self.fixture, "hive", str(self.drive / CONFIG / name)], input="\n".join(lines).encode() + b"\n",
                       check=True, timeout=SECONDS)

    def lay_hives(self, variables, values):
        """The environment and the registry values that Wine was given, in hives."""
        os.makedirs(self.drive / CONFIG, exist_ok=True)
        self.write_hive("system", [*SYSTEM, *(f'{quoted(name)}={quoted(text)}' for name, text in variables.items()),
                                   *hive_lines(values, r"HKLM\System\CurrentControlSet", "ControlSet001")])
        self.write_hive("software", [*SOFTWARE, *hive_lines(values, "HKLM\\Software\\", "")])

    def which(self, launcher, caller, current, name):
        """(outcome, winner, document): the document is compatscan's whole answer."""
        done = subprocess.run(
            [self.compatscan, "which", "--root", str(self.drive), "--launcher", launcher, "--caller", caller,
             "--current-directory", current, "--format", "json", name],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False)
        if done.returncode not in (0, 1, 3):
            raise RuntimeError(f"compatscan which: exit code {done.returncode}: {done.stderr}")
        document = json.loads(done.stdout)
        return document["outcome"], document["winner"], document
