/*
 * The bins of a hive and where cells begin in them. An offset in a hive leads to a cell that is in
 * use or nowhere, so that nothing is read from the middle of one.
 */
#ifndef COMPATSCAN_WINDOWS_HIVE_BINS_H
#define COMPATSCAN_WINDOWS_HIVE_BINS_H

#include "scanner/base/file.h"

struct hive_bins {
	struct file file;
	struct view hive; /* the whole file */
	uint8_t *used;    /* a bit for each place where a cell may begin */
	size_t root;      /* of the root key's cell, in the file */
};

/* 0, or the errno: ENOTSUP for what is no sound hive, EINVAL for a bad base block. */
int hive_bins_open(const char *file, struct hive_bins *out);
void hive_bins_close(struct hive_bins *bins);

/* What the used cell at a place in the file holds. False when none begins there. */
bool hive_bins_cell(const struct hive_bins *bins, size_t place, struct view *out);

/* The same, for a cell that begins with this signature. */
bool hive_bins_record(
	const struct hive_bins *bins, size_t place, uint16_t signature, struct view *out);

#endif
