"""Which file Windows picks of several of one name: by Microsoft's documents, a case for each rule.

Files are named from where they lie. The first word is a folder of drive C: or a part of the Windows folder: app holds
the calling program, current is its current directory, p1 and p2 stand in PATH. "=ne" behind a name is the kind of the
file.
"""
import collections

# The folder of Windows and what the SOFTWARE hive says of each version.
VERSIONS = {
    "nt4": ("WINNT", "4.0", "1381", "Service Pack 6"),
    "w2k": ("WINNT", "5.0", "2195", None),
    "w2k-sp3": ("WINNT", "5.0", "2195", "Service Pack 3"),
    "xp": ("WINDOWS", "5.1", "2600", "Service Pack 1"),
    "xp-sp2": ("WINDOWS", "5.1", "2600", "Service Pack 2"),
    "server2003": ("WINDOWS", "5.2", "3790", None),
    "vista": ("Windows", "6.0", "6002", None),
    "win7": ("Windows", "6.1", "7601", "Service Pack 1"),
    "win8": ("Windows", "6.2", "9200", None),
    "win8.1": ("Windows", "6.3", "9600", None),
    "win10": ("Windows", "6.3", "19045", None),
    "win11": ("Windows", "6.3", "22631", None),
}

SYSTEM = ("System32", "System", "Windows")
PATH = ("p1", "p2")
CURRENT_EARLY = ("app", "current", *SYSTEM, *PATH)
CURRENT_LATE = ("app", *SYSTEM, "current", *PATH)

# Orders that no version of Windows changed: CreateProcessW, SearchPathW, NeedCurrentDirectoryForExePathW, Application
# Registration, Q164501, and the MS-DOS Path command.
ORDERS = {
    "createprocess": CURRENT_EARLY,
    "searchpath": CURRENT_EARLY,
    "cmd": ("current", *PATH),
    "shell": ("current", "Windows", "System32", *PATH),
    "win16": ("current", "Windows", "System", "System32", "app", *PATH),
    "dos": ("current", *PATH),
}

# Dynamic-link library search order: SafeDllSearchMode is off before Windows XP SP2, and on from there.
UNSAFE_BY_DEFAULT = ("nt4", "w2k", "w2k-sp3", "xp")
# ... and is not known before Windows 2000 SP3.
WITHOUT_SAFE_MODE = ("nt4", "w2k")

SESSION_MANAGER = r"[ControlSet001\Control\Session Manager]"
KNOWN_DLLS = r"[ControlSet001\Control\Session Manager\KnownDLLs]"
WOW = r"[ControlSet001\Control\WOW]"
ENVIRONMENT = r"[ControlSet001\Control\Session Manager\Environment]"
APP_PATHS = r"[Microsoft\Windows\CurrentVersion\App Paths" "\\"


FIELDS = ("name version launcher asked candidates also excluded places path current x64 arguments system software user "
          "outcome")


class Case(collections.namedtuple("Case", FIELDS,
                                  defaults=((), (), None, PATH, "current", False, (), (), (), (), None))):
    """candidates: in the order of the search, the winner first. also: files that the search does not come by.
    excluded: those of them that it must tell of. places: where they are not what the folders say."""

    @property
    def expected_outcome(self):
        return self.outcome or ("found" if self.candidates else "missing")


def tools(*folders, name="tool.exe"):
    return tuple(f"{folder}\\{name}" for folder in folders)


def dlls(*folders):
    return tools(*folders, name="wanted.dll")


def value(key, *lines):
    return (key, *lines)


def whole_orders():
    """Every launcher under every version: all files at once."""
    for version in VERSIONS:
        for launcher, order in ORDERS.items():
            yield Case(f"search-order-{launcher}-{version}", version, launcher, "tool.exe", tools(*order),
                       also=tools(*(folder for folder in CURRENT_EARLY if folder not in order)))
        order = CURRENT_EARLY if version in UNSAFE_BY_DEFAULT else CURRENT_LATE
        yield Case(f"search-order-loadlibrary-{version}", version, "loadlibrary", "wanted.dll", dlls(*order))
        for mode, switched in ((0, CURRENT_EARLY), (1, CURRENT_LATE)):
            order = CURRENT_EARLY if version in WITHOUT_SAFE_MODE else switched
            yield Case(f"search-order-safe-mode-{mode}-{version}", version, "loadlibrary", "wanted.dll", dlls(*order),
                       system=value(SESSION_MANAGER, f'"SafeDllSearchMode"=dword:{mode:08}'))


def one_step_after_another():
    """The winner of each step of each order, with nothing left in front of it."""
    orders = [("nt4", launcher, "tool.exe", order) for launcher, order in ORDERS.items()]
    orders += [("nt4", "loadlibrary", "wanted.dll", CURRENT_EARLY),
               ("win10", "loadlibrary", "wanted.dll", CURRENT_LATE)]
    for version, launcher, asked, order in orders:
        for at, folder in enumerate(order[1:], 1):
            yield Case(f"step-{launcher}-{folder.lower()}-{version}", version, launcher, asked,
                       tools(*order[at:], name=asked))
        yield Case(f"step-{launcher}-nowhere-{version}", version, launcher, asked, (),
                   also=tools("away", *(folder for folder in CURRENT_EARLY if folder not in order), name=asked))


SYSTEM32_FIRST = value(KNOWN_DLLS, '"wanted"="wanted.dll"')
RULES = (
    # A file of another kind is a candidate as any other: Windows goes by the name (Q248195).
    Case("shadow-16bit-in-cwd", "nt4", "createprocess", "tool",
         ("current\\tool.exe=ne", "p1\\tool.exe=pe32")),
    Case("shadow-dos-in-system32", "nt4", "createprocess", "tool", ("System32\\tool.exe=mz", "p2\\tool.exe=pe32")),
    Case("shadow-16bit-dll-in-app", "nt4", "loadlibrary", "wanted",
         ("app\\wanted.dll=ne", "System32\\wanted.dll=pe32")),
    Case("path-order", "nt4", "createprocess", "tool", tools("p2", "p1"), path=("p2", "p1")),

    # KnownDLLs: Q164501, Dynamic-link library search order
    Case("knowndll-from-system32", "nt4", "loadlibrary", "wanted.dll",
         dlls("System32", "app", "current", "System", "Windows", *PATH), system=SYSTEM32_FIRST,
         places=("known-dll", "caller", "current", "system", "windows", "path", "path")),
    Case("knowndll-not-listed", "nt4", "loadlibrary", "wanted.dll", dlls("app", "System32"),
         system=value(KNOWN_DLLS, '"other"="other.dll"')),
    Case("knowndll-excluded", "nt4", "loadlibrary", "wanted.dll", dlls("app", "System32"),
         system=(*SYSTEM32_FIRST, SESSION_MANAGER, '"ExcludeFromKnownDlls"=multi:"WANTED.DLL"')),
    Case("knowndll-missing", "nt4", "loadlibrary", "wanted.dll", dlls("app", "p1"), system=SYSTEM32_FIRST),
    Case("knowndll-win10", "win10", "loadlibrary", "wanted.dll", dlls("System32", "app"), system=SYSTEM32_FIRST,
         places=("known-dll", "caller")),
    Case("knowndll-not-for-full-path", "nt4", "loadlibrary", r"C:\app\wanted.dll", dlls("app"),
         also=dlls("System32"), system=SYSTEM32_FIRST, places=("full-path",)),
    Case("knowndll-not-for-programs", "nt4", "createprocess", "wanted.dll", dlls("app", "System32"),
         system=SYSTEM32_FIRST),
    Case("win16-knowndll", "nt4", "win16", "wanted.dll", dlls("System32"), also=dlls("current", "Windows", "app"),
         system=value(WOW, '"KnownDLLs"="commdlg.dll wanted.dll"'), places=("known-dll",)),

    # 64-bit Windows: File System Redirector
    Case("wow64-system32-redirected", "win7", "createprocess", "tool.exe", tools("SysWOW64"), x64=True,
         also=tools("System32"), excluded=tools("System32"), arguments=("--caller-bits", "32"), places=("system32",)),
    Case("wow64-system32-of-64-bit", "win7", "createprocess", "tool.exe", tools("System32"), x64=True,
         also=tools("SysWOW64"), arguments=("--caller-bits", "64")),
    Case("wow64-dll-redirected", "win10", "loadlibrary", "wanted.dll", dlls("SysWOW64"), x64=True,
         also=dlls("System32"), excluded=dlls("System32"), arguments=("--caller-bits", "32"), places=("system32",)),
    Case("wow64-full-path-redirected", "win7", "createprocess", r"C:\Windows\System32\tool.exe", tools("SysWOW64"),
         x64=True, also=tools("System32"), arguments=("--caller-bits", "32"), places=("full-path",)),
    Case("wow64-exempt-folder", "win7", "createprocess", r"C:\Windows\System32\spool\tool.exe",
         ("System32\\spool\\tool.exe",), x64=True, also=("SysWOW64\\spool\\tool.exe",),
         arguments=("--caller-bits", "32"), places=("full-path",)),
    Case("sysnative", "win7", "createprocess", r"C:\Windows\Sysnative\tool.exe", tools("System32"), x64=True,
         also=tools("SysWOW64"), arguments=("--caller-bits", "32"), places=("full-path",)),
    Case("sysnative-not-for-64-bit", "win7", "createprocess", r"C:\Windows\Sysnative\tool.exe", (), x64=True,
         also=tools("System32"), arguments=("--caller-bits", "64")),
    Case("sysnative-not-before-vista", "server2003", "createprocess", r"C:\WINDOWS\Sysnative\tool.exe", (), x64=True,
         also=tools("System32"), arguments=("--caller-bits", "32")),
    Case("wow64-not-on-32-bit-windows", "win7", "createprocess", "tool.exe", tools("System32"),
         also=tools("SysWOW64")),

    # Extensions
    Case("createprocess-only-exe", "nt4", "createprocess", "tool", ("p2\\tool.exe",),
         also=("app\\tool.com=mz", "current\\tool.bat=bat")),
    Case("createprocess-trailing-dot", "nt4", "createprocess", "tool.", ("p1\\tool=pe32",), also=tools("app")),
    Case("cmd-com-before-exe", "nt4", "cmd", "tool", ("p1\\tool.com=mz", "p1\\tool.exe", "p1\\tool.bat=bat",
                                                       "p1\\tool.cmd=bat")),
    Case("cmd-folder-before-extension", "nt4", "cmd", "tool", ("p1\\tool.cmd=bat", "p2\\tool.com=mz")),
    Case("cmd-current-before-path", "nt4", "cmd", "tool", ("current\\tool.bat=bat", "p1\\tool.com=mz")),
    Case("cmd-without-current-directory", "win7", "cmd", "tool", tools("p1"), also=tools("current"),
         excluded=tools("current"), system=value(ENVIRONMENT, '"NoDefaultCurrentDirectoryInExePath"="1"')),
    Case("createprocess-without-current-directory", "vista", "createprocess", "tool.exe", tools("app", "p1"),
         also=tools("current"), excluded=tools("current"),
         system=value(ENVIRONMENT, '"NoDefaultCurrentDirectoryInExePath"="1"')),
    Case("cmd-current-directory-before-server-2003", "xp-sp2", "cmd", "tool", tools("current", "p1"),
         system=value(ENVIRONMENT, '"NoDefaultCurrentDirectoryInExePath"="1"')),
    Case("pathext-from-environment", "win7", "cmd", "tool", ("p1\\tool.bat=bat", "p1\\tool.exe"),
         also=("p1\\tool.com=mz",), system=value(ENVIRONMENT, '"PATHEXT"=".BAT;.EXE"')),
    Case("pathext-not-for-createprocess", "win7", "createprocess", "tool", ("p2\\tool.exe",),
         also=("p1\\tool.bat=bat",), system=value(ENVIRONMENT, '"PATHEXT"=".BAT;.EXE"')),
    Case("dos-com-before-exe", "nt4", "dos", "tool", ("p1\\tool.com=mz", "p1\\tool.exe=mz", "p1\\tool.bat=bat")),
    Case("dos-no-cmd-files", "nt4", "dos", "tool", (), also=("p1\\tool.cmd=bat",)),
    Case("loadlibrary-adds-dll", "nt4", "loadlibrary", "wanted", dlls("p1"),
         also=("app\\wanted.exe", "app\\wanted=pe32")),
    Case("loadlibrary-trailing-dot", "nt4", "loadlibrary", "wanted.", ("p1\\wanted=pe32",), also=dlls("app")),

    # Paths that are not full: CreateProcessW, LoadLibraryW
    Case("createprocess-relative-path", "nt4", "createprocess", r"sub\tool.exe", ("current\\sub\\tool.exe",),
         also=("app\\sub\\tool.exe", "p1\\sub\\tool.exe"), places=("full-path",)),
    Case("loadlibrary-relative-path", "win7", "loadlibrary", r"sub\wanted",
         ("app\\sub\\wanted.dll", "System32\\sub\\wanted.dll", "current\\sub\\wanted.dll", "p1\\sub\\wanted.dll")),
    Case("loadlibrary-relative-path-in-path", "nt4", "loadlibrary", r"sub\wanted.dll", ("p2\\sub\\wanted.dll",),
         also=("p2\\wanted.dll", "sub\\wanted.dll")),
    Case("loadlibrary-parent-path", "nt4", "loadlibrary", r"..\away\wanted.dll", ("away\\wanted.dll",),
         places=("caller",)),
    Case("loadlibrary-root-of-drive", "nt4", "loadlibrary", r"\away\wanted.dll", ("away\\wanted.dll",),
         also=("app\\away\\wanted.dll",), places=("full-path",)),

    # Windows API sets: a contract is no file, so that none is missing; before Windows 7 it is a name as any other
    Case("api-set-is-no-file", "win10", "loadlibrary", "api-ms-win-core-file-l1-1-0.dll", (), outcome="api-set"),
    Case("api-set-not-before-windows-7", "vista", "loadlibrary", "api-ms-win-core-file-l1-1-0.dll", ()),

    # App Paths: Application Registration
    Case("app-paths", "win7", "shell", "tool.exe", tools("away"), places=("app-paths",),
         software=value(APP_PATHS + "tool.exe]", r'@="C:\\away\\tool.exe"')),
    Case("app-paths-after-path", "win7", "shell", "tool.exe", tools("p2", "away"), places=("path", "app-paths"),
         software=value(APP_PATHS + "tool.exe]", r'@="C:\\away\\tool.exe"')),
    Case("app-paths-of-another-name", "win7", "shell", "tool.exe", ("away\\other.exe",), places=("app-paths",),
         software=value(APP_PATHS + "tool.exe]", r'@="C:\\away\\other.exe"')),
    Case("app-paths-quoted", "win7", "shell", "tool.exe", tools("away"), places=("app-paths",),
         software=value(APP_PATHS + "tool.exe]", r'@="\"C:\\away\\tool.exe\""')),
    Case("app-paths-with-an-unknown-variable", "win7", "shell", "tool.exe", (), also=tools("away"), outcome="uncertain",
         software=value(APP_PATHS + "tool.exe]", r'@=expand:"C:\\%LOCALAPPDATA%\\tool.exe"')),
    Case("app-paths-not-for-createprocess", "win7", "createprocess", "tool.exe", (), also=tools("away"),
         software=value(APP_PATHS + "tool.exe]", r'@="C:\\away\\tool.exe"')),
    Case("app-paths-not-for-dlls", "win7", "loadlibrary", "wanted.dll", (), also=dlls("away"),
         software=value(APP_PATHS + "wanted.dll]", r'@="C:\\away\\wanted.dll"')),

    # Command lines: CreateProcessW
    Case("createprocess-unquoted-spaces", "nt4", "createprocess", r"C:\Program Files\My App\run.exe",
         ("Program.exe", "Program Files\\My.exe", "Program Files\\My App\\run.exe"), places=("full-path",) * 3),
    Case("createprocess-quoted-spaces", "nt4", "createprocess", r'"C:\Program Files\My App\run.exe"',
         ("Program Files\\My App\\run.exe",), also=("Program.exe", "Program Files\\My.exe"), places=("full-path",)),
    Case("createprocess-name-before-longer-name", "nt4", "createprocess", "my tool",
         ("p2\\my.exe", "app\\my tool.exe"), places=("path", "caller")),

    # Whose PATH: a service gets the system's alone
    Case("service-path-is-system-only", "nt4", "createprocess", "tool.exe", tools("p1"), also=tools("mine"),
         path=("p1",), user=value("[Environment]", r'"Path"="C:\\mine"')),
    Case("user-path-below-the-profile", "win10", "createprocess", "tool.exe", (), path=("p1",), outcome="uncertain",
         arguments=("--session", "user"),
         user=value("[Environment]", r'"Path"=expand:"%USERPROFILE%\\AppData\\Local\\Microsoft\\WindowsApps"')),
    Case("user-path-of-an-unset-variable", "win10", "createprocess", "tool.exe", tools("p2"), path=("p1",),
         arguments=("--session", "user"), user=value("[Environment]", r'"Path"=expand:"%NOWHERE%\\bin;C:\\p2"')),
    Case("user-pathext", "win7", "cmd", "tool", ("p1\\tool.bat=bat", "p1\\tool.exe"), also=("p1\\tool.com=mz", *tools("current")),
         path=("p1",), arguments=("--session", "user"), excluded=tools("current"),
         user=value("[Environment]", '"PATHEXT"=".BAT;.EXE"', '"NoDefaultCurrentDirectoryInExePath"="1"')),
    Case("user-pathext-not-for-services", "win7", "cmd", "tool", ("p1\\tool.com=mz", "p1\\tool.bat=bat"), path=("p1",),
         user=value("[Environment]", '"PATHEXT"=".BAT;.EXE"')),
    Case("user-pathext-given-otherwise", "win7", "cmd", "tool", ("p1\\tool.com=mz",), also=("p1\\tool.bat=bat",),
         path=("p1",), arguments=("--session", "user", "--env", "PATHEXT=.COM"),
         user=value("[Environment]", '"PATHEXT"=".BAT;.EXE"')),
    Case("searchpath-safe-mode", "win7", "searchpath", "tool.exe", tools(*CURRENT_LATE),
         system=value(SESSION_MANAGER, '"SafeProcessSearchMode"=dword:00000001')),
    Case("redirected-by-dot-local", "xp", "loadlibrary", "wanted.dll",
         ("app\\caller.exe.local\\wanted.dll", "app\\wanted.dll"), places=("local", "caller")),
)

CASES = (*whole_orders(), *one_step_after_another(), *RULES)
