"""What Windows picks of several files of one name: by Microsoft's documents, and by Wine.

Folders stand below C:\\case, but for those that begin with windows\\. The calling program is app\\caller.exe, its
current directory is current, and PATH is p1;p2 unless a case says otherwise. A case puts a witness under each of its
files.
"""
import collections

DOCUMENTS = {
    "createprocess": "CreateProcessW",
    "searchpath": "SearchPathW",
    "searchpath-safe": "SearchPathW, SetSearchPathMode",
    "cmd": "NeedCurrentDirectoryForExePathW",
    "shell": "Application Registration",
    "loadlibrary": "Dynamic-link library search order",
    "dependent": "Dynamic-link library search order",
    "import": "Dynamic-link library search order",
}

FIELDS = "name launcher what files winner path current variables values contents wine document why untold series"


class Case(collections.namedtuple("Case", FIELDS,
                                  defaults=(("p1", "p2"), "current", {}, {}, {}, None, None, None, False, None))):
    """winner: the file that Windows picks, None for none. With why, Wine picks another: wine, and why says what is
    known of it. Untold: the documents do not settle it, so compatscan must not pick one, whatever Wine does. Series:
    the steps of one order, each with nothing left in front of it, and last with none left at all."""

    @property
    def wine_picks(self):
        return self.winner if self.why is None else self.wine

    @property
    def outcome(self):
        if self.untold:
            return "uncertain"
        return "found" if self.winner else "missing"


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
    """A case for each place of an order: those before it have no file, those behind it have one."""
    for at, place in enumerate(order):
        left = without(files, *order[:at])
        winner = next(file for file in left if file.rpartition("\\")[0] == place)
        yield Case(f"{name}-{place.rpartition(chr(92))[2]}", launcher, what, left, winner, series=name, **more)
    yield Case(f"{name}-nowhere", launcher, what, without(files, *order), None,
               series=name, **more)


PROGRAM_MANIFEST = """<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
<assemblyIdentity type="win32" name="Witness.Caller" version="1.0.0.0" processorArchitecture="amd64"/>
<dependency><dependentAssembly><assemblyIdentity type="win32" name="Witness.Private" version="1.0.0.0"
processorArchitecture="amd64"/></dependentAssembly></dependency></assembly>
"""
ASSEMBLY_MANIFEST = """<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
<assemblyIdentity type="win32" name="Witness.Private" version="1.0.0.0" processorArchitecture="amd64"/>
<file name="wanted.dll"/></assembly>
"""
SHELL_OF_WINE = "Wine's ShellExecute searches as SearchPath does, and adds .exe alone."
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
    *one_step_after_another("dependent-of-full-path", "dependent", "wanted.dll", (*ALL_DLLS, "away\\wanted.dll"),
                            CURRENT_LATE),
    *one_step_after_another("cmd", "cmd", "tool", ALL_TOOLS, ("current", "p1", "p2")),
    *one_step_after_another("shell", "shell", "tool", without(ALL_TOOLS, "app", "windows\\system", "windows"),
                            ("current", "windows\\system32", "p1", "p2")),
    Case("shell-windows", "shell", "tool", ("windows\\tool.exe", "p1\\tool.exe"), "windows\\tool.exe"),
    Case("shell-windows-before-system32", "shell", "tool", ("windows\\tool.exe", "windows\\system32\\tool.exe"),
         "windows\\tool.exe", wine="windows\\system32\\tool.exe", why=SHELL_OF_WINE),
    Case("shell-not-callers-folder", "shell", "tool", ("app\\tool.exe", "p1\\tool.exe"), "p1\\tool.exe",
         wine="app\\tool.exe", why=SHELL_OF_WINE),
    Case("shell-not-16-bit-system", "shell", "tool", ("windows\\system\\tool.exe", "p1\\tool.exe"), "p1\\tool.exe",
         wine="windows\\system\\tool.exe", why=SHELL_OF_WINE),

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
         wine="current\\tool.exe", why="Wine's cmd does not ask the variable.",
         variables={"NoDefaultCurrentDirectoryInExePath": "1"}),
    Case("cmd-relative-path", "cmd", r"sub\tool", ("current\\sub\\tool.exe", "p1\\sub\\tool.exe"),
         "current\\sub\\tool.exe"),
    Case("shell-com-before-exe", "shell", "tool", ("p1\\tool.exe", "p1\\tool.com"), "p1\\tool.com",
         wine="p1\\tool.exe", why=SHELL_OF_WINE, document="PathResolve, PRF_TRYPROGRAMEXTENSIONS"),
    Case("app-paths", "shell", "tool.exe", ("away\\tool.exe",), "away\\tool.exe",
         values={(APP_PATHS + "\\tool.exe", ""): r"C:\case\away\tool.exe"}),
    Case("app-paths-without-extension", "shell", "tool", ("away\\tool.exe",), "away\\tool.exe", wine=None,
         why="Wine's App Paths are asked for the name as it is; Windows starts by tool, too, what is registered as "
         "tool.exe.",
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
         ("app\\sub\\tool.exe", "current\\sub\\tool.exe", "p1\\sub\\tool.exe"), "current\\sub\\tool.exe",
         wine="app\\sub\\tool.exe", why="The document has Windows search only for names without a folder; Wine "
         "looks for a path that is not full in every folder of the search."),
    Case("createprocess-dot-path", "createprocess", r".\tool.exe", ("app\\tool.exe", "current\\tool.exe"),
         "current\\tool.exe"),
    Case("createprocess-parent-path", "createprocess", r"..\p2\tool.exe", ("app\\tool.exe", "p2\\tool.exe"),
         "p2\\tool.exe"),
    Case("createprocess-forward-slashes", "createprocess", "C:/case/p2/tool.exe", ("p2\\tool.exe",), "p2\\tool.exe"),
    Case("createprocess-root-of-drive", "createprocess", r"\case\p2\tool.exe", ("p2\\tool.exe",), "p2\\tool.exe"),
    Case("searchpath-dot-path", "searchpath", r".\tool.exe", ("app\\tool.exe", "current\\tool.exe"),
         "current\\tool.exe"),
    Case("searchpath-relative-path", "searchpath", r"sub\tool.exe",
         ("p1\\sub\\tool.exe",), "p1\\sub\\tool.exe", document="none: Wine alone tells"),
    Case("loadlibrary-relative-path", "loadlibrary", r"sub\wanted.dll",
         ("app\\sub\\wanted.dll", "current\\sub\\wanted.dll"), "app\\sub\\wanted.dll", document="LoadLibraryW"),
    Case("loadlibrary-relative-path-searched", "loadlibrary", r"sub\wanted.dll",
         ("p1\\sub\\wanted.dll",), "p1\\sub\\wanted.dll", document="LoadLibraryW"),
    Case("loadlibrary-dot-path", "loadlibrary", r".\wanted.dll", ("app\\wanted.dll", "current\\wanted.dll"),
         "app\\wanted.dll", document="LoadLibraryW"),
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
         None, variables={"PATH": r"sub;C:\case\p2"}, untold=True, wine="current\\sub\\tool.exe",
         why="Wine goes from the current directory of the calling program, which changes while it runs."),
    Case("path-forward-slashes", "createprocess", "tool", ("p2\\tool.exe",), "p2\\tool.exe",
         variables={"PATH": "C:/case/p1;C:/case/p2"}),
    Case("path-quoted-entry-of-cmd", "cmd", "tool", ("p one\\tool.exe",), None,
         untold=True, wine="p one\\tool.exe", why="Wine's cmd takes quotation marks off; no document says so.",
         variables={"PATH": r'"C:\case\p one";C:\case\p2'}),
    # What comes before any folder
    Case("private-assembly", "loadlibrary", "wanted.dll",
         ("app\\caller.exe.manifest", "app\\Witness.Private\\Witness.Private.manifest",
          "app\\Witness.Private\\wanted.dll", "windows\\system32\\wanted.dll", "app\\wanted.dll"),
         "app\\witness.private\\wanted.dll", document="Private Assemblies; Assembly searching sequence",
         contents={"app\\caller.exe.manifest": PROGRAM_MANIFEST,
                   "app\\Witness.Private\\Witness.Private.manifest": ASSEMBLY_MANIFEST}),
    Case("dot-local-folder", "loadlibrary", "wanted.dll",
         ("app\\caller.exe.local\\wanted.dll", "app\\wanted.dll"), "app\\caller.exe.local\\wanted.dll",
         wine="app\\wanted.dll", document="Dynamic-Link Library Redirection", why="Wine knows no .local redirection."),
    Case("dot-local-file", "loadlibrary", r"C:\case\away\wanted.dll",
         ("app\\caller.exe.local", "app\\wanted.dll", "away\\wanted.dll"), "app\\wanted.dll",
         contents={"app\\caller.exe.local": ""}, wine="away\\wanted.dll", document="Dynamic-Link Library Redirection",
         why="Wine knows no .local redirection."),
    Case("known-dll-in-callers-folder", "loadlibrary", "ole32.dll", ("app\\ole32.dll",),
         "windows\\system32\\ole32.dll", wine="app\\ole32.dll",
         why="Wine has no KnownDLLs."),
    Case("system-dll-in-callers-folder", "loadlibrary", "winhttp.dll", ("app\\winhttp.dll",), "app\\winhttp.dll"),
    Case("known-dll-by-full-path", "loadlibrary", r"C:\case\away\ole32.dll", ("away\\ole32.dll",),
         "away\\ole32.dll"),
)
