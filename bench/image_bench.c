/*
 * image_bench: the reader of scanner/image/ over a list of files, in one process, as a program that
 * links the library uses it. Each repetition opens, reads and closes every file anew.
 */
#include "bench/path_list.h"
#include "bench/stopwatch.h"

#include "scanner/base/file.h"
#include "scanner/image/image.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_REPETITIONS = 100000 };

static const struct {
	const char *name;
	unsigned wanted;
} modes[] = {
	{"identify", IMAGE_HEADERS},
	{"facts", IMAGE_VERSION | IMAGE_IMPORTS | IMAGE_EXPORTS | IMAGE_MANIFEST},
	{"everything", IMAGE_EVERYTHING},
};

/* What was found: evidence that a fast reader read. */
struct totals {
	uint64_t bytes_in_files;
	uint64_t bytes_read;
	size_t images;
	size_t imported_modules;
	size_t imported_symbols;
	size_t exports;
	size_t versions;
	size_t manifests;
	size_t problems;
};

static void add_image(struct totals *totals, const struct image *image)
{
	totals->images += image->kind != IMAGE_NONE;
	totals->imported_modules += image->import_count;
	for (size_t i = 0; i < image->import_count; i++)
		totals->imported_symbols += image->imports[i].symbol_count;
	totals->exports += image->export_count;
	totals->versions += image->version.present;
	totals->manifests += image->manifest.present;
	totals->problems += image->problems.count;
}

static bool read_one(const char *path, unsigned wanted, struct totals *totals)
{
	struct arena arena;
	struct image image;
	struct file file;
	struct view view;

	if (file_open(path, &file, NULL) != FILE_OK)
		return false;
	arena_init(&arena);
	view = view_of(&file.source);
	image_read(&view, wanted, &arena, &image);
	totals->bytes_in_files += image.size;
	totals->bytes_read += file_bytes_read(&file);
	add_image(totals, &image);
	file_close(&file);
	arena_free(&arena);
	return true;
}

static bool read_all(const struct path_list *list, unsigned wanted, struct totals *totals)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!read_one(list->paths[i], wanted, totals)) {
			fprintf(stderr, "cannot read %s\n", list->paths[i]);
			return false;
		}
	}
	return true;
}

static void print_totals(const struct path_list *list, const struct totals *totals)
{
	printf("files %zu\n", list->count);
	printf("bytes_in_files %" PRIu64 "\n", totals->bytes_in_files);
	printf("bytes_read %" PRIu64 "\n", totals->bytes_read);
	printf("images %zu\n", totals->images);
	printf("imported_modules %zu\n", totals->imported_modules);
	printf("imported_symbols %zu\n", totals->imported_symbols);
	printf("exports %zu\n", totals->exports);
	printf("versions %zu\n", totals->versions);
	printf("manifests %zu\n", totals->manifests);
	printf("problems %zu\n", totals->problems);
}

static bool run(const struct path_list *list, unsigned wanted, unsigned long repetitions)
{
	for (unsigned long done = 0; done < repetitions; done++) {
		struct totals totals = {0};
		struct stopwatch watch;

		stopwatch_start(&watch);
		if (!read_all(list, wanted, &totals))
			return false;
		stopwatch_stop(&watch);
		if (!done)
			print_totals(list, &totals);
		printf("read_calls %" PRId64 "\n", watch.read_calls);
		printf("wall_seconds %.6f\ncpu_seconds %.6f\nfiles_per_second %.0f\n", watch.wall,
			watch.cpu, (double)list->count / watch.wall);
	}
	return true;
}

int main(int count, char **arguments)
{
	const size_t mode_count = sizeof(modes) / sizeof(modes[0]);
	unsigned long repetitions = count == 4 ? strtoul(arguments[3], NULL, 10) : 0;
	struct path_list list;
	size_t mode = 0;
	bool done;

	while (count == 4 && mode < mode_count && strcmp(modes[mode].name, arguments[1]) != 0)
		mode++;
	if (mode == mode_count || !repetitions || repetitions > MAX_REPETITIONS) {
		fputs("usage: image_bench identify|facts|everything LIST REPETITIONS\n", stderr);
		return 2;
	}
	path_list_read(&list, arguments[2]);
	done = run(&list, modes[mode].wanted, repetitions);
	path_list_free(&list);
	return done ? 0 : 1;
}
