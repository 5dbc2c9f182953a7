/* What a program loads as text: the tree, what is wrong and what to do about it, a summary. */
#include "report/deps_report.h"

#include "report/deps_advice.h"
#include "report/deps_tree.h"
#include "report/host_text.h"
#include "rules/facts/image_facts.h"
#include "scanner/base/text.h"

enum {
	LABEL_COLUMNS = 10,
	INDENT = 2,
	IMPORTERS_SHOWN = 3,
	SYMBOLS_SHOWN = 12,
	NAMES_SHOWN = 8,
	SHADOWED_SHOWN = 20
};

/* The first modules that import a module. */
struct importers {
	const struct dependency_node *nodes[IMPORTERS_SHOWN];
	size_t count;
};

struct text_report {
	struct page page;
	const struct deps_report *report;
	struct importers *importers; /* of each node */
};

static void find_importers(struct text_report *text)
{
	const struct dependency_graph *graph = text->report->graph;

	text->importers =
		arena_array(&text->page.scratch, graph->node_count, sizeof(*text->importers));
	for (size_t i = 0; i < graph->edge_count; i++) {
		const struct dependency_edge *edge = graph->edges[i];
		struct importers *importers = &text->importers[edge->to->position];

		if (!edge->imported && !edge->forwarded)
			continue;
		if (importers->count < IMPORTERS_SHOWN)
			importers->nodes[importers->count] = edge->from;
		importers->count++;
	}
}

/* "a, b, c and 4 more" of the shown first names. */
static const char *some(struct arena *arena, const char *const *names, size_t shown, size_t count)
{
	const char *text = text_join(arena, names, shown);

	return count > shown ? arena_printf(arena, "%s and %zu more", text, count - shown) : text;
}

static const char *importer_names(struct text_report *text, const struct dependency_node *node)
{
	const struct importers *importers = &text->importers[node->position];
	const char *names[IMPORTERS_SHOWN];
	size_t shown = 0;

	for (; shown < importers->count && shown < IMPORTERS_SHOWN; shown++)
		names[shown] = importers->nodes[shown]->name;
	return some(&text->page.scratch, names, shown, importers->count);
}

static void begin_section(struct text_report *text, bool *begun, const char *title)
{
	if (*begun)
		return;
	*begun = true;
	page_blank(&text->page);
	page_paragraph(&text->page, PAGE_BOLD, 0, 0, title);
}

static void put_fault(struct text_report *text, const struct dependency_node *node)
{
	struct arena *arena = &text->page.scratch;
	const char *name = *node->name ? node->name : "(a module without a name)";

	page_paragraph(&text->page, deps_colour(node), INDENT, 2 * INDENT,
		arena_printf(arena, "%s: %s", name,
			node->reason ? node->reason
				     : (node->doubt ? node->doubt : "it cannot be used")));
	if (text->importers[node->position].count)
		page_paragraph(&text->page, PAGE_PLAIN, 2 * INDENT, 2 * INDENT,
			arena_printf(arena, "Imported by %s.", importer_names(text, node)));
	if (node->position)
		deps_advice_put(&text->page, text->report, node);
}

static bool is_lesser(const struct dependency_node *node)
{
	return node->position && node->status == DEPENDENCY_MISSING && node->delayed;
}

static bool is_untold(const struct dependency_node *node)
{
	return node->status == DEPENDENCY_UNTOLD || node->doubt ||
	       (!node->position && node->status != DEPENDENCY_FOUND);
}

static void put_faults(struct text_report *text, const char *title,
	bool (*belongs)(const struct dependency_node *node))
{
	const struct dependency_graph *graph = text->report->graph;
	bool begun = false;

	for (size_t i = 0; i < graph->node_count; i++) {
		if (!belongs(graph->nodes[i]))
			continue;
		begin_section(text, &begun, title);
		put_fault(text, graph->nodes[i]);
	}
}

static const char *symbol_names(struct text_report *text, const struct dependency_edge *edge)
{
	struct arena *arena = &text->page.scratch;
	const char *names[SYMBOLS_SHOWN];
	size_t shown = 0;

	for (size_t i = 0; i < edge->symbol_count && shown < SYMBOLS_SHOWN; i++) {
		struct dependency_symbol symbol =
			dependency_graph_symbol(text->report->graph, edge, i);
		const char *name = dependency_symbol_text(arena, &edge->symbols[i]);

		if (symbol.status != DEPENDENCY_SYMBOL_MISSING)
			continue;
		if (symbol.via_count)
			name = arena_printf(arena, "%s (forwarded to %s)", name,
				text_join(arena, symbol.via, symbol.via_count));
		names[shown++] = name;
		if (shown == edge->missing_symbols)
			break;
	}
	return some(arena, names, shown, edge->missing_symbols);
}

static void put_missing_symbols(struct text_report *text)
{
	const struct dependency_graph *graph = text->report->graph;
	bool begun = false, of_windows = false, of_programs = false;

	for (size_t i = 0; i < graph->edge_count; i++) {
		const struct dependency_edge *edge = graph->edges[i];

		if (!edge->imported || !edge->missing_symbols)
			continue;
		begin_section(text, &begun, "Lacking symbols");
		page_paragraph(&text->page, PAGE_RED, INDENT, 2 * INDENT,
			arena_printf(&text->page.scratch, "%s: %s asks for %s",
				dependency_node_id(edge->to), edge->from->name,
				symbol_names(text, edge)));
		if (edge->to->file && deps_is_of_windows(text->report, edge->to->file))
			of_windows = true;
		else
			of_programs = true;
	}
	if (of_windows)
		page_paragraph(&text->page, PAGE_PLAIN, 2 * INDENT, 2 * INDENT,
			"What a DLL of Windows lacks came with a later Windows, service pack or "
			"update, and the importer is not loaded without it. Do not put another "
			"copy in its place: update Windows, or get a program made for this one.");
	if (of_programs)
		page_paragraph(&text->page, PAGE_PLAIN, 2 * INDENT, 2 * INDENT,
			"Such a DLL is of another version than the one its importer was built "
			"with: Windows does not load the importer. Replace the DLL by the version "
			"that came with it.");
}

static void put_shadowed(struct text_report *text)
{
	const struct dependency_graph *graph = text->report->graph;
	struct arena *arena = &text->page.scratch;
	size_t told = 0;
	bool begun = false;

	for (size_t i = 0; i < graph->node_count && told < SHADOWED_SHOWN; i++) {
		const struct search_candidate *shadows;
		size_t count = dependency_shadows(graph->nodes[i], &shadows);
		const char *names[NAMES_SHOWN];
		size_t shown = 0;

		if (!count)
			continue;
		begin_section(text, &begun, "Copies that are not reached");
		for (; shown < count && shown < NAMES_SHOWN; shown++)
			names[shown] = shadows[shown].file->path;
		page_paragraph(&text->page, PAGE_PLAIN, INDENT, 2 * INDENT,
			arena_printf(arena, "%s stands before %s", graph->nodes[i]->file->path,
				some(arena, names, shown, count)));
		told++;
	}
	if (text->report->summary.shadowed > told)
		page_paragraph(&text->page, PAGE_PLAIN, INDENT, INDENT,
			arena_printf(arena, "and %zu more modules (see --format json)",
				text->report->summary.shadowed - told));
}

static void put_cycles(struct text_report *text)
{
	const struct dependency_graph *graph = text->report->graph;
	bool begun = false;

	for (size_t i = 0; i < graph->cycle_count; i++) {
		const struct dependency_cycle *cycle = &graph->cycles[i];
		const char *names[NAMES_SHOWN];
		size_t shown = 0;

		begin_section(text, &begun, "Modules that load one another");
		for (; shown < cycle->count && shown < NAMES_SHOWN; shown++)
			names[shown] = cycle->nodes[shown]->name;
		page_paragraph(&text->page, PAGE_PLAIN, INDENT, 2 * INDENT,
			some(&text->page.scratch, names, shown, cycle->count));
	}
}

/* "2 missing, 1 of the wrong kind, 3 symbols lacking", without what is not so. */
static const char *lacks(struct arena *arena, const struct dependency_graph *graph,
	const struct dependency_summary *summary)
{
	size_t missing = summary->statuses[DEPENDENCY_MISSING] - summary->missing_delayed -
			 summary->missing_assemblies;
	size_t wrong = summary->statuses[DEPENDENCY_WRONG_MACHINE] +
		       summary->statuses[DEPENDENCY_WRONG_BITS] +
		       summary->statuses[DEPENDENCY_NO_IMAGE];
	const char *texts[5];
	size_t count = 0;

	if (graph->refused)
		texts[count++] = graph->note;
	if (summary->missing_assemblies)
		texts[count++] = arena_printf(arena, "%zu side-by-side assembl%s missing",
			summary->missing_assemblies,
			summary->missing_assemblies == 1 ? "y" : "ies");
	if (missing)
		texts[count++] =
			arena_printf(arena, "%s missing", text_counted(arena, missing, "module"));
	if (wrong)
		texts[count++] = arena_printf(
			arena, "%s of the wrong kind", text_counted(arena, wrong, "module"));
	if (summary->missing_symbols)
		texts[count++] = arena_printf(arena, "%s lacking",
			text_counted(arena, summary->missing_symbols, "symbol"));
	return text_join(arena, texts, count);
}

static const char *counts(struct text_report *text)
{
	const struct dependency_summary *summary = &text->report->summary;
	struct arena *arena = &text->page.scratch;

	return arena_printf(arena, "%s and %s were looked for.",
		text_counted(arena, summary->modules, "module"),
		text_counted(arena, summary->symbols, "symbol"));
}

/* A DOS program has no table of what it loads. */
static const char *all_is_there(struct text_report *text)
{
	const struct image *program = text->report->graph->nodes[0]->image;

	return program->kind == IMAGE_MZ
		       ? "COMPLETE  A DOS program does not tell what it loads, so nothing was "
			 "looked for."
		       : arena_printf(&text->page.scratch,
				 "COMPLETE  All that the program needs is there. %s", counts(text));
}

static void put_verdict(struct text_report *text)
{
	const struct dependency_summary *summary = &text->report->summary;
	struct page *page = &text->page;
	struct arena *arena = &page->scratch;

	switch (summary->complete) {
	case DEPENDENCIES_COMPLETE:
		page_paragraph(page, PAGE_GREEN, 0, 0, all_is_there(text));
		break;
	case DEPENDENCIES_LACKING:
		page_paragraph(page, PAGE_RED, 0, 0,
			arena_printf(arena, "INCOMPLETE  %s. %s",
				lacks(arena, text->report->graph, summary), counts(text)));
		break;
	case DEPENDENCIES_UNTOLD:
		page_paragraph(page, PAGE_YELLOW, 0, 0,
			arena_printf(arena,
				"NOT TOLD  Nothing was seen to be missing, but not all could be "
				"told. %s",
				counts(text)));
		break;
	}
}

static void put_notes(struct text_report *text)
{
	const struct dependency_summary *summary = &text->report->summary;
	struct page *page = &text->page;
	struct arena *arena = &page->scratch;

	if (text->report->graph->limit)
		page_paragraph(page, PAGE_YELLOW, INDENT, INDENT,
			arena_printf(
				arena, "The rest is not known: %s.", text->report->graph->limit));
	if (summary->missing_delayed)
		page_paragraph(page, PAGE_PLAIN, INDENT, INDENT,
			arena_printf(arena, "%s missing that only a call would need.",
				text_counted(arena, summary->missing_delayed, "module")));
	if (summary->untold_symbols)
		page_paragraph(page, PAGE_YELLOW, INDENT, INDENT,
			arena_printf(arena, "Of %s it could not be told whether it is exported.",
				text_counted(arena, summary->untold_symbols, "symbol")));
	if (summary->statuses[DEPENDENCY_SKIPPED])
		page_paragraph(page, PAGE_PLAIN, INDENT, INDENT,
			arena_printf(arena,
				"%s of Windows itself, whose files are not on the target, and what "
				"these need were not judged.",
				text_counted(
					arena, summary->statuses[DEPENDENCY_SKIPPED], "module")));
	if (summary->statuses[DEPENDENCY_API_SET])
		page_paragraph(page, PAGE_PLAIN, INDENT, INDENT,
			arena_printf(arena,
				"%s: names that Windows fulfils without a file of that name; what "
				"they promise was not judged.",
				text_counted(
					arena, summary->statuses[DEPENDENCY_API_SET], "API set")));
}

static void put_head(struct text_report *text)
{
	const struct dependency_node *program = text->report->graph->nodes[0];
	struct arena *arena = &text->page.scratch;
	const char *version = program->image ? image_version_text(arena, program->image) : NULL;

	host_put(&text->page, LABEL_COLUMNS, text->report->host);
	page_blank(&text->page);
	page_line(&text->page, PAGE_BOLD, program->file->path);
	if (program->image)
		page_paragraph(&text->page, PAGE_PLAIN, INDENT, INDENT,
			arena_printf(arena, "%s%s%s", image_title(arena, program->image),
				version ? ", version " : "", version ? version : ""));
	if (text->report->graph->note && !text->report->graph->refused)
		page_paragraph(&text->page, PAGE_YELLOW, INDENT, INDENT, text->report->graph->note);
	page_blank(&text->page);
}

char *deps_write_text(const struct deps_report *report, struct report_style style)
{
	struct text_report text = {.report = report};

	page_init(&text.page, style.columns, style.colour);
	find_importers(&text);
	put_verdict(&text);
	put_notes(&text);
	page_blank(&text.page);
	put_head(&text);
	deps_tree_put(&text.page, report, style.unicode);
	put_faults(&text, "Missing or wrong", deps_is_lacking);
	put_missing_symbols(&text);
	put_faults(&text, "Missing, needed only when called", is_lesser);
	put_faults(&text, "Could not be told", is_untold);
	put_shadowed(&text);
	put_cycles(&text);
	host_problems_put(&text.page, report->host);
	return page_finish(&text.page);
}
