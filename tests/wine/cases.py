"""What Windows picks of several files of one name: by Microsoft's documents, and by Wine.

Folders stand below C:\\case, but for those that begin with windows\\. The calling program is app\\caller.exe, its current
directory is current, and PATH is p1;p2 unless a case says otherwise. A case puts a witness under each of its files.
"""
import collections

DOCUMENTS = {
    "createprocess": "CreateProcessW",
    "searchpath": "SearchPathW",
    "searchpath-safe": "SearchPathW, SetSearchPathMode",
    "cmd": "NeedCurrentDirectoryForExePathW",
    "shell": "Application Registration",
    "loadlibrary": "Dynamic-link library search order",
    "import": "Dynamic-link library search order",
}

Case = collections.namedtuple(
    "Case", "name launcher what files winner path current variables values contents wine document why",
    defaults=(("p1", "p2"), "current", {}, {}, {}, None, None, None))

SESSION_MANAGER = r"HKLM\System\CurrentControlSet\Control\Session Manager"
APP_PATHS = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths"

ALL_TOOLS = ("app\\tool.exe", "current\\tool.exe", "windows\\system32\\tool.exe", "windows\\system\\tool.exe",
             "windows\\tool.exe", "p1\\tool.exe", "p2\\tool.exe")
ALL_DLLS = tuple(file.replace("tool.exe", "wanted.dll") for file in ALL_TOOLS)
UNSAFE_DLLS = {(SESSION_MANAGER, "SafeDllSearchMode"): 0}
SAFE_DLLS = {(SESSION_MANAGER, "SafeDllSearchMode"): 1}
SAFE_PROCESS = {(SESSION_MANAGER, "SafeProcessSearchMode"): 1}


def without(files, *places):
    """The files but for those in the places."""
    return tuple(file for file in files if file.rpartition("\\")[0] not in places)


def one_step_after_another(name, launcher, what, files, order, **more):
    """A case for each place of an order: all before it are left out, all behind it are there."""
    for at, place in enumerate(order):
        left = without(files, *order[:at])
        winner = next(file for file in left if file.rpartition("\\")[0] == place)
        yield Case(f"{name}-{place.rpartition(chr(92))[2]}", launcher, what, left, winner, **more)
    yield Case(f"{name}-nowhere", launcher, what, without(files, *order), None, **more)


SYSTEM = ("windows\\system32", "windows\\system", "windows")
CURRENT_EARLY = ("app", "current", *SYSTEM, "p1", "p2")
CURRENT_LATE = ("app", *SYSTEM, "current", "p1", "p2")

CASES = (
    *one_step_after_another("createprocess", "createprocess", "tool", ALL_TOOLS, CURRENT_EARLY),
    *one_step_after_another("searchpath", "searchpath", "tool", ALL_TOOLS, CURRENT_EARLY),
    *one_step_after_another("searchpath-safe-process-mode", "searchpath", "tool", ALL_TOOLS, CURRENT_LATE,
                            values=SAFE_PROCESS),
    *one_step_after_another("searchpath-safe-by-program", "searchpath-safe", "tool", ALL_TOOLS, CURRENT_LATE),
    *one_step_after_another("search-order-default-mode", "loadlibrary", "wanted.dll", ALL_DLLS, CURRENT_LATE),
    *one_step_after_another("search-order-safe-mode", "loadlibrary", "wanted.dll", ALL_DLLS, CURRENT_LATE,
                            values=SAFE_DLLS),
    *one_step_after_another("search-order-unsafe-mode", "loadlibrary", "wanted.dll", ALL_DLLS, CURRENT_EARLY,
                            values=UNSAFE_DLLS),
    *one_step_after_another("import-safe-mode", "import", "wanted.dll", ALL_DLLS, CURRENT_LATE),
    *one_step_after_another("import-unsafe-mode", "import", "wanted.dll", ALL_DLLS, CURRENT_EARLY,
                            values=UNSAFE_DLLS),
    *one_step_after_another("cmd", "cmd", "tool", ALL_TOOLS, ("current", "p1", "p2")),
)
