/*
 * Where a part of the registry comes from: an offline hive file, a live Windows, a test. A source
 * stands for one root (HKLM\SYSTEM, HKCU, ...); the keys it is asked for are written below that
 * root, "" being the root itself, and names are compared as Windows compares them, without case.
 * "Not there" and "cannot be told" are different answers everywhere.
 */
#ifndef COMPATSCAN_HOST_REGISTRY_REGISTRY_SOURCE_H
#define COMPATSCAN_HOST_REGISTRY_REGISTRY_SOURCE_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum registry_status {
	REGISTRY_FOUND,
	REGISTRY_ABSENT,
	REGISTRY_UNKNOWN, /* the hive was not given, or is damaged: from the first damage that was
			   * met on, what is not found counts as unknown too */
};

enum registry_type {
	REGISTRY_TEXT,
	REGISTRY_EXPANDABLE_TEXT,
	REGISTRY_NUMBER, /* REG_DWORD, REG_DWORD_BIG_ENDIAN and REG_QWORD of their right length */
	REGISTRY_LIST,   /* REG_MULTI_SZ */
	REGISTRY_BYTES,  /* REG_BINARY */
	REGISTRY_OTHER,
};

/* More is the problem "limit" and unknown; of REGISTRY_BYTES the first are kept. */
enum {
	MAX_REGISTRY_KEYS = 65536,  /* below one key */
	MAX_REGISTRY_VALUES = 4096, /* of one key, when all are asked for */
	MAX_REGISTRY_TEXTS = 4096,  /* in one list */
	MAX_REGISTRY_VALUE_BYTES = 64 * 1024,
	MAX_REGISTRY_BYTES_KEPT = 4096,
};

/* Everything lives in the arena that the question named. */
struct registry_value {
	const char *name; /* as stored; "" is the key's default value */
	enum registry_type type;
	const char *text;   /* text types: UTF-8; REGISTRY_NUMBER: the number in decimal; else "" */
	uint64_t number;    /* REGISTRY_NUMBER */
	const char **texts; /* REGISTRY_LIST: without the empty text that ends it */
	size_t text_count;
	const uint8_t *bytes; /* REGISTRY_BYTES */
	size_t byte_count;    /* of those kept */
	size_t size;          /* of the data as stored, in bytes */
};

struct registry_source;

/* On anything but REGISTRY_FOUND what the out parameters point to is untouched. */
struct registry_operations {
	enum registry_status (*key)(struct registry_source *source, const char *key);
	enum registry_status (*value)(struct registry_source *source, const char *key,
		const char *name, struct arena *arena, struct registry_value *out);
	/* In the order stored, which is the order Windows lists them in. */
	enum registry_status (*values)(struct registry_source *source, const char *key,
		struct arena *arena, struct registry_value **out, size_t *count);
	/* The names of the keys one level below, as stored, sorted without case. */
	enum registry_status (*keys)(struct registry_source *source, const char *key,
		struct arena *arena, const char ***out, size_t *count);
	void (*close)(struct registry_source *source);
};

struct registry_source {
	const struct registry_operations *operations;
	bool live; /* the running Windows answers: it knows CurrentControlSet itself, and what it
		      does not tell, no file would */
};

#endif
