/*
 * What differs between the Windows versions a machine may run, as data. Sources: Microsoft's pages
 * "Dynamic-link library search order" and "CreateProcessW", Q164501, KB180410.
 */
#ifndef COMPATSCAN_HOST_PROFILE_H
#define COMPATSCAN_HOST_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct profile {
	const char *name;     /* contract name: nt4 w2k xp win7 win10 win11 */
	const char *title;    /* for a person */
	bool safe_dll_search; /* the current directory stands behind Windows in the DLL order */
	bool api_sets;        /* api-ms-* and ext-ms-* modules are names, not files */
	size_t path_limit;    /* characters of PATH that count; 0 when there is no limit below the
				 environment's */
};

/* NULL when there is no such profile. */
const struct profile *profile_named(const char *name);

/* The profile for HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion: CurrentVersion ("4.0") and,
 * from Windows 10 on, the build number. NULL when the version is none that is known. */
const struct profile *profile_of_version(const char *current_version, unsigned build);

/* The names, separated by ", ". */
const char *profile_names(void);

#endif
