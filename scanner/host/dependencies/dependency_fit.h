/* Which images a process can load. */
#ifndef COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCY_FIT_H
#define COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCY_FIT_H

#include "scanner/host/dependencies/dependency_graph.h"

/* What a program becomes when it runs. */
struct dependency_process {
	const struct image *program;
	const char *machine; /* that its modules must be for; NULL until the first module of a .NET
				program for any machine settles it */
	int bits;            /* likewise; 0 */
	/* The processor as Windows names it ("x86", "AMD64", "ARM64"); NULL when it is not known,
	   or only assumed. */
	const char *processor;
	/* For struct search_request: 0 where the program's own header tells it. */
	uint16_t caller_machine;
};

struct dependency_process dependency_process_of(struct host *host, const struct image *program);

/*
 * DEPENDENCY_FOUND when the process can load the image, else DEPENDENCY_WRONG_MACHINE,
 * DEPENDENCY_WRONG_BITS, DEPENDENCY_NO_IMAGE, or DEPENDENCY_UNTOLD, and then *reason is why, for a
 * person. path is what the image is called there.
 */
enum dependency_status dependency_fit(struct dependency_process *process, const struct image *image,
	const char *path, struct arena *arena, const char **reason);

#endif
