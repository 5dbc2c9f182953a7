/*
 * Windows searches the schema by halving, so one whose entries are out of order, or whose hashes
 * are not those of the names, answers otherwise than a reading from end to end: such a schema is
 * not whole.
 */
#include "scanner/image/api_set_schema.h"

#include <stdlib.h>
#include <string.h>

enum {
	VERSION = 0,
	PREFIX_LENGTH = 4,    /* "api-" */
	EXTENSION_LENGTH = 4, /* ".dll" */
	ENTRY_WORK = 64,      /* sorting it, its row and its hash */
	CHARACTER_WORK = 2,

	/* Version 6. */
	HASHED_LENGTH = 12, /* of an entry */
	HASH_OFFSET = 20,
	HASH_FACTOR = 24,
	HASH_ENTRY_SIZE = 8,
	HEADER_SIZE = 28,
};

/* Where the fields are. Before version 6 the values of an entry stand in an array that begins with
 * their number. */
static const struct layout {
	uint32_t version;
	uint8_t size; /* of the whole, in the header; 0: it is not there */
	uint8_t count;
	uint8_t entries; /* where they begin, or, in version 6, where that stands */
	bool hashed;     /* version 6 */
	uint8_t entry_size;
	uint8_t entry_name;   /* offset and length */
	uint8_t entry_values; /* where they are */
	uint8_t value_count;  /* in the entry with hashes, else in the array */
	uint8_t values;       /* in the array */
	uint8_t value_size;
	uint8_t importer;
	uint8_t module;
} layouts[] = {
	{.version = 2,
		.count = 4,
		.entries = 8,
		.entry_size = 12,
		.entry_values = 8,
		.values = 4,
		.value_size = 16,
		.module = 8},
	{.version = 4,
		.size = 4,
		.count = 12,
		.entries = 16,
		.entry_size = 24,
		.entry_name = 4,
		.entry_values = 20,
		.value_count = 4,
		.values = 8,
		.value_size = 20,
		.importer = 4,
		.module = 12},
	{.version = 6,
		.size = 4,
		.count = 12,
		.entries = 16,
		.hashed = true,
		.entry_size = 24,
		.entry_name = 4,
		.entry_values = 16,
		.value_count = 20,
		.value_size = 20,
		.importer = 4,
		.module = 12},
};

struct schema_reader {
	struct image_reader *reader;
	struct view map; /* the schema; all its offsets count from its start */
	const struct layout *layout;
	struct api_set_schema *out;
	size_t hosts_left;
};

static bool bad(struct schema_reader *schema, uint64_t offset, const char *what)
{
	image_problem(schema->reader, "bad-api-set", schema->map.start + offset, "%s", what);
	return false;
}

static bool field(struct schema_reader *schema, uint64_t offset, uint32_t *out)
{
	return view_u32(&schema->map, offset, out) ||
	       bad(schema, offset, "the API set schema leads out of its section");
}

static char upper(char character)
{
	return character >= 'a' && character <= 'z' ? (char)(character - 'a' + 'A') : character;
}

/* The name whose offset and length in bytes stand at a place; NULL, with a problem, when it is no
 * name of a module. */
static const char *name_at(struct schema_reader *schema, uint64_t place)
{
	char name[MAX_API_SET_NAME + 1];
	uint32_t offset, bytes;

	if (!field(schema, place, &offset) || !field(schema, place + 4, &bytes))
		return NULL;
	if (bytes % 2 || bytes / 2 > MAX_API_SET_NAME) {
		bad(schema, place, "a name in the API set schema has a length that cannot be");
		return NULL;
	}
	if (!image_spend(schema->reader, 1 + bytes / 2 * CHARACTER_WORK))
		return NULL;
	for (uint32_t i = 0; i < bytes / 2; i++) {
		uint16_t character = 0;

		if (!view_u16(&schema->map, offset + (uint64_t)i * 2, &character) ||
			character <= ' ' || character > '~') {
			bad(schema, place,
				"a name in the API set schema is not there or has other than ASCII "
				"characters");
			return NULL;
		}
		name[i] = (char)character;
	}
	return image_text(schema->reader, name, bytes / 2);
}

static bool read_host(struct schema_reader *schema, uint64_t value, struct api_set_host *out)
{
	out->importer = name_at(schema, value + schema->layout->importer);
	out->module = out->importer ? name_at(schema, value + schema->layout->module) : NULL;
	return out->module;
}

static bool read_hosts(struct schema_reader *schema, uint64_t entry, struct api_set *out)
{
	const struct layout *layout = schema->layout;
	uint32_t array, count;
	uint64_t value;

	if (!field(schema, entry + layout->entry_values, &array) ||
		!field(schema, (layout->hashed ? entry : array) + layout->value_count, &count))
		return false;
	value = (uint64_t)array + layout->values;
	if (!view_holds(&schema->map, value, (uint64_t)count * layout->value_size))
		return bad(schema, entry, "a contract has more hosts than there is room for");
	if (count > schema->hosts_left) {
		image_problem(schema->reader, "limit", schema->map.start + entry,
			"the API set schema names more than %d hosts", MAX_API_SET_HOSTS);
		return false;
	}
	schema->hosts_left -= count;
	out->hosts = arena_array(schema->reader->arena, count, sizeof(*out->hosts));
	for (; out->host_count < count; out->host_count++, value += layout->value_size)
		if (!read_host(schema, value, &out->hosts[out->host_count]))
			return false;
	return true;
}

static const char *key_of(struct schema_reader *schema, const char *name, size_t length)
{
	char *key = arena_copy(schema->reader->arena, name, length);

	for (size_t i = 0; i < length; i++)
		key[i] = upper(key[i]);
	return image_charge_text(schema->reader, key);
}

static bool read_entry(struct schema_reader *schema, uint64_t entry, struct api_set *out)
{
	uint32_t hashed;

	out->name = name_at(schema, entry + schema->layout->entry_name);
	if (!out->name)
		return false;
	hashed = (uint32_t)strlen(out->name) * 2;
	if (schema->layout->hashed && !field(schema, entry + HASHED_LENGTH, &hashed))
		return false;
	if (hashed / 2 > strlen(out->name))
		return bad(schema, entry + HASHED_LENGTH,
			"more of the name of a contract counts than it has characters");
	out->key = key_of(schema, out->name, hashed / 2);
	return out->key && read_hosts(schema, entry, out);
}

/* The ntdll of Windows 11 24H2 takes a schema of version 7 that stands between the header and the
 * entries of version 6. */
static bool has_newer(struct schema_reader *schema, uint32_t entries)
{
	uint8_t version = 0;

	return entries > HEADER_SIZE && view_u8(&schema->map, HEADER_SIZE, &version) &&
	       version == 7;
}

static bool read_entries(struct schema_reader *schema, uint32_t count)
{
	const struct layout *layout = schema->layout;
	struct api_set_schema *out = schema->out;
	uint64_t entry = layout->entries;
	uint32_t start;

	if (layout->hashed) {
		if (!field(schema, layout->entries, &start))
			return false;
		entry = start;
		if (has_newer(schema, start))
			return bad(schema, HEADER_SIZE,
				"behind the API set schema is one of a version that is not known, "
				"which Windows goes by");
	}
	if (!count)
		return bad(schema, layout->count, "the API set schema has no contracts");
	if (!view_holds(&schema->map, entry, (uint64_t)count * layout->entry_size))
		return bad(schema, layout->count,
			"the API set schema has more contracts than there is room for");
	if (count > MAX_API_SETS) {
		image_problem(schema->reader, "limit", schema->map.start + layout->count,
			"the API set schema has more than %d contracts", MAX_API_SETS);
		return false;
	}
	out->sets = arena_array(schema->reader->arena, count, sizeof(*out->sets));
	for (; out->count < count; out->count++, entry += layout->entry_size)
		if (!image_spend(schema->reader, ENTRY_WORK) ||
			!read_entry(schema, entry, &out->sets[out->count]))
			return false;
	return true;
}

static uint32_t hash_of(const char *key, uint32_t factor)
{
	uint32_t hash = 0;

	for (; *key; key++) {
		uint32_t character = (uint8_t)*key;

		/* Of the name in lower case. */
		if (character >= 'A' && character <= 'Z')
			character += 'a' - 'A';
		hash = hash * factor + character;
	}
	return hash;
}

/* Version 6: the rows of hash and index are in ascending order and lead to every contract once. */
static bool check_hashes(struct schema_reader *schema)
{
	const struct api_set_schema *out = schema->out;
	uint32_t table, factor, hash, index, last = 0;
	uint8_t *seen = arena_array(schema->reader->arena, out->count, 1);

	if (!field(schema, HASH_OFFSET, &table) || !field(schema, HASH_FACTOR, &factor))
		return false;
	for (size_t i = 0; i < out->count; i++, last = hash) {
		uint64_t row = table + (uint64_t)i * HASH_ENTRY_SIZE;

		if (!field(schema, row, &hash) || !field(schema, row + 4, &index))
			return false;
		if (hash < last || index >= out->count || seen[index] ||
			hash_of(out->sets[index].key, factor) != hash)
			return bad(schema, row,
				"a hash in the API set schema is not that of its contract, or out "
				"of order");
		seen[index] = 1;
	}
	return true;
}

static bool check_order(struct schema_reader *schema)
{
	const struct api_set_schema *out = schema->out;

	for (size_t i = 1; i < out->count; i++)
		if (strcmp(out->sets[i - 1].key, out->sets[i].key) >= 0)
			return bad(schema,
				schema->layout->entries + (uint64_t)i * schema->layout->entry_size,
				"the contracts of the API set schema are out of order");
	return true;
}

static int by_key(const void *left, const void *right)
{
	const struct api_set *one = left;
	const struct api_set *other = right;

	return strcmp(one->key, other->key);
}

/* Cuts the map to the size that the header gives. */
static bool read_size(struct schema_reader *schema)
{
	uint32_t size;

	if (!schema->layout->size)
		return true;
	if (!field(schema, schema->layout->size, &size))
		return false;
	return view_slice(&schema->map, 0, size, &schema->map) ||
	       bad(schema, schema->layout->size,
		       "the API set schema says that it is larger than its section");
}

static bool read_schema(struct schema_reader *schema)
{
	uint32_t count;

	if (!field(schema, VERSION, &schema->out->version))
		return false;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (layouts[i].version == schema->out->version)
			schema->layout = &layouts[i];
	if (!schema->layout)
		return bad(schema, VERSION, "the version of the API set schema is not known");
	return read_size(schema) && field(schema, schema->layout->count, &count) &&
	       read_entries(schema, count) &&
	       (schema->layout->hashed ? check_hashes(schema) : check_order(schema));
}

struct api_set_schema *api_set_schema_read(struct image_reader *reader, const struct view *section)
{
	struct api_set_schema *out = arena_alloc(reader->arena, sizeof(*out));
	struct schema_reader schema = {
		.reader = reader, .map = *section, .out = out, .hosts_left = MAX_API_SET_HOSTS};

	out->offset = section->start;
	out->whole = read_schema(&schema);
	if (out->count)
		qsort(out->sets, out->count, sizeof(*out->sets), by_key);
	return out;
}

static bool same_ascii(const char *one, const char *other, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (upper(one[i]) != upper(other[i]) || !one[i])
			return false;
	return true;
}

/* What of a name counts: *start and its length. False for a name that no contract can have. */
static bool part_that_counts(uint32_t version, const char *name, const char **start, size_t *length)
{
	const char *hyphen;

	if (!same_ascii(name, "api-", PREFIX_LENGTH) && !same_ascii(name, "ext-", PREFIX_LENGTH))
		return false;
	*start = name;
	if (version == 6) {
		hyphen = strrchr(name, '-');
		*length = (size_t)(hyphen - name);
		return true;
	}
	*start += PREFIX_LENGTH;
	*length = strlen(*start);
	if (*length >= EXTENSION_LENGTH && (*start)[*length - EXTENSION_LENGTH] == '.')
		*length -= EXTENSION_LENGTH;
	return true;
}

const struct api_set *api_set_find(const struct api_set_schema *schema, const char *name)
{
	char upper_case[MAX_API_SET_NAME + 1];
	struct api_set wanted = {.key = upper_case};
	const char *start;
	size_t length;

	if (!schema->count || !part_that_counts(schema->version, name, &start, &length) ||
		length > MAX_API_SET_NAME)
		return NULL;
	for (size_t i = 0; i < length; i++)
		upper_case[i] = upper(start[i]);
	upper_case[length] = '\0';
	return bsearch(&wanted, schema->sets, schema->count, sizeof(*schema->sets), by_key);
}

const char *api_set_host(const struct api_set *set, const char *importer)
{
	for (size_t i = 1; importer && i < set->host_count; i++)
		if (strlen(set->hosts[i].importer) == strlen(importer) &&
			same_ascii(set->hosts[i].importer, importer, strlen(importer)))
			return set->hosts[i].module;
	return set->hosts[0].module;
}
