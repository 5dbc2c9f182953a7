/* PATH as the service control manager hands it to a service. */
#include "scanner/host/machine/services.h"
#include "scanner/host/search/search.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_service_path(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define SERVICE "ControlSet001\\Services\\Import"

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_folder(&machine, "C:\\system");
	machine_file(&machine, "C:\\account\\tool.exe");
	machine_folder(&machine, "C:\\own");
	machine_file(&machine, "C:\\import\\import.exe");
	machine_path(&machine, "C:\\system");
	fixture_hive_set_text(
		machine_default(&machine), "Environment", "Path", FIXTURE_REG_SZ, "C:\\account");
	fixture_hive_set_text(machine_system(&machine), SERVICE, "ImagePath", FIXTURE_REG_SZ,
		"C:\\import\\import.exe");
	fixture_hive_set_dword(machine_system(&machine), SERVICE, "Type", 0x10);
	fixture_hive_set_dword(machine_system(&machine), SERVICE, "Start", 2);
}

static void end(void)
{
	machine_free(&machine);
}

static const struct {
	const char *profile;
	const char *account;
	const char *variable; /* in the service's own Environment */
	const char *entries;  /* "DIRECTORY (origin)" of each */
	bool account_unknown;
} paths[] = {
	{"nt4", "LocalSystem", NULL, "C:\\system (system)", false},
	{"w2k", "LocalSystem", NULL, "C:\\system (system), C:\\account (account)", false},
	{"win10", "LocalSystem", NULL, "C:\\system (system), C:\\account (account)", false},
	{"nt4", "DOM\\mail", NULL, "C:\\system (system)", false},
	{"w2k", "DOM\\mail", NULL, "C:\\system (system)", true},
	{"w2k", "LocalSystem", "path=C:\\own", "C:\\own (service)", false},
	{"nt4", "DOM\\mail", "PATH=C:\\own;C:\\system", "C:\\own (service), C:\\system (service)",
		false},
	{"w2k", "LocalSystem", "OTHER=C:\\own", "C:\\system (system), C:\\account (account)",
		false},
};

static const struct path_list *start(int row)
{
	fixture_hive_set_text(machine_system(&machine), SERVICE, "ObjectName", FIXTURE_REG_SZ,
		paths[row].account);
	if (paths[row].variable)
		fixture_hive_set_multi(
			machine_system(&machine), SERVICE, "Environment", &paths[row].variable, 1);
	machine.host.options.profile = paths[row].profile;
	machine_start(&machine);
	return path_list_of_service(&machine.host, service_named(&machine.host, "import"));
}

START_TEST(a_service_has_a_path_of_its_own)
{
	const struct path_list *list = start(_i);
	const char *text = "";

	for (size_t i = 0; i < list->count; i++)
		text = arena_printf(&machine.arena, "%s%s%s (%s)", text, i ? ", " : "",
			list->entries[i].directory, list->entries[i].origin);
	ck_assert_str_eq(text, paths[_i].entries);
	ck_assert_int_eq(list->user_unknown != NULL, paths[_i].account_unknown);
	ck_assert_ptr_null(list->unknown);
	/* The host's own list stays as it is. */
	ck_assert_uint_eq(machine.host.path.count, 1);
}
END_TEST

/* The rows of paths by number, and what a service of that kind finds. */
static const enum search_outcome outcomes[] = {SEARCH_MISSING, SEARCH_FOUND, SEARCH_FOUND,
	SEARCH_MISSING, SEARCH_UNCERTAIN, SEARCH_MISSING, SEARCH_MISSING, SEARCH_FOUND};

START_TEST(a_search_follows_the_services_path)
{
	const struct path_list *list = start(_i);
	const struct search_request request = {
		.launcher = LAUNCHER_CREATEPROCESS, .name = "tool.exe", .path = list};

	ck_assert_int_eq(search_run(&machine.host, &request).outcome, outcomes[_i]);
}
END_TEST

Suite *suite_host_service_path(void)
{
	Suite *suite = suite_create("host service path");
	TCase *tests = tcase_create("path");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_service_has_a_path_of_its_own, 0, COUNT_OF(paths));
	tcase_add_loop_test(tests, a_search_follows_the_services_path, 0, COUNT_OF(outcomes));
	suite_add_tcase(suite, tests);
	return suite;
}
