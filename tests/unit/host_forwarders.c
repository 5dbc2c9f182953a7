/* Exports that stand for an export of another module. */
#include "scanner/host/dependencies/dependencies.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_forwarders(void);

static const char PROGRAM[] = "C:\\ccmail\\import.exe";

static struct machine machine;

static const struct specimen_symbol wanted = {.name = "Open"};

static void begin(void)
{
	static const struct specimen_import import = {
		.module = "front.dll", .symbols = &wanted, .symbol_count = 1};

	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_folder(&machine, "C:\\WINNT\\System");
	machine_path(&machine, "C:\\lib");
	machine_image(&machine, PROGRAM,
		&(struct specimen_image){
			.kind = SPECIMEN_PE32, .imports = &import, .import_count = 1});
}

static void end(void)
{
	machine_free(&machine);
}

/* A DLL in C:\lib with one export; forwarder NULL: code of its own. */
static void put_dll(const char *name, const char *symbol, uint16_t ordinal, const char *forwarder)
{
	struct specimen_export export = {
		.name = symbol, .ordinal = ordinal, .forwarder = forwarder};

	machine_image(&machine, arena_printf(&machine.arena, "C:\\lib\\%s", name),
		&(struct specimen_image){
			.kind = SPECIMEN_PE32, .dll = true, .exports = &export, .export_count = 1});
}

static struct dependencies read_dependencies(void)
{
	machine_start(&machine);
	return dependencies_read(
		&machine.host, machine_look(&machine, PROGRAM), &(struct search_request){0});
}

/* The last DLL of a forwarder: by name and by ordinal, there and not there. */
static const struct {
	const char *forwarder;
	const char *name;
	uint16_t ordinal;
	const char *missing; /* what the last DLL lacks, or NULL */
} ends[] = {
	{"BACK.Open2", "Open2", 1, NULL},
	{"back.Open2", "OPEN2", 1, "Open2"},
	{"back.#7", NULL, 7, NULL},
	{"back.#7", NULL, 8, "#7"},
	{"back.#7", "named", 7, NULL},
};

START_TEST(a_forwarder_leads_to_the_other_module)
{
	struct dependencies result;

	put_dll("front.dll", "Open", 1, ends[_i].forwarder);
	put_dll("back.dll", ends[_i].name, ends[_i].ordinal, NULL);
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, ends[_i].missing ? 1 : 0);
	ck_assert_uint_eq(result.module_count, 2);
	ck_assert_str_eq(result.graph->nodes[2]->file->path, "C:\\lib\\back.dll");
	if (!ends[_i].missing)
		return;
	ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_MISSING_SYMBOL);
	ck_assert_str_eq(result.faults[0].detail, ends[_i].missing);
	ck_assert_str_eq(result.faults[0].importer->path, "C:\\lib\\front.dll");
	ck_assert_str_eq(result.faults[0].file->path, "C:\\lib\\back.dll");
}
END_TEST

START_TEST(a_forwarder_to_a_module_that_is_not_there_is_a_missing_module)
{
	struct dependencies result;

	put_dll("front.dll", "Open", 1, "gone.Open");
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 1);
	ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_MISSING_MODULE);
	ck_assert_str_eq(result.faults[0].importer->path, "C:\\lib\\front.dll");
	ck_assert_str_eq(result.faults[0].module, "gone.dll");
}
END_TEST

START_TEST(a_forwarder_to_a_part_of_windows_that_is_not_shown_is_left_out)
{
	struct dependencies result;

	put_dll("front.dll", "Open", 1, "NTDLL.RtlOpen");
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 0);
	ck_assert(result.system_skipped);
}
END_TEST

START_TEST(what_a_forwarder_loads_is_needed_too)
{
	static const struct specimen_import import = {
		.module = "gone.dll", .symbols = &wanted, .symbol_count = 1};
	static const struct specimen_export export = {.name = "Open"};
	struct dependencies result;

	put_dll("front.dll", "Open", 1, "back.Open");
	machine_image(&machine, "C:\\lib\\back.dll",
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.dll = true,
			.exports = &export,
			.export_count = 1,
			.imports = &import,
			.import_count = 1});
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 1);
	ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_MISSING_MODULE);
	ck_assert_str_eq(result.faults[0].importer->path, "C:\\lib\\back.dll");
}
END_TEST

/* front forwards to link1, that to link2, ...; the last of count modules has the code. */
static void put_chain(int count)
{
	put_dll("front.dll", "Open", 1, "link1.Open");
	for (int i = 1; i < count; i++)
		put_dll(arena_printf(&machine.arena, "link%d.dll", i), "Open", 1,
			i + 1 < count ? arena_printf(&machine.arena, "link%d.Open", i + 1) : NULL);
}

START_TEST(a_chain_is_followed_as_far_as_the_budget_goes)
{
	struct dependencies result;

	put_chain(MAX_FORWARDS + _i);
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, (size_t)_i);
	if (_i)
		ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_DOUBT);
}
END_TEST

START_TEST(a_loop_of_forwarders_ends_untold)
{
	struct dependencies result;

	put_dll("front.dll", "Open", 1, _i ? "back.Open" : "front.Open");
	put_dll("back.dll", "Open", 1, "front.Open");
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 1);
	ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_DOUBT);
	ck_assert_ptr_nonnull(strstr(result.faults[0].detail, "without an end"));
	ck_assert_uint_eq(result.module_count, (size_t)_i + 1);
}
END_TEST

static const char *const broken_forwarders[] = {
	"nodot", ".Open", "back.", "back.#", "back.#7x", "back.#70000"};

START_TEST(a_forwarder_that_makes_no_sense_is_untold)
{
	struct dependencies result;

	put_dll("front.dll", "Open", 1, broken_forwarders[_i]);
	put_dll("back.dll", "Open", 7, NULL);
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 1);
	ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_DOUBT);
}
END_TEST

START_TEST(a_doubt_on_the_way_of_a_forwarder_is_no_missing_symbol)
{
	struct dependencies result;

	put_dll("front.dll", "Open", 1, "back.Open");
	machine_path(&machine, "C:\\lib;C:\\secret");
	machine_put(&machine, "C:\\secret",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	if (_i)
		machine_put(
			&machine, "C:\\lib\\back.dll", (struct memory_entry){.open_error = EACCES});
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 1);
	ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_DOUBT);
	ck_assert_ptr_nonnull(strstr(result.faults[0].detail, strerror(EACCES)));
}
END_TEST

START_TEST(a_forwarder_to_an_image_for_another_machine_is_a_missing_symbol)
{
	static const struct specimen_export export = {.name = "Open"};
	struct dependencies result;

	put_dll("front.dll", "Open", 1, "back.Open");
	machine_image(&machine, "C:\\lib\\back.dll",
		&(struct specimen_image){.kind = SPECIMEN_PE32PLUS,
			.dll = true,
			.exports = &export,
			.export_count = 1});
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 1);
	ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_MISSING_SYMBOL);
	ck_assert_uint_eq(result.module_count, 1);
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_host_forwarders(void)
{
	Suite *suite = suite_create("host forwarders");
	TCase *tests = tcase_create("forwarders");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_forwarder_leads_to_the_other_module, 0, COUNT_OF(ends));
	tcase_add_test(tests, a_forwarder_to_a_module_that_is_not_there_is_a_missing_module);
	tcase_add_test(tests, a_forwarder_to_a_part_of_windows_that_is_not_shown_is_left_out);
	tcase_add_test(tests, what_a_forwarder_loads_is_needed_too);
	tcase_add_loop_test(tests, a_chain_is_followed_as_far_as_the_budget_goes, 0, 2);
	tcase_add_loop_test(tests, a_loop_of_forwarders_ends_untold, 0, 2);
	tcase_add_loop_test(
		tests, a_forwarder_that_makes_no_sense_is_untold, 0, COUNT_OF(broken_forwarders));
	tcase_add_loop_test(tests, a_doubt_on_the_way_of_a_forwarder_is_no_missing_symbol, 0, 2);
	tcase_add_test(tests, a_forwarder_to_an_image_for_another_machine_is_a_missing_symbol);
	suite_add_tcase(suite, tests);
	return suite;
}
