/* The current directory as a place of a search, and what keeps a launcher from looking there. */
#include "scanner/host/search/search_private.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/session_flags.h"

enum { BARS_WEBDAV = 1 };

/* CWDIllegalInDllSearch: KB2264107, for Windows XP and later. */
static uint32_t illegal_current(struct search *search)
{
	const struct search_request *request = search->request;

	if (request->launcher != LAUNCHER_LOADLIBRARY ||
		search->host->profile->release < RELEASE_OF_XP)
		return 0;
	return request->caller ? session_flag_for_program(search->host,
					 FLAG_CWD_ILLEGAL_IN_DLL_SEARCH, request->caller->path)
					 .number
			       : session_flag(search->host, FLAG_CWD_ILLEGAL_IN_DLL_SEARCH)->number;
}

static bool current_is_remote(const struct search_request *request)
{
	return request->current_directory &&
	       winpath_kind_of(request->current_directory) == WINPATH_UNC;
}

static const char *why_current_is_barred(struct search *search)
{
	uint32_t flag = illegal_current(search);

	if (flag == UINT32_MAX)
		return "CWDIllegalInDllSearch bars the current directory";
	return flag > BARS_WEBDAV && current_is_remote(search->request)
		       ? "CWDIllegalInDllSearch bars a remote current directory"
		       : NULL;
}

/* A share is one of WebDAV or not; its name does not say. */
static enum search_basis basis_of_current(struct search *search)
{
	return illegal_current(search) == BARS_WEBDAV && current_is_remote(search->request)
		       ? BASIS_LIKELY
		       : search->request->current_directory_basis;
}

void search_current(struct search *search)
{
	const struct search_request *request = search->request;
	const char *barred = why_current_is_barred(search);

	if (barred) {
		search_pass_by(search, PLACE_CURRENT, barred);
		if (request->current_directory)
			search_exclude_all(
				search, PLACE_CURRENT, request->current_directory, barred);
	} else if (request->current_directory)
		search_in_folder(search, PLACE_CURRENT,
			request->current_directory_basis == BASIS_LIKELY
				? "the likely current directory"
				: search_place_title(PLACE_CURRENT),
			request->current_directory, basis_of_current(search));
	else
		search_pass_by(search, PLACE_CURRENT, "not given");
}

/* Doc "NeedCurrentDirectoryForExePathW", which cmd and CreateProcess ask; Windows Server 2003 and
 * Vista brought it. Who sets the variable on a Windows that is not known has one that asks. */
void search_current_for_programs(struct search *search)
{
	static const char variable[] = "NoDefaultCurrentDirectoryInExePath";

	if ((search->host->profile->release < RELEASE_OF_SERVER_2003 &&
		    !search->host->profile_assumed) ||
		!environment_get(search->environment, variable)) {
		search_current(search);
		return;
	}
	search_pass_by(search, PLACE_CURRENT_FOR_EXE, "NoDefaultCurrentDirectoryInExePath is set");
	if (search->request->current_directory)
		search_exclude_all(search, PLACE_CURRENT_FOR_EXE,
			search->request->current_directory,
			"NoDefaultCurrentDirectoryInExePath is set, so that no program is looked "
			"for in the current directory");
}
