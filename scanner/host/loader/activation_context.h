/* The assemblies that the manifest of a program or DLL leads to, worked out once for each. */
#ifndef COMPATSCAN_HOST_LOADER_ACTIVATION_CONTEXT_H
#define COMPATSCAN_HOST_LOADER_ACTIVATION_CONTEXT_H

#include "scanner/host/loader/assembly.h"
#include "scanner/host/loader/side_by_side.h"

struct context_assembly {
	const struct image_assembly *identity; /* as it was asked for; NULL: the root */
	struct assembly_version asked;
	struct assembly_place place;
};

struct activation_context {
	struct host_file *file;
	const char *folder;  /* where private assemblies are */
	const char *unknown; /* why the manifest cannot be told, or NULL */
	/* What could be found and what could not be told, in the order of the documents; the first
	 * is the manifest itself. */
	struct context_assembly *assemblies;
	size_t count, capacity;
	struct side_by_side_fault *faults;
	size_t fault_count, fault_capacity;
	struct activation_context *next; /* in its bucket */
};

/* Of a program by the manifest it is started with, of a DLL by its resource 2. */
const struct activation_context *activation_context_of(struct host *host, struct host_file *file);

#endif
