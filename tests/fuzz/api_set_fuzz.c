/*
 * Any bytes as the section .apiset of a small sound image. What a schema that is whole lists can be
 * looked up, by the name it has there and with any last number behind it.
 */
#include "tests/fuzz/facts.h"
#include "tests/fuzz/target.h"

#include "scanner/image/api_set_schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SCHEMA = 1024 * 1024 };

static void put(uint8_t *file, size_t offset, unsigned width, uint32_t value)
{
	for (unsigned i = 0; i < width; i++)
		file[offset + i] = (uint8_t)(value >> 8 * i);
}

static uint8_t *embed(const uint8_t *data, size_t size, size_t *total)
{
	enum { COFF = 0x44, OPTIONAL = 0x58, SECTION = 0x138, RAW = 0x200, RVA = 0x1000 };
	uint8_t *file = calloc(1, RAW + size);

	fuzz_require(file, "there is memory for an image");
	memcpy(file, "MZ", 2);
	put(file, 0x18, 2, 0x40);
	put(file, 0x3C, 4, 0x40);
	memcpy(file + 0x40, "PE", 2);
	put(file, COFF, 2, 0x14C);
	put(file, COFF + 2, 2, 1);
	put(file, COFF + 16, 2, SECTION - OPTIONAL);
	put(file, COFF + 18, 2, 0x2102);
	put(file, OPTIONAL, 2, 0x10B);
	put(file, OPTIONAL + 32, 4, 0x1000);
	put(file, OPTIONAL + 36, 4, 0x200);
	put(file, OPTIONAL + 60, 4, RAW);
	put(file, OPTIONAL + 68, 2, 2);
	put(file, OPTIONAL + 92, 4, 16);
	memcpy(file + SECTION, ".apiset", 7);
	put(file, SECTION + 8, 4, (uint32_t)size);
	put(file, SECTION + 12, 4, RVA);
	put(file, SECTION + 16, 4, (uint32_t)size);
	put(file, SECTION + 20, 4, RAW);
	if (size)
		memcpy(file + RAW, data, size);
	*total = RAW + size;
	return file;
}

static void check_set(const struct api_set_schema *schema, const struct api_set *set)
{
	char name[2 * MAX_API_SET_NAME];
	bool whole_name = schema->version == 6;

	if (whole_name && strncmp(set->key, "API-", 4) != 0 && strncmp(set->key, "EXT-", 4) != 0)
		return;
	/* What looks like an extension to the rule of the older versions is one. */
	if (!whole_name && strchr(set->key, '.'))
		return;
	snprintf(name, sizeof(name), whole_name ? "%s-77.dll" : "ext-%s.dll", set->key);
	fuzz_require(api_set_find(schema, name), "a contract that is listed is found");
	if (set->host_count)
		fuzz_require(api_set_host(set, "kernel32.dll"), "a contract has a host");
}

void fuzz_check_apiset(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	struct byte_source source;
	struct fuzz_reading reading;
	struct fuzz_facts facts;
	struct view view;
	size_t total;
	uint8_t *file = embed(data, size < MAX_SCHEMA ? size : MAX_SCHEMA, &total);
	const struct api_set_schema *schema;

	(void)thorough;
	byte_source_memory(&source, file, total);
	view = view_of(&source);
	fuzz_read(&view, target->wanted, &reading);
	schema = reading.image.api_sets;
	fuzz_require(schema, "the image around the bytes is sound");
	fuzz_require(schema->whole != problem_list_has(&reading.image.problems, "bad-api-set") ||
			     problem_list_has(&reading.image.problems, "limit"),
		"a schema that is not whole has a problem");
	fuzz_facts_take(&reading.image, &facts);
	for (size_t i = 0; schema->whole && i < schema->count; i++)
		check_set(schema, &schema->sets[i]);
	fuzz_reading_free(&reading);
	free(file);
}
