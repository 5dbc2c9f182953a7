/* A small hive, changed record by record: what the suites of scanner/host/registry/hive_check.h
 * share. */
#ifndef COMPATSCAN_TESTS_UNIT_HIVE_CASE_H
#define COMPATSCAN_TESTS_UNIT_HIVE_CASE_H

#include "scanner/host/registry/hive.h"
#include "scanner/host/registry/hive_cell.h"
#include "scanner/specimen/bytes.h"

#include <check.h>

/* The one that is being changed; places are offsets in its bytes. */
struct hive_case {
	struct arena arena;
	struct problem_list problems;
	struct specimen_bytes bytes;
	size_t free_cell;  /* the last but those that were added, to be cut from */
	struct hive *hive; /* NULL until hive_case_open */
};
extern struct hive_case changed;

/* The checked fixture of every suite. */
void hive_case_begin(void);
void hive_case_end(void);

/* The keys Alpha, Beta_1 (First "one two", Second "three") and Gamma; 40 KiB of room for cells. */
void hive_case_build(void);

uint32_t hive_case_u32(size_t place);

/* The record that the offset at that place leads to, from its signature. */
size_t hive_case_record(size_t place);

/* Records of the root, of a subkey of it, of a value of a key; the row of a subkey in its list, an
 * offset and a hint. */
size_t hive_case_root(void);
size_t hive_case_row(size_t index);
size_t hive_case_subkey(size_t index);
size_t hive_case_value(size_t key, size_t index);

/* Makes a cell of the room; returns its offset from the first bin. */
uint32_t hive_case_add_cell(const void *content, size_t length);

void hive_case_open(void);

/* A value of Beta_1; "none" when it is not found. */
enum registry_status hive_case_text(const char *name, const char **out);
void hive_case_check_text(const char *name, const char *text);

/* Fails unless the first problem is hive-damaged, with a place and these words. */
void hive_case_check_problem(const char *words);

#endif
