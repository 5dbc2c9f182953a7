/* compatscan: the table of commands. */
#include "scanner/cli/delivery.h"
#include "scanner/cli/start.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"

#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
	&command_scan,
	&command_inspect,
	&command_which,
	&command_deps,
	&command_facts,
	&command_rules,
	&command_post,
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static const char *overview(struct arena *arena)
{
	const char *text =
		"compatscan looks at a Windows machine, as a folder of its files, as that\n"
		"Windows would see it, and judges it by rules from support articles.\n\n"
		"usage: compatscan COMMAND [OPTION]...\n\n";

	for (size_t i = 0; i < COMMANDS; i++)
		text = arena_printf(
			arena, "%s  %-9s %s\n", text, commands[i]->name, commands[i]->summary);
	return arena_printf(arena,
		"%s\ncompatscan COMMAND --help tells more; compatscan --version the version.\n"
		"\nExit codes: 0 every rule that counts holds; 1 one does not; 2 wrong usage or a\n"
		"bad pack; 3 the scan could not be completed; 4 it holds, but the report could\n"
		"not be delivered and waits in the spool.\n",
		text);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static enum exit_code exit_of_writing(bool written)
{
	return written ? EXIT_HOLDS : EXIT_INCOMPLETE;
}

static enum exit_code run_command(const struct command *command, int argc, char **argv,
	struct arena *arena, struct terminal *terminal)
{
	struct invocation invocation = {.arena = arena, .diagnostics = &terminal->diagnostics};

	invocation.settings.fail_on = SEVERITY_MEDIUM;
	delivery_init(&invocation.settings);
	switch (options_read(command, argc, argv, &invocation)) {
	case OPTIONS_HELP:
		return exit_of_writing(help_show(invocation.diagnostics, command));
	case OPTIONS_BAD:
		return EXIT_USAGE;
	case OPTIONS_OK:
		break;
	}
	terminal->quiet = invocation.settings.quiet;
	return command->run(&invocation);
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

static enum exit_code run(int argc, char **argv, struct arena *arena, struct terminal *terminal)
{
	const struct diagnostics *diagnostics = &terminal->diagnostics;
	const struct command *command;

	if (argc < 2) {
		fputs(overview(arena), stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0)
		return exit_of_writing(
			output_write(diagnostics, NULL, "compatscan " COMPATSCAN_VERSION "\n"));
	command = find_command(is_help(argv[1]) && argc > 2 ? argv[2] : argv[1]);
	if (is_help(argv[1]) && command)
		return exit_of_writing(help_show(diagnostics, command));
	if (is_help(argv[1]) && argc == 2)
		return exit_of_writing(output_write(diagnostics, NULL, overview(arena)));
	if (!command) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"there is no command %s; compatscan --help lists the commands",
			argv[is_help(argv[1]) ? 2 : 1]);
		return EXIT_USAGE;
	}
	return run_command(command, argc - 2, argv + 2, arena, terminal);
}

int compatscan(int argc, char **argv)
{
	struct terminal terminal;
	enum exit_code code;
	struct arena arena;

	terminal_init(&terminal);
	arena_init(&arena);
	code = run(argc, argv, &arena, &terminal);
	arena_free(&arena);
	return (int)code;
}
