/* Version numbers as version resources carry them: four numbers of 16 bits. */
#ifndef COMPATSCAN_RULES_FACTS_VERSION_H
#define COMPATSCAN_RULES_FACTS_VERSION_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct version_number {
	uint16_t part[4];
};

/* Reads one to four numbers from 0 to 65535 with dots between them; those that are not there are 0.
 * False for anything else; *out is then untouched. */
bool version_read(const char *text, struct version_number *out);

/*
 * Reads a version as the texts of version resources have it: dots or commas between the numbers, a
 * "v" or "Version" in front, words behind ("4.00", "5, 0, 2195, 1", "4.0 built by: X"). Exchange
 * writes the last two numbers apart: "5.5 (Build 2653.23)". False for anything else; *out is then
 * untouched.
 */
bool version_read_string(const char *text, struct version_number *out);

/* Below, equal to or above 0 as one is older than, the same as or newer than other. */
int version_compare(const struct version_number *one, const struct version_number *other);

/* "5.5.2653.23" */
char *version_text(struct arena *arena, const struct version_number *version);

#endif
