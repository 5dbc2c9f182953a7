/*
 * What libhivex takes on trust: that the records of a key lie in their cells, and that a list holds
 * what the key says it does. A key is looked through here before libhivex reads it, since a hive
 * that is damaged on purpose leads libhivex 1.3.23 outside the file (docs/fuzzing.md), and since
 * damage must never make a key or a value look absent.
 *
 * Source: libregf's and msuhanov's descriptions of the format, and libhivex's own reading of it.
 */
#ifndef COMPATSCAN_HOST_REGISTRY_HIVE_CHECK_H
#define COMPATSCAN_HOST_REGISTRY_HIVE_CHECK_H

#include "scanner/base/view.h"

enum { MAX_HIVE_KEY_VALUES = 65536 }; /* libhivex reads fewer */

enum hive_state {
	HIVE_SOUND,
	HIVE_LOSSY,    /* may be read, but something may be missing from it; subkeys alone */
	HIVE_UNUSABLE, /* must not be read at all */
};

struct hive_fault {
	uint64_t offset;  /* in the file */
	const char *what; /* static storage: a sentence without a full stop */
};

/*
 * Whether the subkeys, or the values, of a key may be read; key is the offset of its cell in the
 * file, hive the whole file. *out is the first fault; untouched when there is none. A source that
 * fails makes it unusable.
 */
enum hive_state hive_check_subkeys(const struct view *hive, uint64_t key, struct hive_fault *out);
enum hive_state hive_check_values(const struct view *hive, uint64_t key, struct hive_fault *out);

#endif
