/* facts: everything the rules can see of a machine, and how each thing is known. */
#include "scanner/cli/target.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"

#include "report/facts.h"

#include <stdlib.h>
#include <string.h>

static const struct facts_writer {
	const char *name;
	char *(*write)(const struct facts_shown *shown, struct report_style style);
} writers[] = {
	{"text", facts_write_text},
	{"json", facts_write_json},
};

static const struct facts_writer *find_writer(struct invocation *invocation)
{
	const char *name = invocation->settings.format ? invocation->settings.format : "text";

	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (strcmp(writers[i].name, name) == 0)
			return &writers[i];
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"there is no format %s; expected text or json", name);
	return NULL;
}

static bool check_usage(struct invocation *invocation)
{
	if (!invocation->operand_count)
		return true;
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"facts takes no file or folder by itself; give the folder of drive C: with --root "
		"DIR");
	return false;
}

static enum exit_code facts(struct invocation *invocation)
{
	const struct facts_writer *writer = find_writer(invocation);
	struct facts_shown shown = {.tool_version = COMPATSCAN_VERSION};
	struct host host;
	enum exit_code code;
	char *text;
	bool written;

	if (!writer || !check_usage(invocation))
		return EXIT_USAGE;
	code = target_open(invocation, &host);
	if (code != EXIT_HOLDS)
		return code;
	shown.host = &host;
	text = writer->write(&shown, terminal_style(&invocation->settings));
	written = output_write(invocation->diagnostics, invocation->settings.output, text);
	free(text);
	host_release(&host);
	return written ? EXIT_HOLDS : EXIT_INCOMPLETE;
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
