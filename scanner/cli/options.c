#include "scanner/cli/options.h"

#include <string.h>

static bool complain(struct invocation *invocation, const struct command *command,
	const char *format, const char *what)
{
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR, format, what, command->name);
	return false;
}

static const struct option *find_name(
	const struct command *command, const char *name, size_t length)
{
	for (size_t i = 0; command->groups[i]; i++)
		for (const struct option *option = command->groups[i]->options; option->name;
			option++)
			if (strlen(option->name) == length &&
				memcmp(option->name, name, length) == 0)
				return option;
	return NULL;
}

static const struct option *find_letter(const struct command *command, char letter)
{
	for (size_t i = 0; command->groups[i]; i++)
		for (const struct option *option = command->groups[i]->options; option->name;
			option++)
			if (option->letter == letter)
				return option;
	return NULL;
}

struct arguments {
	const struct command *command;
	struct invocation *invocation;
	int argc;
	char **argv;
	int at;
};

/* Gives the option its value: behind "=", behind the letter, or the next argument. */
static bool take_option(
	struct arguments *arguments, const struct option *option, const char *attached)
{
	const char *argument = arguments->argv[arguments->at];

	if (!option->argument) {
		if (attached)
			return complain(arguments->invocation, arguments->command,
				"%s takes no value; see compatscan %s --help", argument);
		return option->take(arguments->invocation, NULL);
	}
	if (!attached && arguments->at + 1 == arguments->argc)
		return complain(arguments->invocation, arguments->command,
			"%s needs a value; see compatscan %s --help", argument);
	if (!attached)
		attached = arguments->argv[++arguments->at];
	return option->take(arguments->invocation, attached);
}

static bool read_option(struct arguments *arguments)
{
	const char *argument = arguments->argv[arguments->at];
	const struct option *option;
	const char *attached = NULL;

	if (argument[1] == '-') {
		size_t length = strcspn(argument + 2, "=");

		option = find_name(arguments->command, argument + 2, length);
		if (argument[2 + length])
			attached = argument + 2 + length + 1;
	} else {
		option = find_letter(arguments->command, argument[1]);
		if (argument[2])
			attached = argument + 2;
	}
	if (!option)
		return complain(arguments->invocation, arguments->command,
			"there is no option %s; see compatscan %s --help", argument);
	return take_option(arguments, option, attached);
}

static bool is_option(const char *argument)
{
	return argument[0] == '-' && argument[1];
}

enum options_result options_read(
	const struct command *command, int argc, char **argv, struct invocation *invocation)
{
	struct arguments arguments = {
		.command = command, .invocation = invocation, .argc = argc, .argv = argv};
	bool only_operands = false;

	invocation->operands =
		arena_array(invocation->arena, (size_t)argc + 1, sizeof(*invocation->operands));
	for (; arguments.at < argc; arguments.at++) {
		const char *argument = argv[arguments.at];

		if (only_operands || !is_option(argument)) {
			invocation->operands[invocation->operand_count++] = argument;
		} else if (strcmp(argument, "--") == 0) {
			only_operands = true;
		} else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
			return OPTIONS_HELP;
		} else if (!read_option(&arguments)) {
			return OPTIONS_BAD;
		}
	}
	return OPTIONS_OK;
}
