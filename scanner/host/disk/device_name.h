/*
 * Names that are devices of Windows and never files: NUL, CON, COM1, ... Sources: doc "Naming
 * Files, Paths, and Namespaces"; doc "File path formats on Windows systems" (what Windows 11
 * changed).
 */
#ifndef COMPATSCAN_HOST_DISK_DEVICE_NAME_H
#define COMPATSCAN_HOST_DISK_DEVICE_NAME_H

#include <stddef.h>

/* How Windows takes the last name of a path with a folder in front. A bare name in a command is
 * another matter, and none of a disk's. */
enum device_rule {
	DEVICES_WIDEST, /* what any version takes for one; for when the version is not known */
	DEVICES_NT,     /* NT 4 to XP: whatever the folder and the extension; CLOCK$ is one */
	DEVICES_VISTA,  /* Vista and 7: without CLOCK$ */
	DEVICES_8,      /* 8 and 10: with CONIN$ and CONOUT$ */
	DEVICES_11,     /* only NUL, and only without an extension */
};

/* The rule of a profile by its name; DEVICES_WIDEST for one that is not known. */
enum device_rule device_rule_of(const char *profile);

/* The device that the name of length bytes is ("NUL"), or NULL when it is none. */
const char *device_name(const char *name, size_t length, enum device_rule rule);

#endif
