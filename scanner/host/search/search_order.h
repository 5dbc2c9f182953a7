/*
 * The order in which each launcher looks for a name, as data: one row a launcher and Windows
 * generation, with the Microsoft document it comes from. What is in a place is search_place.c's
 * business.
 */
#ifndef COMPATSCAN_HOST_SEARCH_SEARCH_ORDER_H
#define COMPATSCAN_HOST_SEARCH_SEARCH_ORDER_H

#include <stdbool.h>
#include <stddef.h>

enum launcher {
	LAUNCHER_CREATEPROCESS,
	LAUNCHER_SEARCHPATH,
	LAUNCHER_CMD,
	LAUNCHER_SHELL,
	LAUNCHER_LOADLIBRARY,
	LAUNCHER_WIN16,
	LAUNCHER_DOS,
	LAUNCHER_COUNT,
};

enum search_place {
	PLACE_NAMED,           /* the folder configured for the program */
	PLACE_DOT_LOCAL,       /* PROGRAM.exe.local beside the program */
	PLACE_API_SET,         /* the name is a contract and no file */
	PLACE_SIDE_BY_SIDE,    /* an assembly of the program's manifest */
	PLACE_KNOWN_DLL,       /* System32, for a name that Session Manager\KnownDLLs lists */
	PLACE_WOW_KNOWN_DLL,   /* System32 alone, for a name that Control\WOW lists */
	PLACE_CALLER,          /* the folder of the calling program */
	PLACE_CURRENT,         /* its current directory */
	PLACE_CURRENT_FOR_EXE, /* the same, unless NoDefaultCurrentDirectoryInExePath is set */
	PLACE_SYSTEM32,
	PLACE_SYSTEM, /* the 16-bit system folder */
	PLACE_WINDOWS,
	PLACE_PATH,
	PLACE_APP_PATHS,
	PLACE_FULL_PATH, /* the name is a path: nothing else is looked at */
	PLACE_COUNT,
};

/* What becomes of a name that is a path and has no extension. */
enum path_extension {
	PATHS_EXTENDED,
	PATHS_EXTENDED_LAST, /* it is tried as it is first */
};

/* What becomes of a name with a folder that is no full path: "sub\\x.dll". */
enum relative_path {
	RELATIVE_TO_CURRENT, /* it leads from the current directory, and nothing is searched */
	RELATIVE_SEARCHED,   /* every folder of the order is tried with it */
	RELATIVE_SEARCHED_WITHOUT_DOTS, /* the same, unless it begins with a dot */
};

/* Which names are tried in each folder. */
struct name_rule {
	const char *extensions; /* for a name that has none, tried in order; separated by ';'; NULL
				   for those of PATHEXT */
	enum path_extension paths;
	enum relative_path relative;
	bool extends_all;    /* also for a name with an extension, behind the name itself */
	bool takes_quotes;   /* a name in quotation marks is what they hold */
	bool cuts_at_spaces; /* a name with spaces is a command line: each part up to a space is
				tried */
};

struct search_order {
	const enum search_place *steps;
	size_t step_count;
	struct name_rule names;
	const char *source; /* the Microsoft document, or article */
};

/* Orders that differ between the Windows generations; profile.c says which has which. */
extern const struct search_order order_createprocess;
extern const struct search_order order_searchpath;
extern const struct search_order order_searchpath_safe; /* SafeProcessSearchMode 1 */
extern const struct search_order order_cmd;
extern const struct search_order order_shell;
extern const struct search_order order_loadlibrary_nt4;
extern const struct search_order order_loadlibrary_2000;
extern const struct search_order order_loadlibrary_2000_safe; /* SafeDllSearchMode 1 */
extern const struct search_order order_loadlibrary_xp;
extern const struct search_order order_loadlibrary_xp_safe;
extern const struct search_order order_loadlibrary_7;
extern const struct search_order order_loadlibrary_7_safe;
extern const struct search_order order_win16;
extern const struct search_order order_dos;

/* The word of --launcher, and back; false when there is none of that name. */
const char *launcher_name(enum launcher launcher);
bool launcher_from_name(const char *name, enum launcher *out);

/* The words, separated by ", ". */
const char *launcher_names(void);

/* The stable word for JSON ("known-dll"), and what a person reads ("the system folder"). */
const char *search_place_name(enum search_place place);
const char *search_place_title(enum search_place place);

#endif
