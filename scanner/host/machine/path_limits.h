/*
 * How much of PATH counts, in characters. KB180410: Windows NT 4.0 and 2000 keep 1,023 characters
 * of the system's and the user's PATH together, 1,023 of the system's and 511 of the user's.
 * KB830473: the command prompt takes variables of up to 2,047 characters there and 8,191 from
 * Windows XP on; an environment holds 32,767.
 */
#ifndef COMPATSCAN_HOST_MACHINE_PATH_LIMITS_H
#define COMPATSCAN_HOST_MACHINE_PATH_LIMITS_H

#include <stddef.h>

struct path_limits {
	size_t combined; /* of the system's and the user's together */
	size_t system;
	size_t user;
	size_t command_prompt; /* cmd.exe takes no longer variable over */
	const char *source;    /* of the limits but the last */
};

extern const struct path_limits path_limits_nt;
extern const struct path_limits path_limits_xp;

#endif
