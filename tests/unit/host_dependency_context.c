/* What a name leads to before any folder is searched: API sets and side-by-side assemblies, in the
 * graph of a program. */
#include "scanner/host/dependencies/dependency_summary.h"
#include "scanner/specimen/api_set.h"
#include "scanner/specimen/bytes.h"
#include "tests/unit/assembly_case.h"

#include <check.h>
#include <string.h>

Suite *suite_host_dependency_context(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char PROGRAM[] = "C:\\app\\app.exe";
static const char FILES[] = "api-ms-win-core-file-l1-1-0.dll";

static struct machine machine;
static struct dependency_graph *graph;

static const struct specimen_symbol wanted = {.name = "Open"};

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\Windows\\System32");
	machine_given(&machine, "PATH", "C:\\Windows\\System32");
	machine_given(&machine, "SystemRoot", "C:\\Windows");
	machine_given(&machine, "PROCESSOR_ARCHITECTURE", "AMD64");
}

static void end(void)
{
	machine_free(&machine);
}

/* An image that imports Open of each module and exports one symbol. */
static void put(const char *path, const char *symbol, const char *const *modules, size_t count)
{
	struct specimen_import imports[4];
	const struct specimen_export export = {.name = symbol};

	for (size_t i = 0; i < count; i++)
		imports[i] = (struct specimen_import){
			.module = modules[i], .symbols = &wanted, .symbol_count = 1};
	machine_image(&machine, path,
		&(struct specimen_image){.kind = SPECIMEN_PE32PLUS,
			.dll = strcmp(path, PROGRAM) != 0,
			.imports = imports,
			.import_count = count,
			.exports = &export,
			.export_count = 1});
}

#define PUT(path, ...)                                                                             \
	put(path, "Open", (const char *const[]){__VA_ARGS__},                                      \
		COUNT_OF(((const char *const[]){__VA_ARGS__})))

/* The contract is kept by core.dll, but for other.dll by special.dll; another one by nobody. */
static void put_schema(void)
{
	static const struct specimen_api_set_host hosts[] = {
		{.module = "core.dll"}, {.module = "special.dll", .importer = "other.dll"}};
	static const struct specimen_api_set_host none[] = {{.module = ""}};
	static const struct specimen_api_set sets[] = {
		{"api-ms-win-core-file-l1-1-0", hosts, 2}, {"ext-ms-win-none-l1-1-0", none, 1}};
	struct specimen_bytes bytes = {0};

	specimen_api_set_schema(6, sets, COUNT_OF(sets), &bytes);
	machine_image(&machine, "C:\\Windows\\System32\\apisetschema.dll",
		&(struct specimen_image){.kind = SPECIMEN_PE32PLUS,
			.dll = true,
			.api_sets = bytes.data,
			.api_sets_size = bytes.length});
	specimen_bytes_free(&bytes);
	put("C:\\Windows\\System32\\kernel32.dll", "Open", NULL, 0);
}

static struct dependency_summary read_graph(const char *profile)
{
	machine.host.options.profile = profile;
	machine_start(&machine);
	graph = dependency_graph_read(
		&machine.host, machine_look(&machine, PROGRAM), &(struct search_request){0});
	return dependency_summarise(graph);
}

static const struct dependency_node *node_of(const char *id)
{
	for (size_t i = 0; i < graph->node_count; i++)
		if (strcmp(dependency_node_id(graph->nodes[i]), id) == 0)
			return graph->nodes[i];
	ck_abort_msg("there is no node %s", id);
	return NULL;
}

START_TEST(an_api_set_leads_to_the_module_that_stands_for_it)
{
	const struct dependency_node *contract;
	struct dependency_summary summary;
	struct dependency_symbol symbol;

	put_schema();
	PUT(PROGRAM, FILES);
	put("C:\\Windows\\System32\\core.dll", _i ? "Close" : "Open", NULL, 0);
	summary = read_graph("win10");
	contract = node_of(FILES);
	ck_assert_str_eq(dependency_status_name(contract), "api-set");
	ck_assert_ptr_nonnull(strstr(contract->reason, "core.dll"));
	ck_assert_ptr_eq(contract->host_edge->to, node_of("C:\\Windows\\System32\\core.dll"));
	ck_assert(!contract->host_edge->delay);
	ck_assert_uint_eq(contract->edge_count, 1);
	symbol = dependency_graph_symbol(graph, graph->edges[0], 0);
	ck_assert_int_eq(
		symbol.status, _i ? DEPENDENCY_SYMBOL_MISSING : DEPENDENCY_SYMBOL_EXPORTED);
	ck_assert_str_eq(symbol.via[0], "core.dll");
	ck_assert_uint_eq(summary.missing_symbols, (size_t)_i);
	ck_assert_int_eq(summary.complete, _i ? DEPENDENCIES_LACKING : DEPENDENCIES_COMPLETE);
	ck_assert_uint_eq(summary.statuses[DEPENDENCY_API_SET], 1);
	ck_assert_uint_eq(summary.statuses[DEPENDENCY_FOUND], 1);
}
END_TEST

START_TEST(a_forwarder_may_lead_to_an_api_set)
{
	static const struct specimen_export export = {
		.name = "Open", .forwarder = "api-ms-win-core-file-l1-1-0.Open"};

	put_schema();
	PUT(PROGRAM, "front.dll");
	machine_image(&machine, "C:\\app\\front.dll",
		&(struct specimen_image){.kind = SPECIMEN_PE32PLUS,
			.dll = true,
			.exports = &export,
			.export_count = 1});
	put("C:\\Windows\\System32\\core.dll", _i ? "Close" : "Open", NULL, 0);
	ck_assert_int_eq(
		read_graph("win10").complete, _i ? DEPENDENCIES_LACKING : DEPENDENCIES_COMPLETE);
	ck_assert_uint_eq(dependency_graph_symbol(graph, graph->edges[0], 0).via_count, 2);
	ck_assert_ptr_eq(node_of(FILES)->host_edge->to, node_of("C:\\Windows\\System32\\core.dll"));
}
END_TEST

START_TEST(an_api_set_that_nothing_stands_for_is_missing)
{
	put_schema();
	PUT(PROGRAM, _i ? FILES : "ext-ms-win-none-l1-1-0.dll");
	ck_assert_int_eq(read_graph("win10").complete, DEPENDENCIES_LACKING);
	ck_assert_str_eq(dependency_status_name(graph->nodes[1]), "missing");
	ck_assert_ptr_nonnull(strstr(graph->nodes[1]->reason, _i ? "core.dll" : "no module"));
}
END_TEST

START_TEST(an_api_set_may_have_a_module_for_one_importer_alone)
{
	put_schema();
	PUT(PROGRAM, FILES, "other.dll", "third.dll");
	PUT("C:\\app\\other.dll", FILES);
	PUT("C:\\app\\third.dll", FILES);
	put("C:\\Windows\\System32\\core.dll", "Open", NULL, 0);
	put("C:\\Windows\\System32\\special.dll", "Open", NULL, 0);
	ck_assert_int_eq(read_graph("win10").complete, DEPENDENCIES_COMPLETE);
	ck_assert_ptr_eq(
		node_of("C:\\app\\third.dll")->edges[0]->to, graph->nodes[0]->edges[0]->to);
	ck_assert_str_eq(node_of("C:\\app\\other.dll")->edges[0]->to->name,
		"api-ms-win-core-file-l1-1-0.dll (special.dll)");
	ck_assert_str_eq(
		node_of("C:\\app\\other.dll")->edges[0]->to->host_edge->to->name, "special.dll");
}
END_TEST

START_TEST(an_assembly_that_is_missing_keeps_the_program_from_starting)
{
	struct dependency_summary summary;

	if (_i == 1)
		machine_folder(&machine, "C:\\Windows\\WinSxS\\Manifests");
	if (_i == 2)
		assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_image(&machine, PROGRAM, CASE_CRT_PROGRAM);
	summary = read_graph(_i == 3 ? "nt4" : "xp");
	ck_assert_int_eq(summary.complete, _i == 0   ? DEPENDENCIES_UNTOLD
					   : _i == 1 ? DEPENDENCIES_LACKING
						     : DEPENDENCIES_COMPLETE);
	ck_assert_uint_eq(graph->node_count, _i < 2 ? 2 : 1);
	if (_i >= 2)
		return;
	ck_assert_str_eq(graph->nodes[1]->name, CASE_CRT " " CASE_CRT_VERSION);
	ck_assert(graph->nodes[1]->assembly);
	ck_assert_uint_eq(summary.missing_assemblies, (size_t)_i);
	ck_assert_str_eq(
		dependency_status_name(graph->nodes[1]), _i ? "missing-assembly" : "untold");
}
END_TEST

Suite *suite_host_dependency_context(void)
{
	Suite *suite = suite_create("host dependency context");
	TCase *tests = tcase_create("context");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, an_api_set_leads_to_the_module_that_stands_for_it, 0, 2);
	tcase_add_loop_test(tests, a_forwarder_may_lead_to_an_api_set, 0, 2);
	tcase_add_loop_test(tests, an_api_set_that_nothing_stands_for_is_missing, 0, 2);
	tcase_add_test(tests, an_api_set_may_have_a_module_for_one_importer_alone);
	tcase_add_loop_test(
		tests, an_assembly_that_is_missing_keeps_the_program_from_starting, 0, 4);
	suite_add_tcase(suite, tests);
	return suite;
}
