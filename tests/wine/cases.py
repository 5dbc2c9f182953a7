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
    *one_step_after_another("shell", "shell", "tool", ALL_TOOLS,
                            ("current", "windows", "windows\\system32", "p1", "p2")),

    # What is one name and what are several, in a command line
    Case("createprocess-unquoted-spaces", "createprocess", r"C:\case\with space\tool one.exe",
         ("with.exe", "with space\\tool.exe", "with space\\tool one.exe"), "with.exe"),
    Case("createprocess-unquoted-spaces-second", "createprocess", r"C:\case\with space\tool one.exe",
         ("with space\\tool.exe", "with space\\tool one.exe"), "with space\\tool.exe"),
    Case("createprocess-unquoted-spaces-last", "createprocess", r"C:\case\with space\tool one.exe",
         ("with space\\tool one.exe",), "with space\\tool one.exe"),
    Case("createprocess-unquoted-spaces-nowhere", "createprocess", r"C:\case\with space\tool one.exe",
         ("with space\\one.exe",), None),
    Case("createprocess-quoted-spaces", "createprocess", r'"C:\case\with space\tool one.exe"',
         ("with.exe", "with space\\tool.exe", "with space\\tool one.exe"), "with space\\tool one.exe"),
    Case("createprocess-bare-name-with-arguments", "createprocess", "tool one two", ("p1\\tool.exe",), "p1\\tool.exe"),
    Case("createprocess-bare-name-with-spaces", "createprocess", "my tool", ("app\\my tool.exe", "p2\\my.exe"),
         "p2\\my.exe"),
    Case("createprocess-bare-name-with-spaces-last", "createprocess", "my tool", ("p2\\my tool.exe",),
         "p2\\my tool.exe"),
    Case("createprocess-quoted-bare-name-with-spaces", "createprocess", '"my tool"',
         ("app\\my.exe", "p2\\my tool.exe"), "p2\\my tool.exe"),

    # Which extensions count
    Case("createprocess-only-exe", "createprocess", "tool", ("app\\tool.com", "app\\tool.bat", "p2\\tool.exe"),
         "p2\\tool.exe"),
    Case("createprocess-given-extension", "createprocess", "tool.com", ("app\\tool.com.exe", "app\\tool.exe",
         "p2\\tool.com"), "p2\\tool.com"),
    Case("createprocess-trailing-dot", "createprocess", "tool.", ("app\\tool.exe", "p2\\tool"), "p2\\tool"),
    Case("createprocess-path-without-extension", "createprocess", r"C:\case\p1\tool", ("p1\\tool.exe",),
         "p1\\tool.exe"),
    Case("createprocess-case-of-name", "createprocess", "TooL.eXe", ("p1\\tool.exe",), "p1\\tool.exe"),
    Case("searchpath-given-extension", "searchpath", "tool.com", ("app\\tool.com.exe", "p2\\tool.com"),
         "p2\\tool.com"),
    Case("searchpath-only-exe", "searchpath", "tool", ("app\\tool.com", "app\\tool", "p2\\tool.exe"),
         "p2\\tool.exe"),
    Case("searchpath-path-without-extension", "searchpath", r"C:\case\p1\tool", ("p1\\tool.exe",),
         "p1\\tool.exe"),
    Case("cmd-com-before-exe", "cmd", "tool", ("p1\\tool.exe", "p1\\tool.com", "p1\\tool.bat"), "p1\\tool.com"),
    Case("cmd-exe-before-bat", "cmd", "tool", ("p1\\tool.bat", "p1\\tool.exe"), "p1\\tool.exe"),
    Case("cmd-folder-before-extension", "cmd", "tool", ("p2\\tool.com", "p1\\tool.bat"), "p1\\tool.bat"),
    Case("cmd-bat-in-current-directory", "cmd", "tool", ("p1\\tool.com", "current\\tool.bat"), "current\\tool.bat"),
    Case("cmd-pathext-from-environment", "cmd", "tool", ("p1\\tool.com", "p1\\tool.exe", "p1\\tool.bat"),
         "p1\\tool.bat", variables={"PATHEXT": ".BAT;.EXE"}),
    Case("cmd-pathext-leaves-out", "cmd", "tool", ("p1\\tool.com", "p2\\tool.exe"), "p2\\tool.exe",
         variables={"PATHEXT": ".EXE;.BAT"}),
    Case("cmd-given-extension", "cmd", "tool.exe", ("p1\\tool.com", "p2\\tool.exe"), "p2\\tool.exe"),
    Case("cmd-without-current-directory", "cmd", "tool", ("current\\tool.exe", "p1\\tool.exe"), "p1\\tool.exe",
         variables={"NoDefaultCurrentDirectoryInExePath": "1"}),
    Case("cmd-relative-path", "cmd", r"sub\tool", ("current\\sub\\tool.exe", "p1\\sub\\tool.exe"),
         "current\\sub\\tool.exe"),
    Case("shell-extension-order", "shell", "tool", ("p1\\tool.exe", "p1\\tool.com"), "p1\\tool.com"),
    Case("app-paths", "shell", "tool.exe", ("away\\tool.exe",), "away\\tool.exe",
         values={(APP_PATHS + "\\tool.exe", ""): r"C:\case\away\tool.exe"}),
    Case("app-paths-without-extension", "shell", "tool", ("away\\tool.exe",), "away\\tool.exe",
         values={(APP_PATHS + "\\tool.exe", ""): r"C:\case\away\tool.exe"}),
    Case("app-paths-after-path", "shell", "tool.exe", ("p1\\tool.exe", "away\\tool.exe"), "p1\\tool.exe",
         values={(APP_PATHS + "\\tool.exe", ""): r"C:\case\away\tool.exe"}),
    Case("app-paths-not-for-createprocess", "createprocess", "tool.exe", ("away\\tool.exe",), None,
         values={(APP_PATHS + "\\tool.exe", ""): r"C:\case\away\tool.exe"}),
    Case("app-paths-not-for-dlls", "loadlibrary", "wanted.dll", ("away\\wanted.dll",), None,
         values={(APP_PATHS + "\\wanted.dll", ""): r"C:\case\away\wanted.dll"}),
    Case("loadlibrary-without-extension", "loadlibrary", "wanted", ("app\\wanted", "p1\\wanted.dll"),
         "p1\\wanted.dll"),
    Case("loadlibrary-trailing-dot", "loadlibrary", "wanted.", ("app\\wanted.dll", "p1\\wanted"), "p1\\wanted"),
    Case("loadlibrary-given-extension", "loadlibrary", "wanted.drv", ("app\\wanted.dll", "app\\wanted.drv.dll",
         "p1\\wanted.drv"), "p1\\wanted.drv"),
    Case("loadlibrary-full-path", "loadlibrary", r"C:\case\away\wanted.dll", ("app\\wanted.dll", "away\\wanted.dll"),
         "away\\wanted.dll"),
    Case("loadlibrary-full-path-nowhere", "loadlibrary", r"C:\case\away\wanted.dll", ("app\\wanted.dll",), None),
    Case("loadlibrary-full-path-without-extension", "loadlibrary", r"C:\case\away\wanted",
         ("away\\wanted", "away\\wanted.dll"), "away\\wanted.dll"),
    Case("loadlibrary-full-path-trailing-dot", "loadlibrary", r"C:\case\away\wanted.",
         ("away\\wanted", "away\\wanted.dll"), "away\\wanted"),
    Case("loadlibrary-case-of-name", "loadlibrary", "WANTED.Dll", ("p1\\Wanted.dll",), "p1\\wanted.dll"),

    # Paths that are not full
    Case("createprocess-relative-path", "createprocess", r"sub\tool.exe",
         ("app\\sub\\tool.exe", "current\\sub\\tool.exe", "p1\\sub\\tool.exe"), "current\\sub\\tool.exe"),
    Case("createprocess-dot-path", "createprocess", r".\tool.exe", ("app\\tool.exe", "current\\tool.exe"),
         "current\\tool.exe"),
    Case("createprocess-parent-path", "createprocess", r"..\p2\tool.exe", ("app\\tool.exe", "p2\\tool.exe"),
         "p2\\tool.exe"),
    Case("createprocess-forward-slashes", "createprocess", "C:/case/p2/tool.exe", ("p2\\tool.exe",), "p2\\tool.exe"),
    Case("createprocess-root-of-drive", "createprocess", r"\case\p2\tool.exe", ("p2\\tool.exe",), "p2\\tool.exe"),
    Case("searchpath-dot-path", "searchpath", r".\tool.exe", ("app\\tool.exe", "current\\tool.exe"),
         "current\\tool.exe"),
    Case("searchpath-relative-path", "searchpath", r"sub\tool.exe",
         ("p1\\sub\\tool.exe",), "p1\\sub\\tool.exe"),
    Case("loadlibrary-relative-path", "loadlibrary", r"sub\wanted.dll",
         ("app\\sub\\wanted.dll", "current\\sub\\wanted.dll"), "current\\sub\\wanted.dll"),
    Case("loadlibrary-relative-path-searched", "loadlibrary", r"sub\wanted.dll",
         ("p1\\sub\\wanted.dll",), "p1\\sub\\wanted.dll"),
    Case("loadlibrary-dot-path", "loadlibrary", r".\wanted.dll", ("app\\wanted.dll", "current\\wanted.dll"),
         "current\\wanted.dll"),
    Case("loadlibrary-forward-slashes", "loadlibrary", "C:/case/away/wanted.dll", ("away\\wanted.dll",),
         "away\\wanted.dll"),

    # What stands in PATH
    Case("path-order", "createprocess", "tool", ("p1\\tool.exe", "p2\\tool.exe"), "p2\\tool.exe", path=("p2", "p1")),
    Case("path-order-of-dlls", "loadlibrary", "wanted.dll", ("p1\\wanted.dll", "p2\\wanted.dll"), "p2\\wanted.dll",
         path=("p2", "p1")),
    Case("path-with-spaces", "createprocess", "tool", ("p one\\tool.exe",), "p one\\tool.exe", path=("p one", "p2")),
    Case("path-folder-missing", "createprocess", "tool", ("p2\\tool.exe",), "p2\\tool.exe",
         variables={"PATH": r"C:\case\nowhere;C:\case\p2"}),
    Case("path-trailing-backslash", "createprocess", "tool", ("p2\\tool.exe",), "p2\\tool.exe",
         variables={"PATH": "C:\\case\\p1\\;C:\\case\\p2\\"}),
    Case("path-empty-entry", "createprocess", "tool", ("p2\\tool.exe",), "p2\\tool.exe",
         variables={"PATH": r"C:\case\p1;;C:\case\p2"}),
    Case("path-relative-entry", "searchpath", "tool", ("current\\sub\\tool.exe", "p2\\tool.exe"),
         "current\\sub\\tool.exe", variables={"PATH": r"sub;C:\case\p2"}),
    Case("path-forward-slashes", "createprocess", "tool", ("p2\\tool.exe",), "p2\\tool.exe",
         variables={"PATH": "C:/case/p1;C:/case/p2"}),
    Case("path-quoted-entry-of-cmd", "cmd", "tool", ("p one\\tool.exe",), "p one\\tool.exe",
         variables={"PATH": r'"C:\case\p one";C:\case\p2'}),
)
