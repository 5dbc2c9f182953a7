/*
 * Values of the registry that hold command lines: Run and its like, Winlogon, and load= and run=,
 * which Windows NT keeps in the user's registry (doc "Run and RunOnce Registry Keys", doc
 * "Winlogon", Q137367).
 */
#include "scanner/host/start/start_private.h"

#include <string.h>

#define MICROSOFT "Microsoft\\Windows\\CurrentVersion\\"
#define NT "Microsoft\\Windows NT\\CurrentVersion\\"
#define SOFTWARE "HKLM\\SOFTWARE\\"
#define WOW64 "HKLM\\SOFTWARE\\WOW6432Node\\"
#define OF_USER "HKCU\\Software\\"

/* What stands in a value. */
enum value_form {
	ONE_COMMAND,
	SHELL_COMMAND,
	COMMANDS_BY_COMMA,
	PROGRAMS_BY_BLANK, /* or comma: win.ini knows no quotation marks */
};

struct start_values {
	enum start_kind how;
	const char *key;
	const char *value; /* NULL: all of the key */
	enum value_form form;
};

static const struct start_values of_machine[] = {
	{START_RUN, SOFTWARE MICROSOFT "Run", NULL, SHELL_COMMAND},
	{START_RUN, WOW64 MICROSOFT "Run", NULL, SHELL_COMMAND},
	{START_RUN, SOFTWARE MICROSOFT "Policies\\Explorer\\Run", NULL, SHELL_COMMAND},
	{START_RUN_ONCE, SOFTWARE MICROSOFT "RunOnce", NULL, SHELL_COMMAND},
	{START_RUN_ONCE, WOW64 MICROSOFT "RunOnce", NULL, SHELL_COMMAND},
	{START_RUN_SERVICES, SOFTWARE MICROSOFT "RunServices", NULL, SHELL_COMMAND},
	{START_RUN_SERVICES, SOFTWARE MICROSOFT "RunServicesOnce", NULL, SHELL_COMMAND},
	{START_LOGON, SOFTWARE NT "Winlogon", "Shell", COMMANDS_BY_COMMA},
	{START_LOGON, SOFTWARE NT "Winlogon", "Userinit", COMMANDS_BY_COMMA},
	{START_LOGON, SOFTWARE NT "Winlogon", "System", COMMANDS_BY_COMMA},
	{START_LOGON, SOFTWARE NT "Winlogon", "VmApplet", ONE_COMMAND},
};

static const struct start_values of_user[] = {
	{START_RUN, OF_USER MICROSOFT "Run", NULL, SHELL_COMMAND},
	{START_RUN, OF_USER MICROSOFT "Policies\\Explorer\\Run", NULL, SHELL_COMMAND},
	{START_RUN_ONCE, OF_USER MICROSOFT "RunOnce", NULL, SHELL_COMMAND},
	{START_RUN_SERVICES, OF_USER MICROSOFT "RunServices", NULL, SHELL_COMMAND},
	{START_LOGON, OF_USER NT "Winlogon", "Shell", COMMANDS_BY_COMMA},
	{START_WIN_INI, OF_USER NT "Windows", "load", PROGRAMS_BY_BLANK},
	{START_WIN_INI, OF_USER NT "Windows", "run", PROGRAMS_BY_BLANK},
};

static void add_command(struct start_reading *reading, const struct start_values *row,
	const struct registry_value *value, const char *command, const char *unknown)
{
	struct start_point point = start_at_value(reading, row->how, row->key, value->name);

	point.command = value->text;
	if (unknown)
		start_untold(&point, unknown);
	else if (row->form == SHELL_COMMAND || row->form == PROGRAMS_BY_BLANK)
		start_find_shell_command(reading, &point, command);
	else
		start_find_command(reading, &point, command);
	start_add(reading, point);
}

/* Steps to the next command of a value; NULL when there is none. */
static const char *next_command(struct arena *arena, enum value_form form, const char **rest)
{
	static const char *const separators[] = {[ONE_COMMAND] = "",
		[SHELL_COMMAND] = "",
		[COMMANDS_BY_COMMA] = ",",
		[PROGRAMS_BY_BLANK] = " ,\t"};
	const char *start, *end;

	start = *rest + strspn(*rest, form == COMMANDS_BY_COMMA || form == PROGRAMS_BY_BLANK
					      ? " ,\t"
					      : " \t");
	if (!*start)
		return NULL;
	end = start + strcspn(start, separators[form]);
	*rest = end;
	return arena_copy(arena, start, (size_t)(end - start));
}

static void add_value(struct start_reading *reading, const struct start_values *row,
	const struct registry_value *value)
{
	const char *unknown = NULL;
	const char *rest, *command;

	if (!registry_is_text(value))
		return;
	rest = value->text;
	if (value->type == REGISTRY_EXPANDABLE_TEXT)
		rest = start_expand(reading, rest, &unknown);
	while ((command = next_command(reading->host->arena, row->form, &rest)))
		add_command(reading, row, value, command, unknown);
}

/* A value of another type starts nothing. RunOnce marks names with ! and *, which change when it
 * runs and not what. */
static void read_row(struct start_reading *reading, const struct start_values *row)
{
	struct registry_value one;
	struct registry_value *values = &one;
	size_t count = 1;
	enum registry_status status =
		row->value ? registry_value(reading->registry, row->key, row->value, &one)
			   : registry_values(reading->registry, row->key, &values, &count);

	if (status == REGISTRY_UNKNOWN)
		start_gap(reading, row->how, registry_unknown_reason(reading->registry, row->key));
	if (status != REGISTRY_FOUND)
		return;
	for (size_t i = 0; i < count; i++)
		add_value(reading, row, &values[i]);
}

void start_read_machine_values(struct start_reading *reading)
{
	for (size_t i = 0; i < sizeof(of_machine) / sizeof(of_machine[0]); i++)
		read_row(reading, &of_machine[i]);
}

void start_read_user_values(struct start_reading *reading)
{
	for (size_t i = 0; i < sizeof(of_user) / sizeof(of_user[0]); i++)
		read_row(reading, &of_user[i]);
}
