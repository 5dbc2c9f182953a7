/* dlls-on-path, dlls-beside-services: DLLs of which there is more than one copy. Only names are
 * read here, no file. */
#include "rules/selections/selection.h"
#include "scanner/base/text.h"
#include "scanner/host/dependencies/name_table.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/host.h"
#include "scanner/host/machine/services.h"

#include <stdlib.h>
#include <string.h>

enum {
	MAX_DLL_NAMES = 200 * 1000, /* of all folders of PATH; System32 of Windows 11 has 4,000 */
	MAX_DOUBLED_DLLS = 5000,    /* each costs a search, and its copies are read */
	MAX_PROGRAM_FOLDERS = 2000, /* of services */
	WINDOWS_FOLDERS = 3,
};

static const char TOO_MANY_DOUBLED[] = "there are more copies of DLLs than are looked at";

static const char *const below_windows[WINDOWS_FOLDERS] = {"System32", "System", ""};

static bool is_dll(const char *name)
{
	return text_ends_name(name, ".dll");
}

static struct host_folder *windows_folder(struct host *host, size_t which)
{
	const char *path = host_windows_folder(host, below_windows[which]);

	return path ? tree_look(&host->tree, path).folder : NULL;
}

/* A name and how many folders hold it. */
struct dll_name {
	const char *name; /* as the first of them spells it */
	const char *folded;
	size_t count;
	size_t last_folder; /* one may list a name in two spellings */
};

struct dll_names {
	struct evaluation *evaluation;
	struct name_table table;
	void *items; /* pointers to struct dll_name */
	size_t count, capacity;
	struct host_folder *folders[WINDOWS_FOLDERS];
	size_t folder_count;
	size_t visited;             /* folders */
	struct host_folder *folder; /* the last of them */
	const char *incomplete;
};

/* A link stands for a copy of which nothing is known. */
static void note_link(struct evaluation *evaluation, struct host_folder *folder, const char *name,
	const char **incomplete)
{
	struct look look = tree_look_in(&evaluation->host->tree, folder, name);

	if (look.reason)
		*incomplete = look.reason;
}

static bool add_name(void *context, const char *name, enum entry_type type)
{
	struct dll_names *names = context;
	struct arena *arena = names->evaluation->arena;
	struct dll_name *known;
	const char *folded;

	if (type == ENTRY_FOLDER || !is_dll(name))
		return true;
	if (type != ENTRY_FILE)
		note_link(names->evaluation, names->folder, name, &names->incomplete);
	folded = text_fold(arena, name);
	known = name_table_find(&names->table, folded);
	if (known) {
		known->count += known->last_folder != names->visited;
		known->last_folder = names->visited;
		return true;
	}
	if (names->count == MAX_DLL_NAMES) {
		names->incomplete = "the folders of the path hold more DLLs than are looked at";
		return false;
	}
	known = arena_alloc(arena, sizeof(*known));
	*known = (struct dll_name){
		.name = name, .folded = folded, .count = 1, .last_folder = names->visited};
	name_table_add(&names->table, folded, known);
	arena_grow(arena, &names->items, names->count, &names->capacity, sizeof(known));
	((struct dll_name **)names->items)[names->count++] = known;
	return true;
}

static void add_folder(struct dll_names *names, struct host_folder *folder)
{
	const char *unreadable;

	names->visited++;
	names->folder = folder;
	unreadable = host_folder_visit(&names->evaluation->host->tree, folder, add_name, names);
	if (unreadable)
		names->incomplete = unreadable;
}

/* Whether the folder of an entry was looked at already. */
static bool is_visited(const struct dll_names *names, const struct path_entry *entry)
{
	const struct path_list *path = &names->evaluation->host->path;

	for (size_t i = 0; i < names->folder_count; i++)
		if (host_folder_same(names->folders[i], entry->folder))
			return true;
	for (const struct path_entry *earlier = path->entries; earlier < entry; earlier++)
		if (!earlier->of_user && earlier->folder &&
			host_folder_same(earlier->folder, entry->folder))
			return true;
	return false;
}

static void read_names(struct dll_names *names)
{
	struct host *host = names->evaluation->host;

	names->incomplete = host->path.unknown;
	if (!host->windows_directory)
		names->incomplete = host_no_windows_folder;
	for (size_t i = 0; i < WINDOWS_FOLDERS; i++) {
		struct host_folder *folder = windows_folder(host, i);

		if (!folder)
			continue;
		names->folders[names->folder_count++] = folder;
		add_folder(names, folder);
	}
	for (size_t i = 0; i < host->path.count; i++) {
		const struct path_entry *entry = &host->path.entries[i];

		if (entry->of_user || entry->absent)
			continue;
		if (!entry->folder)
			names->incomplete = entry->unknown;
		else if (!is_visited(names, entry))
			add_folder(names, entry->folder);
	}
}

static int by_name(const void *left, const void *right)
{
	const struct dll_name *const *one = left;
	const struct dll_name *const *other = right;

	return strcmp((*one)->folded, (*other)->folded);
}

static void visit_name(struct evaluation *evaluation, const struct dll_name *name,
	item_visitor *visitor, void *context)
{
	const struct search_request request = {
		.launcher = LAUNCHER_LOADLIBRARY, .name = name->name};
	struct search_result search = search_run(evaluation->host, &request);
	const struct search_candidate *winner = search_winner(&search);
	const struct selection_item item = {
		.variables = {{"item", name->name},
			{"item.winner", winner ? winner->file->path : name->name},
			{"item.count", arena_printf(evaluation->arena, "%zu", name->count)}},
		.variable_count = 3};

	visitor(context, &item);
}

static const char *visit_on_path(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	struct dll_names names = {.evaluation = evaluation, .table = {.arena = evaluation->arena}};
	struct dll_name **items;
	size_t left = MAX_DOUBLED_DLLS;

	(void)values;
	read_names(&names);
	items = names.items;
	if (names.count)
		qsort(items, names.count, sizeof(struct dll_name *), by_name);
	for (size_t i = 0; i < names.count; i++) {
		if (items[i]->count < 2)
			continue;
		if (!left--)
			return TOO_MANY_DOUBLED;
		visit_name(evaluation, items[i], visitor, context);
	}
	return names.incomplete;
}

/* The folder of one service's program, under way. */
struct beside {
	struct evaluation *evaluation;
	struct host_folder *windows[WINDOWS_FOLDERS];
	const struct service *service;
	struct host_folder *folder;
	item_visitor *visitor;
	void *context;
	size_t left; /* DLLs to visit */
	const char *incomplete;
};

static bool is_of_windows(struct beside *beside, const char *name)
{
	for (size_t i = 0; i < WINDOWS_FOLDERS; i++) {
		struct look look = {.status = LOOK_ABSENT};

		if (beside->windows[i])
			look = tree_look_in(
				&beside->evaluation->host->tree, beside->windows[i], name);
		if (look.status == LOOK_FOUND)
			return true;
		if (look.reason)
			beside->incomplete = look.reason;
	}
	return false;
}

static bool visit_beside(void *context, const char *name, enum entry_type type)
{
	struct beside *beside = context;
	struct arena *arena = beside->evaluation->arena;
	struct selection_item item = {.variable_count = 4};

	if (type == ENTRY_FOLDER || !is_dll(name) || !is_of_windows(beside, name))
		return true;
	if (type != ENTRY_FILE)
		note_link(beside->evaluation, beside->folder, name, &beside->incomplete);
	if (!beside->left)
		return false;
	beside->left--;
	item.variables[0] = (struct text_variable){
		"item", winpath_join(arena, host_folder_path(beside->folder), name)};
	item.variables[1] = (struct text_variable){"item.name", name};
	item.variables[2] = (struct text_variable){"item.service", beside->service->name};
	item.variables[3] =
		(struct text_variable){"item.program", beside->service->program.file->path};
	beside->visitor(beside->context, &item);
	return true;
}

static bool is_among(
	const struct host_folder *folder, struct host_folder *const *folders, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (folders[i] && host_folder_same(folders[i], folder))
			return true;
	return false;
}

/* NULL, with *incomplete set where that cannot be told, when there is none. */
static struct host_folder *folder_of(
	struct host *host, const struct service *service, const char **incomplete)
{
	if (service->unknown)
		*incomplete = service->unknown;
	if (!service_is_program(service) || service->start == SERVICE_DISABLED)
		return NULL;
	if (service->program.status == SERVICE_FILE_UNTOLD)
		*incomplete = service->program.reason;
	if (!service->program.file)
		return NULL;
	return tree_look(&host->tree, winpath_folder(host->arena, service->program.file->path))
		.folder;
}

static const char *visit_beside_services(struct evaluation *evaluation,
	const struct field_values *values, item_visitor *visitor, void *context)
{
	struct host *host = evaluation->host;
	const struct service_list *list = services(host);
	struct host_folder **visited =
		arena_array(evaluation->arena, MAX_PROGRAM_FOLDERS, sizeof(struct host_folder *));
	size_t count = 0;
	struct beside beside = {.evaluation = evaluation,
		.visitor = visitor,
		.context = context,
		.left = MAX_DOUBLED_DLLS};
	const char *unreadable;

	(void)values;
	for (size_t i = 0; i < WINDOWS_FOLDERS; i++)
		beside.windows[i] = windows_folder(host, i);
	for (size_t i = 0; i < list->count; i++) {
		beside.service = &list->items[i];
		beside.folder = folder_of(host, beside.service, &beside.incomplete);
		if (!beside.folder || is_among(beside.folder, beside.windows, WINDOWS_FOLDERS) ||
			is_among(beside.folder, visited, count))
			continue;
		if (count == MAX_PROGRAM_FOLDERS)
			return "the programs of services lie in more folders than are looked at";
		visited[count++] = beside.folder;
		unreadable = host_folder_visit(&host->tree, beside.folder, visit_beside, &beside);
		if (unreadable)
			beside.incomplete = unreadable;
	}
	if (!beside.left)
		return TOO_MANY_DOUBLED;
	if (!host->windows_directory)
		return host_no_windows_folder;
	return list->reason ? list->reason : beside.incomplete;
}

const struct selection_type selection_dlls_on_path = {
	.name = "dlls-on-path",
	.summary = "DLLs that several of Windows' own folders and those of the system's PATH hold",
	.none = "no folder of Windows or of the system's PATH holds a DLL that another holds, too",
	.fields = {{SELECTION_WHERE_KNOWN, &field_flag, 0}},
	.variables = {"item", "item.winner", "item.count"},
	.visit = visit_on_path,
};

const struct selection_type selection_dlls_beside_services = {
	.name = "dlls-beside-services",
	.summary = "DLLs beside the program of a service that is not disabled, of a name that "
		   "Windows' own folders hold, too",
	.none = "no service has a DLL beside its program that Windows' own folders hold, too",
	.fields = {{SELECTION_WHERE_KNOWN, &field_flag, 0}},
	.variables = {"item", "item.name", "item.service", "item.program"},
	.visit = visit_beside_services,
};
