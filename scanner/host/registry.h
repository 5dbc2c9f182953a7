/*
 * The registry of the machine, from offline hive files. Keys are written as Windows writes them
 * (HKLM\SYSTEM\CurrentControlSet\...); CurrentControlSet is the control set that
 * HKLM\SYSTEM\Select\Current names. "Not there" and "cannot be told" are different answers.
 */
#ifndef COMPATSCAN_HOST_REGISTRY_H
#define COMPATSCAN_HOST_REGISTRY_H

#include "scanner/base/problem.h"
#include "scanner/base/view.h"

#include <stdbool.h>
#include <stdint.h>

enum registry_status {
	REGISTRY_FOUND,
	REGISTRY_ABSENT,
	REGISTRY_UNKNOWN, /* the hive was not given, or is damaged: from the first damage that was
			   * met on, what is not found counts as unknown too */
};

enum registry_type { REGISTRY_TEXT, REGISTRY_EXPANDABLE_TEXT, REGISTRY_NUMBER, REGISTRY_OTHER };

struct registry_value {
	const char *name; /* as stored */
	enum registry_type type;
	const char *text; /* text types: UTF-8; REGISTRY_NUMBER: the number in decimal; else "" */
	uint32_t number;  /* REGISTRY_NUMBER */
};

/* One hive. Hives larger than this are not opened: the largest SYSTEM hives in the field stay
 * below. */
enum { MAX_HIVE_MIB = 512, MAX_REGISTRY_VALUES = 4096, MAX_REGISTRY_VALUE_BYTES = 64 * 1024 };

struct hive;

struct registry {
	struct arena *arena;
	struct problem_list *problems;
	struct hive *system;
	struct hive *software;
	unsigned control_set; /* 0 when Select\Current could not be read */
};

/* Reads a whole hive from a view; path is what a person would call it. NULL, with a problem on the
 * list, when it is no hive, is cut short or is damaged. Freed by hive_close. */
struct hive *hive_open(const struct view *file, const char *path, struct arena *arena,
	struct problem_list *problems);
void hive_close(struct hive *hive);

/* Value of a key given by its path below the hive's root. */
enum registry_status hive_value(struct hive *hive, const char *key, const char *name,
	struct arena *arena, struct registry_value *out);
enum registry_status hive_key(struct hive *hive, const char *key);
/* All values of a key. */
enum registry_status hive_values(struct hive *hive, const char *key, struct arena *arena,
	struct registry_value **out, size_t *count);

/* Takes the hives over (either may be NULL) and finds the current control set. */
void registry_init(struct registry *registry, struct arena *arena, struct problem_list *problems,
	struct hive *system, struct hive *software);
void registry_release(struct registry *registry);

/* The same three questions of the whole registry, keys written with HKLM\SYSTEM\... or
 * HKLM\SOFTWARE\... */
enum registry_status registry_key(const struct registry *registry, const char *key);
enum registry_status registry_value(const struct registry *registry, const char *key,
	const char *name, struct registry_value *out);
enum registry_status registry_values(const struct registry *registry, const char *key,
	struct registry_value **out, size_t *count);

#endif
