/*
 * What was wrong with something that was read: a stable code, where, and words. The codes are
 * listed in docs/problems.md. A list is capped, so that a hostile file cannot fill memory with
 * complaints; the last entry then says that there were more.
 */
#ifndef COMPATSCAN_BASE_PROBLEM_H
#define COMPATSCAN_BASE_PROBLEM_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_PROBLEMS = 64 };

#define PROBLEM_NO_OFFSET UINT64_MAX

struct problem {
	const char *code; /* static storage: one of the codes of docs/problems.md */
	const char *path; /* what it is about, UTF-8; NULL where the owner of the list says that */
	uint64_t offset;  /* in the file, or PROBLEM_NO_OFFSET */
	const char *detail; /* UTF-8 sentence without a full stop, in the arena */
};

struct problem_list {
	struct problem *items;
	size_t count;
	size_t capacity;
};

/* Adds one; the same code at the same path and offset is added only once. */
void problem_add(struct problem_list *list, struct arena *arena, const char *code, const char *path,
	uint64_t offset, const char *format, ...) __attribute__((format(printf, 6, 7)));

bool problem_list_has(const struct problem_list *list, const char *code);

#endif
