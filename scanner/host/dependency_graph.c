/* Building the graph: modules are resolved and read breadth first. */
#include "scanner/host/dependency_private.h"

#include "scanner/base/text.h"
#include "scanner/host/api_set.h"
#include "scanner/host/system_modules.h"
#include "scanner/host/win16_modules.h"
#include "scanner/host/winpath.h"

#include <string.h>

/* Who finds the modules of a program. */
static const struct {
	enum image_kind kind;
	enum launcher launcher;
} loaders[] = {
	{IMAGE_PE32, LAUNCHER_LOADLIBRARY},
	{IMAGE_PE32PLUS, LAUNCHER_LOADLIBRARY},
	{IMAGE_NE, LAUNCHER_WIN16},
};

static const char TOO_MANY_MODULES[] = "the program needs more modules than are followed";

void dependency_limit(struct dependency_builder *builder, const char *reason)
{
	if (!builder->graph->limit)
		builder->graph->limit = reason;
}

struct dependency_node *dependency_node_add(struct dependency_builder *builder, const char *name,
	struct host_file *file, struct dependency_edge *first_edge)
{
	struct dependency_graph *graph = builder->graph;
	struct arena *arena = graph->host->arena;
	struct dependency_node *node = arena_alloc(arena, sizeof(*node));
	void *items = graph->nodes;

	node->name = name;
	node->file = file;
	node->position = graph->node_count;
	node->first_edge = first_edge;
	node->depth = first_edge ? first_edge->from->depth + 1 : 0;
	arena_grow(
		arena, &items, graph->node_count, &builder->node_capacity, sizeof(*graph->nodes));
	graph->nodes = items;
	graph->nodes[graph->node_count++] = node;
	if (file)
		name_table_add(&builder->files, file->path, node);
	return node;
}

struct dependency_edge *dependency_edge_add(
	struct dependency_builder *builder, const struct dependency_edge *edge)
{
	struct dependency_graph *graph = builder->graph;
	struct arena *arena = graph->host->arena;
	struct dependency_edge *added;
	void *items = graph->edges;

	if (graph->edge_count == MAX_DEPENDENCY_EDGES) {
		dependency_limit(builder, "the modules have more imports than are followed");
		return NULL;
	}
	added = arena_alloc(arena, sizeof(*added));
	*added = *edge;
	arena_grow(
		arena, &items, graph->edge_count, &builder->edge_capacity, sizeof(*graph->edges));
	graph->edges = items;
	graph->edges[graph->edge_count++] = added;
	return added;
}

/* What reading a file left in memory, roughly. */
static size_t image_bytes(const struct image *image)
{
	size_t bytes = image->export_count * sizeof(*image->exports) +
		       image->resource_count * sizeof(*image->resources) +
		       image->import_count * sizeof(*image->imports);

	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];

		bytes += import->symbol_count * sizeof(*import->symbols);
		for (size_t j = 0; j < import->symbol_count; j++)
			bytes += import->symbols[j].name ? strlen(import->symbols[j].name) : 0;
	}
	for (size_t i = 0; i < image->export_count; i++)
		bytes += image->exports[i].name ? strlen(image->exports[i].name) : 0;
	return bytes;
}

static bool has_imports(const struct image *image)
{
	return image->kind == IMAGE_PE32 || image->kind == IMAGE_PE32PLUS ||
	       image->kind == IMAGE_NE;
}

/* Reads the file of a node and says whether the program can load it. */
static void read_node(struct dependency_builder *builder, struct dependency_node *node)
{
	struct host *host = builder->graph->host;
	size_t bytes;

	node->image = host_file_image(&host->tree, node->file);
	if (!node->image) {
		node->status = DEPENDENCY_UNTOLD;
		node->reason = host_file_unreadable(&host->tree, node->file);
		return;
	}
	bytes = image_bytes(node->image);
	builder->bytes_left -= bytes < builder->bytes_left ? bytes : builder->bytes_left;
	node->status = dependency_fit(
		&builder->process, node->image, node->file->path, host->arena, &node->reason);
	if (node->status != DEPENDENCY_FOUND)
		return;
	if ((!node->image->imports_read && has_imports(node->image)) || image_doubt(node->image))
		node->doubt = arena_printf(host->arena,
			"%s is damaged (%s), so what it imports could not all be told",
			node->file->path,
			image_doubt(node->image) ? image_doubt(node->image)
						 : "no import table could be read");
}

static bool windows_shown(struct dependency_builder *builder)
{
	if (!builder->windows_told)
		builder->windows_shown = host_shows_windows(builder->graph->host);
	builder->windows_told = true;
	return builder->windows_shown;
}

static bool is_part_of_windows(const struct dependency_builder *builder, const char *name)
{
	return builder->request.launcher == LAUNCHER_WIN16 ? is_win16_system_module(name)
							   : is_system_module(name);
}

/* The status of a name that leads to no file. */
static void judge_name(struct dependency_builder *builder, struct dependency_node *node)
{
	struct host *host = builder->graph->host;
	const struct search_result *search = &node->search;

	if (search->outcome == SEARCH_UNCERTAIN) {
		node->status = DEPENDENCY_UNTOLD;
		node->reason = search->reason;
	} else if (search->outcome == SEARCH_API_SET && search->api_set.host_module &&
		   !*search->api_set.host_module) {
		node->status = DEPENDENCY_MISSING;
		node->reason = arena_printf(host->arena,
			"an API set that no module of this Windows fulfils (%s)",
			search->api_set.source);
	} else if (search->outcome == SEARCH_API_SET) {
		node->status = DEPENDENCY_API_SET;
		node->reason = "an API set: a name that Windows itself fulfils";
	} else if (!windows_shown(builder) && is_part_of_windows(builder, node->name)) {
		node->status = DEPENDENCY_SKIPPED;
		node->reason = "a part of Windows, whose files are not there to be seen";
	} else {
		node->status = DEPENDENCY_MISSING;
		node->reason = "it is in none of the folders that are searched";
	}
}

static void search_for(
	struct dependency_builder *builder, const char *name, struct search_result *out)
{
	*out = (struct search_result){.name = name};
	if (builder->no_search) {
		out->outcome = SEARCH_UNCERTAIN;
		out->reason = builder->no_search;
	} else if (!*name || strpbrk(name, "\"<>|*")) {
		/* No Windows file has such a name. */
		out->outcome = SEARCH_MISSING;
	} else {
		builder->request.name = name;
		*out = search_run(builder->graph->host, &builder->request);
	}
}

static bool may_search(struct dependency_builder *builder)
{
	if (!builder->searches_left)
		dependency_limit(builder, TOO_MANY_MODULES);
	else if (!builder->bytes_left)
		dependency_limit(builder, "the modules are larger than are followed");
	else
		builder->searches_left--;
	return !builder->graph->limit;
}

/* The name that is searched for: the loader adds .dll to one without an extension, or for a 16-bit
 * program what the search itself tries. */
static const char *full_name(struct dependency_builder *builder, const char *module)
{
	if (builder->request.launcher == LAUNCHER_WIN16)
		return win16_module_file(module);
	if (!*module || builder->no_search || winpath_has_extension(module))
		return module;
	return arena_printf(builder->graph->host->arena, "%s.dll", module);
}

/*
 * Under what a module is remembered: its name, but for an API set the module that stands for it,
 * and for a DLL with a manifest of its own the DLL too, since both depend on who imports.
 */
static const char *name_key(
	struct dependency_builder *builder, const struct dependency_node *from, const char *name)
{
	struct host *host = builder->graph->host;
	struct arena *scratch = &builder->scratch;
	struct api_set_answer set = {0};

	if (host->profile->api_sets && is_api_set(name))
		set = api_set_resolve(
			host, name, from->file ? winpath_name(from->file->path) : NULL);
	if (set.host_module && *set.host_module && !set.file_beats_it)
		name = arena_printf(scratch, "api-set>%s", set.host_module);
	else if (from != builder->graph->nodes[0] && from->image &&
		 from->image->manifest.dependency_count)
		name = arena_printf(scratch, "%s>%s", from->file->path, name);
	return text_fold(scratch, name);
}

struct dependency_node *dependency_known(
	struct dependency_builder *builder, const struct dependency_node *from, const char *module)
{
	return name_table_find(
		&builder->names, name_key(builder, from, full_name(builder, module)));
}

static const struct search_candidate *winner_of(const struct search_result *search)
{
	bool found = search->outcome == SEARCH_FOUND || search->outcome == SEARCH_API_SET;

	return found ? search_winner(search) : NULL;
}

/* The node for what a search found; NULL when there are too many. */
static struct dependency_node *node_for(struct dependency_builder *builder, const char *name,
	const struct search_result *search, struct dependency_edge *edge)
{
	const struct search_candidate *winner = winner_of(search);
	struct dependency_node *node =
		winner ? name_table_find(&builder->files, winner->file->path) : NULL;

	if (node)
		return node;
	if (builder->graph->node_count > MAX_MODULES) {
		dependency_limit(builder, TOO_MANY_MODULES);
		return NULL;
	}
	if (search->outcome == SEARCH_API_SET && winner)
		name = winpath_name(winner->file->path);
	node = dependency_node_add(builder, name, winner ? winner->file : NULL, edge);
	node->search = *search;
	if (winner)
		read_node(builder, node);
	else
		judge_name(builder, node);
	return node;
}

/* The node that edge leads to; NULL when a limit is met. */
static struct dependency_node *resolve(
	struct dependency_builder *builder, struct dependency_edge *edge)
{
	const char *name = full_name(builder, edge->module);
	const char *key = name_key(builder, edge->from, name);
	struct dependency_node *node = name_table_find(&builder->names, key);
	struct search_result search;

	if (node)
		return node;
	if (!may_search(builder))
		return NULL;
	builder->request.importer = edge->from->file;
	search_for(builder, name, &search);
	node = node_for(builder, name, &search, edge);
	if (node)
		name_table_add(&builder->names, key, node);
	return node;
}

struct dependency_edge *dependency_connect(
	struct dependency_builder *builder, const struct dependency_edge *wanted)
{
	struct dependency_graph *graph = builder->graph;
	struct dependency_edge *edge = dependency_edge_add(builder, wanted);

	if (!edge)
		return NULL;
	edge->to = resolve(builder, edge);
	if (edge->to)
		return edge;
	graph->edge_count--;
	return NULL;
}

static void follow_import(struct dependency_builder *builder, struct dependency_node *node,
	const struct image_import *import)
{
	const struct dependency_edge wanted = {
		.from = node,
		.module = import->module,
		.delay = import->delay,
		.imported = true,
		.symbols_known = import->symbols_known,
		.symbols = import->symbols,
		.symbol_count = import->symbol_count,
	};
	struct dependency_edge *edge = dependency_connect(builder, &wanted);

	if (edge)
		dependency_symbols_check(builder, edge);
}

static void follow_imports(struct dependency_builder *builder, struct dependency_node *node)
{
	if (node->status != DEPENDENCY_FOUND)
		return;
	dependency_assemblies_check(builder, node);
	for (size_t i = 0; i < node->image->import_count; i++)
		follow_import(builder, node, &node->image->imports[i]);
}

static void open_program(struct dependency_builder *builder, struct host_file *program)
{
	struct host *host = builder->graph->host;
	struct dependency_node *node =
		dependency_node_add(builder, winpath_name(program->path), program, NULL);

	node->image = host_file_image(&host->tree, program);
	if (!node->image) {
		node->status = DEPENDENCY_UNTOLD;
		node->reason = host_file_unreadable(&host->tree, program);
		return;
	}
	builder->process = dependency_process_of(host, node->image);
	builder->request.caller_machine = builder->process.caller_machine;
	builder->no_search = arena_printf(host->arena,
		"where the modules of such a program (%s) are found is not known",
		image_kind_name(node->image->kind));
	for (size_t i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++) {
		if (loaders[i].kind != node->image->kind)
			continue;
		builder->request.launcher = loaders[i].launcher;
		if (node->image->target != IMAGE_TARGET_OS2)
			builder->no_search = NULL;
	}
	read_node(builder, node);
}

struct dependency_graph *dependency_graph_read(struct host *host, struct host_file *program,
	const struct search_request *request)
{
	struct dependency_graph *graph = arena_alloc(host->arena, sizeof(*graph));
	struct dependency_builder builder = {
		.graph = graph,
		.request = {.caller = program,
			.current_directory = request->current_directory,
			.current_directory_basis = request->current_directory_basis,
			.session = request->session},
		.searches_left = MAX_MODULE_NAMES,
		.symbols_left = MAX_DEPENDENCY_SYMBOLS,
		.bytes_left = (size_t)MAX_DEPENDENCY_MIB * 1024 * 1024,
	};

	arena_init(&builder.scratch);
	builder.names.arena = builder.files.arena = builder.forwards.arena = &builder.scratch;
	graph->host = host;
	open_program(&builder, program);
	for (size_t i = 0; i < graph->node_count; i++)
		follow_imports(&builder, graph->nodes[i]);
	dependency_bounds_add(&builder);
	dependency_edges_sort(graph);
	dependency_forwards_count(graph);
	dependency_delays_find(graph);
	dependency_cycles_find(graph);
	arena_free(&builder.scratch);
	return graph;
}

const char *dependency_node_id(const struct dependency_node *node)
{
	return node->file ? node->file->path : node->name;
}

const char *dependency_status_name(const struct dependency_node *node)
{
	static const char *const names[] = {
		[DEPENDENCY_FOUND] = "found",
		[DEPENDENCY_MISSING] = "missing",
		[DEPENDENCY_WRONG_MACHINE] = "wrong-machine",
		[DEPENDENCY_WRONG_BITS] = "wrong-bits",
		[DEPENDENCY_NO_IMAGE] = "no-image",
		[DEPENDENCY_API_SET] = "api-set",
		[DEPENDENCY_SKIPPED] = "skipped",
		[DEPENDENCY_UNTOLD] = "untold",
	};

	if (node->status == DEPENDENCY_MISSING && node->assembly)
		return "missing-assembly";
	if (node->status == DEPENDENCY_MISSING && node->delayed)
		return "missing-delayed";
	return names[node->status];
}
