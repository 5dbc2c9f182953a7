/*
 * hostile: the worst that any input costs the reader of scanner/image/: processor time and memory.
 * Every input goes the way of a real file (open, read in blocks, everything wanted, close). Memory
 * over the limit fails the run, since it is the same on every machine; time is a measurement.
 */
#include "bench/counted_memory.h"
#include "bench/monsters.h"
#include "scanner/base/file_posix.h"
#include "scanner/image/image.h"
#include "tests/fixture/file.h"
#include "tests/unit/image_case.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* What one image may cost: a file that costs more could be used to stop a scan. */
static const double LIMIT_MILLISECONDS = 50;
static const size_t LIMIT_BYTES = 8 * 1024 * 1024;

enum {
	FLIPPED_BYTES = 1024, /* the headers of every fixture lie in them */
	SWOLLEN_BYTES = 1024 * 1024,
	REPETITIONS = 5, /* of an input that seems the slowest yet: the quickest of them counts */
	MAX_NAME = 256,
};

struct cost {
	double milliseconds;
	size_t bytes;
	enum image_kind kind;
};

/* The inputs of one sort and the worst of them. */
struct sort {
	size_t inputs;
	struct cost slowest, largest;
	char slowest_name[MAX_NAME], largest_name[MAX_NAME];
};

/* A file in memory that inputs are written to. */
struct stage {
	int descriptor;
	char path[64];
	bool each; /* print a line for each monster and file */
};

static _Noreturn void fail(const char *what)
{
	perror(what);
	exit(2);
}

static double milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool read_once(const char *path, struct cost *out)
{
	double began = milliseconds_now();
	struct arena arena;
	struct image image;
	struct file file;
	struct view view;

	counted_memory_mark();
	if (file_open(path, &file, NULL) != FILE_OK)
		return false;
	arena_init(&arena);
	view = view_of(&file.source);
	image_read(&view, IMAGE_EVERYTHING, &arena, &image);
	out->kind = image.kind;
	out->bytes = counted_memory_peak();
	file_close(&file);
	arena_free(&arena);
	out->milliseconds = milliseconds_now() - began;
	return true;
}

static bool measure(struct sort *sort, const char *path, const char *name, struct cost *cost)
{
	if (!read_once(path, cost))
		return false;
	for (size_t i = 1; i < REPETITIONS; i++) {
		struct cost again;

		if (cost->milliseconds <= sort->slowest.milliseconds || !read_once(path, &again))
			break;
		if (again.milliseconds < cost->milliseconds)
			cost->milliseconds = again.milliseconds;
	}
	sort->inputs++;
	if (cost->milliseconds > sort->slowest.milliseconds) {
		sort->slowest = *cost;
		snprintf(sort->slowest_name, MAX_NAME, "%s", name);
	}
	if (cost->bytes > sort->largest.bytes) {
		sort->largest = *cost;
		snprintf(sort->largest_name, MAX_NAME, "%s", name);
	}
	return true;
}

static void measure_stage(
	struct sort *sort, const struct stage *stage, const char *name, struct cost *cost)
{
	if (!measure(sort, stage->path, name, cost))
		fail("cannot open the input in memory");
}

static void put_stage(const struct stage *stage, const void *bytes, size_t size)
{
	if (ftruncate(stage->descriptor, 0) != 0 || lseek(stage->descriptor, 0, SEEK_SET) != 0 ||
		!file_write_all(stage->descriptor, bytes, size))
		fail("cannot write the input in memory");
}

static void patch_stage(const struct stage *stage, size_t at, const void *bytes, size_t size)
{
	if (pwrite(stage->descriptor, bytes, size, (off_t)at) != (ssize_t)size)
		fail("cannot change the input in memory");
}

static void cut(struct sort *sort, const struct stage *stage, const struct image_sample *sample,
	struct specimen_bytes *bytes)
{
	put_stage(stage, bytes->data, bytes->length);
	for (size_t length = bytes->length; length-- > 0;) {
		char name[MAX_NAME];
		struct cost cost;

		if (ftruncate(stage->descriptor, (off_t)length) != 0)
			fail("cannot cut the input in memory");
		snprintf(name, sizeof(name), "%s cut at %zu", sample->name, length);
		measure_stage(sort, stage, name, &cost);
	}
}

/* width bytes of value at every step of the header, one at a time. */
static void overwrite(struct sort *sort, const struct stage *stage,
	const struct image_sample *sample, const struct specimen_bytes *bytes, size_t length,
	size_t width, uint8_t value)
{
	const size_t reach = length < FLIPPED_BYTES ? length : FLIPPED_BYTES;
	uint8_t values[sizeof(uint32_t)];

	memset(values, value, sizeof(values));
	for (size_t at = 0; at + width <= reach; at += width > 1 ? 2 : 1) {
		char name[MAX_NAME];
		struct cost cost;

		snprintf(name, sizeof(name), "%s with %zu x %02X at 0x%zX", sample->name, width,
			value, at);
		patch_stage(stage, at, values, width);
		measure_stage(sort, stage, name, &cost);
		patch_stage(stage, at, bytes->data + at, width);
	}
}

static void flip(struct sort *sort, const struct stage *stage, const struct image_sample *sample,
	struct specimen_bytes *bytes)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};

	put_stage(stage, bytes->data, bytes->length);
	for (size_t i = 0; i < COUNT_OF(values); i++)
		overwrite(sort, stage, sample, bytes, bytes->length, 1, values[i]);
}

/* With a megabyte behind it, a count that is too large finds something there. */
static void swell(struct sort *sort, const struct stage *stage, const struct image_sample *sample,
	struct specimen_bytes *bytes)
{
	static const uint8_t fillers[] = {0x01, 'A', 0xFF};
	const size_t length = bytes->length;

	specimen_put_zeros(bytes, SWOLLEN_BYTES);
	for (size_t i = 0; i < COUNT_OF(fillers); i++) {
		memset(bytes->data + length, fillers[i], SWOLLEN_BYTES);
		put_stage(stage, bytes->data, bytes->length);
		overwrite(sort, stage, sample, bytes, length, sizeof(uint16_t), 0xFF);
		overwrite(sort, stage, sample, bytes, length, sizeof(uint32_t), 0xFF);
	}
}

static void print_sort(const char *title, const struct sort *sort)
{
	printf("%s: %zu inputs\n", title, sort->inputs);
	printf("  %9.3f ms  %s\n", sort->slowest.milliseconds, sort->slowest_name);
	printf("  %9zu KB  %s\n", (sort->largest.bytes + 1023) / 1024, sort->largest_name);
}

static void print_each(const struct stage *stage, const char *name, const struct cost *cost)
{
	if (stage->each)
		printf("  %9.3f ms %6zu KB  %-8s  %s\n", cost->milliseconds,
			(cost->bytes + 1023) / 1024, image_kind_name(cost->kind), name);
}

static void damage_fixtures(struct sort *sort, const struct stage *stage,
	void (*damage)(struct sort *, const struct stage *, const struct image_sample *,
		struct specimen_bytes *))
{
	for (size_t i = 0; i < image_sample_count; i++) {
		struct specimen_bytes bytes = {0};

		fixture_image_build(&image_samples[i].fixture, &bytes);
		damage(sort, stage, &image_samples[i], &bytes);
		specimen_bytes_free(&bytes);
	}
}

static void meet_monsters(struct sort *sort, const struct stage *stage)
{
	const struct {
		const struct monster *monsters;
		size_t count;
	} tables[] = {
		{pe_monsters, pe_monster_count},
		{resource_monsters, resource_monster_count},
		{linear_monsters, linear_monster_count},
	};

	for (size_t i = 0; i < COUNT_OF(tables); i++) {
		for (size_t j = 0; j < tables[i].count; j++) {
			const struct monster *monster = &tables[i].monsters[j];
			struct specimen_bytes bytes = {0};
			struct cost cost;

			monster->build(&bytes);
			put_stage(stage, bytes.data, bytes.length);
			specimen_bytes_free(&bytes);
			measure_stage(sort, stage, monster->name, &cost);
			print_each(stage, monster->name, &cost);
		}
	}
}

static void read_folder(struct sort *sort, const struct stage *stage, const char *folder)
{
	DIR *names = opendir(folder);
	struct dirent *entry;

	if (!names)
		fail(folder);
	while ((entry = readdir(names))) { /* NOLINT(concurrency-mt-unsafe): one thread */
		char path[4096];
		struct cost cost;

		if (snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >=
			(int)sizeof(path))
			continue;
		if (measure(sort, path, entry->d_name, &cost))
			print_each(stage, entry->d_name, &cost);
	}
	closedir(names);
}

/* False when memory is over the limit. */
static bool judge(const struct sort *sorts, size_t count)
{
	bool small = true;

	for (size_t i = 0; i < count; i++) {
		if (sorts[i].slowest.milliseconds > LIMIT_MILLISECONDS)
			printf("warning: over %.0f ms: %s\n", LIMIT_MILLISECONDS,
				sorts[i].slowest_name);
		if (sorts[i].largest.bytes > LIMIT_BYTES) {
			printf("failed: over %zu KB: %s\n", LIMIT_BYTES / 1024,
				sorts[i].largest_name);
			small = false;
		}
	}
	return small;
}

static void open_stage(struct stage *stage)
{
	stage->descriptor = memfd_create("input", MFD_CLOEXEC);
	if (stage->descriptor < 0)
		fail("cannot make a file in memory");
	snprintf(stage->path, sizeof(stage->path), "/proc/self/fd/%d", stage->descriptor);
}

int main(int count, char **arguments)
{
	enum { CUT, FLIPPED, SWOLLEN, MONSTERS, FOLDERS, SORTS };
	static const char *const titles[] = {"fixtures cut at every length",
		"fixtures, each header byte overwritten",
		"fixtures before 1 MB, each number overwritten", "monsters", "files"};
	static struct sort sorts[SORTS];
	struct stage stage = {.each = count > 1 && strcmp(arguments[1], "--each") == 0};

	open_stage(&stage);
	damage_fixtures(&sorts[CUT], &stage, cut);
	damage_fixtures(&sorts[FLIPPED], &stage, flip);
	damage_fixtures(&sorts[SWOLLEN], &stage, swell);
	meet_monsters(&sorts[MONSTERS], &stage);
	for (int i = stage.each ? 2 : 1; i < count; i++)
		read_folder(&sorts[FOLDERS], &stage, arguments[i]);
	for (size_t i = 0; i < SORTS; i++)
		if (sorts[i].inputs)
			print_sort(titles[i], &sorts[i]);
	printf("limits: %.0f ms, %zu KB for one image\n", LIMIT_MILLISECONDS, LIMIT_BYTES / 1024);
	return judge(sorts, SORTS) ? 0 : 1;
}
