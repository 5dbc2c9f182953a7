/* compatscan: the table of commands. */
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"

#include "scanner/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command *const commands[] = {
	&command_scan,
	&command_inspect,
	&command_rules,
	&command_post,
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void show_commands(FILE *stream)
{
	fputs("compatscan looks at a Windows machine, live or as a folder of its files, as that\n"
	      "Windows would see it, and judges it by rules from support articles.\n\n"
	      "usage: compatscan COMMAND [OPTION]...\n\n",
		stream);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(stream, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\ncompatscan COMMAND --help tells more; compatscan --version the version.\n"
	      "\nExit codes: 0 every rule that counts holds; 1 one does not; 2 wrong usage or a\n"
	      "bad pack; 3 the scan could not be completed; 4 it holds, but the report could\n"
	      "not be delivered and waits in the spool.\n",
		stream);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static enum exit_code run(const struct command *command, int argc, char **argv, struct arena *arena)
{
	struct terminal terminal;
	struct invocation invocation = {.arena = arena, .diagnostics = &terminal.diagnostics};

	terminal_init(&terminal);
	invocation.settings.fail_on = SEVERITY_MEDIUM;
	post_options_init(&invocation.settings.post);
	invocation.settings.post.user_agent = "compatscan/" COMPATSCAN_VERSION;
	switch (options_read(command, argc, argv, &invocation)) {
	case OPTIONS_HELP:
		help_show(command);
		return EXIT_HOLDS;
	case OPTIONS_BAD:
		return EXIT_USAGE;
	case OPTIONS_OK:
		break;
	}
	terminal.quiet = invocation.settings.quiet;
	return command->run(&invocation);
}

int main(int argc, char **argv)
{
	const struct command *command;
	enum exit_code code;
	struct arena arena;

	if (argc < 2) {
		show_commands(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
		strcmp(argv[1], "help") == 0) {
		command = argc > 2 ? find_command(argv[2]) : NULL;
		if (command)
			help_show(command);
		else
			show_commands(stdout);
		return EXIT_HOLDS;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("compatscan " COMPATSCAN_VERSION);
		return EXIT_HOLDS;
	}
	command = find_command(argv[1]);
	arena_init(&arena);
	if (!command) {
		fprintf(stderr,
			"compatscan: there is no command %s; compatscan --help lists the commands\n",
			text_printable(&arena, text_from_bytes(&arena, argv[1], strlen(argv[1]))));
		arena_free(&arena);
		return EXIT_USAGE;
	}
	code = run(command, argc - 2, argv + 2, &arena);
	arena_free(&arena);
	return (int)code;
}
