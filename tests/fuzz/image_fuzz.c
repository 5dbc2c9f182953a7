/*
 * Any bytes as an image: everything is read, and every fact is looked at. Seeds are the fixtures of
 * tests/fixture/ and any real executable. The budgets of scanner/image/reader.h hold the time of
 * one input below 50 ms without sanitizers, so a slow input is a finding as well.
 */
#include "scanner/image/image.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_text(const char *text)
{
	if (text)
		require(!u8_check((const uint8_t *)text, strlen(text)));
}

static void check_tables(const struct image *image)
{
	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];

		require(import->module);
		check_text(import->module);
		for (size_t j = 0; j < import->symbol_count; j++)
			check_text(import->symbols[j].name);
	}
	for (size_t i = 0; i < image->export_count; i++) {
		check_text(image->exports[i].name);
		check_text(image->exports[i].forwarder);
	}
	for (size_t i = 0; i < image->version.string_count; i++) {
		check_text(image->version.strings[i].key);
		check_text(image->version.strings[i].value);
	}
	for (size_t i = 0; i < image->problems.count; i++)
		check_text(image->problems.items[i].detail);
}

/* What is wanted beyond the headers must not change what they say. */
static void check_headers(const struct view *file, const struct image *whole)
{
	struct arena arena;
	struct image headers;

	arena_init(&arena);
	image_read(file, IMAGE_HEADERS, &arena, &headers);
	require(headers.kind == whole->kind && headers.bits == whole->bits);
	require(headers.target == whole->target && headers.dll == whole->dll);
	require(!headers.import_count && !headers.export_count && !headers.version.present);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct byte_source source;
	struct view file;
	struct arena arena;
	struct image image;

	byte_source_memory(&source, data, size);
	file = view_of(&source);
	arena_init(&arena);
	image_read(&file, IMAGE_EVERYTHING, &arena, &image);
	require(image.kind != IMAGE_NONE || !image.machine);
	check_text(image.machine);
	check_text(image.module_name);
	check_text(image.description);
	check_tables(&image);
	check_headers(&file, &image);
	arena_free(&arena);
	return 0;
}
