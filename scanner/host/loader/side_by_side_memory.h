/* What is kept of manifests and assemblies for the life of the host; private to those modules. */
#ifndef COMPATSCAN_HOST_LOADER_SIDE_BY_SIDE_MEMORY_H
#define COMPATSCAN_HOST_LOADER_SIDE_BY_SIDE_MEMORY_H

#include "scanner/host/loader/module_manifest.h"

enum { MANIFEST_BUCKETS = 256 };

struct manifest_note {
	struct host_file *file;
	uint16_t resource;
	struct module_manifest result;
	struct manifest_note *next;
};

struct activation_context;

struct store_note;

struct side_by_side_memory {
	/* By the place of the file in memory. */
	struct manifest_note *manifests[MANIFEST_BUCKETS];
	struct activation_context *contexts[MANIFEST_BUCKETS];
	struct store_note *stored; /* references that were looked up in WinSxS */
};

/* Made when first asked for. */
struct side_by_side_memory *side_by_side_memory(struct host *host);

size_t side_by_side_bucket(const struct host_file *file);

#endif
