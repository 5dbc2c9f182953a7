/* What the loader looks at before it searches any folder. */
#include "scanner/host/search/search_private.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/loader/api_set.h"
#include "scanner/host/loader/dot_local.h"
#include "scanner/host/loader/side_by_side.h"
#include "scanner/host/machine/known_dlls.h"
#include "scanner/host/machine/known_dlls_implied.h"
#include "scanner/host/search/wow64.h"

/* The module that stands for a contract is loaded from System32. */
static void take_host_module(struct search *search, const char *module)
{
	struct host *host = search->host;
	const char *folder = host_windows_folder(host, "System32");
	const char *path = folder ? wow64_path(host, search->caller_machine,
					    winpath_join(host->arena, folder, module))
				  : NULL;

	if (path)
		search_take_look(search, tree_look(&host->tree, path),
			(struct search_candidate){.basis = BASIS_CERTAIN});
}

void search_api_set(struct search *search)
{
	const struct search_request *request = search->request;
	const struct host_file *importer = request->importer ? request->importer : request->caller;
	struct api_set_answer answer = api_set_resolve(search->host, search->attempt->forms[0],
		importer ? winpath_name(importer->path) : NULL);

	if (!answer.is_contract)
		return;
	search->result->api_set = answer;
	if (answer.file_beats_it)
		return;
	search_add_step(search, PLACE_API_SET,
		arena_printf(search->host->arena, "%s (%s)", search_place_title(PLACE_API_SET),
			answer.source),
		NULL);
	search->ended = true;
	if (answer.basis == FACT_UNKNOWN)
		search_untold(search, answer.source);
	else if (answer.host_module && *answer.host_module)
		take_host_module(search, answer.host_module);
}

/* The folder of the KnownDLLs as the caller sees it. */
static const char *known_dll_folder(const struct search *search)
{
	const char *folder = known_dlls(search->host)->directory.value;

	return folder ? wow64_path(search->host, search->caller_machine, folder) : NULL;
}

const char *search_known_dll_doubt(struct search *search)
{
	struct host *host = search->host;
	const struct known_dlls *known = known_dlls(host);
	const char *name = search->attempt->forms[0];
	const char *by;

	if (known_dll(host, name) == KNOWN_DLL_UNTOLD)
		return arena_printf(host->arena,
			"whether %s is one of the KnownDLLs, which come from %s first, could not "
			"be told: %s",
			name, known->directory.value,
			known->listed.reason ? known->listed.reason : known->excluded.reason);
	by = known_dll_implied_by(host, known_dll_folder(search), name);
	return by ? arena_printf(host->arena,
			    "the KnownDLLs need %s (%s imports it), and whether this Windows "
			    "takes it from %s first for that is not documented",
			    name, by, known->directory.value)
		  : NULL;
}

void search_known_dll(struct search *search)
{
	struct host *host = search->host;
	const char *folder = known_dlls(host)->directory.value;
	enum known_dll_answer answer = known_dll(host, search->attempt->forms[0]);

	if (!folder)
		return;
	if (answer != KNOWN_DLL_YES) {
		search->doubted =
			tree_look(&host->tree, winpath_join(host->arena, known_dll_folder(search),
						       search->attempt->forms[0]))
				.file;
		return;
	}
	search_in_folder(search, PLACE_KNOWN_DLL, search_place_title(PLACE_KNOWN_DLL), folder,
		BASIS_CERTAIN);
	if (search->result->count)
		search->only = "the name is one of the KnownDLLs, which come from the system "
			       "folder alone";
}

void search_win16_known_dll(struct search *search)
{
	struct host *host = search->host;
	const char *folder = host_windows_folder(host, "System32");
	enum known_dll_answer answer = known_dll_of_win16(host, search->attempt->forms[0]);

	if (folder && answer == KNOWN_DLL_UNTOLD) {
		search->doubted = tree_look(
			&host->tree, winpath_join(host->arena, folder, search->attempt->forms[0]))
					  .file;
		search->doubt = arena_printf(host->arena,
			"whether %s is one of the KnownDLLs of the 16-bit loader, which come from "
			"%s alone, could not be told: %s",
			search->attempt->forms[0], folder, known_dlls(host)->win16.reason);
	}
	if (!folder || answer != KNOWN_DLL_YES)
		return;
	search_in_folder(search, PLACE_WOW_KNOWN_DLL, search_place_title(PLACE_WOW_KNOWN_DLL),
		folder, BASIS_CERTAIN);
	search->only = "the name is one of the KnownDLLs of the 16-bit loader, which come from "
		       "the system folder alone";
	search->ended = true;
}

/* A path is redirected like a bare name. */
void search_dot_local(struct search *search)
{
	struct host *host = search->host;
	struct dot_local local;
	const char *path;
	struct look look;

	if (!search->request->caller)
		return;
	local = dot_local_read(host, search->request->caller);
	if (!local.folder)
		return;
	path = winpath_join(host->arena, local.folder, winpath_name(search->attempt->forms[0]));
	look = tree_look(&host->tree, wow64_path(host, search->caller_machine, path));
	if (look.status == LOOK_ABSENT)
		return;
	search_add_step(search, PLACE_DOT_LOCAL,
		arena_printf(
			host->arena, "%s (%s)", search_place_title(PLACE_DOT_LOCAL), local.folder),
		local.folder);
	if (local.basis == FACT_UNKNOWN)
		search_untold(search, local.source);
	search_take_look(search, look, (struct search_candidate){.basis = BASIS_CERTAIN});
}

static void take_assembly_file(struct search *search, const struct side_by_side_answer *answer)
{
	search_add_step(search, PLACE_SIDE_BY_SIDE, answer->step,
		winpath_folder(search->host->arena, answer->file->path));
	search_take_look(search, (struct look){.status = LOOK_FOUND, .file = answer->file},
		(struct search_candidate){
			.basis = answer->basis == FACT_ASSUMED ? BASIS_LIKELY : BASIS_CERTAIN});
	if (answer->basis != FACT_ASSUMED)
		search->only = "an assembly that the program's manifest names has the file, so "
			       "that no folder is searched";
}

void search_side_by_side(struct search *search)
{
	const struct search_request *request = search->request;
	struct side_by_side_answer answer;

	if (!request->caller)
		return;
	answer = side_by_side_find(
		search->host, request->caller, request->importer, search->attempt->forms[0]);
	switch (answer.status) {
	case SIDE_BY_SIDE_NONE:
		break;
	case SIDE_BY_SIDE_FOUND:
		take_assembly_file(search, &answer);
		break;
	case SIDE_BY_SIDE_NO_FILE:
		search_add_step(search, PLACE_SIDE_BY_SIDE, answer.step, NULL);
		search->result->note = answer.source;
		search->ended = true;
		break;
	case SIDE_BY_SIDE_UNTOLD:
		search_add_step(
			search, PLACE_SIDE_BY_SIDE, search_place_title(PLACE_SIDE_BY_SIDE), NULL);
		search_untold(search, answer.source);
		break;
	}
}
