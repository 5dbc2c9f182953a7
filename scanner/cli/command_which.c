/* which: what Windows finds under a name, and why every other copy lost. */
#include "scanner/cli/document.h"
#include "scanner/cli/target.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"

#include "report/which.h"
#include "scanner/base/text.h"
#include "scanner/host/dependencies/program_refusal.h"
#include "scanner/host/machine/services.h"
#include "scanner/host/search/search.h"

#include <string.h>

static const char *const formats[] = {"text", "json"};
static char *(*const writers[])(const struct which_shown *shown, struct report_style style) = {
	which_write_text, which_write_json};

static bool check_usage(struct invocation *invocation)
{
	if (invocation->operand_count == 1 && *invocation->operands[0])
		return true;
	if (invocation->settings.search.service && !invocation->operand_count)
		return true;
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"which looks for one name; give the name of a program or DLL, such as import.exe, "
		"or --service NAME alone for the program of a service");
	return false;
}

/* NULL, told, when there is no such service, or a driver has the name. */
static const struct service *find_service(
	struct invocation *invocation, struct host *host, enum exit_code *code)
{
	const char *name = invocation->settings.search.service;
	const struct service *service = service_named(host, name);
	const char *reason = services(host)->reason;

	if (service && service_is_program(service))
		return service;
	*code = !service && reason ? EXIT_INCOMPLETE : EXIT_USAGE;
	if (service)
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"%s is a %s, which the kernel loads without a search; compatscan facts "
			"shows its file",
			name, service_type_name(service->type));
	else
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there is no service %s on the target%s%s; compatscan facts lists them by "
			"the names of their keys",
			name, reason ? ": " : "", reason ? reason : "");
	return NULL;
}

/* A service starts in System32, and its program calls; the program itself is started by the service
 * control manager, as the command line of the service says. */
static enum exit_code fill_service(
	struct invocation *invocation, struct host *host, struct search_request *request)
{
	enum exit_code code = EXIT_HOLDS;
	const struct service *service = find_service(invocation, host, &code);
	const char *system32 = host_windows_folder(host, "System32");

	if (!service)
		return code;
	request->current_directory = system32;
	request->current_directory_basis = BASIS_LIKELY;
	if (!invocation->operand_count) {
		request->name = service->program.command;
		request->caller_folder = system32;
		if (request->name && *request->name)
			return EXIT_HOLDS;
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"the service %s names no program", service->name);
		return EXIT_USAGE;
	}
	request->path = path_list_of_service(host, service);
	request->caller = service->program.file;
	if (request->caller)
		return EXIT_HOLDS;
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"the program of the service %s, %s, was not found: %s; give it with --caller FILE",
		service->name, service->program.path ? service->program.path : "which is not named",
		service->program.reason ? service->program.reason : "it is not there");
	return service->program.status == SERVICE_FILE_UNTOLD ? EXIT_INCOMPLETE : EXIT_USAGE;
}

/* Who calls: --caller gives its folder too, and a folder is the current directory, too, where no
 * other is given. Not EXIT_HOLDS, told, when who was named is not there. */
static enum exit_code fill_caller(
	struct invocation *invocation, struct host *host, struct search_request *request)
{
	const struct search_settings *settings = &invocation->settings.search;
	enum exit_code code = EXIT_HOLDS;

	if (settings->service)
		code = fill_service(invocation, host, request);
	if (code == EXIT_HOLDS && settings->caller)
		code = target_find(invocation, host, settings->caller, &request->caller);
	target_folder_check(invocation, host, settings->from);
	target_folder_check(invocation, host, settings->current_directory);
	if (settings->from)
		request->caller_folder = settings->from;
	request->caller_machine = settings->caller_machine;
	request->session = settings->session;
	if (settings->current_directory || settings->from) {
		request->current_directory =
			settings->current_directory ? settings->current_directory : settings->from;
		request->current_directory_basis = BASIS_CERTAIN;
	}
	return code;
}

/* What a person means who names no launcher. */
static enum launcher launcher_for(const struct search_settings *settings, const char *name)
{
	if (!settings->launcher_given && text_ends_name(name, ".dll"))
		return LAUNCHER_LOADLIBRARY;
	return settings->launcher;
}

static enum exit_code exit_of(const struct search_result *result)
{
	const char *host_module = result->api_set.host_module;

	switch (result->outcome) {
	case SEARCH_FOUND:
		return EXIT_HOLDS;
	case SEARCH_MISSING:
		return EXIT_FAILS;
	case SEARCH_UNCERTAIN:
		return EXIT_INCOMPLETE;
	case SEARCH_API_SET:
		return host_module && !*host_module ? EXIT_FAILS : EXIT_HOLDS;
	}
	return EXIT_INCOMPLETE;
}

/* A search may well end at a program that this Windows does not run. */
/* A place that was not given stands before others: a copy there would win. */
static void tell_what_was_not_given(
	const struct search_request *request, struct search_result *result)
{
	bool no_caller = !request->caller && !request->caller_folder;

	if (result->note || request->current_directory || result->outcome == SEARCH_API_SET)
		return;
	for (size_t i = 0; i < result->step_count; i++)
		if (result->steps[i].place == PLACE_CURRENT ||
			(no_caller && result->steps[i].place == PLACE_CALLER)) {
			result->note =
				no_caller ? "Who calls, and from which current directory, was not "
					    "given, so copies there were not looked for; give it "
					    "with --from DIR, --caller FILE or --service NAME"
					  : "The current directory was not given, so copies there "
					    "were not looked for; give it with "
					    "--current-directory DIR";
			return;
		}
}

static void tell_refusal(
	struct host *host, const struct search_request *request, struct search_result *result)
{
	const struct image *image;

	if (result->note || result->outcome != SEARCH_FOUND ||
		request->launcher == LAUNCHER_LOADLIBRARY ||
		request->launcher == LAUNCHER_SEARCHPATH)
		return;
	image = host_file_image(&host->tree, search_winner(result)->file);
	if (image)
		result->note = program_refusal(host, image);
}

static enum exit_code search_and_show(
	struct invocation *invocation, struct host *host, size_t format)
{
	const char *name = invocation->operand_count ? invocation->operands[0] : "";
	struct search_request request = {
		.name = text_from_bytes(invocation->arena, name, strlen(name))};
	struct search_result result;
	const struct which_shown shown = {.host = host,
		.request = &request,
		.result = &result,
		.tool_version = COMPATSCAN_VERSION};
	enum exit_code code;

	code = fill_caller(invocation, host, &request);
	if (code != EXIT_HOLDS)
		return code;
	request.launcher = launcher_for(&invocation->settings.search, request.name);
	result = search_run(host, &request);
	tell_refusal(host, &request, &result);
	tell_what_was_not_given(&request, &result);
	return document_write(invocation,
		writers[format](&shown, terminal_style(&invocation->settings)), exit_of(&result));
}

static enum exit_code which(struct invocation *invocation)
{
	static const struct target_document document = {.formats = formats,
		.format_count = sizeof(formats) / sizeof(formats[0]),
		.check_usage = check_usage,
		.show = search_and_show};

	return target_document_show(invocation, &document);
}

static const struct option_group *const groups[] = {
	&search_options, &target_options, &page_output_options, &general_options, NULL};

const struct command command_which = {
	.name = "which",
	.summary = "tell which file Windows runs or loads under a name",
	.synopsis = "--root DIR [TARGET OPTION]... [SEARCH OPTION]... NAME\n"
		    "--root DIR [TARGET OPTION]... --service SERVICE",
	.description =
		"Looks for a program or DLL exactly as the target's Windows would, and shows every "
		"copy in the order of the search: the one that wins, and why each other one lost. "
		"Exit code 0: found; 1: there is none; 2: wrong usage; 3: it could not be told.",
	.groups = groups,
	.examples = "compatscan which --root /mnt/c import.exe\n"
		    "compatscan which --root /mnt/c --service MSExchangeCCMC import\n"
		    "compatscan which --root /mnt/c --launcher loadlibrary \\\n"
		    "    --caller 'C:\\ccmail\\Import.exe' ciw803.dll\n"
		    "compatscan which --root /mnt/c --launcher cmd --from 'C:\\temp' export",
	.run = which,
};
