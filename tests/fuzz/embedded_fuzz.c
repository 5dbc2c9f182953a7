/*
 * Any bytes as the one resource of a small sound image: the readers of a version resource and of a
 * manifest get all of the fuzzer's attention, and are reached as in a real file.
 */
#include "tests/fuzz/facts.h"
#include "tests/fuzz/heap.h"
#include "tests/fuzz/target.h"

#include "scanner/image/manifest.h"

#include <stdlib.h>
#include <string.h>

/* What the length fields of both images can say. */
enum { MAX_EMBEDDED = 60 * 1024 };

static void put(uint8_t *file, size_t offset, unsigned width, uint32_t value)
{
	for (unsigned i = 0; i < width; i++)
		file[offset + i] = (uint8_t)(value >> 8 * i);
}

/* The DOS header of both images; the new one stands at 40h. */
static void put_stub(uint8_t *file, const char *signature)
{
	memcpy(file, "MZ", 2);
	put(file, 0x18, 2, 0x40);
	put(file, 0x3C, 4, 0x40);
	memcpy(file + 0x40, signature, 2);
}

/* A PE32 image of one section: a resource tree of type, 1, 0409, and behind it the bytes. */
static uint8_t *embed_in_pe(uint16_t type, const uint8_t *data, size_t size, size_t *total)
{
	enum { COFF = 0x44, OPTIONAL = 0x58, SECTION = 0x138, RAW = 0x200, RVA = 0x1000 };
	enum { TREE_SIZE = 0x58 };
	uint32_t length = (uint32_t)(TREE_SIZE + size);
	uint8_t *file = calloc(1, RAW + length);

	fuzz_require(file, "there is memory for an image");
	put_stub(file, "PE");
	put(file, COFF, 2, 0x14C);
	put(file, COFF + 2, 2, 1);
	put(file, COFF + 16, 2, SECTION - OPTIONAL);
	put(file, COFF + 18, 2, 0x2102);
	put(file, OPTIONAL, 2, 0x10B);
	put(file, OPTIONAL + 32, 4, 0x1000);
	put(file, OPTIONAL + 36, 4, 0x200);
	put(file, OPTIONAL + 48, 2, 4);
	put(file, OPTIONAL + 60, 4, RAW);
	put(file, OPTIONAL + 68, 2, 2);
	put(file, OPTIONAL + 92, 4, 16);
	put(file, OPTIONAL + 96 + 16, 4, RVA);
	put(file, OPTIONAL + 96 + 20, 4, length);
	memcpy(file + SECTION, ".rsrc", 5);
	put(file, SECTION + 8, 4, length);
	put(file, SECTION + 12, 4, RVA);
	put(file, SECTION + 16, 4, length);
	put(file, SECTION + 20, 4, RAW);
	put(file, RAW + 14, 2, 1);
	put(file, RAW + 16, 4, type);
	put(file, RAW + 20, 4, 0x80000018);
	put(file, RAW + 0x18 + 14, 2, 1);
	put(file, RAW + 0x18 + 16, 4, 1);
	put(file, RAW + 0x18 + 20, 4, 0x80000030);
	put(file, RAW + 0x30 + 14, 2, 1);
	put(file, RAW + 0x30 + 16, 4, 0x409);
	put(file, RAW + 0x30 + 20, 4, 0x48);
	put(file, RAW + 0x48, 4, RVA + TREE_SIZE);
	put(file, RAW + 0x4C, 4, (uint32_t)size);
	memcpy(file + RAW + TREE_SIZE, data, size);
	*total = RAW + length;
	return file;
}

/* An NE image without segments whose resource table has one RT_VERSION. */
static uint8_t *embed_in_ne(const uint8_t *data, size_t size, size_t *total)
{
	enum { HEADER = 0x40, RESOURCES = 0x80, NAMES = 0x9A, DATA = 0xA0 };
	uint8_t *file;

	*total = DATA + (size + 1) / 2 * 2;
	file = calloc(1, *total);
	fuzz_require(file, "there is memory for an image");
	put_stub(file, "NE");
	put(file, HEADER + 0x22, 2, RESOURCES - HEADER);
	put(file, HEADER + 0x24, 2, RESOURCES - HEADER);
	put(file, HEADER + 0x26, 2, NAMES - HEADER);
	put(file, HEADER + 0x28, 2, NAMES + 1 - HEADER);
	put(file, HEADER + 0x2A, 2, NAMES + 1 - HEADER);
	put(file, HEADER + 0x32, 2, 4);
	put(file, HEADER + 0x36, 1, 2);
	put(file, RESOURCES, 2, 1);
	put(file, RESOURCES + 2, 2, 0x8010);
	put(file, RESOURCES + 4, 2, 1);
	put(file, RESOURCES + 10, 2, DATA / 2);
	put(file, RESOURCES + 12, 2, (uint32_t)(*total - DATA) / 2);
	put(file, RESOURCES + 16, 2, 0x8001);
	memcpy(file + DATA, data, size);
	return file;
}

static void check(const struct fuzz_target *target, uint8_t *file, size_t size)
{
	struct byte_source source;
	struct fuzz_reading reading;
	struct fuzz_facts facts;
	struct view view;

	byte_source_memory(&source, file, size);
	view = view_of(&source);
	fuzz_read(&view, target->wanted, &reading);
	fuzz_require(reading.image.kind != IMAGE_NONE && reading.image.kind != IMAGE_MZ,
		"the image around the bytes is sound");
	fuzz_facts_take(&reading.image, &facts);
	fuzz_reading_free(&reading);
	free(file);
}

static size_t embedded_size(size_t size)
{
	return size < MAX_EMBEDDED ? size : MAX_EMBEDDED;
}

void fuzz_check_version_32bit(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	enum { RT_VERSION = 16 };
	size_t total;
	uint8_t *file = embed_in_pe(RT_VERSION, data, embedded_size(size), &total);

	(void)thorough;
	check(target, file, total);
}

void fuzz_check_version_16bit(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	size_t total;
	uint8_t *file = embed_in_ne(data, embedded_size(size), &total);

	(void)thorough;
	check(target, file, total);
}

/* The same bytes as a file of their own. */
static void check_document(enum manifest_kind kind, const uint8_t *data, size_t size)
{
	struct byte_source source;
	struct fuzz_reading reading;
	struct fuzz_facts facts;
	struct view view;

	byte_source_memory(&source, data, size);
	view = view_of(&source);
	arena_init(&reading.arena);
	fuzz_heap_begin();
	manifest_file_read(&view, kind, &reading.arena, &reading.image);
	fuzz_require(fuzz_heap_peak() <= FUZZ_MAX_IMAGE_BYTES, "a document takes at most 8 MB");
	for (size_t i = 0; i < reading.image.manifest.redirect_count; i++)
		fuzz_require(reading.image.manifest.redirects[i].dependency <
				     reading.image.manifest.dependency_count,
			"what is redirected is there");
	fuzz_facts_take(&reading.image, &facts);
	fuzz_reading_free(&reading);
}

void fuzz_check_manifest(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	enum { RT_MANIFEST = 24 };
	size_t total;
	uint8_t *file = embed_in_pe(RT_MANIFEST, data, embedded_size(size), &total);

	(void)thorough;
	check(target, file, total);
	check_document(MANIFEST_ASSEMBLY, data, size);
	check_document(MANIFEST_CONFIGURATION, data, size);
}
