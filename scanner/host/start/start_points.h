/*
 * What starts a program on this machine: services, registry values, shortcuts, old configuration
 * files, and the names by which a program can be called. One list, so that a rule can say not only
 * that a file is there but what runs it. Scheduled tasks are not read.
 */
#ifndef COMPATSCAN_HOST_START_START_POINTS_H
#define COMPATSCAN_HOST_START_START_POINTS_H

#include <stdbool.h>
#include <stddef.h>

struct host;
struct host_file;

enum {
	MAX_START_POINTS = 65536,    /* more are the problem "limit" */
	MAX_START_GAPS_OF_KIND = 16, /* more say nothing new */
};

enum start_kind {
	START_SERVICE,
	START_DRIVER,
	START_SERVICE_DLL, /* a DLL in a service's process */
	START_RUN,
	START_RUN_ONCE,
	START_RUN_SERVICES, /* of Windows 9x */
	START_LOGON,        /* Winlogon: Shell, Userinit, System, VmApplet */
	START_WIN_INI,      /* load= and run=, in the registry or in win.ini */
	START_STARTUP,      /* a shortcut or program in a Startup folder */
	START_SHORTCUT,
	START_PIF,
	START_SHELL_EXTENSION, /* a DLL in Explorer's process */
	START_CONTROL_PANEL,   /* a DLL in the control panel's process */
	START_VXD,             /* system.ini, [386Enh] */
	START_DOS_CONFIG,      /* config.nt, autoexec.nt */
	START_APP_PATH,        /* found by name by the shell */
	START_ON_PATH,         /* found by name by every launcher */
	START_KINDS,
};

enum start_status {
	START_FOUND,
	START_MISSING,
	START_UNTOLD, /* reason says why */
};

struct start_point {
	enum start_kind how;
	const char *name;    /* of the service, value, shortcut or program: for a person */
	const char *where;   /* "KEY, VALUE" of the registry, or the path of a file */
	const char *command; /* as stored; NULL where nothing is stored */
	const char *program; /* full Windows path, in the disk's own case where it exists; NULL when
				it cannot be told */
	enum start_status status;
	const char *reason;     /* START_UNTOLD */
	struct host_file *file; /* START_FOUND */
	const char *inferred;   /* why it is only likely the one, or NULL */
	bool likely;            /* inferred says why it may not be started at all */
	bool disabled;          /* a service or driver that is not started as it is set */
	const char *account;    /* that it starts under, or whose it is; NULL: every user's */
};

/* Something that was not read, so that start points of this kind may be missing. */
struct start_gap {
	enum start_kind how;
	const char *reason;
};

struct start_list {
	struct start_point *items; /* by kind, then in the order in which they were read */
	size_t count;
	struct start_gap *gaps;
	size_t gap_count;
};

/* Read once and kept in the host; never NULL. Opens shortcuts and texts, but none of the programs.
 */
const struct start_list *start_points(struct host *host);

/* "service", "run", "shortcut", ...; what a person would call it: "a service", "a Run value". */
const char *start_kind_name(enum start_kind how);
const char *start_kind_title(enum start_kind how);

#endif
