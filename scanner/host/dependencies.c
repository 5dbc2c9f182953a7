#include "scanner/host/dependencies.h"

#include "scanner/base/text.h"
#include "scanner/host/api_set.h"
#include "scanner/host/system_modules.h"
#include "scanner/host/winpath.h"

#include <stdlib.h>
#include <string.h>

/* One module name, resolved once for the whole closure: all searches start from the same program.
 */
struct resolution {
	const char *name; /* with its extension */
	struct search_result search;
	struct host_file *file; /* NULL when it was not found, or must not be looked into */
	const char *step;
	bool skipped; /* an API set, or a part of Windows that is not there to be seen */
	bool queued;
	/* Both sorted; made when the first symbol is looked for. */
	const struct image_export **by_name;
	const struct image_export **by_ordinal;
	size_t named_count;
};

struct closure {
	struct host *host;
	struct dependencies *result;
	const struct image *program_image;
	const char *current_directory;
	enum search_basis basis;
	struct resolution **resolutions;
	size_t count, capacity;
	size_t module_capacity, fault_capacity;
	bool windows_shown;
};

/* A module that is missing is told once for each that needs it, however many symbols lead there. */
static bool is_told(const struct dependencies *result, const struct dependency_fault *fault)
{
	for (size_t i = 0; i < result->fault_count; i++) {
		const struct dependency_fault *other = &result->faults[i];

		if (fault->kind == DEPENDENCY_MISSING_MODULE && other->kind == fault->kind &&
			other->importer == fault->importer &&
			text_same_name(other->module, fault->module))
			return true;
	}
	return false;
}

static void add_fault(struct closure *closure, struct dependency_fault fault)
{
	struct dependencies *result = closure->result;
	void *items = result->faults;

	if (is_told(result, &fault))
		return;
	/* The last place is kept for saying so. */
	if (result->fault_count == MAX_FAULTS - 1) {
		fault = (struct dependency_fault){.kind = DEPENDENCY_UNTOLD,
			.importer = result->program,
			.module = winpath_name(result->program->path),
			.detail = "the program lacks more than is listed"};
	} else if (result->fault_count == MAX_FAULTS) {
		return;
	}
	arena_grow(closure->host->arena, &items, result->fault_count, &closure->fault_capacity,
		sizeof(fault));
	result->faults = items;
	result->faults[result->fault_count++] = fault;
}

struct search_result dependencies_find(struct host *host, struct host_file *program,
	const char *module, const char *current_directory, enum search_basis basis)
{
	struct search_request request = {
		.launcher = LAUNCHER_LOADLIBRARY,
		.name = module,
		.caller = program,
		.current_directory = current_directory,
		.current_directory_basis = basis,
	};

	return search_run(host, &request);
}

static bool is_skipped(struct closure *closure, const char *name)
{
	if (closure->host->profile->api_sets && is_api_set(name))
		return true;
	if (closure->windows_shown || !is_system_module(name))
		return false;
	closure->result->system_skipped = true;
	return true;
}

static struct resolution *resolve(struct closure *closure, const char *module)
{
	struct arena *arena = closure->host->arena;
	const char *name =
		winpath_has_extension(module) ? module : arena_printf(arena, "%s.dll", module);
	const struct search_candidate *winner;
	struct resolution *resolution;
	void *items = closure->resolutions;

	for (size_t i = 0; i < closure->count; i++)
		if (text_same_name(closure->resolutions[i]->name, name))
			return closure->resolutions[i];
	resolution = arena_alloc(arena, sizeof(*resolution));
	resolution->name = name;
	resolution->search = dependencies_find(closure->host, closure->result->program, name,
		closure->current_directory, closure->basis);
	winner = search_winner(&resolution->search);
	if (winner) {
		resolution->file = winner->file;
		resolution->step = winner->step;
	} else {
		resolution->skipped = is_skipped(closure, name);
	}
	arena_grow(
		arena, &items, closure->count, &closure->capacity, sizeof(*closure->resolutions));
	closure->resolutions = items;
	closure->resolutions[closure->count++] = resolution;
	return resolution;
}

static int by_export_name(const void *left, const void *right)
{
	const struct image_export *const *one = left;
	const struct image_export *const *other = right;

	return strcmp((*one)->name, (*other)->name);
}

static int by_export_ordinal(const void *left, const void *right)
{
	const struct image_export *const *one = left;
	const struct image_export *const *other = right;

	return ((*one)->ordinal > (*other)->ordinal) - ((*one)->ordinal < (*other)->ordinal);
}

static void index_exports(
	struct arena *arena, struct resolution *resolution, const struct image *image)
{
	size_t count = image->export_count;

	resolution->by_name = arena_array(arena, count, sizeof(*resolution->by_name));
	resolution->by_ordinal = arena_array(arena, count, sizeof(*resolution->by_ordinal));
	for (size_t i = 0; i < count; i++) {
		resolution->by_ordinal[i] = &image->exports[i];
		if (image->exports[i].name)
			resolution->by_name[resolution->named_count++] = &image->exports[i];
	}
	if (count)
		qsort(resolution->by_ordinal, count, sizeof(*resolution->by_ordinal),
			by_export_ordinal);
	if (resolution->named_count)
		qsort(resolution->by_name, resolution->named_count, sizeof(*resolution->by_name),
			by_export_name);
}

static const struct image_export *find_export(struct arena *arena, struct resolution *resolution,
	const struct image *image, const struct image_symbol *symbol)
{
	struct image_export wanted = {.name = symbol->name, .ordinal = symbol->ordinal};
	const struct image_export *key = &wanted;
	const struct image_export **found;

	if (!resolution->by_name)
		index_exports(arena, resolution, image);
	if (symbol->name)
		found = bsearch(&key, resolution->by_name, resolution->named_count,
			sizeof(*resolution->by_name), by_export_name);
	else
		found = bsearch(&key, resolution->by_ordinal, image->export_count,
			sizeof(*resolution->by_ordinal), by_export_ordinal);
	return found ? *found : NULL;
}

/* Takes "MODULE.Name" or "MODULE.#12" apart; false when it is neither. */
static bool parse_forwarder(struct arena *arena, const char *forwarder, const char **module,
	struct image_symbol *symbol)
{
	const char *dot = strrchr(forwarder, '.');
	unsigned long ordinal;
	char *end;

	if (!dot || dot == forwarder || !dot[1])
		return false;
	*module = arena_printf(arena, "%.*s.dll", (int)(dot - forwarder), forwarder);
	*symbol = (struct image_symbol){.name = dot + 1};
	if (dot[1] != '#')
		return true;
	ordinal = strtoul(dot + 2, &end, 10);
	if (end == dot + 2 || *end || ordinal > UINT16_MAX)
		return false;
	*symbol = (struct image_symbol){.ordinal = (uint16_t)ordinal};
	return true;
}

static bool fits_program(const struct closure *closure, const struct image *image)
{
	return image->kind == closure->program_image->kind &&
	       image->machine_code == closure->program_image->machine_code;
}

static void add_module(struct closure *closure, struct resolution *resolution)
{
	struct dependencies *result = closure->result;
	void *items = result->modules;

	if (resolution->queued || result->module_count == MAX_MODULES)
		return;
	resolution->queued = true;
	arena_grow(closure->host->arena, &items, result->module_count, &closure->module_capacity,
		sizeof(*result->modules));
	result->modules = items;
	result->modules[result->module_count++] = (struct dependency_module){
		.file = resolution->file, .name = resolution->name, .step = resolution->step};
}

enum symbol_answer { SYMBOL_EXPORTED, SYMBOL_ABSENT, SYMBOL_UNTOLD };

/* Where the look for a symbol stands: the module that should export it, and the name it has there.
 */
struct symbol_trail {
	struct resolution *resolution;
	struct image_symbol symbol;
	struct host_file *forwarded_by; /* NULL when no forwarder was met */
	const char *module;             /* that the last forwarder names */
	const char *reason;             /* for SYMBOL_UNTOLD */
};

/* Looks a symbol up, through forwarders, whose modules are loaded too. The trail begins at the
 * module that is imported. */
static enum symbol_answer look_for_symbol(struct closure *closure, struct symbol_trail *trail)
{
	for (unsigned forwards = 0; forwards < MAX_FORWARDS; forwards++) {
		struct resolution *resolution = trail->resolution;
		const struct image *image;
		const struct image_export *export;

		if (resolution->skipped)
			return SYMBOL_EXPORTED;
		trail->reason = resolution->search.reason;
		if (resolution->search.outcome == SEARCH_UNCERTAIN)
			return SYMBOL_UNTOLD;
		if (!resolution->file)
			return SYMBOL_ABSENT;
		image = host_file_image(&closure->host->tree, resolution->file);
		trail->reason = "its export table is damaged";
		if (!image)
			trail->reason =
				host_file_unreadable(&closure->host->tree, resolution->file);
		if (!image || !image->exports_read)
			return SYMBOL_UNTOLD;
		if (!fits_program(closure, image))
			return SYMBOL_ABSENT;
		add_module(closure, resolution);
		export = find_export(closure->host->arena, resolution, image, &trail->symbol);
		if (!export)
			return image_doubt(image) ? SYMBOL_UNTOLD : SYMBOL_ABSENT;
		if (!export->forwarder)
			return SYMBOL_EXPORTED;
		trail->forwarded_by = resolution->file;
		if (!parse_forwarder(closure->host->arena, export->forwarder, &trail->module,
			    &trail->symbol))
			return SYMBOL_UNTOLD;
		trail->resolution = resolve(closure, trail->module);
	}
	trail->reason = "it is forwarded from module to module without an end";
	return SYMBOL_UNTOLD;
}

static const char *symbol_text(struct arena *arena, const struct image_symbol *symbol)
{
	return symbol->name ? symbol->name : arena_printf(arena, "#%u", symbol->ordinal);
}

/* What is wrong with a symbol, told of the last module on its trail. */
static struct dependency_fault symbol_fault(struct closure *closure, struct dependency_fault fault,
	const struct symbol_trail *trail, enum symbol_answer answer)
{
	const char *symbol = symbol_text(closure->host->arena, &trail->symbol);

	if (trail->forwarded_by) {
		fault.importer = trail->forwarded_by;
		fault.module = trail->module;
		fault.file = trail->resolution->file;
		fault.step = trail->resolution->step;
	}
	fault.kind = fault.file ? DEPENDENCY_MISSING_SYMBOL : DEPENDENCY_MISSING_MODULE;
	fault.detail = symbol;
	if (answer == SYMBOL_UNTOLD) {
		fault.kind = DEPENDENCY_UNTOLD;
		fault.detail = arena_printf(closure->host->arena,
			"whether %s exports %s could not be told: %s",
			fault.file ? fault.file->path : fault.module, symbol, trail->reason);
	}
	return fault;
}

static void check_symbols(struct closure *closure, struct host_file *importer,
	const struct image_import *import, struct resolution *resolution)
{
	struct dependency_fault fault = {.importer = importer,
		.module = import->module,
		.file = resolution->file,
		.step = resolution->step};

	for (size_t i = 0; i < import->symbol_count; i++) {
		struct symbol_trail trail = {
			.resolution = resolution, .symbol = import->symbols[i]};
		enum symbol_answer answer = look_for_symbol(closure, &trail);

		closure->result->symbols_checked++;
		if (answer != SYMBOL_EXPORTED)
			add_fault(closure, symbol_fault(closure, fault, &trail, answer));
	}
}

static void follow_import(
	struct closure *closure, struct host_file *importer, const struct image_import *import)
{
	struct resolution *resolution = resolve(closure, import->module);
	struct dependency_fault fault = {.importer = importer,
		.module = import->module,
		.file = resolution->file,
		.step = resolution->step};
	const struct image *image;

	if (resolution->skipped)
		return;
	if (resolution->search.outcome == SEARCH_UNCERTAIN) {
		fault.kind = DEPENDENCY_UNTOLD;
		fault.detail = resolution->search.reason;
		add_fault(closure, fault);
		return;
	}
	if (!resolution->file) {
		fault.kind = import->delay ? DEPENDENCY_MISSING_DELAYED_MODULE
					   : DEPENDENCY_MISSING_MODULE;
		add_fault(closure, fault);
		return;
	}
	image = host_file_image(&closure->host->tree, resolution->file);
	if (!image) {
		fault.kind = DEPENDENCY_UNTOLD;
		fault.detail = host_file_unreadable(&closure->host->tree, resolution->file);
		add_fault(closure, fault);
		return;
	}
	if (!fits_program(closure, image)) {
		fault.kind = DEPENDENCY_WRONG_IMAGE;
		fault.detail = image_kind_name(image->kind);
		add_fault(closure, fault);
		return;
	}
	add_module(closure, resolution);
	check_symbols(closure, importer, import, resolution);
}

/* What in a damaged image keeps its imports from being known. */
static void check_import_table(
	struct closure *closure, struct host_file *file, const struct image *image)
{
	if (image->imports_read && !image_doubt(image))
		return;
	add_fault(closure,
		(struct dependency_fault){.kind = DEPENDENCY_UNTOLD,
			.importer = file,
			.module = winpath_name(file->path),
			.file = file,
			.detail = arena_printf(closure->host->arena,
				"%s is damaged (%s), so what it imports could not all be told",
				file->path,
				image_doubt(image) ? image_doubt(image)
						   : "no import table could be read")});
}

static void follow_file(struct closure *closure, struct host_file *file)
{
	const struct image *image = host_file_image(&closure->host->tree, file);

	if (!image)
		return;
	check_import_table(closure, file, image);
	for (size_t i = 0; i < image->import_count; i++)
		follow_import(closure, file, &image->imports[i]);
}

struct dependencies dependencies_read(struct host *host, struct host_file *program,
	const char *current_directory, enum search_basis current_directory_basis)
{
	struct dependencies result = {.program = program};
	struct closure closure = {.host = host,
		.result = &result,
		.program_image = host_file_image(&host->tree, program),
		.current_directory = current_directory,
		.basis = current_directory_basis,
		.windows_shown = host_shows_windows(host)};

	follow_file(&closure, program);
	for (size_t i = 0; i < result.module_count && result.fault_count < MAX_FAULTS; i++)
		follow_file(&closure, result.modules[i].file);
	if (result.module_count == MAX_MODULES)
		add_fault(&closure,
			(struct dependency_fault){.kind = DEPENDENCY_UNTOLD,
				.importer = program,
				.module = winpath_name(program->path),
				.detail = "the program needs more modules than are followed"});
	return result;
}
