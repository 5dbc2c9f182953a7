/* What a program loads as a graph for Graphviz (the DOT language of its documentation). Every name
 * stands in quotation marks, escaped; the nodes are known by their numbers. */
#include "report/deps_report.h"

#include "rules/facts/image_facts.h"
#include "scanner/base/buffer.h"
#include "scanner/base/text.h"

/* More than the limits of a graph and of a path let it become. */
enum { MAX_DOT_BYTES = 512 * 1024 * 1024 };

static const struct {
	enum dependency_status status;
	const char *fill;
	const char *title;
} looks[] = {
	{DEPENDENCY_FOUND, "#d9ead3", "found"},
	{DEPENDENCY_MISSING, "#f4cccc", "missing"},
	{DEPENDENCY_WRONG_MACHINE, "#ea9999", "for another processor"},
	{DEPENDENCY_WRONG_BITS, "#ea9999", "of the wrong bitness"},
	{DEPENDENCY_NO_IMAGE, "#ea9999", "no executable image"},
	{DEPENDENCY_API_SET, "#cfe2f3", "API set"},
	{DEPENDENCY_SKIPPED, "#eeeeee", "part of Windows, not seen"},
	{DEPENDENCY_UNTOLD, "#fff2cc", "could not be told"},
};

static const char MISSING_DELAYED_FILL[] = "#fce5cd";

/* A label: \ and " are escaped, and & too, which begins an entity. */
static void put_escaped(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&') {
			buffer_puts(out, "&amp;");
			continue;
		}
		if (*text == '\\' || *text == '"')
			buffer_putc(out, '\\');
		buffer_putc(out, *text);
	}
}

static const char *fill_of(const struct dependency_node *node)
{
	if (node->status == DEPENDENCY_MISSING && node->delayed)
		return MISSING_DELAYED_FILL;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (looks[i].status == node->status)
			return looks[i].fill;
	return "#ffffff";
}

static void put_node(struct buffer *out, struct arena *arena, const struct dependency_node *node)
{
	const char *version = node->image ? image_version_text(arena, node->image) : NULL;
	const char *path = node->file ? node->file->path : "";

	buffer_printf(out, "  n%zu [label=\"", node->position);
	put_escaped(out, text_printable(arena, node->name));
	if (version) {
		buffer_puts(out, "\\n");
		put_escaped(out, version);
	}
	buffer_printf(out, "\", tooltip=\"%s ", dependency_status_name(node));
	put_escaped(out, text_printable(arena, path));
	buffer_printf(out, "\", fillcolor=\"%s\"%s];\n", fill_of(node),
		node->position ? "" : ", penwidth=2");
}

/* Hints load nothing and are left out. */
static void put_edge(struct buffer *out, const struct dependency_edge *edge)
{
	if (!edge->imported && !edge->forwarded)
		return;
	buffer_printf(out, "  n%zu -> n%zu [style=%s", edge->from->position, edge->to->position,
		edge->delay ? "dashed" : "solid");
	if (edge->forwarded)
		buffer_puts(out, ", arrowhead=empty");
	if (edge->missing_symbols)
		buffer_printf(
			out, ", color=\"#cc0000\", label=\"lacks %zu\"", edge->missing_symbols);
	buffer_puts(out, "];\n");
}

static void put_key(struct buffer *out, const char *fill, const char *title)
{
	buffer_printf(out, "<td bgcolor=\"%s\" border=\"1\">%s</td>", fill, title);
}

/* What the colours and arrows that occur mean, below the graph. */
static void put_legend(struct buffer *out, const struct dependency_graph *graph)
{
	bool met[DEPENDENCY_STATUS_COUNT] = {false};
	bool missing_delayed = false, delayed = false, forwarded = false;

	for (size_t i = 0; i < graph->node_count; i++) {
		const struct dependency_node *node = graph->nodes[i];
		bool later = node->status == DEPENDENCY_MISSING && node->delayed;

		met[node->status] |= !later;
		missing_delayed |= later;
	}
	for (size_t i = 0; i < graph->edge_count; i++) {
		delayed |= graph->edges[i]->imported && graph->edges[i]->delay;
		forwarded |= graph->edges[i]->forwarded;
	}
	buffer_puts(out, "  labelloc=b;\n  label=<<table border=\"0\" cellspacing=\"6\"><tr>");
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (met[looks[i].status])
			put_key(out, looks[i].fill, looks[i].title);
	if (missing_delayed)
		put_key(out, MISSING_DELAYED_FILL, "missing, needed only when called");
	buffer_printf(out, "<td>arrows: imports%s%s</td></tr></table>>;\n",
		delayed ? "; dashed: loaded when called" : "",
		forwarded ? "; empty head: forwards to" : "");
}

char *deps_write_dot(const struct deps_report *report, struct report_style style)
{
	const struct dependency_graph *graph = report->graph;
	struct arena scratch;
	struct buffer out;

	(void)style;
	arena_init(&scratch);
	buffer_init(&out, MAX_DOT_BYTES);
	buffer_puts(&out, "digraph dependencies {\n"
			  "  rankdir=LR;\n"
			  "  fontname=\"sans-serif\";\n"
			  "  node [shape=box, style=filled, fontname=\"sans-serif\"];\n"
			  "  edge [fontname=\"sans-serif\"];\n");
	for (size_t i = 0; i < graph->node_count; i++)
		put_node(&out, &scratch, graph->nodes[i]);
	for (size_t i = 0; i < graph->edge_count; i++)
		put_edge(&out, graph->edges[i]);
	put_legend(&out, graph);
	buffer_puts(&out, "}\n");
	arena_free(&scratch);
	return out.text;
}
