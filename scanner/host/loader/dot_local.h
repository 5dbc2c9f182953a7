/*
 * Redirection by PROGRAM.EXE.local: from Windows 2000 on a file of that name has every DLL looked
 * for in the program's folder first, whatever path was asked for; from XP on a folder of that name
 * is looked into first (docs "Dynamic-link library redirection", "DLL/COM redirection on Windows").
 */
#ifndef COMPATSCAN_HOST_LOADER_DOT_LOCAL_H
#define COMPATSCAN_HOST_LOADER_DOT_LOCAL_H

#include "scanner/host/fact.h"
#include "scanner/host/host.h"

struct dot_local {
	/* Where DLLs are looked for first, a Windows path; NULL when nothing is redirected. With
	 * FACT_UNKNOWN: where they are looked for if it is. */
	const char *folder;
	bool known_dlls_too; /* Windows 2000 also redirects the known DLLs, later ones do not */
	enum fact_basis basis;
	const char *source; /* what it follows from, or why it cannot be told */
};

/* From XP on, a program with a manifest is not redirected unless DevOverrideEnable is set (Server
 * 2003 and later). */
struct dot_local dot_local_read(struct host *host, struct host_file *program);

#endif
