/* Modules that load one another. */
#include "scanner/host/dependencies/dependency_summary.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_dependency_cycles(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static struct machine machine;

static const struct specimen_symbol wanted = {.name = "Open"};
static const struct specimen_export offered = {.name = "Open"};

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_given(&machine, "PATH", "C:\\WINNT");
}

static void end(void)
{
	machine_free(&machine);
}

enum { MAX_TARGETS = 4 };

/* C:\p\NAME.dll, which imports the named letters; a capital letter is delay-loaded. */
static void put(char name, const char *targets)
{
	struct specimen_import imports[MAX_TARGETS];
	size_t count = strlen(targets);

	ck_assert_uint_le(count, MAX_TARGETS);
	for (size_t i = 0; i < count; i++)
		imports[i] = (struct specimen_import){
			.module = arena_printf(&machine.arena, "%c.dll", targets[i] | 0x20),
			.delay = !(targets[i] & 0x20),
			.symbols = &wanted,
			.symbol_count = 1};
	machine_image(&machine, arena_printf(&machine.arena, "C:\\p\\%c.dll", name),
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.dll = true,
			.imports = imports,
			.import_count = count,
			.exports = &offered,
			.export_count = 1});
}

static struct dependency_graph *read_graph(const char *program)
{
	machine_start(&machine);
	return dependency_graph_read(
		&machine.host, machine_look(&machine, program), &(struct search_request){0});
}

/* For each of a, b, ... what it imports, and the cycles as words. */
static const struct {
	const char *imports[6];
	const char *cycles[3];
} shapes[] = {
	{{"bc", "c", ""}, {NULL}},
	{{"b", "a"}, {"ab"}},
	{{"a"}, {"a"}},
	{{"b", "c", "b"}, {"bc"}},
	{{"b", "c", "a"}, {"abc"}},
	{{"B", "a"}, {NULL}}, /* a call breaks the ring */
	{{"bd", "c", "b", "e", "d"}, {"bc", "de"}},
	{{"b", "c", "abd", ""}, {"abc"}},
	{{"bc", "d", "d", "ef", "b", "c"}, {"bdecf"}},
};

START_TEST(each_cycle_is_told_once)
{
	struct dependency_graph *graph;
	size_t count = 0;

	for (size_t i = 0; i < COUNT_OF(shapes[_i].imports) && shapes[_i].imports[i]; i++)
		put((char)('a' + (int)i), shapes[_i].imports[i]);
	graph = read_graph("C:\\p\\a.dll");
	while (count < COUNT_OF(shapes[_i].cycles) && shapes[_i].cycles[count])
		count++;
	ck_assert_uint_eq(graph->cycle_count, count);
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t j = 0; j < count; j++) {
			const struct dependency_cycle *cycle = &graph->cycles[j];
			bool same = cycle->count == strlen(shapes[_i].cycles[i]);

			for (size_t k = 0; same && k < cycle->count; k++)
				same = strchr(shapes[_i].cycles[i], cycle->nodes[k]->name[0]);
			found |= same;
		}
		ck_assert_msg(found, "the cycle %s is not told", shapes[_i].cycles[i]);
	}
	ck_assert_uint_eq(dependency_summarise(graph).cycles, count);
}
END_TEST

/* As long a chain as a graph may have, closed at its end: nothing recurses along it. */
START_TEST(a_long_chain_is_one_cycle)
{
	struct dependency_graph *graph;

	for (size_t i = 0; i <= MAX_MODULES; i++) {
		struct specimen_import import = {.module = arena_printf(&machine.arena, "m%zu.dll",
							 i == MAX_MODULES ? 0 : i + 1),
			.symbols = &wanted,
			.symbol_count = 1};

		machine_image(&machine, arena_printf(&machine.arena, "C:\\p\\m%zu.dll", i),
			&(struct specimen_image){.kind = SPECIMEN_PE32,
				.dll = true,
				.imports = &import,
				.import_count = 1,
				.exports = &offered,
				.export_count = 1});
	}
	graph = read_graph("C:\\p\\m0.dll");
	ck_assert_uint_eq(graph->node_count, MAX_MODULES + 1);
	ck_assert_ptr_null(graph->limit);
	ck_assert_uint_eq(graph->cycle_count, 1);
	ck_assert_uint_eq(graph->cycles[0].count, MAX_MODULES + 1);
	ck_assert_uint_eq(graph->nodes[MAX_MODULES]->depth, MAX_MODULES);
}
END_TEST

Suite *suite_host_dependency_cycles(void)
{
	Suite *suite = suite_create("host dependency cycles");
	TCase *tests = tcase_create("cycles");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_set_timeout(tests, 30);
	tcase_add_loop_test(tests, each_cycle_is_told_once, 0, (int)COUNT_OF(shapes));
	tcase_add_test(tests, a_long_chain_is_one_cycle);
	suite_add_tcase(suite, tests);
	return suite;
}
