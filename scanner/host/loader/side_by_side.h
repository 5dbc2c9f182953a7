/*
 * DLLs that a program gets from side-by-side assemblies: its manifest names assemblies, theirs name
 * files, and a file so named comes from there before any folder is searched (docs "About Isolated
 * Applications", "Assembly Searching Sequence", "Application configuration files"). From Windows XP
 * on. What the default activation context of Windows adds for programs without a manifest is not
 * known here.
 */
#ifndef COMPATSCAN_HOST_LOADER_SIDE_BY_SIDE_H
#define COMPATSCAN_HOST_LOADER_SIDE_BY_SIDE_H

#include "scanner/host/fact.h"
#include "scanner/host/host.h"

/* Assemblies that one program or DLL uses, those that they use in turn included. Programs with
 * Microsoft's libraries have five. */
enum { MAX_CONTEXT_ASSEMBLIES = 128 };

enum side_by_side_status {
	SIDE_BY_SIDE_NONE, /* no assembly has it: it is searched for in folders */
	SIDE_BY_SIDE_FOUND,
	SIDE_BY_SIDE_NO_FILE, /* an assembly lists it, but it is not there: loading it fails */
	SIDE_BY_SIDE_UNTOLD,
};

struct side_by_side_answer {
	enum side_by_side_status status;
	struct host_file *file; /* set for SIDE_BY_SIDE_FOUND alone */
	const char *assembly;   /* "Microsoft.VC90.CRT"; NULL where the manifest of the program
				   itself lists the file, and when there is none */
	const char *version;    /* "9.0.30729.1"; NULL likewise */
	const char *step; /* "the side-by-side assembly Microsoft.VC90.CRT 9.0.30729.1 (C:\...)" */
	enum fact_basis basis;
	const char *source; /* manifests and policies that it follows from, or why it cannot be
			     * told; NULL for SIDE_BY_SIDE_NONE */
};

/* Where a program gets the DLL with this bare name, its extension included. Where a DLL of the
 * program imports it, assemblies that the DLL names in a manifest of its own (resource 24, 2) come
 * first. importer may be NULL, or the program itself. */
struct side_by_side_answer side_by_side_find(struct host *host, struct host_file *program,
	struct host_file *importer, const char *dll_name);

/* An assembly that is named and that Windows would not get. */
struct side_by_side_fault {
	const char *assembly;  /* "Microsoft.VC90.CRT" */
	const char *version;   /* as asked for, or as a policy redirects it */
	const char *needed_by; /* path of the manifest that names it, or of the image it is in */
	bool untold;           /* it may be there: detail says why it could not be told */
	const char *detail;
};

/*
 * What keeps a program from starting, or a DLL from being loaded, with the error 14001,
 * ERROR_SXS_CANT_GEN_ACTCTX: the faults of its activation context, in the arena of the host. A
 * manifest that cannot be read is a fault without an assembly.
 */
const struct side_by_side_fault *side_by_side_missing(
	struct host *host, struct host_file *file, size_t *count);

#endif
