/*
 * The DLLs that the loader takes from System32 before it searches: the values of Session
 * Manager\KnownDLLs without those that ExcludeFromKnownDlls names (Q164501, doc "Dynamic-link
 * library search order"), and the list of the Win16 loader (Control\WOW, KnownDLLs; Q164501).
 *
 * A DLL which is not listed may still be known, because a listed one imports it: see
 * known_dlls_implied.h. KNOWN_DLL_NO speaks of the list.
 */
#ifndef COMPATSCAN_HOST_MACHINE_KNOWN_DLLS_H
#define COMPATSCAN_HOST_MACHINE_KNOWN_DLLS_H

#include "scanner/host/fact.h"

#include <stddef.h>

struct host;

enum known_dll_answer {
	KNOWN_DLL_NO,
	KNOWN_DLL_YES,
	KNOWN_DLL_UNTOLD, /* the registry could not be read: see reason */
};

/* One list of names. */
struct known_dll_list {
	const char **names; /* as stored, "kernel32.dll" */
	size_t count;
	const char *source; /* the key and value */
	const char *reason; /* why it could not be told; NULL when it could */
};

struct known_dlls {
	struct known_dll_list listed;
	struct known_dll_list excluded;
	struct known_dll_list win16;
	/* The folder they come from: DllDirectory, expanded; without the value System32. */
	struct fact directory;
};

/* Read once and kept in the host; never NULL. */
const struct known_dlls *known_dlls(struct host *host);

/* Whether a module, named with its extension and without a folder, is one. */
enum known_dll_answer known_dll(struct host *host, const char *name);
enum known_dll_answer known_dll_of_win16(struct host *host, const char *name);

#endif
