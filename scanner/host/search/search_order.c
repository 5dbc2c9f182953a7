#include "scanner/host/search/search_order.h"

#include <string.h>

#define STEPS(table) .steps = (table), .step_count = sizeof(table) / sizeof((table)[0])

static const enum search_place createprocess[] = {PLACE_NAMED, PLACE_CALLER, PLACE_CURRENT_FOR_EXE,
	PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_PATH};

const struct search_order order_createprocess = {STEPS(createprocess),
	{".exe", PATHS_EXTENDED_LAST, .takes_quotes = true, .cuts_at_spaces = true},
	"CreateProcessW"};

static const enum search_place searchpath[] = {
	PLACE_CALLER, PLACE_CURRENT, PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_PATH};
static const enum search_place searchpath_safe[] = {
	PLACE_CALLER, PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_CURRENT, PLACE_PATH};

/* No document tells of a path that is not full; what a dot changes was seen in Wine. */
#define SEARCHED_NAMES                                                                             \
	{                                                                                          \
		".exe", .paths = PATHS_EXTENDED_LAST, .relative = RELATIVE_SEARCHED_WITHOUT_DOTS   \
	}

const struct search_order order_searchpath = {STEPS(searchpath), SEARCHED_NAMES, "SearchPathW"};
const struct search_order order_searchpath_safe = {
	STEPS(searchpath_safe), SEARCHED_NAMES, "SearchPathW, SetSearchPathMode"};

static const enum search_place cmd[] = {PLACE_CURRENT_FOR_EXE, PLACE_PATH};

const struct search_order order_cmd = {STEPS(cmd),
	{NULL, PATHS_EXTENDED, .extends_all = true, .takes_quotes = true},
	"NeedCurrentDirectoryForExePathW"};

static const enum search_place shell[] = {
	PLACE_CURRENT, PLACE_WINDOWS, PLACE_SYSTEM32, PLACE_PATH, PLACE_APP_PATHS};

/* The extensions are those that the shell's own path resolution adds. */
const struct search_order order_shell = {STEPS(shell),
	{".pif;.com;.exe;.bat;.lnk;.cmd", .paths = PATHS_EXTENDED, .takes_quotes = true},
	"Application Registration"};

/* Implicit loads of a known DLL look into System32 first; what is not there is looked for as any.
 */
static const enum search_place loadlibrary_nt4[] = {PLACE_KNOWN_DLL, PLACE_CALLER, PLACE_CURRENT,
	PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_PATH};
static const enum search_place loadlibrary_2000[] = {PLACE_DOT_LOCAL, PLACE_KNOWN_DLL, PLACE_CALLER,
	PLACE_CURRENT, PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_PATH};
static const enum search_place loadlibrary_2000_safe[] = {PLACE_DOT_LOCAL, PLACE_KNOWN_DLL,
	PLACE_CALLER, PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_CURRENT, PLACE_PATH};
/* From Windows XP on neither .local nor an assembly of the program's own takes a known DLL over. */
static const enum search_place loadlibrary_xp[] = {PLACE_SIDE_BY_SIDE, PLACE_KNOWN_DLL,
	PLACE_DOT_LOCAL, PLACE_CALLER, PLACE_CURRENT, PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS,
	PLACE_PATH};
static const enum search_place loadlibrary_xp_safe[] = {PLACE_SIDE_BY_SIDE, PLACE_KNOWN_DLL,
	PLACE_DOT_LOCAL, PLACE_CALLER, PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_CURRENT,
	PLACE_PATH};
static const enum search_place loadlibrary_7[] = {PLACE_API_SET, PLACE_SIDE_BY_SIDE,
	PLACE_KNOWN_DLL, PLACE_DOT_LOCAL, PLACE_CALLER, PLACE_CURRENT, PLACE_SYSTEM32, PLACE_SYSTEM,
	PLACE_WINDOWS, PLACE_PATH};
static const enum search_place loadlibrary_7_safe[] = {PLACE_API_SET, PLACE_SIDE_BY_SIDE,
	PLACE_KNOWN_DLL, PLACE_DOT_LOCAL, PLACE_CALLER, PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS,
	PLACE_CURRENT, PLACE_PATH};

/* A relative path is searched for as a bare name is: doc LoadLibraryW. */
#define DLL_NAMES                                                                                  \
	{                                                                                          \
		".dll", .paths = PATHS_EXTENDED, .relative = RELATIVE_SEARCHED                     \
	}

const struct search_order order_loadlibrary_nt4 = {STEPS(loadlibrary_nt4), DLL_NAMES, "Q164501"};
const struct search_order order_loadlibrary_2000 = {
	STEPS(loadlibrary_2000), DLL_NAMES, "Q164501; Dynamic-link library search order"};
const struct search_order order_loadlibrary_2000_safe = {
	STEPS(loadlibrary_2000_safe), DLL_NAMES, "Dynamic-link library search order"};
const struct search_order order_loadlibrary_xp = {
	STEPS(loadlibrary_xp), DLL_NAMES, "Dynamic-link library search order"};
const struct search_order order_loadlibrary_xp_safe = {
	STEPS(loadlibrary_xp_safe), DLL_NAMES, "Dynamic-link library search order"};
const struct search_order order_loadlibrary_7 = {
	STEPS(loadlibrary_7), DLL_NAMES, "Dynamic-link library search order"};
const struct search_order order_loadlibrary_7_safe = {
	STEPS(loadlibrary_7_safe), DLL_NAMES, "Dynamic-link library search order"};

static const enum search_place win16[] = {PLACE_WOW_KNOWN_DLL, PLACE_CURRENT, PLACE_WINDOWS,
	PLACE_SYSTEM, PLACE_SYSTEM32, PLACE_CALLER, PLACE_PATH};

const struct search_order order_win16 = {
	STEPS(win16), {".dll;.exe", .paths = PATHS_EXTENDED}, "Q164501"};

static const enum search_place dos[] = {PLACE_CURRENT, PLACE_PATH};

const struct search_order order_dos = {
	STEPS(dos), {".com;.exe;.bat", .paths = PATHS_EXTENDED}, "MS-DOS Path command"};

static const char *const launcher_words[LAUNCHER_COUNT] = {
	[LAUNCHER_CREATEPROCESS] = "createprocess",
	[LAUNCHER_SEARCHPATH] = "searchpath",
	[LAUNCHER_CMD] = "cmd",
	[LAUNCHER_SHELL] = "shell",
	[LAUNCHER_LOADLIBRARY] = "loadlibrary",
	[LAUNCHER_WIN16] = "win16",
	[LAUNCHER_DOS] = "dos",
};

const char *launcher_name(enum launcher launcher)
{
	return launcher_words[launcher];
}

bool launcher_from_name(const char *name, enum launcher *out)
{
	for (size_t i = 0; i < LAUNCHER_COUNT; i++) {
		if (strcmp(launcher_words[i], name) == 0) {
			*out = (enum launcher)i;
			return true;
		}
	}
	return false;
}

const char *launcher_names(void)
{
	return "createprocess, searchpath, cmd, shell, loadlibrary, win16, dos";
}

static const struct {
	const char *name;
	const char *title;
} places[PLACE_COUNT] = {
	[PLACE_NAMED] = {"named", "the folder named in the registry"},
	[PLACE_DOT_LOCAL] = {"local", "the .local redirection"},
	[PLACE_API_SET] = {"api-set", "the API sets"},
	[PLACE_SIDE_BY_SIDE] = {"side-by-side", "the side-by-side assemblies"},
	[PLACE_KNOWN_DLL] = {"known-dll", "the KnownDLLs"},
	[PLACE_WOW_KNOWN_DLL] = {"known-dll", "the KnownDLLs of the 16-bit loader"},
	[PLACE_CALLER] = {"caller", "the folder of the calling program"},
	[PLACE_CURRENT] = {"current", "the current directory"},
	[PLACE_CURRENT_FOR_EXE] = {"current", "the current directory"},
	[PLACE_SYSTEM32] = {"system32", "the system folder"},
	[PLACE_SYSTEM] = {"system", "the 16-bit system folder"},
	[PLACE_WINDOWS] = {"windows", "the Windows folder"},
	[PLACE_PATH] = {"path", "PATH"},
	[PLACE_APP_PATHS] = {"app-paths", "App Paths"},
	[PLACE_FULL_PATH] = {"full-path", "its full path"},
};

const char *search_place_name(enum search_place place)
{
	return places[place].name;
}

const char *search_place_title(enum search_place place)
{
	return places[place].title;
}
