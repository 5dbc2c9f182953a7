/* What each place of a search order holds. */
#include "scanner/host/search/search_private.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/app_paths.h"
#include "scanner/host/search/wow64.h"

#include <string.h>

/* Something that could hide a candidate: it matters only while no certain one was found before it.
 */
static void cannot_tell(struct search *search, const char *reason)
{
	if (!search->settled && !search->result->reason)
		search->result->reason = reason;
}

struct search_step *search_add_step(
	struct search *search, enum search_place place, const char *text, const char *directory)
{
	struct search_result *result = search->result;
	void *steps = result->steps;

	arena_grow(search->host->arena, &steps, result->step_count, &search->step_capacity,
		sizeof(*result->steps));
	result->steps = steps;
	result->steps[result->step_count] = (struct search_step){
		.place = place, .text = text, .directory = directory, .answer = STEP_ABSENT};
	return &result->steps[result->step_count++];
}

/* A place that is in the order but not looked into. */
void search_pass_by(struct search *search, enum search_place place, const char *why)
{
	struct search_step *step = search_add_step(search, place,
		arena_printf(search->host->arena, "%s (%s)", search_place_title(place), why), NULL);

	step->answer = STEP_PASSED;
	step->detail = why;
}

void search_untold(struct search *search, const char *reason)
{
	struct search_step *step = &search->result->steps[search->result->step_count - 1];

	step->answer = STEP_UNTOLD;
	step->detail = reason;
	cannot_tell(search, reason);
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
		if (!search->settled && candidate.basis == BASIS_CERTAIN &&
			i + 1 == result->count) {
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

/* A copy that lies where a person would expect it to count, and does not. */
static void exclude(struct search *search, enum search_place place, const char *folder,
	const char *form, const char *why)
{
	struct search_result *result = search->result;
	void *items = result->excluded;
	struct arena *arena = search->host->arena;
	const char *path = winpath_absolute(arena, NULL, winpath_join(arena, folder, form));
	struct look look = {.status = LOOK_ABSENT};

	if (path)
		look = tree_look(&search->host->tree, path);
	if (!look.file)
		return;
	for (size_t i = 0; i < result->excluded_count; i++)
		if (result->excluded[i].file == look.file)
			return;
	arena_grow(arena, &items, result->excluded_count, &search->excluded_capacity,
		sizeof(*result->excluded));
	result->excluded = items;
	result->excluded[result->excluded_count++] = (struct search_candidate){
		.file = look.file,
		.place = place,
		.step = arena_printf(arena, "%s (%s)", search_place_title(place), folder),
		.lost = why,
	};
}

void search_exclude_all(
	struct search *search, enum search_place place, const char *folder, const char *why)
{
	for (size_t i = 0; i < search->attempt->form_count; i++)
		exclude(search, place, folder, search->attempt->forms[i], why);
}

/* Takes what a look into the last step found. */
void search_take_look(struct search *search, struct look look, struct search_candidate candidate)
{
	struct search_step *step = &search->result->steps[search->result->step_count - 1];

	if (look.status == LOOK_ABSENT)
		return;
	if (look.status != LOOK_FOUND) {
		search_untold(search, look.reason);
		return;
	}
	if (!look.file) {
		search_untold(
			search, arena_printf(search->host->arena,
					"%s is a folder, which stands in the way of the program",
					look.path));
		return;
	}
	if (step->answer != STEP_UNTOLD)
		step->answer = STEP_FOUND;
	/* Which long name a short one stood for is not read from a copy. */
	if (look.inferred || (candidate.path_entry && candidate.path_entry->inferred)) {
		candidate.basis = BASIS_LIKELY;
		if (!step->detail)
			step->detail =
				look.inferred ? look.inferred : candidate.path_entry->inferred;
	}
	candidate.file = look.file;
	candidate.place = step->place;
	candidate.step = step->text;
	candidate.position = search->result->step_count;
	add_candidate(search, candidate);
}

/* The folder's path as the disk spells it. */
static const char *as_on_disk(struct search *search, const char *folder)
{
	const char *path = winpath_absolute(search->host->arena, NULL, folder);
	struct look look = {.status = LOOK_ABSENT};

	if (path)
		look = tree_look(&search->host->tree, path);
	return look.folder ? look.path : folder;
}

/* "the system folder (C:\Windows\SysWOW64, which a 32-bit program sees as ...\System32)" */
static const char *folder_text(struct search *search, const char *title, const char *folder)
{
	struct arena *arena = search->host->arena;
	const char *seen = search->redirected
				   ? wow64_path(search->host, search->caller_machine, folder)
				   : folder;

	if (seen == folder)
		return arena_printf(arena, "%s (%s)", title, as_on_disk(search, folder));
	return arena_printf(arena, "%s (%s, which this program sees as %s)", title,
		as_on_disk(search, seen), folder);
}

/* The path that the caller really reaches; marks the last step where that could not be told. */
static const char *reached(struct search *search, const char *path)
{
	if (search->machine_untold && wow64_path(search->host, MACHINE_I386, path) != path)
		search_untold(search, search->machine_untold);
	return wow64_path(search->host, search->caller_machine, path);
}

/* Why what is found in an entry is not certain to be, or NULL. */
static const char *doubt_of_entry(const struct search *search, const struct path_entry *entry)
{
	if (!entry->unknown && search->request->launcher == LAUNCHER_CMD)
		return entry->unknown_to_cmd;
	return entry->unknown;
}

/* Looks for each form in a folder that was given as text, as the caller sees it. */
static void look_for_forms(
	struct search *search, const char *folder, struct search_candidate candidate)
{
	struct host *host = search->host;
	const char *doubt =
		candidate.path_entry ? doubt_of_entry(search, candidate.path_entry) : NULL;

	for (size_t i = 0; i < search->attempt->form_count; i++) {
		const char *form = search->attempt->forms[i];
		const char *path = winpath_absolute(
			host->arena, NULL, winpath_join(host->arena, folder, form));
		const char *seen;
		struct look look;

		if (!path) {
			search_untold(search,
				arena_printf(host->arena, "%s is no full path of a drive", folder));
			return;
		}
		seen = reached(search, path);
		look = tree_look(&host->tree, seen);
		if (doubt && look.status == LOOK_FOUND)
			search_untold(search, doubt);
		search_take_look(search, look, candidate);
		if (seen != path)
			exclude(search, search->result->steps[search->result->step_count - 1].place,
				folder, form,
				arena_printf(host->arena,
					"64-bit Windows shows a 32-bit program %s instead", seen));
	}
}

void search_in_folder(struct search *search, enum search_place place, const char *title,
	const char *folder, enum search_basis basis)
{
	search_add_step(search, place, folder_text(search, title, folder),
		as_on_disk(search, wow64_path(search->host, search->caller_machine, folder)));
	look_for_forms(search, folder, (struct search_candidate){.basis = basis});
}

static void search_named(struct search *search)
{
	const char *folder = search->request->named_folder;

	if (folder)
		search_in_folder(search, PLACE_NAMED, search_place_title(PLACE_NAMED), folder,
			BASIS_CERTAIN);
}

static void search_caller(struct search *search)
{
	if (search->caller_folder)
		search_in_folder(search, PLACE_CALLER, search_place_title(PLACE_CALLER),
			search->caller_folder, BASIS_CERTAIN);
	else
		search_pass_by(search, PLACE_CALLER, "not given");
}

static void search_windows(struct search *search, enum search_place place, const char *below)
{
	const char *folder = host_windows_folder(search->host, below);

	if (folder) {
		search_in_folder(search, place, search_place_title(place), folder, BASIS_CERTAIN);
		return;
	}
	search_pass_by(search, place, "not known");
	search_untold(search, host_no_windows_folder);
}

static void search_system32(struct search *search)
{
	search_windows(search, PLACE_SYSTEM32, "System32");
}

static void search_system(struct search *search)
{
	search_windows(search, PLACE_SYSTEM, "System");
}

static void search_windows_itself(struct search *search)
{
	search_windows(search, PLACE_WINDOWS, "");
}

/* A form may have a folder of its own, or be a file that is redirected. */
static struct look look_below(struct search *search, struct path_entry *entry, const char *form)
{
	struct host *host = search->host;
	const char *path = winpath_absolute(host->arena, entry->directory, form);
	const char *seen = path ? reached(search, path) : NULL;

	if (!path)
		return (struct look){.status = LOOK_ABSENT};
	return seen == path && winpath_name(form) == form
		       ? tree_look_in(&host->tree, entry->folder, form)
		       : tree_look(&host->tree, seen);
}

static void search_path_folder(
	struct search *search, struct path_entry *entry, struct search_candidate candidate)
{
	const char *doubt = doubt_of_entry(search, entry);

	for (size_t i = 0; i < search->attempt->form_count; i++) {
		const char *form = search->attempt->forms[i];
		struct look look = look_below(search, entry, form);

		/* A doubtful entry matters only where it holds something, or cannot be looked into.
		 */
		if (doubt && look.status == LOOK_FOUND)
			search_untold(search, doubt);
		search_take_look(search, look, candidate);
	}
}

static void search_path_entry(struct search *search, struct path_entry *entry)
{
	struct arena *arena = search->host->arena;
	struct search_candidate candidate = {
		.path_entry = entry, .basis = entry->inferred ? BASIS_LIKELY : BASIS_CERTAIN};
	const char *title = arena_printf(arena, "PATH entry %u", entry->position);
	const char *seen = wow64_path(search->host, search->caller_machine, entry->directory);
	struct search_step *step = search_add_step(
		search, PLACE_PATH, folder_text(search, title, entry->directory), seen);

	reached(search, entry->directory);
	if (seen != entry->directory) {
		look_for_forms(search, entry->directory, candidate);
	} else if (entry->absent) {
		step->answer = STEP_PASSED;
		step->detail = "not there";
	} else if (entry->folder) {
		search_path_folder(search, entry, candidate);
	} else {
		search_untold(search, entry->unknown);
	}
}

static void search_path(struct search *search)
{
	const struct search_request *request = search->request;
	const struct path_list *path = request->path ? request->path : &search->host->path;
	bool with_users = request->session == SESSION_USER || request->path;

	if (path->unknown) {
		search_add_step(search, PLACE_PATH, "PATH (not known)", NULL);
		search_untold(search, path->unknown);
	}
	for (size_t i = 0; i < path->count; i++)
		if (!path->entries[i].of_user || with_users)
			search_path_entry(search, &path->entries[i]);
	if (path->user_unknown && with_users) {
		search_add_step(
			search, PLACE_PATH, "PATH of the user or account (not known)", NULL);
		search_untold(search, path->user_unknown);
	}
}

/* The name alone: App Paths are no folders. */
static void search_app_paths(struct search *search)
{
	struct host *host = search->host;
	struct app_path entry = app_path_find(host, search->attempt->asked, search->redirected);
	const char *path = entry.path ? winpath_absolute(host->arena, NULL, entry.path) : NULL;

	if (entry.status == REGISTRY_ABSENT) {
		search_pass_by(search, PLACE_APP_PATHS, "no key of this name");
		return;
	}
	search_add_step(search, PLACE_APP_PATHS,
		arena_printf(host->arena, "App Paths (%s)", entry.key ? entry.key : "not known"),
		path);
	if (entry.status == REGISTRY_UNKNOWN)
		search_untold(search, entry.reason);
	else if (entry.untold)
		search_untold(search, entry.untold);
	else if (path)
		search_take_look(search, tree_look(&host->tree, reached(search, path)),
			(struct search_candidate){.basis = BASIS_CERTAIN});
	else if (entry.path)
		search_untold(search, arena_printf(host->arena, "%s is no full path", entry.path));
}

/* No file is opened by a name that ends with a separator. */
static bool names_a_folder(const char *name)
{
	size_t length = strlen(name);

	return length && (name[length - 1] == '\\' || name[length - 1] == '/');
}

void search_full_path(struct search *search)
{
	struct host *host = search->host;
	const struct search_request *request = search->request;
	struct search_candidate candidate = {.basis = BASIS_CERTAIN};

	for (size_t i = 0; i < search->attempt->form_count; i++) {
		const char *form = search->attempt->forms[i];
		const char *path = winpath_absolute(host->arena, request->current_directory, form);

		if (!winpath_absolute(host->arena, NULL, form))
			candidate.basis = request->current_directory_basis;
		search_add_step(search, PLACE_FULL_PATH, search_place_title(PLACE_FULL_PATH), path);
		if (path && !names_a_folder(form))
			search_take_look(
				search, tree_look(&host->tree, reached(search, path)), candidate);
		else if (!path)
			search_untold(search,
				arena_printf(host->arena,
					request->current_directory
						? "%s is no full path of a drive"
						: "%s is no full path, and the current directory "
						  "is not known; give it with --current-directory "
						  "DIR",
					request->name));
	}
}

void search_place(struct search *search, enum search_place place)
{
	static void (*const places[PLACE_COUNT])(struct search *) = {
		[PLACE_NAMED] = search_named,
		[PLACE_DOT_LOCAL] = search_dot_local,
		[PLACE_API_SET] = search_api_set,
		[PLACE_SIDE_BY_SIDE] = search_side_by_side,
		[PLACE_KNOWN_DLL] = search_known_dll,
		[PLACE_WOW_KNOWN_DLL] = search_win16_known_dll,
		[PLACE_CALLER] = search_caller,
		[PLACE_CURRENT] = search_current,
		[PLACE_CURRENT_FOR_EXE] = search_current_for_programs,
		[PLACE_SYSTEM32] = search_system32,
		[PLACE_SYSTEM] = search_system,
		[PLACE_WINDOWS] = search_windows_itself,
		[PLACE_PATH] = search_path,
		[PLACE_APP_PATHS] = search_app_paths,
	};

	if (places[place] && !search->ended)
		places[place](search);
}
