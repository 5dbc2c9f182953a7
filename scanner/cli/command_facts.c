/* facts: everything the rules can see of a machine, and how each thing is known. */
#include "scanner/cli/document.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"

#include "report/facts.h"

static const char *const formats[] = {"text", "json"};
static char *(*const writers[])(const struct facts_shown *shown, struct report_style style) = {
	facts_write_text, facts_write_json};

static bool check_usage(struct invocation *invocation)
{
	if (!invocation->operand_count)
		return true;
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"facts takes no file or folder by itself; give the folder of drive C: with --root "
		"DIR");
	return false;
}

static enum exit_code show(struct invocation *invocation, struct host *host, size_t format)
{
	const struct facts_shown shown = {.host = host, .tool_version = COMPATSCAN_VERSION};

	return document_write(invocation,
		writers[format](&shown, terminal_style(&invocation->settings)), EXIT_HOLDS);
}

static enum exit_code facts(struct invocation *invocation)
{
	static const struct target_document document = {.formats = formats,
		.format_count = sizeof(formats) / sizeof(formats[0]),
		.check_usage = check_usage,
		.show = show};

	return target_document_show(invocation, &document);
}

static const struct option_group *const groups[] = {
	&target_options, &page_output_options, &general_options, NULL};

const struct command command_facts = {
	.name = "facts",
	.summary = "tell everything the rules can see of a machine",
	.synopsis = "--root DIR [TARGET OPTION]... [-f FORMAT] [-o FILE]",
	.description =
		"Shows what the target's files and registry say of the machine: Windows, "
		"environment, search path, flags, known DLLs, App Paths, services, Exchange and "
		"its connector. Each fact says whether it was read, given, derived, assumed, or "
		"is not known and why. Exit code 0: shown; 2: wrong usage; 3: the target could "
		"not be read.",
	.groups = groups,
	.examples = "compatscan facts --root /mnt/c\n"
		    "compatscan facts --root /mnt/c --user-hive NTUSER.DAT -f json -o facts.json",
	.run = facts,
};
