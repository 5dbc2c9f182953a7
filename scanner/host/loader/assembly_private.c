/*
 * Private assemblies. A DLL called as the assembly ends the search: its manifest has to stand in it
 * as resource 1 (doc "Assembly Searching Sequence").
 */
#include "scanner/host/loader/assembly.h"

#include "scanner/host/disk/winpath.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

struct private_search {
	struct host *host;
	const struct assembly_reference *reference;
	struct assembly_place place;
};

static bool ends(struct private_search *search, enum assembly_status status, enum fact_basis basis,
	const char *source)
{
	search->place.status = status;
	search->place.basis = basis;
	search->place.source = source;
	return true;
}

/* What a manifest says that it is, against what was asked for. */
static bool take_manifest(struct private_search *search, const char *path)
{
	struct arena *arena = search->host->arena;
	const struct assembly_reference *reference = search->reference;
	const struct image_manifest *manifest = search->place.manifest.manifest;
	const struct image_assembly *identity = &manifest->identity;
	const char *wanted = assembly_title(arena, reference->identity->name, &reference->version);

	if (!assembly_fits(reference->identity, identity) ||
		!assembly_version_read(identity->version, &search->place.version) ||
		assembly_version_compare(&search->place.version, &reference->version) != 0)
		return ends(search, ASSEMBLY_WRONG, FACT_READ,
			arena_printf(arena, "%s is that of %s %s, not of %s", path,
				identity->name ? identity->name : "no assembly",
				identity->version ? identity->version : "", wanted));
	search->place.name = identity->name;
	return ends(search, ASSEMBLY_FOUND, FACT_READ, path);
}

static const char *beside(
	struct arena *arena, const char *folder, const char *name, const char *end)
{
	return winpath_join(arena, folder, arena_printf(arena, "%s%s", name, end));
}

/* FOLDER\NAME.DLL; true when it ends the search. */
static bool look_at_dll(struct private_search *search, const char *folder)
{
	struct host *host = search->host;
	const char *name = search->reference->identity->name;
	struct look look = tree_look(&host->tree, beside(host->arena, folder, name, ".DLL"));
	struct look other;

	if (look.status == LOOK_ABSENT || look.folder)
		return false;
	if (!look.file)
		return ends(search, ASSEMBLY_UNTOLD, FACT_UNKNOWN, look.reason);
	search->place.manifest = module_manifest_of_resource(host, look.file, MANIFEST_OF_PROGRAM);
	if (search->place.manifest.unknown)
		return ends(search, ASSEMBLY_UNTOLD, FACT_UNKNOWN, search->place.manifest.unknown);
	if (search->place.manifest.manifest)
		return take_manifest(search, look.path);
	other = tree_look(&host->tree, beside(host->arena, folder, name, ".manifest"));
	if (other.status == LOOK_ABSENT)
		return ends(search, ASSEMBLY_WRONG, FACT_READ,
			arena_printf(
				host->arena, "%s has no manifest (resource 24, 1)", look.path));
	/* The document has the DLL end the search; Wine goes on. */
	return ends(search, ASSEMBLY_UNTOLD, FACT_UNKNOWN,
		arena_printf(host->arena,
			"%s has no manifest (resource 24, 1), and whether Windows goes on to %s "
			"could not be told",
			look.path, other.path));
}

static bool look_at_manifest(struct private_search *search, const char *folder)
{
	struct host *host = search->host;
	const char *name = search->reference->identity->name;
	struct look look = tree_look(&host->tree, beside(host->arena, folder, name, ".manifest"));

	if (look.status == LOOK_ABSENT || look.folder)
		return false;
	if (!look.file)
		return ends(search, ASSEMBLY_UNTOLD, FACT_UNKNOWN, look.reason);
	search->place.manifest = module_manifest_of_file(host, look.file, MANIFEST_ASSEMBLY);
	if (search->place.manifest.manifest)
		return take_manifest(search, look.path);
	return ends(search, ASSEMBLY_UNTOLD, FACT_UNKNOWN,
		search->place.manifest.unknown
			? search->place.manifest.unknown
			: arena_printf(host->arena, "%s is compressed", look.path));
}

static bool look_in(struct private_search *search, const char *folder)
{
	search->place.folder = folder;
	return look_at_dll(search, folder) || look_at_manifest(search, folder);
}

/* A name that is a path, or no name of a file, leads nowhere else. */
static bool is_plain(const char *name)
{
	return *name && !strpbrk(name, "\\/:*?\"<>|") && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0;
}

struct assembly_place assembly_find_private(
	struct host *host, const struct assembly_reference *reference, const char *folder)
{
	struct private_search search = {.host = host, .reference = reference};
	const struct image_assembly *identity = reference->identity;
	const char *languages[] = {identity->language, NULL};

	for (size_t i = 0; i < COUNT_OF(languages) && is_plain(identity->name); i++) {
		const char *in = folder;

		if (languages[i]) {
			if (assembly_language_is_neutral(languages[i]) || !is_plain(languages[i]))
				continue;
			in = winpath_join(host->arena, folder, languages[i]);
		}
		if (look_in(&search, in) ||
			look_in(&search, winpath_join(host->arena, in, identity->name)))
			return search.place;
	}
	return (struct assembly_place){.status = ASSEMBLY_MISSING,
		.basis = FACT_READ,
		.source = arena_printf(host->arena, "%s has no private assembly %s", folder,
			assembly_title(host->arena, identity->name, &reference->version))};
}
