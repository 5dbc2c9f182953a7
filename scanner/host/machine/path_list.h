/*
 * PATH taken apart: the system's entries as the service control manager hands them to a service,
 * and behind them those of the user whose hive was given, as a program that the user starts sees
 * them.
 */
#ifndef COMPATSCAN_HOST_MACHINE_PATH_LIST_H
#define COMPATSCAN_HOST_MACHINE_PATH_LIST_H

#include "scanner/base/problem.h"
#include "scanner/host/disk/tree.h"

struct host;
struct service;

/* One folder of PATH. */
struct path_entry {
	unsigned position;     /* from 1, after expansion: a variable may name several folders */
	const char *raw;       /* as it stands in PATH */
	const char *directory; /* expanded; in the disk's own case where it exists */
	const char *origin; /* "system", "user", "--env"; of a service also "account", "service" */
	bool of_user;       /* not seen by services */
	bool absent;        /* known not to exist: a search passes it by */
	struct host_folder *folder; /* set when it exists */
	const char *inferred;       /* why the folder is only likely the one, or NULL: a short name
				     */
	const char *unknown;        /* why what a search meets there cannot be told, or NULL */
	const char *unknown_to_cmd; /* why cmd.exe may not see the entry, or NULL */
	bool spelled_badly; /* quoted, relative, unexpanded, with spaces at its end, or a duplicate
			     */
	struct problem_list problems;
};

struct path_list {
	struct path_entry *entries; /* the system's first */
	size_t count;
	size_t capacity;
	const char *unknown; /* why PATH is not known, or NULL */
	/* Why the part behind the system's, of the user or of a service's account, is not known, or
	 * NULL. */
	const char *user_unknown;
};

/* Splits PATH of the environment and, when a user hive was given, the user's PATH, and looks at
 * each folder. The host's profile must be known. */
void path_list_read(struct host *host);

/* PATH as the service control manager hands it to one service: what its own Environment sets, or
 * the system's entries and, from Windows 2000 on, those of its account. Lives in the host's arena.
 */
const struct path_list *path_list_of_service(struct host *host, const struct service *service);

/* Whether the entry leads to this folder, however it is written. */
bool path_entry_is(const struct path_entry *entry, const char *folder);

#endif
