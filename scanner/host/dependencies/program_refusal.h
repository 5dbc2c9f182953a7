/* Programs that a Windows does not start, whatever lies beside them. */
#ifndef COMPATSCAN_HOST_DEPENDENCIES_PROGRAM_REFUSAL_H
#define COMPATSCAN_HOST_DEPENDENCIES_PROGRAM_REFUSAL_H

#include "scanner/host/host.h"

/*
 * Why the target's Windows does not start such a program, for a person: 64-bit Windows runs no
 * 16-bit code (doc "Running 32-bit Applications"), 32-bit Windows no 64-bit. NULL when it does, or
 * when the processor of the target is only assumed.
 */
const char *program_refusal(struct host *host, const struct image *program);

#endif
