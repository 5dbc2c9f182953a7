/*
 * Where the results of a command go: standard output, a device or FIFO, or a file that appears
 * under its name only when it is complete.
 */
#ifndef COMPATSCAN_CLI_OUTPUT_H
#define COMPATSCAN_CLI_OUTPUT_H

#include "scanner/base/arena.h"
#include "scanner/base/diagnostic.h"

#include <stdbool.h>
#include <stdint.h>

struct output {
	const struct diagnostics *diagnostics;
	const char *name; /* for messages */
	const char *file; /* to rename to; NULL for standard output, devices and FIFOs */
	char *temporary;
	intptr_t handle; /* what the system calls it by */
	bool opened;     /* by us, to be closed */
	bool failed;     /* and told: nothing more is written */
	struct arena arena;
};

/* output is the name of a file; NULL or "-": standard output. Failures are told and kept until
 * output_end. */
void output_begin(struct output *out, const struct diagnostics *diagnostics, const char *output);

/* Writes at once; false when this or an earlier write failed. */
bool output_put(struct output *out, const char *text);

/* Ends the output, gives a file its name, releases everything. False when anything failed; then
 * there is no file. */
bool output_end(struct output *out);

/* All three, for a single text. */
bool output_write(const struct diagnostics *diagnostics, const char *output, const char *text);

#endif
