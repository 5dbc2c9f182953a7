#include "scanner/host/search.h"

#include "scanner/host/known_dlls.h"
#include "scanner/host/winpath.h"

#include <string.h>

enum place {
	PLACE_NAMED, /* the folder configured for the program */
	PLACE_KNOWN_DLL,
	PLACE_CALLER,
	PLACE_CURRENT,
	PLACE_SYSTEM32,
	PLACE_SYSTEM,
	PLACE_WINDOWS,
	PLACE_PATH,
};

/* CreateProcessW, bare name in the command line: doc CreateProcessW. */
static const enum place createprocess_steps[] = {PLACE_NAMED, PLACE_CALLER, PLACE_CURRENT,
	PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_PATH};

/* LoadLibrary on NT 4, 2000 and XP as installed: Q164501, doc "Dynamic-link library search order".
 */
static const enum place loadlibrary_steps[] = {PLACE_KNOWN_DLL, PLACE_CALLER, PLACE_CURRENT,
	PLACE_SYSTEM32, PLACE_SYSTEM, PLACE_WINDOWS, PLACE_PATH};

/* LoadLibrary with SafeDllSearchMode: the same document. */
static const enum place loadlibrary_safe_steps[] = {PLACE_KNOWN_DLL, PLACE_CALLER, PLACE_SYSTEM32,
	PLACE_SYSTEM, PLACE_WINDOWS, PLACE_CURRENT, PLACE_PATH};

static const struct search_order {
	enum launcher launcher;
	bool safe_dll_search;
	const enum place *steps;
	size_t count;
	const char *extension; /* added to a name that has none */
	bool extends_paths;    /* also to one that is a path */
	const char *source;
} orders[] = {
	{LAUNCHER_CREATEPROCESS, false, createprocess_steps,
		sizeof(createprocess_steps) / sizeof(createprocess_steps[0]), ".exe", false,
		"CreateProcessW"},
	{LAUNCHER_LOADLIBRARY, false, loadlibrary_steps,
		sizeof(loadlibrary_steps) / sizeof(loadlibrary_steps[0]), ".dll", true,
		"Q164501; Dynamic-link library search order"},
	{LAUNCHER_LOADLIBRARY, true, loadlibrary_safe_steps,
		sizeof(loadlibrary_safe_steps) / sizeof(loadlibrary_safe_steps[0]), ".dll", true,
		"Dynamic-link library search order"},
};

static const struct {
	enum place place;
	const char *below; /* of the Windows folder */
	const char *title;
} windows_places[] = {
	{PLACE_SYSTEM32, "System32", "the system folder"},
	{PLACE_SYSTEM, "System", "the 16-bit system folder"},
	{PLACE_WINDOWS, "", "the Windows folder"},
};

struct search {
	struct host *host;
	const struct search_request *request;
	struct search_result *result;
	size_t candidate_capacity;
	size_t step_capacity;
	bool settled; /* a certain candidate was found: what comes later only shows what it shadows
		       */
	bool known_dlls_unknown;
};

static const struct search_order *order_for(const struct host *host, enum launcher launcher)
{
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (orders[i].launcher == launcher &&
			(launcher != LAUNCHER_LOADLIBRARY ||
				orders[i].safe_dll_search == host->profile->safe_dll_search))
			return &orders[i];
	return &orders[0];
}

const char *search_source(enum launcher launcher)
{
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (orders[i].launcher == launcher)
			return orders[i].source;
	return NULL;
}

/* Something that could hide a candidate: it matters only while no certain one was found before it.
 */
static void cannot_tell(struct search *search, const char *reason)
{
	if (search->settled || search->result->reason)
		return;
	search->result->reason = reason;
}

static void add_step(struct search *search, const char *step)
{
	void *steps = search->result->steps;

	arena_grow(search->host->arena, &steps, search->result->step_count, &search->step_capacity,
		sizeof(*search->result->steps));
	search->result->steps = steps;
	search->result->steps[search->result->step_count++] = step;
}

static void add_candidate(struct search *search, struct search_candidate candidate)
{
	struct search_result *result = search->result;
	void *items = result->candidates;

	for (size_t i = 0; i < result->count; i++) {
		if (result->candidates[i].file != candidate.file)
			continue;
		/* What was only likely is certain once a certain step leads to the same file with
		 * nothing between. */
		if (!search->settled && candidate.basis == BASIS_CERTAIN) {
			result->candidates[i] = candidate;
			search->settled = true;
		}
		return;
	}
	arena_grow(search->host->arena, &items, result->count, &search->candidate_capacity,
		sizeof(candidate));
	result->candidates = items;
	result->candidates[result->count++] = candidate;
	if (candidate.basis == BASIS_CERTAIN)
		search->settled = true;
}

static void take_look(struct search *search, struct look look, struct search_candidate candidate)
{
	struct arena *arena = search->host->arena;

	if (look.status == LOOK_ABSENT)
		return;
	if (look.status != LOOK_FOUND) {
		cannot_tell(search, look.reason);
		return;
	}
	if (!look.file) {
		cannot_tell(
			search, arena_printf(arena,
					"%s is a folder, which stands in the way of the program",
					look.path));
		return;
	}
	candidate.file = look.file;
	add_candidate(search, candidate);
}

static void search_folder(
	struct search *search, const char *folder, const char *title, enum search_basis basis)
{
	struct arena *arena = search->host->arena;
	struct search_candidate candidate = {
		.step = arena_printf(arena, "%s (%s)", title, folder), .basis = basis};
	const char *path =
		winpath_absolute(arena, NULL, winpath_join(arena, folder, search->result->name));

	add_step(search, candidate.step);
	if (!path) {
		cannot_tell(search,
			arena_printf(arena, "%s, %s, is no full path of a drive", title, folder));
		return;
	}
	take_look(search, tree_look(&search->host->tree, path), candidate);
}

static void search_path_entry(struct search *search, struct path_entry *entry)
{
	struct arena *arena = search->host->arena;
	struct search_candidate candidate = {.path_entry = entry,
		.step = arena_printf(
			arena, "PATH entry %u (%s)", entry->position, entry->directory)};

	add_step(search, candidate.step);
	if (entry->absent)
		return;
	if (entry->folder) {
		struct look look =
			tree_look_in(&search->host->tree, entry->folder, search->result->name);

		/* A doubtful entry matters only where it holds something, or cannot be looked into.
		 */
		if (entry->unknown && look.status == LOOK_FOUND)
			cannot_tell(search, entry->unknown);
		take_look(search, look, candidate);
		return;
	}
	cannot_tell(search, entry->unknown);
}

static void search_path(struct search *search)
{
	struct path_list *path = &search->host->path;

	if (path->unknown) {
		add_step(search, "PATH (not known)");
		cannot_tell(search, path->unknown);
	}
	for (size_t i = 0; i < path->count; i++)
		search_path_entry(search, &path->entries[i]);
}

static bool is_known_dll(struct search *search)
{
	enum known_dll_answer answer = known_dll(search->host, search->result->name);

	search->known_dlls_unknown = answer == KNOWN_DLL_UNTOLD;
	return answer == KNOWN_DLL_YES;
}

/* Without KnownDLLs, a file in System32 may win over those that are found before it. */
static void doubt_without_known_dlls(struct search *search)
{
	struct search_result *result = search->result;
	const char *folder = host_windows_folder(search->host, "System32");
	struct look system32;

	if (!search->known_dlls_unknown || !result->count || !folder)
		return;
	system32 = tree_look(
		&search->host->tree, winpath_join(search->host->arena, folder, result->name));
	if (system32.file && system32.file != result->candidates[0].file && !result->reason)
		result->reason = arena_printf(search->host->arena,
			"whether %s is one of the KnownDLLs, which come from %s first, could not "
			"be told: "
			"no SYSTEM hive could be read; give one with --system-hive FILE",
			result->name, folder);
}

static void search_windows(struct search *search, enum place place)
{
	for (size_t i = 0; i < sizeof(windows_places) / sizeof(windows_places[0]); i++) {
		const char *folder;

		if (windows_places[i].place != place)
			continue;
		folder = host_windows_folder(search->host, windows_places[i].below);
		if (folder)
			search_folder(search, folder, windows_places[i].title, BASIS_CERTAIN);
		else
			cannot_tell(search, "the Windows folder was not found on the target; give "
					    "its place with --env "
					    "SystemRoot=C:\\WINNT");
	}
}

static void search_place(struct search *search, enum place place)
{
	const struct search_request *request = search->request;

	switch (place) {
	case PLACE_NAMED:
		if (request->named_folder)
			search_folder(search, request->named_folder,
				"the folder named in the registry", BASIS_CERTAIN);
		break;
	case PLACE_KNOWN_DLL:
		if (is_known_dll(search))
			search_windows(search, PLACE_SYSTEM32);
		break;
	case PLACE_CALLER:
		if (request->caller_folder)
			search_folder(search, request->caller_folder,
				"the folder of the calling program", BASIS_CERTAIN);
		break;
	case PLACE_CURRENT:
		if (request->current_directory)
			search_folder(search, request->current_directory,
				request->current_directory_basis == BASIS_LIKELY
					? "the likely current directory"
					: "the current directory",
				request->current_directory_basis);
		break;
	case PLACE_SYSTEM32:
	case PLACE_SYSTEM:
	case PLACE_WINDOWS:
		search_windows(search, place);
		break;
	case PLACE_PATH:
		search_path(search);
		break;
	}
}

static void search_full_path(struct search *search)
{
	const char *path = winpath_absolute(
		search->host->arena, search->request->current_directory, search->result->name);
	struct search_candidate candidate = {.step = "its full path", .basis = BASIS_CERTAIN};

	if (winpath_kind_of(search->request->name) != WINPATH_ABSOLUTE)
		candidate.basis = search->request->current_directory_basis;
	add_step(search, candidate.step);
	if (path)
		take_look(search, tree_look(&search->host->tree, path), candidate);
	else
		cannot_tell(
			search, arena_printf(search->host->arena, "%s is no full path of a drive",
					search->request->name));
}

/* The name with the extension that it lacks; a dot at its end says that it has none. */
static const char *name_to_find(struct arena *arena, const char *name, const char *extension)
{
	size_t length = strlen(name);

	while (length > 1 && (name[length - 1] == '.' || name[length - 1] == ' '))
		length--;
	return arena_printf(
		arena, "%.*s%s", (int)length, name, winpath_has_extension(name) ? "" : extension);
}

struct search_result search_run(struct host *host, const struct search_request *request)
{
	const struct search_order *order = order_for(host, request->launcher);
	struct search_result result = {0};
	struct search search = {.host = host, .request = request, .result = &result};
	bool is_path =
		winpath_kind_of(request->name) != WINPATH_RELATIVE || strpbrk(request->name, "\\/");

	result.name = name_to_find(host->arena, request->name,
		is_path && !order->extends_paths ? "" : order->extension);
	if (is_path) {
		search_full_path(&search);
	} else {
		for (size_t i = 0; i < order->count; i++)
			search_place(&search, order->steps[i]);
		doubt_without_known_dlls(&search);
	}
	if (result.reason)
		result.outcome = SEARCH_UNCERTAIN;
	else
		result.outcome = result.count ? SEARCH_FOUND : SEARCH_MISSING;
	return result;
}

const struct search_candidate *search_winner(const struct search_result *result)
{
	return result->count ? &result->candidates[0] : NULL;
}

size_t search_possible_winners(const struct search_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->candidates[i].basis == BASIS_CERTAIN)
			return i + 1;
	return result->count;
}
