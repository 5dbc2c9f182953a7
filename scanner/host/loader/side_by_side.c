#include "scanner/host/loader/side_by_side.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/loader/activation_context.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* DLLs of Microsoft's assemblies, by how the names of both begin, and the assembly's ends: with
 * these an assembly that is not there to be seen leaves all other DLLs certain. */
static const struct {
	const char *begins;
	const char *ends;
	const char *dll;
} known_files[] = {
	{"Microsoft.Windows.Common-Controls", "", "comctl32"},
	{"Microsoft.Windows.GdiPlus", "", "gdiplus"},
	{"Microsoft.VC", "CRT", "msvc"},
	{"Microsoft.VC", "MFC", "mfc"},
	{"Microsoft.VC", "MFCLOC", "mfc"},
	{"Microsoft.VC", "ATL", "atl"},
	{"Microsoft.VC", "OpenMP", "vcomp"},
};

/* Whether an assembly that could not be looked at may hold the DLL. */
static bool may_hold(const char *assembly, const char *dll_name)
{
	bool known = false;

	for (size_t i = 0; i < COUNT_OF(known_files); i++) {
		if (!text_behind_name(assembly, known_files[i].begins) ||
			!text_ends_name(assembly, known_files[i].ends))
			continue;
		known = true;
		if (text_behind_name(dll_name, known_files[i].dll))
			return true;
	}
	return !known;
}

static struct side_by_side_answer untold(const char *why)
{
	return (struct side_by_side_answer){
		.status = SIDE_BY_SIDE_UNTOLD, .basis = FACT_UNKNOWN, .source = why};
}

static struct side_by_side_answer answer_of(
	struct host *host, const struct context_assembly *assembly, const char *source)
{
	struct arena *arena = host->arena;
	const struct assembly_place *place = &assembly->place;
	struct side_by_side_answer answer = {
		.status = SIDE_BY_SIDE_FOUND, .basis = place->basis, .source = source};
	const char *title;

	if (!assembly->identity) {
		answer.step = arena_printf(
			arena, "the files of the program's own manifest (%s)", place->folder);
		return answer;
	}
	title = assembly_title(arena, place->name, &place->version);
	answer.assembly = place->name;
	answer.version = title + strlen(place->name) + 1;
	answer.step = arena_printf(arena, "the %sside-by-side assembly %s (%s)",
		place->shared ? "" : "private ", title, place->folder);
	return answer;
}

/* Where a file element has its file come from. */
static const char *path_of(struct host *host, const struct context_assembly *assembly,
	const struct image_manifest_file *file)
{
	const char *unknown, *path;

	if (!file->load_from)
		return winpath_join(host->arena, assembly->place.folder, file->name);
	path = environment_expand(&host->environment, file->load_from, &unknown);
	if (unknown)
		return NULL;
	return text_ends_name(path, "\\") ? arena_printf(host->arena, "%s%s", path, file->name)
					  : path;
}

static struct side_by_side_answer take_file(struct host *host,
	const struct context_assembly *assembly, const char *path, const char *source)
{
	struct side_by_side_answer answer = answer_of(host, assembly, source);
	struct look look;

	if (!path)
		return untold(arena_printf(
			host->arena, "%s names a folder by a variable that is not known", source));
	look = tree_look(&host->tree, path);
	answer.file = look.file;
	if (look.file)
		return answer;
	if (look.status != LOOK_ABSENT && look.status != LOOK_FOUND)
		return untold(look.reason);
	answer.status = SIDE_BY_SIDE_NO_FILE;
	answer.source =
		arena_printf(host->arena, "%s is not there; it is a file of %s", look.path, source);
	return answer;
}

/* A manifest that is stored compressed cannot say which files it has; what lies in the folder of
 * the assembly does. */
static struct side_by_side_answer find_in_folder(
	struct host *host, const struct context_assembly *assembly, const char *dll_name)
{
	const struct assembly_place *place = &assembly->place;
	struct side_by_side_answer none = {.status = SIDE_BY_SIDE_NONE};
	struct look look =
		tree_look(&host->tree, winpath_join(host->arena, place->folder, dll_name));
	const char *source;

	if (look.status == LOOK_ABSENT || look.folder)
		return none;
	source = arena_printf(
		host->arena, "%s; the folder of the assembly holds the file", place->source);
	return take_file(
		host, assembly, winpath_join(host->arena, place->folder, dll_name), source);
}

static struct side_by_side_answer find_in_assembly(
	struct host *host, const struct context_assembly *assembly, const char *dll_name)
{
	const struct assembly_place *place = &assembly->place;
	const struct image_manifest *manifest = place->manifest.manifest;

	if (place->status == ASSEMBLY_UNTOLD)
		return may_hold(assembly->identity->name, dll_name)
			       ? untold(arena_printf(host->arena,
					 "%s may come from the side-by-side assembly %s: %s",
					 dll_name, assembly->identity->name, place->source))
			       : (struct side_by_side_answer){.status = SIDE_BY_SIDE_NONE};
	if (place->manifest.compressed)
		return find_in_folder(host, assembly, dll_name);
	for (size_t i = 0; i < manifest->file_count; i++) {
		const struct image_manifest_file *file = &manifest->files[i];

		if (file->name && text_same_name(file->name, dll_name))
			return take_file(
				host, assembly, path_of(host, assembly, file), place->source);
	}
	return (struct side_by_side_answer){.status = SIDE_BY_SIDE_NONE};
}

static struct side_by_side_answer find_in_context(
	struct host *host, const struct activation_context *context, const char *dll_name)
{
	struct side_by_side_answer answer = {.status = SIDE_BY_SIDE_NONE};

	for (size_t i = 0; i < context->count; i++) {
		answer = find_in_assembly(host, &context->assemblies[i], dll_name);
		if (answer.status != SIDE_BY_SIDE_NONE)
			return answer;
	}
	return context->unknown ? untold(context->unknown) : answer;
}

struct side_by_side_answer side_by_side_find(struct host *host, struct host_file *program,
	struct host_file *importer, const char *dll_name)
{
	struct side_by_side_answer answer;

	if (importer && importer != program) {
		answer = find_in_context(host, activation_context_of(host, importer), dll_name);
		if (answer.status != SIDE_BY_SIDE_NONE)
			return answer;
	}
	return find_in_context(host, activation_context_of(host, program), dll_name);
}

const struct side_by_side_fault *side_by_side_missing(
	struct host *host, struct host_file *file, size_t *count)
{
	const struct activation_context *context = activation_context_of(host, file);

	*count = context->fault_count;
	return context->faults;
}
