#include "scanner/specimen/api_set.h"

#include "scanner/specimen/bytes.h"

#include <stdlib.h>
#include <string.h>

enum { HASH_FACTOR = 31, VERSION_6_ENTRIES = 28 };

struct hash_row {
	uint32_t hash;
	size_t index;
};

/* Characters of a name in version 6 that count: up to the last hyphen. */
static size_t counted(const char *name)
{
	const char *hyphen = strrchr(name, '-');

	return hyphen ? (size_t)(hyphen - name) : strlen(name);
}

static uint32_t hash_name(const char *name)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < counted(name); i++) {
		unsigned char letter = (unsigned char)name[i];

		hash = hash * HASH_FACTOR +
		       (letter >= 'A' && letter <= 'Z' ? letter + 32U : letter);
	}
	return hash;
}

static int by_hash(const void *left, const void *right)
{
	const struct hash_row *one = left;
	const struct hash_row *other = right;

	return one->hash < other->hash ? -1 : one->hash > other->hash;
}

/* Where a name was put: its offset and its length in bytes, to be written at `place`. */
static void put_name(struct specimen_bytes *file, size_t place, const char *name)
{
	if (!name || !*name)
		return;
	specimen_patch_u32(file, place, file->length);
	specimen_put_utf16(file, name);
	specimen_patch_u32(file, place + 4, strlen(name) * 2);
}

/* The rows of hosts, `flags` bytes in front of each. */
static void put_hosts(struct specimen_bytes *file, const struct specimen_api_set *set, size_t flags)
{
	size_t row = file->length;

	specimen_put_zeros(file, set->host_count * (flags + 16));
	for (size_t i = 0; i < set->host_count; i++, row += flags + 16) {
		put_name(file, row + flags, set->hosts[i].importer);
		put_name(file, row + flags + 8, set->hosts[i].module);
	}
	specimen_put_alignment(file, 4);
}

static void put_version_2(
	struct specimen_bytes *file, const struct specimen_api_set *sets, size_t count)
{
	size_t entry = file->length;

	specimen_put_zeros(file, count * 12);
	for (size_t i = 0; i < count; i++, entry += 12) {
		put_name(file, entry, sets[i].name);
		specimen_put_alignment(file, 4);
		specimen_patch_u32(file, entry + 8, file->length);
		specimen_put_u32(file, sets[i].host_count);
		put_hosts(file, &sets[i], 0);
	}
}

static void put_version_4(
	struct specimen_bytes *file, const struct specimen_api_set *sets, size_t count)
{
	size_t entry = file->length;

	specimen_put_zeros(file, count * 24);
	for (size_t i = 0; i < count; i++, entry += 24) {
		put_name(file, entry + 4, sets[i].name);
		specimen_put_alignment(file, 4);
		specimen_patch_u32(file, entry + 20, file->length);
		specimen_put_u32(file, 0);
		specimen_put_u32(file, sets[i].host_count);
		put_hosts(file, &sets[i], 4);
	}
}

static void put_hashes(
	struct specimen_bytes *file, const struct specimen_api_set *sets, size_t count)
{
	struct hash_row *rows = specimen_allocate(count, sizeof(*rows));

	for (size_t i = 0; i < count; i++)
		rows[i] = (struct hash_row){hash_name(sets[i].name), i};
	if (count)
		qsort(rows, count, sizeof(*rows), by_hash);
	for (size_t i = 0; i < count; i++) {
		specimen_put_u32(file, rows[i].hash);
		specimen_put_u32(file, rows[i].index);
	}
	free(rows);
}

static void put_version_6(
	struct specimen_bytes *file, const struct specimen_api_set *sets, size_t count)
{
	size_t entry = VERSION_6_ENTRIES;

	specimen_put_u32(file, entry);
	specimen_put_zeros(file, 8 + count * 24);
	specimen_patch_u32(file, 24, HASH_FACTOR);
	for (size_t i = 0; i < count; i++, entry += 24) {
		put_name(file, entry + 4, sets[i].name);
		specimen_patch_u32(file, entry + 12, counted(sets[i].name) * 2);
		specimen_put_alignment(file, 4);
		specimen_patch_u32(file, entry + 16, file->length);
		specimen_patch_u32(file, entry + 20, sets[i].host_count);
		put_hosts(file, &sets[i], 4);
	}
	specimen_patch_u32(file, 20, file->length);
	put_hashes(file, sets, count);
}

void specimen_api_set_schema(uint32_t version, const struct specimen_api_set *sets, size_t count,
	struct specimen_bytes *file)
{
	static void (*const put[])(struct specimen_bytes *, const struct specimen_api_set *,
		size_t) = {[2] = put_version_2, [4] = put_version_4, [6] = put_version_6};

	if (version >= sizeof put / sizeof put[0] || !put[version]) {
		specimen_fail(file, "there is no API set schema of version %u", version);
		return;
	}
	specimen_put_u32(file, version);
	if (version != 2) {
		specimen_put_u32(file, 0); /* size */
		specimen_put_u32(file, 0); /* flags */
	}
	specimen_put_u32(file, count);
	put[version](file, sets, count);
	if (version != 2)
		specimen_patch_u32(file, 4, file->length);
}
