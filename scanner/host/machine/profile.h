/*
 * What differs between the Windows versions a machine may run, as data: the search order of each
 * launcher, what the loader looks at before any folder, WOW64, limits. Sources: Microsoft's pages
 * "Dynamic-link library search order", "SearchPathW", "CreateProcessW", "File System Redirector",
 * "Dynamic-link library redirection", Q164501, KB180410.
 */
#ifndef COMPATSCAN_HOST_MACHINE_PROFILE_H
#define COMPATSCAN_HOST_MACHINE_PROFILE_H

#include "scanner/host/machine/path_limits.h"
#include "scanner/host/search/search_order.h"

/* Releases, as struct profile and windows_release have them. */
enum {
	RELEASE_OF_WINDOWS_2000 = 500,
	RELEASE_OF_XP = 501,
	RELEASE_OF_SERVER_2003 = 502,
	RELEASE_OF_VISTA = 600,
	RELEASE_OF_WINDOWS_7 = 601,
	RELEASE_OF_WINDOWS_8 = 602,
	RELEASE_OF_WINDOWS_8_1 = 603,
	RELEASE_OF_WINDOWS_10 = 1000,
};

struct profile {
	const char *id;    /* for --profile: nt4 w2k xp xp-sp2 server2003 vista win7 ... */
	const char *name;  /* contract name: nt4 w2k xp win7 win10 win11 */
	const char *title; /* for a person */
	unsigned release;  /* 400 for Windows NT 4.0, 501 for XP, 1000 for 10 and 11 */
	unsigned first_build;
	unsigned first_service_pack;
	const struct search_order *orders[LAUNCHER_COUNT];
	/* Taken instead where session_flags.h says that the mode is on; NULL where the Windows
	 * knows no such mode. */
	const struct search_order *safe_dll_order;
	const struct search_order *safe_process_order;
	bool api_sets;           /* api-ms-* and ext-ms-* modules are names, not files */
	bool side_by_side;       /* manifests and WinSxS */
	bool sysnative;          /* 32-bit programs reach the 64-bit System32 by that name */
	bool driverstore_exempt; /* WOW64 leaves System32\driverstore alone */
	bool only_64bit;         /* there is no 32-bit edition */
	const char *pathext;     /* PATHEXT as Setup stores it */
	const struct path_limits *path_limits;
};

/* By id; NULL when there is no such profile. */
const struct profile *profile_named(const char *id);

/* The profile for a release as windows_release gives it, a build number and a service pack; NULL
 * when the release is none that is known. */
const struct profile *profile_of_release(unsigned release, unsigned build, unsigned service_pack);

/* The ids, separated by ", ". */
const char *profile_names(void);

#endif
