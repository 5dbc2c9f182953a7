/* What a reader of hives says of a whole hive, as text: libhivex, and what stands in for it on
 * Windows. Both are compiled from hive_walk_body.h. */
#ifndef COMPATSCAN_TESTS_UNIT_HIVE_WALK_H
#define COMPATSCAN_TESTS_UNIT_HIVE_WALK_H

#include "scanner/base/arena.h"

/* Every key and value with the place of its cell and its data, or the errno that stands for it. */
const char *hive_walk_libhivex(struct arena *arena, const char *file);
const char *hive_walk_own(struct arena *arena, const char *file);

#endif
