#include "tests/unit/dependency_case.h"

#include <check.h>
#include <string.h>

struct dependency_case dependency_case;

const struct specimen_symbol dependency_case_wanted = {.name = "Open"};
const struct specimen_export dependency_case_offered = {.name = "Open"};

void dependency_case_begin(void)
{
	machine_init(&dependency_case.machine);
	machine_folder(&dependency_case.machine, "C:\\WINNT\\System32");
	machine_folder(&dependency_case.machine, "C:\\WINNT\\System");
	machine_path(&dependency_case.machine, "C:\\lib");
}

void dependency_case_end(void)
{
	machine_free(&dependency_case.machine);
}

struct dependency_summary dependency_case_read(void)
{
	machine_start(&dependency_case.machine);
	dependency_case.graph = dependency_graph_read(&dependency_case.machine.host,
		machine_look(&dependency_case.machine, DEPENDENCY_CASE_PROGRAM),
		&(struct search_request){0});
	return dependency_summarise(dependency_case.graph);
}

const struct dependency_edge *dependency_case_edge(const char *from, const char *to)
{
	const struct dependency_edge *found = NULL;

	for (size_t i = 0; i < dependency_case.graph->edge_count; i++) {
		const struct dependency_edge *edge = dependency_case.graph->edges[i];

		if (strcmp(edge->from->name, from) != 0 || strcmp(edge->to->name, to) != 0)
			continue;
		ck_assert_msg(!found, "two edges from %s to %s", from, to);
		found = edge;
	}
	ck_assert_msg(found, "no edge from %s to %s", from, to);
	return found;
}
