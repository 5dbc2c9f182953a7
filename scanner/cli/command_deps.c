/* deps: what a program loads, from where, and what is missing. */
#include "scanner/cli/document.h"
#include "scanner/cli/target.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"

#include "report/deps_report.h"
#include "scanner/base/text.h"

#include <limits.h>
#include <string.h>

static const char *const formats[] = {"text", "json", "dot"};
static char *(*const writers[])(const struct deps_report *report, struct report_style style) = {
	deps_write_text, deps_write_json, deps_write_dot};

static bool check_usage(struct invocation *invocation)
{
	if (invocation->operand_count == 1 && *invocation->operands[0])
		return true;
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"deps looks at one program; give its Windows path, such as "
		"C:\\ccmail\\import.exe, or its name");
	return false;
}

static bool is_bare(const char *name)
{
	return !strpbrk(name, "\\/:");
}

/* A bare name is looked for as CreateProcess does for a service. */
static enum exit_code find_bare(
	struct invocation *invocation, struct host *host, const char *name, struct host_file **out)
{
	const struct search_request request = {.launcher = LAUNCHER_CREATEPROCESS,
		.name = text_from_bytes(invocation->arena, name, strlen(name)),
		.current_directory = invocation->settings.search.current_directory,
		.session = invocation->settings.search.session};
	struct search_result result = search_run(host, &request);

	if (result.outcome == SEARCH_FOUND) {
		*out = search_winner(&result)->file;
		return EXIT_HOLDS;
	}
	if (result.outcome == SEARCH_UNCERTAIN) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"which %s runs could not be told: %s; give its full Windows path",
			request.name, result.reason);
		return EXIT_INCOMPLETE;
	}
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"CreateProcess finds no %s (compatscan which shows where it looks); give its full "
		"Windows path, or a path below the folder of a drive",
		request.name);
	return EXIT_USAGE;
}

static enum exit_code find_program(
	struct invocation *invocation, struct host *host, struct host_file **out)
{
	const char *name = invocation->operands[0];

	if (is_bare(name))
		return find_bare(invocation, host, name, out);
	return target_find(invocation, host, name, out);
}

static enum exit_code exit_of(enum dependency_completeness complete)
{
	static const enum exit_code codes[] = {[DEPENDENCIES_COMPLETE] = EXIT_HOLDS,
		[DEPENDENCIES_LACKING] = EXIT_FAILS,
		[DEPENDENCIES_UNTOLD] = EXIT_INCOMPLETE};

	return codes[complete];
}

static enum exit_code read_and_show(struct invocation *invocation, struct host *host, size_t format)
{
	const struct settings *settings = &invocation->settings;
	struct deps_report report = {.host = host,
		.depth = settings->depth ? settings->depth : UINT_MAX,
		.symbols = settings->symbols,
		.hash = settings->hash,
		.tool_version = COMPATSCAN_VERSION};
	struct host_file *program;
	enum exit_code code = find_program(invocation, host, &program);

	if (code != EXIT_HOLDS)
		return code;
	target_folder_check(invocation, host, settings->search.current_directory);
	report.graph = dependency_graph_read(host, program,
		&(struct search_request){.current_directory = settings->search.current_directory,
			.session = settings->search.session});
	report.summary = dependency_summarise(report.graph);
	return document_write(invocation, writers[format](&report, terminal_style(settings)),
		exit_of(report.summary.complete));
}

static enum exit_code deps(struct invocation *invocation)
{
	static const struct target_document document = {.formats = formats,
		.format_count = sizeof(formats) / sizeof(formats[0]),
		.check_usage = check_usage,
		.show = read_and_show};

	return target_document_show(invocation, &document);
}

static const struct option_group *const groups[] = {
	&target_options, &deps_search_options, &deps_options, &general_options, NULL};

const struct command command_deps = {
	.name = "deps",
	.summary = "tell what a program loads, from where, and what is missing",
	.synopsis = "--root DIR [TARGET OPTION]... [OUTPUT OPTION]... FILE",
	.description =
		"Follows the imports of a program through every DLL, each searched for as the "
		"target's Windows would for that program, and looks for each imported symbol in "
		"the DLL that wins, through forwarders. FILE is a Windows path, a path below the "
		"folder of a drive, or a name that is looked for as CreateProcess does; a DLL is "
		"taken as if a program in its folder loaded it. Exit code 0: nothing that it needs "
		"lacks (a delay-loaded module may); 1: something is missing, of the wrong kind or "
		"lacks a symbol, or this Windows runs no such program; 2: wrong usage, or no such "
		"file; 3: it could not all be told.",
	.groups = groups,
	.examples = "compatscan deps --root /mnt/c 'C:\\ccmail\\Import.exe'\n"
		    "compatscan deps --root /mnt/c --format dot import.exe | dot -Tsvg -o i.svg\n"
		    "compatscan deps --root c --format json --symbols c/ccmail/Import.exe",
	.run = deps,
};
