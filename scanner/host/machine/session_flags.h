/*
 * Numbers in the registry that change how Windows searches and what it runs, with what counts when
 * they are not set. Each is one row of a table in session_flags.c with its source.
 */
#ifndef COMPATSCAN_HOST_MACHINE_SESSION_FLAGS_H
#define COMPATSCAN_HOST_MACHINE_SESSION_FLAGS_H

#include "scanner/host/fact.h"

#include <stdint.h>

struct host;

enum session_flag_id {
	FLAG_SAFE_DLL_SEARCH_MODE,      /* 1: the current directory stands behind Windows */
	FLAG_SAFE_PROCESS_SEARCH_MODE,  /* 1: SearchPath looks into the current directory last */
	FLAG_CWD_ILLEGAL_IN_DLL_SEARCH, /* 1: not one of WebDAV; 2: not a remote one; 0xFFFFFFFF:
					   no current directory */
	FLAG_PROTECTION_MODE,     /* 1: users may not replace system objects such as KnownDLLs */
	FLAG_DISABLE_SHORT_NAMES, /* NtfsDisable8dot3NameCreation: 0 all volumes have short names, 1
				     none, 2 each as its own setting says, 3 only the system's */
	FLAG_VDM_DISALLOWED,      /* 1: a policy forbids DOS and 16-bit Windows programs */
	FLAG_DISALLOWED_POLICY_DEFAULT, /* 1: so does the machine where the policy says nothing */
	FLAG_DEV_OVERRIDE_ENABLE,       /* 1: .local counts beside a manifest too */
	SESSION_FLAGS,
};

struct session_flag {
	const char *name; /* "SafeDllSearchMode" */
	const char *key;
	uint32_t number;  /* what counts; see fact for how it is known. 0 when it is not known */
	struct fact fact; /* the number as text: read; derived from the profile when it is
			     not set; assumed when the registry or the profile is not known; unknown
			     when no default is documented for that Windows */
	const char *document; /* where the meaning and the default are described */
};

/* Read once and kept in the host, which must have its profile; never NULL. */
const struct session_flag *session_flag(struct host *host, enum session_flag_id id);

/* The same for one program ("ccmc.exe"): its key below Image File Execution Options comes first for
 * CWDIllegalInDllSearch (KB2264107); the other flags have no such value. */
struct session_flag session_flag_for_program(
	struct host *host, enum session_flag_id id, const char *program);

#endif
