/* What output.c asks of the system. Each int is an errno, 0 for done. */
#ifndef COMPATSCAN_CLI_OUTPUT_SYSTEM_H
#define COMPATSCAN_CLI_OUTPUT_SYSTEM_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

intptr_t output_standard(void);

/* A device such as /dev/null or a FIFO is written to, never replaced. */
bool output_is_special(const char *name);
int output_open_special(const char *name, intptr_t *handle);

/* A new file beside name, readable by its owner alone, that no other program has. */
int output_create_temporary(
	struct arena *arena, const char *name, char **temporary, intptr_t *handle);

int output_write_all(intptr_t handle, const char *bytes, size_t size);

/* Makes a temporary file what the user's other files are, and sees it to the disk. */
int output_complete(intptr_t handle);

int output_close(intptr_t handle);

/* Gives the temporary file the name, whatever stood there. */
int output_replace(const char *temporary, const char *name);
void output_remove(const char *temporary);

#endif
