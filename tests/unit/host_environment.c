/* Environment variables and their expansion. */
#include "tests/machine/machine.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

Suite *suite_host_environment(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* What ExpandEnvironmentStrings puts out at most. */
enum { WINDOWS_LIMIT = 32767 };

static void set(struct environment *environment, const char *name, const char *value)
{
	environment_set(environment,
		(struct environment_variable){.name = name, .raw = value, .value = value});
}

static const struct {
	const char *text;
	const char *expanded;
	const char *unknown;
} expansions[] = {
	{"", "", NULL},
	{"plain", "plain", NULL},
	{"%SystemRoot%\\system32", "C:\\WINNT\\system32", NULL},
	{"%SYSTEMROOT%;%systemroot%", "C:\\WINNT;C:\\WINNT", NULL},
	{"%\xC3\xA9t\xC3\xA9%", "summer", NULL},
	{"%\xC3\x89T\xC3\x89%", "summer", NULL},
	{"%Empty%x", "x", NULL},
	{"a%Nothing%b", "a%Nothing%b", "Nothing"},
	{"%One%%Two%", "%One%%Two%", "One"},
	{"%Nothing%SystemRoot%", "%NothingC:\\WINNT", "Nothing"},
	{"100%", "100%", NULL},
	{"%%", "%%", NULL},
	{"%%SystemRoot%%", "%C:\\WINNT%", NULL},
	{"%", "%", NULL},
	/* A value is put in as it is: what it names is not expanded again. */
	{"%Nested%", "%SystemRoot%", NULL},
	{"%Self%", "%Self%", NULL},
};

START_TEST(names_between_percent_signs_are_replaced)
{
	struct environment environment;
	struct arena arena;
	const char *unknown = "stale";

	arena_init(&arena);
	environment_init(&environment, &arena);
	set(&environment, "SystemRoot", "C:\\WINNT");
	set(&environment, "\xC3\xA9t\xC3\xA9", "summer");
	set(&environment, "Empty", "");
	set(&environment, "Nested", "%SystemRoot%");
	set(&environment, "Self", "%Self%");
	ck_assert_str_eq(environment_expand(&environment, expansions[_i].text, &unknown),
		expansions[_i].expanded);
	ck_assert_pstr_eq(unknown, expansions[_i].unknown);
	ck_assert_str_eq(environment_expand(&environment, expansions[_i].text, NULL),
		expansions[_i].expanded);
	arena_free(&arena);
}
END_TEST

START_TEST(a_variable_is_replaced_whatever_its_case)
{
	struct environment environment;
	struct arena arena;
	char value[] = "first";

	arena_init(&arena);
	environment_init(&environment, &arena);
	ck_assert_ptr_null(environment_get(&environment, "Path"));
	set(&environment, "Path", value);
	value[0] = 'X';
	ck_assert_str_eq(environment_get(&environment, "PATH")->value, "first");
	set(&environment, "PATH", "second");
	ck_assert_uint_eq(environment.count, 1);
	ck_assert_str_eq(environment_get(&environment, "path")->value, "second");
	arena_free(&arena);
}
END_TEST

/* Eight thousand characters of three bytes each, four times over, and one more. */
START_TEST(the_result_ends_at_the_limit_of_windows_with_whole_characters)
{
	enum { CHARACTERS = 8192 };
	struct environment environment;
	char *value = calloc(CHARACTERS, 3);
	struct arena arena;
	const char *expanded;

	for (size_t i = 0; i < CHARACTERS; i++)
		memcpy(value + 3 * i, i + 1 < CHARACTERS ? "\xE3\x83\xAD" : "\0\0", 3);
	arena_init(&arena);
	environment_init(&environment, &arena);
	set(&environment, "Long", value);
	expanded = environment_expand(&environment, "%Long%%Long%%Long%%Long%%Long%", NULL);
	ck_assert_ptr_null(u8_check((const uint8_t *)expanded, strlen(expanded)));
	ck_assert_uint_le(u8_mbsnlen((const uint8_t *)expanded, strlen(expanded)), WINDOWS_LIMIT);
	ck_assert_str_eq(environment_expand(&environment, "%Long%", NULL), value);
	free(value);
	arena_free(&arena);
}
END_TEST

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

static const char *value_of(const char *name)
{
	const struct environment_variable *variable =
		environment_get(&machine.host.environment, name);

	return variable ? variable->value : NULL;
}

START_TEST(system_variables_come_from_the_current_control_set)
{
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_variable(&machine, "ComSpec", FIXTURE_REG_EXPAND_SZ, "%SystemRoot%\\cmd.exe");
	machine_variable(&machine, "Plain", FIXTURE_REG_SZ, "%SystemRoot%");
	fixture_hive_set_text(machine_system(&machine),
		"ControlSet002\\Control\\Session Manager\\Environment", "Old", FIXTURE_REG_SZ, "x");
	fixture_hive_set_dword(machine_system(&machine),
		"ControlSet001\\Control\\Session Manager\\Environment", "Number", 7);
	machine_start(&machine);
	ck_assert(machine.host.environment.complete);
	ck_assert_str_eq(value_of("comspec"), "C:\\WINNT\\cmd.exe");
	ck_assert_str_eq(environment_get(&machine.host.environment, "ComSpec")->raw,
		"%SystemRoot%\\cmd.exe");
	ck_assert_str_eq(environment_get(&machine.host.environment, "ComSpec")->origin, "system");
	ck_assert(environment_get(&machine.host.environment, "ComSpec")->expandable);
	/* REG_SZ is never expanded, REG_DWORD is no variable. */
	ck_assert_str_eq(value_of("Plain"), "%SystemRoot%");
	ck_assert(!environment_get(&machine.host.environment, "Plain")->expandable);
	ck_assert_ptr_null(value_of("Number"));
	ck_assert_ptr_null(value_of("Old"));
}
END_TEST

START_TEST(plain_values_come_before_those_to_expand)
{
	machine_variable(&machine, "A", FIXTURE_REG_EXPAND_SZ, "<%B%><%C%><%D%>");
	machine_variable(&machine, "B", FIXTURE_REG_SZ, "b");
	machine_variable(&machine, "C", FIXTURE_REG_EXPAND_SZ, "%B%c");
	machine_variable(&machine, "E", FIXTURE_REG_EXPAND_SZ, "%C%e");
	machine_start(&machine);
	/* C is to be expanded and stands behind A, so A was made without it. */
	ck_assert_str_eq(value_of("A"), "<b><%C%><%D%>");
	ck_assert_str_eq(value_of("E"), "bce");
}
END_TEST

static const struct environment_variable *variable_of(const char *name)
{
	const struct environment_variable *variable =
		environment_get(&machine.host.environment, name);

	ck_assert_ptr_nonnull(variable);
	return variable;
}

START_TEST(a_value_that_names_another_to_expand_is_only_likely)
{
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_variable(&machine, "Root", FIXTURE_REG_EXPAND_SZ, "%SystemRoot%");
	machine_variable(&machine, "Plain", FIXTURE_REG_SZ, "p");
	machine_variable(&machine, "Before", FIXTURE_REG_EXPAND_SZ, "%Root%\\x");
	machine_variable(&machine, "Behind", FIXTURE_REG_EXPAND_SZ, "%Plain%%Last%");
	machine_variable(&machine, "Self", FIXTURE_REG_EXPAND_SZ, "%Self%");
	machine_variable(&machine, "Last", FIXTURE_REG_EXPAND_SZ, "%Plain%%%Plain%%");
	machine_given(&machine, "Given", "%Root%");
	machine_start(&machine);
	ck_assert_ptr_null(variable_of("Root")->doubt);
	ck_assert_ptr_nonnull(strstr(variable_of("Before")->doubt, "%Root%"));
	ck_assert_str_eq(value_of("Before"), "C:\\WINNT\\x");
	ck_assert_ptr_nonnull(strstr(variable_of("Behind")->doubt, "%Last%"));
	ck_assert_str_eq(value_of("Behind"), "p%Last%");
	ck_assert_ptr_nonnull(strstr(variable_of("Self")->doubt, "%Self%"));
	ck_assert_ptr_null(variable_of("Last")->doubt);
	ck_assert_ptr_null(variable_of("Given")->doubt);
	ck_assert_int_eq(environment_basis(variable_of("Plain")), FACT_READ);
	ck_assert_int_eq(environment_basis(variable_of("Root")), FACT_DERIVED);
	ck_assert_int_eq(environment_basis(variable_of("Before")), FACT_ASSUMED);
	ck_assert_int_eq(environment_basis(variable_of("Given")), FACT_GIVEN);
	ck_assert_int_eq(environment_basis(variable_of("SystemRoot")), FACT_DERIVED);
}
END_TEST

#define PROFILE_LIST "Microsoft\\Windows NT\\CurrentVersion\\ProfileList"
#define CURRENT_VERSION "Microsoft\\Windows\\CurrentVersion"

static void put_folder(const char *key, const char *name, const char *folder)
{
	fixture_hive_set_text(machine_software(&machine), key, name, FIXTURE_REG_EXPAND_SZ, folder);
}

START_TEST(windows_sets_some_variables_before_those_of_the_system)
{
	machine_folder(&machine, "C:\\Windows\\System32");
	put_folder(PROFILE_LIST, "ProgramData", "%SystemDrive%\\ProgramData");
	put_folder(PROFILE_LIST, "Public", "%SystemDrive%\\Users\\Public");
	put_folder(CURRENT_VERSION, "ProgramFilesDir", "C:\\Program Files");
	machine_variable(&machine, "Early", FIXTURE_REG_EXPAND_SZ, "%ALLUSERSPROFILE%|%PUBLIC%");
	machine_variable(&machine, "Late", FIXTURE_REG_EXPAND_SZ, "%ProgramFiles%");
	machine_start(&machine);
	ck_assert_str_eq(value_of("Early"), "C:\\ProgramData|C:\\Users\\Public");
	ck_assert_str_eq(value_of("ProgramData"), "C:\\ProgramData");
	/* Program folders come behind the system's variables, but services see them. */
	ck_assert_str_eq(value_of("Late"), "%ProgramFiles%");
	ck_assert_str_eq(value_of("ProgramFiles"), "C:\\Program Files");
	ck_assert(environment_known_unset(&machine.host.environment, "Nothing"));
}
END_TEST

START_TEST(windows_2000_keeps_the_folder_of_all_users_by_name)
{
	machine_folder(&machine, "C:\\WINNT\\System32");
	put_folder(PROFILE_LIST, "ProfilesDirectory", "%SystemDrive%\\Documents and Settings");
	put_folder(PROFILE_LIST, "AllUsersProfile", "All Users");
	machine_start(&machine);
	ck_assert_str_eq(value_of("ALLUSERSPROFILE"), "C:\\Documents and Settings\\All Users");
}
END_TEST

START_TEST(without_the_software_hive_core_variables_may_be_set)
{
	machine_system(&machine);
	machine_start(&machine);
	ck_assert(machine.host.environment.complete);
	ck_assert(!environment_known_unset(&machine.host.environment, "AllUsersProfile"));
	ck_assert(!environment_known_unset(&machine.host.environment, "PUBLIC"));
	ck_assert(environment_known_unset(&machine.host.environment, "Nothing"));
}
END_TEST

START_TEST(a_users_path_goes_behind_the_systems)
{
	struct environment environment;
	struct arena *arena = &machine.arena;

	fixture_hive_set_text(machine_user(&machine), "Environment", "Path", FIXTURE_REG_EXPAND_SZ,
		"%Home%\\bin");
	fixture_hive_set_text(
		machine_user(&machine), "Environment", "Home", FIXTURE_REG_SZ, "C:\\me");
	fixture_hive_set_text(
		machine_user(&machine), "Environment", "Temp", FIXTURE_REG_SZ, "C:\\mine");
	machine_start(&machine);
	environment_init(&environment, arena);
	set(&environment, "PATH", "C:\\WINNT");
	set(&environment, "TEMP", "C:\\temp");
	ck_assert_int_eq(
		environment_add_user(&environment, &machine.host.registry, "HKCU\\Environment"),
		REGISTRY_FOUND);
	ck_assert_str_eq(environment_get(&environment, "Path")->value, "C:\\WINNT;C:\\me\\bin");
	ck_assert_str_eq(environment_get(&environment, "Temp")->value, "C:\\mine");
	ck_assert_str_eq(environment_get(&environment, "Temp")->origin, "user");
	ck_assert_int_eq(environment_add_user(&environment, &machine.host.registry,
				 "HKU\\.DEFAULT\\Environment"),
		REGISTRY_UNKNOWN);
}
END_TEST

START_TEST(variables_that_are_given_win)
{
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_variable(&machine, "Mail", FIXTURE_REG_SZ, "C:\\old");
	machine_given(&machine, "MAIL", "%SystemDrive%\\new");
	machine_given(&machine, "Odd", "\xFF");
	machine_start(&machine);
	ck_assert_str_eq(value_of("Mail"), "C:\\new");
	ck_assert_str_eq(environment_get(&machine.host.environment, "Mail")->origin, "--env");
	ck_assert_str_eq(value_of("Odd"), "\\xFF");
	ck_assert_str_eq(value_of("SystemRoot"), "C:\\WINNT");
	ck_assert_str_eq(
		environment_get(&machine.host.environment, "SystemRoot")->origin, "derived");
}
END_TEST

START_TEST(without_a_hive_nothing_is_known_to_be_unset)
{
	ck_assert_int_eq(setenv("COMPATSCAN_PROBE", "leaked", 1), 0);
	machine_given(&machine, "Mail", "C:\\ccmail");
	machine_start(&machine);
	ck_assert(!machine.host.environment.complete);
	ck_assert_str_eq(value_of("Mail"), "C:\\ccmail");
	ck_assert_uint_eq(machine.host.environment.count, 1);
	ck_assert_ptr_null(value_of("COMPATSCAN_PROBE"));
}
END_TEST

Suite *suite_host_environment(void)
{
	Suite *suite = suite_create("host environment");
	TCase *expansion = tcase_create("expansion");
	TCase *system = tcase_create("system");

	tcase_add_loop_test(
		expansion, names_between_percent_signs_are_replaced, 0, COUNT_OF(expansions));
	tcase_add_test(expansion, a_variable_is_replaced_whatever_its_case);
	tcase_add_test(expansion, the_result_ends_at_the_limit_of_windows_with_whole_characters);
	suite_add_tcase(suite, expansion);
	tcase_add_checked_fixture(system, begin, end);
	tcase_add_test(system, system_variables_come_from_the_current_control_set);
	tcase_add_test(system, plain_values_come_before_those_to_expand);
	tcase_add_test(system, a_value_that_names_another_to_expand_is_only_likely);
	tcase_add_test(system, windows_sets_some_variables_before_those_of_the_system);
	tcase_add_test(system, windows_2000_keeps_the_folder_of_all_users_by_name);
	tcase_add_test(system, without_the_software_hive_core_variables_may_be_set);
	tcase_add_test(system, a_users_path_goes_behind_the_systems);
	tcase_add_test(system, variables_that_are_given_win);
	tcase_add_test(system, without_a_hive_nothing_is_known_to_be_unset);
	suite_add_tcase(suite, system);
	return suite;
}
