#include "scanner/host/search/search.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/session_flags.h"
#include "scanner/host/search/search_private.h"
#include "scanner/host/search/wow64.h"

/* The order that the launcher follows on this machine. */
static const struct search_order *order_of(struct host *host, enum launcher launcher)
{
	const struct profile *profile = host->profile;

	if (launcher == LAUNCHER_LOADLIBRARY && profile->safe_dll_order &&
		session_flag(host, FLAG_SAFE_DLL_SEARCH_MODE)->number)
		return profile->safe_dll_order;
	if (launcher == LAUNCHER_SEARCHPATH && profile->safe_process_order &&
		session_flag(host, FLAG_SAFE_PROCESS_SEARCH_MODE)->number)
		return profile->safe_process_order;
	return profile->orders[launcher];
}

static void find_caller(struct search *search)
{
	const struct search_request *request = search->request;
	struct host *host = search->host;

	search->caller_folder = request->caller_folder;
	if (!search->caller_folder && request->caller)
		search->caller_folder = winpath_folder(host->arena, request->caller->path);
	search->caller_machine = request->caller_machine;
	/* Only 64-bit Windows treats its callers differently. */
	if (!search->caller_machine && request->caller && wow64_is_64bit(host)) {
		const struct image *image = host_file_image(&host->tree, request->caller);

		search->caller_machine =
			image ? wow64_process_machine(host, image) : MACHINE_UNKNOWN;
		if (!image || image->kind == IMAGE_NONE)
			search->machine_untold = arena_printf(host->arena,
				"whether %s is a 32-bit program, which 64-bit Windows shows other "
				"system folders, could not be told: %s",
				request->caller->path,
				image ? "it is no executable image" : request->caller->unreadable);
	}
	search->redirected = wow64_redirects(host, search->caller_machine);
}

static void run_attempt(struct search *search, const struct search_order *order)
{
	for (size_t i = 0; i < order->step_count; i++)
		if (!search->attempt->is_path || order->steps[i] == PLACE_DOT_LOCAL)
			search_place(search, order->steps[i]);
	if (search->attempt->is_path)
		search_full_path(search);
}

static const char *why_lost(
	struct arena *arena, const struct search_result *result, size_t position)
{
	const struct search_candidate *winner = &result->candidates[0];
	const struct search_candidate *loser = &result->candidates[position];

	if (position < search_possible_winners(result))
		return arena_printf(
			arena, "it runs instead if %s is not what it likely is", winner->step);
	if (loser->position == winner->position)
		return arena_printf(arena, "its extension is tried after that of %s",
			winpath_name(winner->file->path));
	return arena_printf(arena, "%s comes after %s", loser->step, winner->step);
}

static void tell_why_lost(struct search *search)
{
	struct search_result *result = search->result;

	for (size_t i = 1; i < result->count; i++)
		result->candidates[i].lost =
			search->only ? search->only : why_lost(search->host->arena, result, i);
}

/* The flag that places the current directory; NULL where no flag does, or what it says is known. */
static const struct session_flag *open_flag(struct host *host, enum launcher launcher)
{
	bool dll = launcher == LAUNCHER_LOADLIBRARY;
	const struct profile *profile = host->profile;
	const struct session_flag *flag =
		session_flag(host, dll ? FLAG_SAFE_DLL_SEARCH_MODE : FLAG_SAFE_PROCESS_SEARCH_MODE);
	bool read = flag->fact.basis == FACT_READ;

	if (!dll && launcher != LAUNCHER_SEARCHPATH)
		return NULL;
	/* Some Windows do not know the flag, and their defaults differ for DLLs alone. */
	if (host->profile_assumed)
		return (read ? flag->number : dll) ? flag : NULL;
	return (dll ? profile->safe_dll_order : profile->safe_process_order) &&
			       flag->fact.basis == FACT_ASSUMED
		       ? flag
		       : NULL;
}

static bool is_of_windows(enum search_place place)
{
	return place == PLACE_SYSTEM32 || place == PLACE_SYSTEM || place == PLACE_WINDOWS;
}

/* Why the winner may change places with a candidate behind it, or NULL. */
static const char *order_doubt(
	struct host *host, enum launcher launcher, const struct search_result *result)
{
	const struct session_flag *flag = open_flag(host, launcher);

	for (size_t i = 1; flag && i < result->count; i++) {
		enum search_place first = result->candidates[0].place;
		enum search_place other = result->candidates[i].place;

		if ((first == PLACE_CURRENT && is_of_windows(other)) ||
			(is_of_windows(first) && other == PLACE_CURRENT))
			return arena_printf(host->arena,
				"whether %s comes before %s depends on %s and the Windows version, "
				"which could not be told: %s",
				result->candidates[0].step, result->candidates[i].step, flag->name,
				flag->fact.source);
	}
	return NULL;
}

static const char *note_on(struct host *host, enum launcher launcher)
{
	if (!wow64_is_64bit(host))
		return NULL;
	if (launcher == LAUNCHER_WIN16)
		return "64-bit Windows runs no 16-bit Windows program";
	return launcher == LAUNCHER_DOS ? "64-bit Windows runs no DOS program" : NULL;
}

static enum search_outcome outcome_of(const struct search_result *result)
{
	if (result->reason)
		return SEARCH_UNCERTAIN;
	if (result->api_set.is_contract && !(result->api_set.file_beats_it && result->count))
		return SEARCH_API_SET;
	return result->count ? SEARCH_FOUND : SEARCH_MISSING;
}

/* What a user sets for himself is seen by the programs that he starts. */
static const struct environment *environment_for(const struct host *host, enum path_session session)
{
	return session == SESSION_USER && host->user_environment ? host->user_environment
								 : &host->environment;
}

struct search_result search_run(struct host *host, const struct search_request *request)
{
	const struct search_order *order = order_of(host, request->launcher);
	const struct environment *environment = environment_for(host, request->session);
	struct search_attempts attempts = search_names(host, environment, order, request->name);
	const struct search_attempt *last = &attempts.items[attempts.count - 1];
	struct search_result result = {.source = order->source,
		.name = last->form_count == 1 || last->is_path ? last->forms[0] : request->name,
		.note = note_on(host, request->launcher)};
	struct search search = {
		.host = host, .request = request, .environment = environment, .result = &result};

	find_caller(&search);
	for (size_t i = 0; i < attempts.count; i++) {
		search.attempt = &attempts.items[i];
		run_attempt(&search, order);
	}
	if (search.doubted && result.count && result.candidates[0].file != search.doubted &&
		!result.reason)
		result.reason = search.doubt ? search.doubt : search_known_dll_doubt(&search);
	if (!result.reason && !search.only)
		result.reason = order_doubt(host, request->launcher, &result);
	result.outcome = outcome_of(&result);
	tell_why_lost(&search);
	return result;
}

const char *search_basis_name(enum search_basis basis)
{
	return basis == BASIS_LIKELY ? "likely" : "certain";
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

const char *search_steps_text(struct arena *arena, const struct search_result *result)
{
	const char **texts = arena_array(arena, result->step_count, sizeof(*texts));

	for (size_t i = 0; i < result->step_count; i++)
		texts[i] = result->steps[i].text;
	return text_join(arena, texts, result->step_count);
}
