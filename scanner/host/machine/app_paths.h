/*
 * App Paths: programs that ShellExecute finds by name alone (doc "Application Registration"). The
 * keys of the user come before those of the machine, from Windows 7 on; up to Windows Server 2008
 * 32-bit programs on 64-bit Windows have keys of their own (doc "Registry Keys Affected by WOW64").
 */
#ifndef COMPATSCAN_HOST_MACHINE_APP_PATHS_H
#define COMPATSCAN_HOST_MACHINE_APP_PATHS_H

#include "scanner/host/registry/registry_source.h"

#include <stdbool.h>
#include <stddef.h>

struct host;

struct app_path {
	enum registry_status status; /* UNKNOWN: reason says why; FOUND: the key exists */
	const char *name;            /* of the key: "winword.exe" */
	const char *key;             /* as a whole */
	const char *raw;             /* its default value as stored; NULL when it has none */
	const char *path;   /* raw expanded, without quotation marks; NULL when it has none */
	const char *search; /* its value Path, expanded: put before PATH of the program; or NULL */
	const char *reason; /* for UNKNOWN, and for an answer that an unread user's hive might
			       change; else NULL */
};

/* The entry for a name without folder; one without extension is looked for with ".exe" behind it
 * when there is no key of the very name. wow64: the question is asked by a 32-bit program on 64-bit
 * Windows. */
struct app_path app_path_find(struct host *host, const char *name, bool wow64);

struct app_path_list {
	struct app_path *items;
	size_t count;
	const char *reason; /* why part of it, or all, could not be told; NULL when it could */
};

/* All of them, those of the user first; read once and kept in the host. Never NULL. */
const struct app_path_list *app_paths(struct host *host);

#endif
