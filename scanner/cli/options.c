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

	arguments->invocation->option = option->name;
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

static bool no_such_option(struct arguments *arguments)
{
	return complain(arguments->invocation, arguments->command,
		"there is no option %s; see compatscan %s --help", arguments->argv[arguments->at]);
}

/* "-q", "-fjson", "-f json", "-qf json". */
static bool read_letters(struct arguments *arguments, const char *letters)
{
	for (; *letters; letters++) {
		const struct option *option = find_letter(arguments->command, *letters);

		if (!option)
			return no_such_option(arguments);
		if (option->argument)
			return take_option(arguments, option, letters[1] ? letters + 1 : NULL);
		if (!take_option(arguments, option, NULL))
			return false;
	}
	return true;
}

static bool read_option(struct arguments *arguments)
{
	const char *name = arguments->argv[arguments->at] + 2;
	size_t length = strcspn(name, "=");
	const struct option *option;

	if (name[-1] != '-')
		return read_letters(arguments, name - 1);
	option = find_name(arguments->command, name, length);
	if (!option)
		return no_such_option(arguments);
	return take_option(arguments, option, name[length] ? name + length + 1 : NULL);
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
