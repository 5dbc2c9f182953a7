/* The graph of what a program loads: nodes, edges, hints. */
#include "tests/unit/dependency_case.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_dependency_graph(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

#define PROGRAM DEPENDENCY_CASE_PROGRAM

/* An image that imports Open of each module; a name that begins with ~ is delay-loaded. */
static void put(const char *path, bool dll, const char *const *modules, size_t count)
{
	struct specimen_import imports[8];

	ck_assert_uint_le(count, COUNT_OF(imports));
	for (size_t i = 0; i < count; i++)
		imports[i] = (struct specimen_import){.module = modules[i] + (modules[i][0] == '~'),
			.delay = modules[i][0] == '~',
			.symbols = &dependency_case_wanted,
			.symbol_count = 1};
	machine_image(&dependency_case.machine, path,
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.dll = dll,
			.imports = imports,
			.import_count = count,
			.exports = &dependency_case_offered,
			.export_count = 1});
}

#define PUT(path, ...)                                                                             \
	put(path, strcmp(path, PROGRAM) != 0, (const char *const[]){__VA_ARGS__},                  \
		COUNT_OF(((const char *const[]){__VA_ARGS__})))

static void put_leaf(const char *path)
{
	put(path, true, NULL, 0);
}

static void put_forwarding(const char *path, const char *forwarder)
{
	const struct specimen_export export = {.name = "Open", .forwarder = forwarder};

	machine_image(&dependency_case.machine, path,
		&(struct specimen_image){
			.kind = SPECIMEN_PE32, .dll = true, .exports = &export, .export_count = 1});
}

/* The node with this name, which must be there. */
static struct dependency_node *node_named(const char *name)
{
	for (size_t i = 0; i < dependency_case.graph->node_count; i++)
		if (strcmp(dependency_case.graph->nodes[i]->name, name) == 0)
			return dependency_case.graph->nodes[i];
	ck_abort_msg("there is no node %s", name);
	return NULL;
}

static void check_status(const char *name, const char *status)
{
	ck_assert_str_eq(dependency_status_name(node_named(name)), status);
}

START_TEST(each_file_is_one_node_however_it_is_named)
{
	struct dependency_summary summary;

	PUT(PROGRAM, "a.dll", "A", "C:\\ccmail\\.\\a.dll", "a.DLL");
	put_leaf("C:\\ccmail\\a.dll");
	summary = dependency_case_read();
	ck_assert_uint_eq(dependency_case.graph->node_count, 2);
	ck_assert_uint_eq(dependency_case.graph->edge_count, 4);
	ck_assert_uint_eq(dependency_case.graph->nodes[0]->edge_count, 4);
	for (size_t i = 0; i < 4; i++)
		ck_assert_ptr_eq(
			dependency_case.graph->edges[i]->to, dependency_case.graph->nodes[1]);
	ck_assert_str_eq(dependency_case.graph->edges[2]->module, "C:\\ccmail\\.\\a.dll");
	ck_assert_str_eq(dependency_node_id(dependency_case.graph->nodes[1]), "C:\\ccmail\\a.dll");
	ck_assert_uint_eq(
		memory_volume_opened(machine_drive(&dependency_case.machine, 'C'), "ccmail/a.dll"),
		1);
	ck_assert_int_eq(summary.complete, DEPENDENCIES_COMPLETE);
	ck_assert_uint_eq(summary.statuses[DEPENDENCY_FOUND], 1);
	ck_assert_uint_eq(summary.symbols, 4);
}
END_TEST

START_TEST(depth_is_the_shortest_way)
{
	PUT(PROGRAM, "a.dll", "c.dll");
	PUT("C:\\ccmail\\a.dll", "b.dll");
	PUT("C:\\ccmail\\b.dll", "c.dll", "d.dll");
	put_leaf("C:\\ccmail\\c.dll");
	put_leaf("C:\\ccmail\\d.dll");
	dependency_case_read();
	ck_assert_uint_eq(node_named("import.exe")->depth, 0);
	ck_assert_ptr_null(node_named("import.exe")->first_edge);
	ck_assert_uint_eq(node_named("c.dll")->depth, 1);
	ck_assert_uint_eq(node_named("b.dll")->depth, 2);
	ck_assert_uint_eq(node_named("d.dll")->depth, 3);
	ck_assert_ptr_eq(node_named("d.dll")->first_edge, dependency_case_edge("b.dll", "d.dll"));
}
END_TEST

static const struct {
	struct specimen_image image;
	const char *status;
	const char *reason;
} intruders[] = {
	{{.kind = SPECIMEN_NE}, "wrong-bits", "a 16-bit image (ne"},
	{{.kind = SPECIMEN_MZ}, "wrong-bits", "a 16-bit image (mz"},
	{{.kind = SPECIMEN_PE32PLUS}, "wrong-bits", "a 64-bit image (pe32plus, x86-64)"},
	{{.kind = SPECIMEN_PE32, .machine = 0x184}, "wrong-machine", "alpha"},
	{{.kind = SPECIMEN_LX}, "wrong-machine", "lx"},
};

START_TEST(what_stands_in_the_way_is_told_with_what_it_hides)
{
	const struct search_candidate *shadows;
	struct dependency_summary summary;

	PUT(PROGRAM, "a.dll");
	machine_image(&dependency_case.machine, "C:\\ccmail\\a.dll", &intruders[_i].image);
	put_leaf("C:\\lib\\a.dll");
	summary = dependency_case_read();
	check_status("a.dll", intruders[_i].status);
	ck_assert_msg(strstr(node_named("a.dll")->reason, intruders[_i].reason), "%s",
		node_named("a.dll")->reason);
	ck_assert_uint_eq(dependency_shadows(node_named("a.dll"), &shadows), 1);
	ck_assert_str_eq(shadows[0].file->path, "C:\\lib\\a.dll");
	ck_assert_int_eq(summary.complete, DEPENDENCIES_LACKING);
	ck_assert_uint_eq(summary.shadowed, 1);
	ck_assert_uint_eq(node_named("a.dll")->edge_count, 0);
}
END_TEST

START_TEST(a_file_that_is_no_image_is_told)
{
	PUT(PROGRAM, "a.dll");
	machine_file(&dependency_case.machine, "C:\\ccmail\\a.dll");
	ck_assert_int_eq(dependency_case_read().complete, DEPENDENCIES_LACKING);
	check_status("a.dll", "no-image");
	ck_assert_str_eq(node_named("a.dll")->reason, "C:\\ccmail\\a.dll is no executable image");
}
END_TEST

START_TEST(a_delayed_module_that_is_missing_leaves_the_program_complete)
{
	struct dependency_summary summary;

	PUT(PROGRAM, "~late.dll", "~gone.dll");
	PUT("C:\\lib\\late.dll", "deep.dll");
	summary = dependency_case_read();
	check_status("gone.dll", "missing-delayed");
	check_status("deep.dll", "missing-delayed");
	ck_assert(node_named("late.dll")->delayed);
	ck_assert_int_eq(summary.complete, DEPENDENCIES_COMPLETE);
	ck_assert_uint_eq(summary.missing_delayed, 2);
}
END_TEST

START_TEST(a_module_is_not_delayed_when_another_needs_it_at_once)
{
	PUT(PROGRAM, "~gone.dll", "a.dll");
	PUT("C:\\lib\\a.dll", "gone.dll");
	ck_assert_int_eq(dependency_case_read().complete, DEPENDENCIES_LACKING);
	check_status("gone.dll", "missing");
	ck_assert(dependency_case_edge("import.exe", "gone.dll")->delay);
	ck_assert(!dependency_case_edge("a.dll", "gone.dll")->delay);
}
END_TEST

START_TEST(forwarders_are_edges_of_their_own)
{
	const struct dependency_edge *edge;
	struct dependency_symbol symbol;

	PUT(PROGRAM, "front.dll");
	put_forwarding("C:\\lib\\front.dll", "MIDDLE.Open");
	put_forwarding("C:\\lib\\middle.dll", "back.#1");
	put_leaf("C:\\lib\\back.dll");
	dependency_case_read();
	edge = dependency_case_edge("front.dll", "MIDDLE.dll");
	ck_assert(edge->forwarded && !edge->imported && !edge->delay);
	ck_assert_uint_eq(edge->symbol_count, 1);
	ck_assert_str_eq(edge->symbols[0].name, "Open");
	edge = dependency_case_edge("MIDDLE.dll", "back.dll");
	ck_assert_ptr_null(edge->symbols[0].name);
	ck_assert_uint_eq(edge->symbols[0].ordinal, 1);
	symbol = dependency_graph_symbol(
		dependency_case.graph, dependency_case_edge("import.exe", "front.dll"), 0);
	ck_assert_int_eq(symbol.status, DEPENDENCY_SYMBOL_EXPORTED);
	ck_assert_uint_eq(symbol.via_count, 2);
	ck_assert_str_eq(symbol.via[0], "MIDDLE.Open");
	ck_assert_str_eq(symbol.via[1], "back.#1");
	ck_assert_ptr_eq(symbol.node, node_named("back.dll"));
}
END_TEST

START_TEST(what_a_forwarder_lacks_is_missing_at_both_ends)
{
	struct dependency_summary summary;

	PUT(PROGRAM, "front.dll");
	put_forwarding("C:\\lib\\front.dll", "back.Other");
	put_leaf("C:\\lib\\back.dll");
	summary = dependency_case_read();
	ck_assert_uint_eq(dependency_case_edge("import.exe", "front.dll")->missing_symbols, 1);
	ck_assert_uint_eq(dependency_case_edge("front.dll", "back.dll")->missing_symbols, 1);
	ck_assert_uint_eq(summary.missing_symbols, 1);
	ck_assert_int_eq(summary.complete, DEPENDENCIES_LACKING);
}
END_TEST

START_TEST(a_delayed_import_does_not_need_what_it_is_forwarded_to)
{
	PUT(PROGRAM, _i ? "front.dll" : "~front.dll");
	put_forwarding("C:\\lib\\front.dll", "gone.Open");
	dependency_case_read();
	check_status("gone.dll", _i ? "missing" : "missing-delayed");
	ck_assert_int_eq(dependency_case_edge("front.dll", "gone.dll")->delay, !_i);
}
END_TEST

/* A forwarder may name its module with an extension. */
START_TEST(a_forwarder_to_a_driver_is_followed)
{
	PUT(PROGRAM, "front.dll");
	put_forwarding("C:\\lib\\front.dll", "back.drv.Open");
	put_leaf("C:\\lib\\back.drv");
	ck_assert_int_eq(dependency_case_read().complete, DEPENDENCIES_COMPLETE);
	ck_assert(dependency_case_edge("front.dll", "back.drv")->forwarded);
}
END_TEST

START_TEST(bound_imports_are_hints_that_load_nothing)
{
	static const struct specimen_bound_import bounds[] = {{.module = "a.dll", 1, false},
		{.module = "B.DLL", 2, true}, {.module = "nowhere.dll", 3, false}};
	const struct specimen_import import = {
		.module = "a.dll", .symbols = &dependency_case_wanted, .symbol_count = 1};

	machine_image(&dependency_case.machine, PROGRAM,
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.imports = &import,
			.import_count = 1,
			.bound_imports = bounds,
			.bound_import_count = COUNT_OF(bounds)});
	PUT("C:\\lib\\a.dll", "b.dll");
	put_leaf("C:\\lib\\b.dll");
	ck_assert_int_eq(dependency_case_read().complete, DEPENDENCIES_COMPLETE);
	ck_assert_uint_eq(dependency_case.graph->node_count, 3);
	ck_assert(dependency_case_edge("import.exe", "a.dll")->bound);
	ck_assert(dependency_case_edge("import.exe", "b.dll")->bound);
	ck_assert(!dependency_case_edge("import.exe", "b.dll")->imported);
	ck_assert(!dependency_case_edge("a.dll", "b.dll")->bound);
	ck_assert_uint_eq(node_named("import.exe")->edge_count, 2);
}
END_TEST

static const struct {
	const char *name;
	const char *status;
	const char *path;
} paths[] = {
	{"C:\\lib\\x.dll", "found", "C:\\lib\\x.dll"},
	{"C:/lib/sub/../x", "found", "C:\\lib\\x.dll"},
	{"C:\\lib\\gone.dll", "missing", NULL},
	{"..\\lib\\x.dll", "found", "C:\\lib\\x.dll"}, /* from the program's folder on */
	{"\\\\server\\share\\x.dll", "untold", NULL},
	{"", "missing", NULL},
	{"x.dll\n\x1b[31m", "missing", NULL},
	{"\"x.dll\"", "missing", NULL},
};

START_TEST(a_module_may_be_named_by_a_path)
{
	PUT(PROGRAM, paths[_i].name);
	put_leaf("C:\\lib\\x.dll");
	dependency_case_read();
	ck_assert_uint_eq(dependency_case.graph->node_count, 2);
	ck_assert_str_eq(dependency_status_name(dependency_case.graph->nodes[1]), paths[_i].status);
	if (paths[_i].path)
		ck_assert_str_eq(dependency_case.graph->nodes[1]->file->path, paths[_i].path);
	else
		ck_assert_ptr_null(dependency_case.graph->nodes[1]->file);
}
END_TEST

START_TEST(a_doubtful_search_names_no_file)
{
	struct dependency_summary summary;

	PUT(PROGRAM, "a.dll");
	machine_path(&dependency_case.machine, "C:\\secret;C:\\lib");
	machine_put(&dependency_case.machine, "C:\\secret",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	put_leaf("C:\\lib\\a.dll");
	summary = dependency_case_read();
	check_status("a.dll", "untold");
	ck_assert_ptr_null(node_named("a.dll")->file);
	ck_assert_str_eq(dependency_node_id(node_named("a.dll")), "a.dll");
	ck_assert_int_eq(summary.complete, DEPENDENCIES_UNTOLD);
}
END_TEST

START_TEST(a_program_that_loads_nothing_is_complete)
{
	machine_image(
		&dependency_case.machine, PROGRAM, &(struct specimen_image){.kind = SPECIMEN_MZ});
	ck_assert_int_eq(dependency_case_read().complete, DEPENDENCIES_COMPLETE);
	ck_assert_uint_eq(dependency_case.graph->node_count, 1);
}
END_TEST

START_TEST(a_program_that_cannot_be_read_is_untold)
{
	if (_i)
		machine_put(&dependency_case.machine, PROGRAM,
			(struct memory_entry){.open_error = EACCES});
	else
		machine_file(&dependency_case.machine, PROGRAM);
	ck_assert_int_eq(dependency_case_read().complete, DEPENDENCIES_UNTOLD);
	check_status("import.exe", _i ? "untold" : "no-image");
	ck_assert_ptr_nonnull(dependency_case.graph->nodes[0]->reason);
}
END_TEST

/* 16-bit programs: modules by their names, some of which are called otherwise on the disk. */
START_TEST(the_modules_of_a_16_bit_program_are_searched_for_as_wow_does)
{
	static const struct specimen_symbol by_name = {.name = "open"};
	static const struct specimen_import imports[] = {
		{.module = "KERNEL", .symbols = &dependency_case_wanted, 1},
		{.module = "VIM", .symbols = &by_name, .symbol_count = 1},
		{.module = "GONE", .symbols = &dependency_case_wanted, .symbol_count = 1},
		{.module = "SHELL", .symbols = &dependency_case_wanted, .symbol_count = 1}};
	static const struct specimen_export export = {.name = "OPEN"};
	struct dependency_summary summary;

	machine_image(&dependency_case.machine, PROGRAM,
		&(struct specimen_image){.kind = SPECIMEN_NE,
			.imports = imports,
			.import_count = COUNT_OF(imports)});
	machine_image(&dependency_case.machine, "C:\\lib\\vim.dll",
		&(struct specimen_image){
			.kind = SPECIMEN_NE, .dll = true, .exports = &export, .export_count = 1});
	summary = dependency_case_read();
	check_status("krnl386.exe", "skipped");
	check_status("SHELL", "skipped");
	check_status("VIM", "found");
	check_status("GONE", "missing");
	ck_assert_uint_eq(summary.missing_symbols, 0);
	ck_assert_int_eq(summary.complete, DEPENDENCIES_LACKING);
}
END_TEST

Suite *suite_host_dependency_graph(void)
{
	Suite *suite = suite_create("host dependency graph");
	TCase *tests = tcase_create("graph");

	tcase_add_checked_fixture(tests, dependency_case_begin, dependency_case_end);
	tcase_add_test(tests, each_file_is_one_node_however_it_is_named);
	tcase_add_test(tests, depth_is_the_shortest_way);
	tcase_add_loop_test(tests, what_stands_in_the_way_is_told_with_what_it_hides, 0,
		(int)COUNT_OF(intruders));
	tcase_add_test(tests, a_file_that_is_no_image_is_told);
	tcase_add_test(tests, a_delayed_module_that_is_missing_leaves_the_program_complete);
	tcase_add_test(tests, a_module_is_not_delayed_when_another_needs_it_at_once);
	tcase_add_test(tests, forwarders_are_edges_of_their_own);
	tcase_add_test(tests, what_a_forwarder_lacks_is_missing_at_both_ends);
	tcase_add_loop_test(tests, a_delayed_import_does_not_need_what_it_is_forwarded_to, 0, 2);
	tcase_add_test(tests, a_forwarder_to_a_driver_is_followed);
	tcase_add_test(tests, bound_imports_are_hints_that_load_nothing);
	tcase_add_loop_test(tests, a_module_may_be_named_by_a_path, 0, (int)COUNT_OF(paths));
	tcase_add_test(tests, a_doubtful_search_names_no_file);
	tcase_add_test(tests, a_program_that_loads_nothing_is_complete);
	tcase_add_loop_test(tests, a_program_that_cannot_be_read_is_untold, 0, 2);
	tcase_add_test(tests, the_modules_of_a_16_bit_program_are_searched_for_as_wow_does);
	suite_add_tcase(suite, tests);
	return suite;
}
