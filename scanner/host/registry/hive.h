/* One offline registry hive file, of NT 4 to Windows 11 (format 1.3 to 1.6), through libhivex. */
#ifndef COMPATSCAN_HOST_REGISTRY_HIVE_H
#define COMPATSCAN_HOST_REGISTRY_HIVE_H

#include "scanner/base/problem.h"
#include "scanner/base/view.h"
#include "scanner/host/registry/registry_source.h"

#include <stdbool.h>

/* Hives larger than this are not opened: the largest in the field stay below. */
enum { MAX_HIVE_MIB = 512 };

struct hive;

/*
 * Reads a whole hive from a view; path is what a person would call it. NULL, with a problem on the
 * list, when it is no hive, is cut short or is damaged. A hive that was copied while in use is
 * opened and said to be dirty: its log is not replayed. Freed by hive_close. The arena and the list
 * must outlive it.
 */
struct hive *hive_open(const struct view *file, const char *path, struct arena *arena,
	struct problem_list *problems);

/* Accepts NULL. */
void hive_close(struct hive *hive);

/* Whether its newest changes may be in a log file beside it alone. */
bool hive_is_dirty(const struct hive *hive);

/* Says on the problem list that a log with this many bytes lies beside a dirty hive. */
void hive_tell_log(struct hive *hive, const char *log_path, uint64_t size);

/* The hive as a part of the registry; closing the source closes the hive. NULL gives NULL. */
struct registry_source *hive_source(struct hive *hive);

/* The operations of the source, for whoever holds the hive itself. */
enum registry_status hive_key(struct hive *hive, const char *key);
enum registry_status hive_value(struct hive *hive, const char *key, const char *name,
	struct arena *arena, struct registry_value *out);
enum registry_status hive_values(struct hive *hive, const char *key, struct arena *arena,
	struct registry_value **out, size_t *count);
enum registry_status hive_keys(
	struct hive *hive, const char *key, struct arena *arena, const char ***out, size_t *count);

#endif
