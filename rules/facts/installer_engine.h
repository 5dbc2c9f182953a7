/*
 * The 16-bit installers that 64-bit Windows knows: for a program that it recognises by its version
 * resource it starts a 32-bit one of its own (doc "Application Installation on 64-bit Systems").
 * The list stands in the registry below NtVdm64, where emulators such as otvdm enter themselves for
 * every program (README of winevdm). And what else can be seen of a 16-bit stub around a newer
 * program.
 */
#ifndef COMPATSCAN_RULES_FACTS_INSTALLER_ENGINE_H
#define COMPATSCAN_RULES_FACTS_INSTALLER_ENGINE_H

#include "scanner/host/host.h"

struct host_file;

/* What Windows starts in place of a 16-bit program. */
struct substitution {
	bool found;
	bool emulator;       /* it takes every 16-bit program */
	const char *engine;  /* "InstallShield 5", "Microsoft Setup for Windows 2.6"; of an
				emulator the name of its key */
	const char *program; /* that is started; NULL when only the list of Windows says so */
	const char *missing; /* why it is of no use: that program is not there; or NULL */
	const char *source;  /* the key, or the document */
};

/* For an image that 64-bit Windows does not run. */
struct substitution substitution_of(struct host *host, const struct image *image);

/* What the 16-bit program in the file carries behind itself, or is known to be the front of: "a
 * 32-bit program", "an InstallShield installation"; NULL when nothing can be seen. */
const char *stub_payload(struct host *host, struct host_file *file, const struct image *image);

#endif
