#include "report/deps_tree.h"

#include "rules/facts/image_facts.h"

/* Deeper branches are drawn at this level, with their number in front: a page has 80 columns. */
enum { MAX_DRAWN_LEVELS = 12, BRANCH_COLUMNS = 3 };

/* Everything that leads from one module to another, as one branch. */
struct branch {
	const struct dependency_node *to;
	bool delay;
	bool forwarded; /* and not imported */
	size_t missing_symbols;
};

/* A module whose branches are being drawn. */
struct level {
	struct branch *branches;
	size_t count;
	size_t next;
};

struct tree_drawing {
	struct page *page;
	const struct deps_report *report;
	bool unicode;
	struct level *levels; /* of the path from the program to here */
	size_t level_count;
	size_t *branch_of; /* for each node: where it stands in the level being made, plus one */
};

static const struct {
	enum dependency_status status;
	enum page_colour colour;
	const char *words;
} looks[] = {
	{DEPENDENCY_FOUND, PAGE_PLAIN, NULL},
	{DEPENDENCY_MISSING, PAGE_RED, "MISSING"},
	{DEPENDENCY_WRONG_MACHINE, PAGE_RED, "FOR ANOTHER PROCESSOR"},
	{DEPENDENCY_WRONG_BITS, PAGE_RED, "OF THE WRONG BITNESS"},
	{DEPENDENCY_NO_IMAGE, PAGE_RED, "NO EXECUTABLE IMAGE"},
	{DEPENDENCY_API_SET, PAGE_DIM, "API set"},
	{DEPENDENCY_SKIPPED, PAGE_DIM, "part of Windows, not seen"},
	{DEPENDENCY_UNTOLD, PAGE_YELLOW, "COULD NOT BE TOLD"},
};

static bool is_lesser(const struct dependency_node *node)
{
	return node->status == DEPENDENCY_MISSING && node->delayed;
}

enum page_colour deps_colour(const struct dependency_node *node)
{
	if (is_lesser(node) || (node->status == DEPENDENCY_FOUND && node->doubt))
		return PAGE_YELLOW;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (looks[i].status == node->status)
			return looks[i].colour;
	return PAGE_PLAIN;
}

/* What is wrong with a module in a few words ("MISSING"), or NULL. */
static const char *status_words(const struct dependency_node *node)
{
	if (is_lesser(node))
		return node->assembly ? "ASSEMBLY MISSING, needed only when called"
				      : "MISSING, needed only when called";
	if (node->status == DEPENDENCY_MISSING && node->assembly)
		return "ASSEMBLY MISSING";
	if (node->status == DEPENDENCY_FOUND && node->doubt)
		return "DAMAGED";
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (looks[i].status == node->status)
			return looks[i].words;
	return NULL;
}

/* The branches of a module, one for each that it leads to. */
static struct level level_of(struct tree_drawing *drawing, const struct dependency_node *node)
{
	struct level level = {.branches = arena_array(&drawing->page->scratch, node->edge_count,
				      sizeof(*level.branches))};

	for (size_t i = 0; i < node->edge_count; i++) {
		const struct dependency_edge *edge = node->edges[i];
		size_t *place = &drawing->branch_of[edge->to->position];
		struct branch *branch;

		if (!edge->imported && !edge->forwarded)
			continue;
		if (!*place) {
			level.branches[level.count] =
				(struct branch){.to = edge->to, .delay = true, .forwarded = true};
			*place = ++level.count;
		}
		branch = &level.branches[*place - 1];
		branch->delay &= edge->delay;
		branch->forwarded &= !edge->imported;
		branch->missing_symbols += edge->imported ? edge->missing_symbols : 0;
	}
	for (size_t i = 0; i < level.count; i++)
		drawing->branch_of[level.branches[i].to->position] = 0;
	return level;
}

/* The lines in front of a branch: of those above it, which go on below, and its own. */
static const char *lines_before(const struct tree_drawing *drawing, bool own_ends, bool first)
{
	static const char *const ascii[] = {"|  ", "   ", "|- ", "`- "};
	static const char *const drawn[] = {"│  ", "   ", "├─ ", "└─ "};
	const char *const *shapes = drawing->unicode ? drawn : ascii;
	struct arena *arena = &drawing->page->scratch;
	const char *text = "";

	if (drawing->level_count > MAX_DRAWN_LEVELS)
		text = arena_printf(arena, "%-*s", MAX_DRAWN_LEVELS * BRANCH_COLUMNS,
			first ? arena_printf(arena, "[%zu]", drawing->level_count) : "");
	else
		for (size_t i = 0; i + 1 < drawing->level_count; i++) {
			const struct level *level = &drawing->levels[i];

			text = arena_printf(
				arena, "%s%s", text, shapes[level->next == level->count]);
		}
	return arena_printf(arena, "%s%s", text, shapes[(first ? 2 : 0) + own_ends]);
}

static const char *with(struct arena *arena, const char *text, const char *more)
{
	return more ? arena_printf(arena, "%s, %s", text, more) : text;
}

static const char *branch_text(
	struct arena *arena, const struct branch *branch, bool elsewhere, bool cut)
{
	const struct dependency_node *to = branch->to;
	const struct search_candidate *winner = to->file ? search_winner(&to->search) : NULL;
	const char *version = to->image ? image_version_text(arena, to->image) : NULL;
	const char *text = *to->name ? to->name : "(a module without a name)";

	if (version && !elsewhere)
		text = arena_printf(arena, "%s %s", text, version);
	text = with(arena, text, status_words(to));
	if (branch->missing_symbols)
		text = arena_printf(arena, "%s, LACKS %zu SYMBOL%s", text, branch->missing_symbols,
			branch->missing_symbols == 1 ? "" : "S");
	if (branch->delay)
		text = with(arena, text, "delayed");
	if (branch->forwarded)
		text = with(arena, text, "forwarded to");
	if (elsewhere)
		return with(arena, text, "see elsewhere");
	text = with(arena, text, winner ? winner->step : NULL);
	return cut ? with(arena, text, "and what it imports") : text;
}

static void put_branch(struct tree_drawing *drawing, const struct branch *branch,
	const struct dependency_node *from, bool ends, bool cut)
{
	const struct dependency_node *to = branch->to;
	bool elsewhere = !to->first_edge || to->first_edge->from != from;
	enum page_colour colour = deps_colour(to);

	if (branch->missing_symbols)
		colour = PAGE_RED;
	else if (elsewhere && colour == PAGE_PLAIN)
		colour = PAGE_DIM;
	page_branch(drawing->page, colour, lines_before(drawing, ends, true),
		arena_printf(&drawing->page->scratch, "%s  ", lines_before(drawing, ends, false)),
		branch_text(&drawing->page->scratch, branch, elsewhere, cut));
}

static bool loads_more(const struct dependency_node *node)
{
	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i]->imported || node->edges[i]->forwarded)
			return true;
	return false;
}

/* Draws the next branch of the last level, and enters it when its own branches hang there. */
static void draw_next(struct tree_drawing *drawing, const struct dependency_node **path)
{
	struct level *level = &drawing->levels[drawing->level_count - 1];
	const struct dependency_node *from = path[drawing->level_count - 1];
	const struct branch *branch;
	bool own, deeper;

	if (level->next == level->count) {
		drawing->level_count--;
		return;
	}
	branch = &level->branches[level->next++];
	own = branch->to->first_edge && branch->to->first_edge->from == from;
	deeper = own && loads_more(branch->to);
	put_branch(drawing, branch, from, level->next == level->count,
		deeper && branch->to->depth >= drawing->report->depth);
	if (!deeper || branch->to->depth >= drawing->report->depth)
		return;
	path[drawing->level_count] = branch->to;
	drawing->levels[drawing->level_count] = level_of(drawing, branch->to);
	drawing->level_count++;
}

void deps_tree_put(struct page *page, const struct deps_report *report, bool unicode)
{
	const struct dependency_graph *graph = report->graph;
	const struct dependency_node *program = graph->nodes[0];
	const struct dependency_node **path;
	struct tree_drawing drawing = {.page = page, .report = report, .unicode = unicode};

	page_paragraph(page, PAGE_BOLD, 0, 2, program->name);
	/* A path through the tree meets no module twice. */
	path = arena_array(&page->scratch, graph->node_count + 1, sizeof(program));
	drawing.levels =
		arena_array(&page->scratch, graph->node_count + 1, sizeof(*drawing.levels));
	drawing.branch_of =
		arena_array(&page->scratch, graph->node_count, sizeof(*drawing.branch_of));
	path[0] = program;
	drawing.levels[0] = level_of(&drawing, program);
	drawing.level_count = 1;
	while (drawing.level_count)
		draw_next(&drawing, path);
}
