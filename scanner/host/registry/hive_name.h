/* The names of keys and values as their records have them, and what the lists of subkeys say of a
 * key's name once more. */
#ifndef COMPATSCAN_HOST_REGISTRY_HIVE_NAME_H
#define COMPATSCAN_HOST_REGISTRY_HIVE_NAME_H

#include "scanner/base/arena.h"
#include "scanner/base/view.h"

enum { MAX_HIVE_KEY_NAME = 255 }; /* characters; Windows makes no longer ones */

struct hive_name {
	uint16_t units[MAX_HIVE_KEY_NAME]; /* UTF-16 */
	size_t count;
	bool ascii; /* so that its case is that of every program that writes hives */
};

/* The name in a key's record. False when it is not all there, empty or too long. */
bool hive_name_read(const struct view *key, struct hive_name *out);

/* Whether next may stand behind one in a list of subkeys. */
bool hive_name_in_order(const struct hive_name *one, const struct hive_name *next);

/*
 * Whether the row of a list (kind is HIVE_LF or HIVE_LH) may be about a key of this name: in lf it
 * repeats the first four characters, in lh a sum of all in upper case. Windows does not find a key
 * without. True where programs that write hives differ.
 */
bool hive_name_agrees(const struct hive_name *name, uint16_t kind, uint32_t hint);

/*
 * The name of the key, or value, whose cell is at that offset of the file, in UTF-8. A NUL is
 * written \x00: the system's own calls can put one into a name, so that Win32 programs do not find
 * it, and libhivex ends the name there, which would tell of another key. NULL when there is no
 * whole record.
 */
char *hive_key_name(struct arena *arena, const struct view *hive, uint64_t key);
char *hive_value_name(struct arena *arena, const struct view *hive, uint64_t value);

#endif
