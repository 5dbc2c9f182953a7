/* Graphs that are made to explode end at their limits. */
#include "tests/fixture/file.h"
#include "tests/unit/dependency_case.h"

#include <check.h>
#include <string.h>

Suite *suite_host_dependency_limits(void);

#define PROGRAM DEPENDENCY_CASE_PROGRAM

START_TEST(too_many_modules_end_the_graph)
{
	enum { WIDTH = 60 };
	struct specimen_import imports[WIDTH];
	struct dependency_summary summary;

	/* Every module imports sixty more: more than a thousand million in six steps. */
	machine_folder(&dependency_case.machine, "C:\\ccmail");
	for (size_t file = 0; file <= MAX_MODULES / WIDTH; file++) {
		for (size_t i = 0; i < WIDTH; i++)
			imports[i] = (struct specimen_import){
				.module = arena_printf(&dependency_case.machine.arena, "m%zu.dll",
					file * WIDTH + i + 1),
				.symbols = &dependency_case_wanted,
				.symbol_count = 1};
		machine_image(&dependency_case.machine,
			file ? arena_printf(
				       &dependency_case.machine.arena, "C:\\ccmail\\m%zu.dll", file)
			     : PROGRAM,
			&(struct specimen_image){.kind = SPECIMEN_PE32,
				.dll = file != 0,
				.imports = imports,
				.import_count = WIDTH,
				.exports = &dependency_case_offered,
				.export_count = 1});
	}
	summary = dependency_case_read();
	ck_assert_uint_eq(dependency_case.graph->node_count, MAX_MODULES + 1);
	ck_assert_ptr_nonnull(strstr(dependency_case.graph->limit, "more modules"));
	ck_assert_int_eq(summary.complete, DEPENDENCIES_LACKING);
	ck_assert_uint_gt(summary.statuses[DEPENDENCY_MISSING], 2000);
}
END_TEST

/* A program that imports the given DLLs m1, m2, ..., each an image like the others. */
static void put_many(size_t files, const struct specimen_image *image)
{
	struct specimen_import *imports =
		arena_array(&dependency_case.machine.arena, files, sizeof(*imports));
	struct specimen_bytes bytes = {0};

	fixture_image_build(image, &bytes);
	for (size_t i = 0; i < files; i++) {
		imports[i] = (struct specimen_import){
			.module = arena_printf(&dependency_case.machine.arena, "m%zu.dll", i),
			.symbols = &dependency_case_wanted,
			.symbol_count = 1};
		machine_put(&dependency_case.machine,
			arena_printf(&dependency_case.machine.arena, "C:\\ccmail\\m%zu.dll", i),
			(struct memory_entry){.bytes = bytes.data, .size = bytes.length});
	}
	specimen_bytes_free(&bytes);
	machine_image(&dependency_case.machine, PROGRAM,
		&(struct specimen_image){
			.kind = SPECIMEN_PE32, .imports = imports, .import_count = files});
}

START_TEST(too_many_imports_end_the_graph)
{
	enum { WIDTH = 4000 };
	static struct specimen_import imports[WIDTH];

	for (size_t i = 0; i < WIDTH; i++)
		imports[i] = (struct specimen_import){
			.module = "m0.dll", .symbols = &dependency_case_wanted, .symbol_count = 1};
	put_many(MAX_DEPENDENCY_EDGES / WIDTH + 1, &(struct specimen_image){.kind = SPECIMEN_PE32,
							   .dll = true,
							   .imports = imports,
							   .import_count = WIDTH,
							   .exports = &dependency_case_offered,
							   .export_count = 1});
	ck_assert_int_eq(dependency_case_read().complete, DEPENDENCIES_UNTOLD);
	ck_assert_uint_eq(dependency_case.graph->edge_count, MAX_DEPENDENCY_EDGES);
	ck_assert_ptr_nonnull(strstr(dependency_case.graph->limit, "more imports"));
}
END_TEST

START_TEST(too_many_symbols_end_the_graph)
{
	enum { SYMBOLS = 60000 };
	static struct specimen_symbol symbols[SYMBOLS];
	const struct specimen_import import = {
		.module = "m0.dll", .symbols = symbols, .symbol_count = SYMBOLS};
	struct dependency_summary summary;

	for (size_t i = 0; i < SYMBOLS; i++)
		symbols[i].ordinal = 1;
	put_many(MAX_DEPENDENCY_SYMBOLS / SYMBOLS + 1,
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.dll = true,
			.imports = &import,
			.import_count = 1,
			.exports = &dependency_case_offered,
			.export_count = 1});
	summary = dependency_case_read();
	ck_assert_uint_eq(summary.symbols, MAX_DEPENDENCY_SYMBOLS);
	ck_assert_uint_gt(summary.untold_symbols, 0);
	ck_assert_uint_eq(summary.missing_symbols, 0);
	ck_assert_int_eq(summary.complete, DEPENDENCIES_UNTOLD);
	ck_assert_ptr_nonnull(strstr(dependency_case.graph->limit, "more symbols"));
}
END_TEST

/* Exports that all lead through sixteen forwarders, asked for by many importers. */
START_TEST(a_bomb_of_forwarders_is_paid_for_once)
{
	enum { SYMBOLS = 500, LINKS = 16 };
	static struct specimen_export exports[SYMBOLS];
	static struct specimen_symbol symbols[SYMBOLS];
	const struct specimen_import import = {
		.module = "link0.dll", .symbols = symbols, .symbol_count = SYMBOLS};

	for (size_t i = 0; i < SYMBOLS; i++)
		symbols[i].name = arena_printf(&dependency_case.machine.arena, "f%03zu", i);
	machine_image(&dependency_case.machine, PROGRAM,
		&(struct specimen_image){
			.kind = SPECIMEN_PE32, .imports = &import, .import_count = 1});
	for (size_t link = 0; link < LINKS; link++) {
		for (size_t i = 0; i < SYMBOLS; i++)
			exports[i] = (struct specimen_export){.name = symbols[i].name,
				.forwarder = link + 1 < LINKS
						     ? arena_printf(&dependency_case.machine.arena,
							       "link%zu.f%03zu", link + 1,
							       (i + 1) % SYMBOLS)
						     : NULL};
		machine_image(&dependency_case.machine,
			arena_printf(&dependency_case.machine.arena, "C:\\lib\\link%zu.dll", link),
			&(struct specimen_image){.kind = SPECIMEN_PE32,
				.dll = true,
				.exports = exports,
				.export_count = SYMBOLS});
	}
	ck_assert_int_eq(dependency_case_read().complete, DEPENDENCIES_COMPLETE);
	ck_assert_uint_eq(dependency_case.graph->node_count, LINKS + 1);
	ck_assert_uint_eq(dependency_case.graph->edge_count, LINKS);
	ck_assert_uint_eq(dependency_case_edge("link0.dll", "link1.dll")->symbol_count, SYMBOLS);
}
END_TEST

Suite *suite_host_dependency_limits(void)
{
	Suite *suite = suite_create("host dependency limits");
	TCase *tests = tcase_create("limits");

	tcase_add_checked_fixture(tests, dependency_case_begin, dependency_case_end);
	tcase_set_timeout(tests, 30);
	tcase_add_test(tests, too_many_modules_end_the_graph);
	tcase_add_test(tests, too_many_imports_end_the_graph);
	tcase_add_test(tests, too_many_symbols_end_the_graph);
	tcase_add_test(tests, a_bomb_of_forwarders_is_paid_for_once);
	suite_add_tcase(suite, tests);
	return suite;
}
