/*
 * A Windows machine, seen from outside: drives, registry, environment, search path. Everything a
 * rule may ask about the target is asked here and in search.h, dependency_graph.h and tree.h;
 * nobody above knows where the bytes came from, and nothing of the machine that compatscan runs on
 * is ever part of an answer, unless that machine is the one that was asked for.
 */
#ifndef COMPATSCAN_HOST_HOST_H
#define COMPATSCAN_HOST_HOST_H

#include "scanner/base/diagnostic.h"
#include "scanner/base/problem.h"
#include "scanner/host/disk/tree.h"
#include "scanner/host/machine/environment.h"
#include "scanner/host/machine/path_list.h"
#include "scanner/host/machine/profile.h"
#include "scanner/host/registry/registry.h"

#include <stdbool.h>

struct host_drive {
	char letter;        /* 0 for a share */
	const char *folder; /* on the machine compatscan runs on */
	const char *share;  /* \\server\share; NULL for a drive */
};

struct host_variable {
	const char *name;
	const char *value;
};

/* What the user said of the target. Everything is borrowed for the host's life; NULL means not
 * said. */
struct host_options {
	struct host_drive drives[MAX_VOLUMES];
	size_t drive_count;
	const char *system_hive; /* file on the machine compatscan runs on */
	const char *software_hive;
	const char *default_hive;              /* of HKU\.DEFAULT */
	const char *user_hive;                 /* NTUSER.DAT of the user who is HKCU */
	const struct host_variable *variables; /* --env */
	size_t variable_count;
	const char *profile;
	const char *exchsrvr; /* Windows path */
	bool live; /* the machine compatscan runs on (live_machine.h); with no drive, hive, variable
		      or profile */
	const char *name;
	/* --set: values of parameters of packs, named PARAMETER or PACK.PARAMETER */
	const struct host_variable *settings;
	size_t setting_count;
};

struct windows_version;
struct known_dlls;
struct implied_dlls;
struct session_flag;
struct app_path_list;
struct machine_locale;
struct exchange;
struct service_list;
struct image_list;
struct start_list;
struct live_source;
struct api_set_memory;
struct side_by_side_memory;

struct host {
	struct arena *arena;
	struct host_options options;
	struct tree tree;
	struct registry registry;
	struct environment environment;
	struct environment *user_environment; /* of a program that the user starts, but for PATH;
						 NULL when the user's hive is not there */
	struct path_list path;
	const struct profile *profile;
	bool profile_assumed;
	const char *profile_source;    /* what it was derived from, when not from the registry */
	const char *name;              /* of the computer; NULL when not known */
	const char *windows_directory; /* NULL when not known */
	struct problem_list problems;
	bool now_known;
	int64_t now; /* the time on a machine that is looked at from outside, where something tells
			it: seconds since 1970 */
	const struct live_source *live; /* of the running machine (live.h); NULL when it is looked
					   at from outside */

	/* What was read when it was first asked for; each belongs to the file of its name. */
	struct windows_version *version;
	struct known_dlls *known_dlls;
	struct implied_dlls *implied_dlls;
	struct session_flag *session_flags;
	struct app_path_list *app_paths;
	struct machine_locale *locale;
	struct exchange *exchange;
	struct service_list *services;
	struct start_list *start_points;
	struct image_list *images;
	struct api_set_memory *api_sets;
	struct side_by_side_memory *side_by_side; /* private to side_by_side_memory.h */
};

enum host_status {
	HOST_OK,
	HOST_BAD_OPTION, /* a drive, hive or profile that is not there: a usage error */
	HOST_UNREADABLE, /* it is there and may not be read */
};

/*
 * Opens the machine. The arena must outlive it. On anything but HOST_OK the reason has been told to
 * diagnostics and *out needs no release. Whatever else is wrong with the target is in
 * out->problems.
 */
enum host_status host_open(const struct host_options *options, struct arena *arena,
	const struct diagnostics *diagnostics, struct host *out);

/* The same for a machine whose drives the caller has mounted in out->tree already. A source that is
 * NULL, and whose file no option named, is the hive in the target's own System32\config. The array
 * is taken over. */
void host_read(struct host *host, struct registry_source *sources[REGISTRY_ROOTS]);

void host_release(struct host *host);

/* A folder below the Windows folder ("System32"), or the Windows folder itself for ""; NULL when
 * not known. */
const char *host_windows_folder(const struct host *host, const char *below);

/* Why it is not known, and what to give. */
extern const char host_no_windows_folder[];

/* Whether the files of Windows itself are there to be seen: System32, as a program of this machine
 * (MACHINE_UNKNOWN: Windows' own) sees it, holds one of its core DLLs, or might. */
bool host_shows_windows(struct host *host, uint16_t caller_machine);

#endif
