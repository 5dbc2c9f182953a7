/* What the files behind example_machine.h share. */
#ifndef COMPATSCAN_RULES_EXAMPLES_EXAMPLE_PARTS_H
#define COMPATSCAN_RULES_EXAMPLES_EXAMPLE_PARTS_H

#include "rules/examples/example_machine.h"
#include "rules/language/json_reader.h"
#include "scanner/host/registry/registry.h"
#include "scanner/specimen/image.h"

/* The greatest size that a file can be said to have: what is not described takes no memory. */
#define MAX_EXAMPLE_FILE_BYTES (UINT64_C(1) << 40)

enum example_file_type {
	EXAMPLE_GONE, /* with all that lies below it */
	EXAMPLE_FOLDER,
	EXAMPLE_TEXT,
	EXAMPLE_IMAGE,
};

struct example_file {
	const char *at;   /* JSON path */
	const char *path; /* an absolute Windows path */
	enum example_file_type type;
	const char *text;                   /* EXAMPLE_TEXT */
	const struct specimen_image *image; /* EXAMPLE_IMAGE */
	uint64_t size;                      /* filled up to this with zeros */
	int64_t modified;                   /* 0: that of all files that say nothing */
};

enum example_value_type {
	EXAMPLE_VALUE_GONE,
	EXAMPLE_VALUE_TEXT,
	EXAMPLE_VALUE_EXPANDABLE,
	EXAMPLE_VALUE_NUMBER,
	EXAMPLE_VALUE_LIST,
	EXAMPLE_VALUE_BYTES,
};

struct example_value {
	const char *name;
	enum example_value_type type;
	const char *text;
	uint64_t number;
	const char *const *texts;
	const uint8_t *bytes;
	size_t count; /* of the texts, of the bytes */
};

struct example_key {
	enum registry_root root;
	const char *inside; /* the root; CurrentControlSet is ControlSet001 */
	bool gone;
	struct example_value *values;
	size_t value_count;
};

/* The image that object describes for the file of this name. What is wrong with it is complained
 * of; the image is then one that is not to be made. */
struct specimen_image *example_image_load(
	struct json_reader *reader, const char *path, const cJSON *object, const char *file_name);

/* The keys by which example_image_load knows an image; ends with NULL. */
extern const char *const example_image_keys[];

void example_files_load(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out);

/* Mounts the drives and shares of the machine in the host's tree; windows (which may be NULL) is a
 * folder that is there, too. */
bool example_files_mount(const struct example_machine *machine, const char *windows,
	struct host *host, struct example_flaw *flaw);

void example_registry_load(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out);

/* The registry of the machine; sources stay NULL where there is no hive. */
void example_registry_fill(const struct example_machine *machine, const struct profile *profile,
	struct arena *arena, struct registry_source *sources[REGISTRY_ROOTS]);

void example_live_load(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out);

/* What the running machine tells; NULL when it is looked at from outside. */
const struct live_source *example_live_source(
	const struct example_machine *machine, struct arena *arena, int64_t now);

/* The machine and its bases, the last base first. */
size_t example_machine_chain(const struct example_machine *machine,
	const struct example_machine *chain[MAX_MACHINE_BASES + 1]);

/* A member that is a time; false when it is not there, or complained of. */
bool example_time(struct json_reader *reader, const char *path, const cJSON *object,
	const char *key, int64_t *out);

/* A member that is an object of texts, or nulls. */
struct example_pairs example_pairs_load(
	struct json_reader *reader, const char *path, const cJSON *object, const char *key);

/* Puts those of more over those that are there; names are compared without case. */
void example_pairs_overlay(
	struct arena *arena, struct example_pairs *pairs, const struct example_pairs *more);

#endif
