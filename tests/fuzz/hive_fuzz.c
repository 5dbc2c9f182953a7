/*
 * A registry hive. An input is the offset of the root key and the bins, as far as they are not zero
 * at the end: the base block in front is made here, since its checksum would stop every mutation.
 * Asked is what a host asks, of a hive that claims to be a SYSTEM hive and a SOFTWARE hive at once.
 */
#include "tests/fuzz/heap.h"
#include "tests/fuzz/hive_cells.h"
#include "tests/fuzz/target.h"

#include "scanner/host/registry/hive.h"
#include "scanner/host/registry/registry.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	ROOT_BYTES = 4, /* at the start of an input */
	BASE_BLOCK_BYTES = 0x1000,
	BIN_UNIT = 0x1000,
	CHECKSUM = 0x1FC,

	/* Beside what grows with the file (names and texts when they are converted, records of
	 * keys): libhivex makes room for a value before it finds that its cell is smaller. */
	MAX_HEAP_BYTES = 9 * 1024 * 1024,
	MAX_HEAP_FACTOR = 32,
};

static const char *const keys[] = {
	"",
	"Select",
	"ControlSet001",
	"ControlSet001\\Control\\ComputerName\\ComputerName",
	"ControlSet001\\Control\\Session Manager",
	"ControlSet001\\Control\\Session Manager\\Environment",
	"ControlSet001\\Control\\Session Manager\\KnownDLLs",
	"ControlSet001\\Services",
	"ControlSet001\\Services\\MSExchangeCCMC",
	"ControlSet001\\Services\\MSExchangeCCMC\\Parameters",
	"Microsoft\\Windows NT\\CurrentVersion",
	"a\\b\\c\\d\\e\\f\\g\\h",
	"Wide \xC4\xB0\xE6\x97\xA5",
	"None",
};

static const char *const names[] = {"", "Current", "Path", "ImagePath", "Start", "CSDVersion",
	"Wide \xC4\xB0\xE6\x97\xA5", "None"};

static void require_utf8(const char *text)
{
	fuzz_require(text && !u8_check((const uint8_t *)text, strlen(text)),
		"what is read from a hive is valid UTF-8");
}

static void put_u32(uint8_t *at, size_t number)
{
	for (size_t i = 0; i < 4; i++)
		at[i] = (uint8_t)(number >> (8 * i));
}

/* The file: freed by the caller. */
static uint8_t *build_file(const uint8_t *data, size_t size, size_t *file_size)
{
	size_t bins = (size - ROOT_BYTES + BIN_UNIT - 1) / BIN_UNIT * BIN_UNIT;
	uint8_t *file = calloc(1, BASE_BLOCK_BYTES + bins);
	uint8_t checksum[4] = {0};

	fuzz_require(file, "there is memory for a hive");
	memcpy(file, "regf", 4);
	put_u32(file + 0x04, 1); /* sequence numbers */
	put_u32(file + 0x08, 1);
	put_u32(file + 0x14, 1); /* version 1.3 */
	put_u32(file + 0x18, 3);
	memcpy(file + 0x24, data, ROOT_BYTES);
	put_u32(file + 0x28, bins);
	for (size_t i = 0; i < CHECKSUM; i++)
		checksum[i % 4] ^= file[i];
	memcpy(file + CHECKSUM, checksum, 4);
	memcpy(file + BASE_BLOCK_BYTES, data + ROOT_BYTES, size - ROOT_BYTES);
	*file_size = BASE_BLOCK_BYTES + bins;
	return file;
}

static void check_problems(const struct problem_list *problems)
{
	static const char *const codes[] = {
		"hive-damaged", "hive-truncated", "control-set", "limit"};

	fuzz_require(problems->count <= MAX_PROBLEMS, "the list of problems is capped");
	for (size_t i = 0; i < problems->count; i++) {
		bool known = false;

		for (size_t j = 0; j < COUNT_OF(codes); j++)
			known |= strcmp(problems->items[i].code, codes[j]) == 0;
		fuzz_require(known, "a problem of a hive has one of its codes");
		require_utf8(problems->items[i].detail);
	}
}

static void check_value(const struct hive_cells *cells, const struct registry_value *value)
{
	require_utf8(value->name);
	require_utf8(value->text);
	for (size_t i = 0; i < value->text_count; i++)
		require_utf8(value->texts[i]);
	fuzz_require(hive_cells_have_value(cells, value),
		"a value that was found is in the hive, whole, under its name");
}

static bool same_value(const struct registry_value *one, const struct registry_value *other)
{
	return one->type == other->type && strcmp(one->name, other->name) == 0 &&
	       strcmp(one->text, other->text) == 0;
}

/* An answer does not depend on what was asked before, but that what is not found may turn unknown
 * once damage was met. */
static void check_one(struct hive *hive, const struct hive_cells *cells, const char *key,
	const char *name, struct arena *arena)
{
	struct registry_value value = {.text = "kept"};
	struct registry_value again;
	enum registry_status status = hive_value(hive, key, name, arena, &value);
	enum registry_status second = hive_value(hive, key, name, arena, &again);

	fuzz_require(second == status, "asked twice, a hive answers the same");
	if (status != REGISTRY_FOUND) {
		fuzz_require(strcmp(value.text, "kept") == 0, "what is not found leaves no trace");
		return;
	}
	fuzz_require(same_value(&value, &again), "asked twice, a hive answers the same");
	check_value(cells, &value);
}

static void check_subkeys(struct hive *hive, const char *key, struct arena *arena)
{
	const char **subkeys;
	size_t count;

	if (hive_keys(hive, key, arena, &subkeys, &count) != REGISTRY_FOUND)
		return;
	fuzz_require(count <= MAX_REGISTRY_KEYS, "subkeys are capped");
	for (size_t i = 0; i < count; i++) {
		require_utf8(subkeys[i]);
		fuzz_require(
			strchr(subkeys[i], '\\') ||
				hive_key(hive, *key ? arena_printf(arena, "%s\\%s", key, subkeys[i])
						    : subkeys[i]) == REGISTRY_FOUND,
			"a subkey of the list is found by its name");
	}
}

static void check_key(
	struct hive *hive, const struct hive_cells *cells, const char *key, struct arena *arena)
{
	struct registry_value *values;
	size_t count;
	enum registry_status there = hive_key(hive, key);
	enum registry_status status = hive_values(hive, key, arena, &values, &count);

	fuzz_require(status == REGISTRY_UNKNOWN || status == there,
		"values are there when their key is, or cannot be told");
	for (size_t i = 0; i < COUNT_OF(names); i++)
		check_one(hive, cells, key, names[i], arena);
	check_subkeys(hive, key, arena);
	if (status != REGISTRY_FOUND)
		return;
	fuzz_require(count <= MAX_REGISTRY_VALUES, "values are capped");
	for (size_t i = 0; i < count; i++) {
		struct registry_value value;

		check_value(cells, &values[i]);
		fuzz_require(hive_value(hive, key, values[i].name, arena, &value) == REGISTRY_FOUND,
			"a value of the list is found by its name");
	}
}

static void check_registry(struct hive *hive, struct arena *arena, struct problem_list *problems)
{
	struct registry registry;
	struct registry_value value;

	registry_init(&registry, arena, problems,
		(struct registry_source *[REGISTRY_ROOTS]){[REGISTRY_SYSTEM] = hive_source(hive)});
	fuzz_require(registry.control_set ||
			     registry_key(&registry, "HKLM\\SYSTEM\\CurrentControlSet\\Services") ==
				     REGISTRY_UNKNOWN,
		"without a control set nothing below it is known");
	if (registry_value(&registry, "HKLM\\SYSTEM\\Select", "Current", &value) ==
			REGISTRY_FOUND &&
		registry.control_set)
		fuzz_require(value.number == registry.control_set,
			"the control set is the one that Select names");
	registry_release(&registry);
}

/* Closed again, so this tells whether something was left open. */
static int lowest_descriptor(void)
{
	int descriptor = dup(STDERR_FILENO);

	close(descriptor);
	return descriptor;
}

void fuzz_check_hive(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	struct problem_list problems = {0};
	struct byte_source source;
	struct arena arena;
	struct view view;
	struct hive *hive;
	size_t file_size;
	uint8_t *file;
	int descriptor = lowest_descriptor();

	(void)target;
	(void)thorough;
	if (size < ROOT_BYTES)
		return;
	file = build_file(data, size, &file_size);
	fuzz_heap_begin();
	arena_init(&arena);
	byte_source_memory(&source, file, file_size);
	view = view_of(&source);
	hive = hive_open(&view, "SYSTEM", &arena, &problems);
	fuzz_require(hive || problems.count, "a hive that cannot be opened is a problem");
	if (hive) {
		struct hive_cells cells = {file, file_size};

		for (size_t i = 0; i < COUNT_OF(keys); i++)
			check_key(hive, &cells, keys[i], &arena);
		check_registry(hive, &arena, &problems);
	}
	check_problems(&problems);
	arena_free(&arena);
	fuzz_require(fuzz_heap_peak() <= MAX_HEAP_BYTES + MAX_HEAP_FACTOR * file_size,
		"a hive takes no more memory than its size warrants");
	fuzz_require(lowest_descriptor() == descriptor, "a hive that is closed holds no file");
	free(file);
}
