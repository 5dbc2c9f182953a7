/* Services: what a key says, which file it starts, and the environment it starts in. */
#include "scanner/host/machine/service_environment.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_services(void);

#define SERVICES "ControlSet001\\Services\\"
#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

enum { KERNEL_DRIVER = 1, OWN_PROCESS = 0x10, SHARE_PROCESS = 0x20, INTERACTIVE = 0x100 };

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32\\drivers");
	machine_system(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

static const char *key_of(const char *name)
{
	return arena_printf(&machine.arena, SERVICES "%s", name);
}

static void put_service(const char *name, uint32_t type, const char *image_path)
{
	struct fixture_hive *hive = machine_system(&machine);

	fixture_hive_set_dword(hive, key_of(name), "Type", type);
	fixture_hive_set_dword(hive, key_of(name), "Start", 2);
	if (image_path)
		fixture_hive_set_text(
			hive, key_of(name), "ImagePath", FIXTURE_REG_EXPAND_SZ, image_path);
}

static const struct service *start_with(const char *name)
{
	const struct service *service;

	machine_start(&machine);
	service = service_named(&machine.host, name);
	ck_assert_ptr_nonnull(service);
	return service;
}

START_TEST(what_the_key_says_is_kept)
{
	static const char *const needs[] = {"RpcSs", "MSExchangeMTA"};
	struct fixture_hive *hive = machine_system(&machine);
	const struct service *service;

	put_service("ccmc", OWN_PROCESS | INTERACTIVE, "C:\\ccmc.exe");
	fixture_hive_set_text(hive, key_of("ccmc"), "DisplayName", FIXTURE_REG_SZ, "Connector");
	fixture_hive_set_text(hive, key_of("ccmc"), "ObjectName", FIXTURE_REG_SZ, "DOM\\svc");
	fixture_hive_set_multi(hive, key_of("ccmc"), "DependOnService", needs, 2);
	fixture_hive_set_dword(hive, key_of("ccmc"), "DelayedAutoStart", 1);
	service = start_with("CCMC");
	ck_assert_str_eq(service->name, "ccmc");
	ck_assert_str_eq(service->display_name, "Connector");
	ck_assert_str_eq(service->account, "DOM\\svc");
	ck_assert_int_eq(service->type, SERVICE_OWN_PROCESS);
	ck_assert(service->interactive);
	ck_assert_int_eq(service->start, SERVICE_AUTOMATIC);
	ck_assert(service->delayed);
	ck_assert_uint_eq(service->depends_count, 2);
	ck_assert_str_eq(service->depends_on[1], "MSExchangeMTA");
	ck_assert_ptr_null(service->unknown);
	ck_assert_ptr_null(services(&machine.host)->reason);
}
END_TEST

static const struct {
	uint32_t type;
	uint32_t start;
	enum service_type is;
	enum service_start starts;
} kinds[] = {
	{1, 0, SERVICE_KERNEL_DRIVER, SERVICE_BOOT},
	{2, 1, SERVICE_FILE_SYSTEM_DRIVER, SERVICE_SYSTEM},
	{4, 3, SERVICE_ADAPTER, SERVICE_MANUAL},
	{8, 4, SERVICE_RECOGNIZER_DRIVER, SERVICE_DISABLED},
	{0x20, 5, SERVICE_SHARE_PROCESS, SERVICE_OTHER_START},
	{0x60, 0xFFFFFFFF, SERVICE_SHARE_PROCESS, SERVICE_OTHER_START},
	{0xE0, 3, SERVICE_SHARE_PROCESS, SERVICE_MANUAL},
	{0x200, 2, SERVICE_OTHER_TYPE, SERVICE_AUTOMATIC},
	{0, 2, SERVICE_OTHER_TYPE, SERVICE_AUTOMATIC},
};

START_TEST(types_and_starts_have_names)
{
	const struct service *service;

	put_service("x", kinds[_i].type, NULL);
	fixture_hive_set_dword(machine_system(&machine), key_of("x"), "Start", kinds[_i].start);
	service = start_with("x");
	ck_assert_int_eq(service->type, kinds[_i].is);
	ck_assert_int_eq(service->start, kinds[_i].starts);
	ck_assert_uint_gt(strlen(service_type_name(service->type)), 0);
	ck_assert_uint_gt(strlen(service_start_name(service->start)), 0);
}
END_TEST

START_TEST(a_key_that_is_no_service_is_left_out)
{
	fixture_hive_add_key(machine_system(&machine), SERVICES "Counters\\Performance");
	put_service("b", OWN_PROCESS, NULL);
	put_service("A", KERNEL_DRIVER, NULL);
	machine_start(&machine);
	ck_assert_uint_eq(services(&machine.host)->count, 2);
	ck_assert_str_eq(services(&machine.host)->items[0].name, "A");
	ck_assert_str_eq(services(&machine.host)->items[1].name, "b");
	ck_assert_ptr_null(service_named(&machine.host, "Counters"));
	ck_assert_ptr_eq(services(&machine.host), services(&machine.host));
}
END_TEST

/* Command lines and paths, and the file that is meant. Every file named path exists but the one
 * that is missing. */
static const struct {
	uint32_t type;
	const char *image_path; /* NULL: not set */
	const char *path;
	enum service_file_status status;
} files[] = {
	{OWN_PROCESS, "C:\\x\\svc.exe", "C:\\x\\svc.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "c:\\X\\SVC.EXE -k net", "C:\\x\\svc.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "\"C:\\x\\svc.exe\" /run", "C:\\x\\svc.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "  \"C:\\x\\svc.exe", "C:\\x\\svc.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "\"C:\\x\\svc\" /run", "C:\\x\\svc.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "C:\\x\\svc", "C:\\x\\svc.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "\\??\\C:\\x\\svc.exe -k", "C:\\x\\svc.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "C:\\Program Files\\My Service\\svc.exe -k",
		"C:\\Program Files\\My Service\\svc.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "%SystemRoot%\\System32\\host.exe -k netsvcs",
		"C:\\WINNT\\System32\\host.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, "\\SystemRoot\\System32\\host.exe", "C:\\WINNT\\System32\\host.exe",
		SERVICE_FILE_FOUND},
	{OWN_PROCESS, "host.exe", "C:\\WINNT\\System32\\host.exe", SERVICE_FILE_FOUND},
	{OWN_PROCESS, NULL, "C:\\WINNT\\System32\\Name.exe", SERVICE_FILE_FOUND},
	{KERNEL_DRIVER, NULL, "C:\\WINNT\\System32\\drivers\\Name.sys", SERVICE_FILE_FOUND},
	{KERNEL_DRIVER, "", "C:\\WINNT\\System32\\drivers\\Name.sys", SERVICE_FILE_FOUND},
	{KERNEL_DRIVER, "system32\\DRIVERS\\d.sys", "C:\\WINNT\\System32\\drivers\\d.sys",
		SERVICE_FILE_FOUND},
	{KERNEL_DRIVER, "\\SystemRoot\\System32\\drivers\\d.sys",
		"C:\\WINNT\\System32\\drivers\\d.sys", SERVICE_FILE_FOUND},
	{KERNEL_DRIVER, "\\??\\C:\\x y\\d.sys", "C:\\x y\\d.sys", SERVICE_FILE_FOUND},
	{KERNEL_DRIVER, "\\DosDevices\\C:\\x y\\d.sys", "C:\\x y\\d.sys", SERVICE_FILE_FOUND},
	{KERNEL_DRIVER, "\\Device\\HarddiskVolume1\\d.sys", NULL, SERVICE_FILE_UNTOLD},
	{OWN_PROCESS, "C:\\x\\gone.exe -k", "C:\\x\\gone.exe", SERVICE_FILE_MISSING},
	{OWN_PROCESS, "gone.exe", "C:\\WINNT\\System32\\gone.exe", SERVICE_FILE_MISSING},
	{OWN_PROCESS, "C:\\x", "C:\\x.exe", SERVICE_FILE_MISSING},
	{KERNEL_DRIVER, "drivers\\d.sys", "C:\\WINNT\\drivers\\d.sys", SERVICE_FILE_MISSING},
	{OWN_PROCESS, "E:\\svc.exe", "E:\\svc.exe", SERVICE_FILE_UNTOLD},
	{OWN_PROCESS, "\\\\server\\share\\svc.exe", "\\\\server\\share\\svc.exe",
		SERVICE_FILE_UNTOLD},
	{OWN_PROCESS, "C:\\secret\\svc.exe", "C:\\secret\\svc.exe", SERVICE_FILE_UNTOLD},
	{OWN_PROCESS, "", NULL, SERVICE_FILE_UNTOLD},
};

START_TEST(the_file_is_the_one_windows_starts)
{
	const struct service *service;
	const struct service_file *file;

	if (files[_i].status == SERVICE_FILE_FOUND)
		machine_file(&machine, files[_i].path);
	machine_folder(&machine, "C:\\x");
	machine_put(&machine, "C:\\secret",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	machine_path(&machine, "C:\\x");
	put_service("Name", files[_i].type, files[_i].image_path);
	service = start_with("Name");
	file = &service->program;
	ck_assert_pstr_eq(file->raw, files[_i].image_path);
	ck_assert_int_eq(file->status, files[_i].status);
	ck_assert_pstr_eq(file->path, files[_i].path);
	ck_assert(!file->file == (file->status != SERVICE_FILE_FOUND));
	ck_assert(!file->reason == (file->status != SERVICE_FILE_UNTOLD));
}
END_TEST

/* What lies there, and which one CreateProcess takes of a path without quotation marks. */
static const struct {
	const char *there;
	const char *path;
	size_t candidates;
} spaced[] = {
	{"C:\\Program.exe", "C:\\Program.exe", 0},
	{"C:\\Program", "C:\\Program", 0},
	{"C:\\Program Files\\My", "C:\\Program Files\\My", 2},
	{"C:\\Program Files\\My.exe", "C:\\Program Files\\My.exe", 2},
	{"C:\\Program Files\\My Service\\svc.exe", "C:\\Program Files\\My Service\\svc.exe", 3},
	{"C:\\Program Files\\My Service\\svc.exe -k", "C:\\Program Files\\My Service\\svc.exe", 3},
};

START_TEST(a_path_without_quotation_marks_is_tried_at_each_space)
{
	const struct service_file *file;

	machine_file(&machine, spaced[_i].there);
	machine_folder(&machine, "C:\\Program Files\\My Service");
	put_service("Name", OWN_PROCESS, "C:\\Program Files\\My Service\\svc.exe -k net");
	file = &start_with("Name")->program;
	ck_assert_str_eq(file->path, spaced[_i].path);
	ck_assert_uint_eq(file->candidate_count, spaced[_i].candidates);
	if (file->candidate_count)
		ck_assert_str_eq(file->candidates[0], "C:\\Program.exe");
}
END_TEST

START_TEST(a_short_name_is_only_likely_the_one)
{
	const struct service *service;

	machine_file(&machine, "C:\\Program Files\\svc.exe");
	put_service("Long", OWN_PROCESS, "\"C:\\Program Files\\svc.exe\"");
	put_service("Short", OWN_PROCESS, "C:\\PROGRA~1\\svc.exe");
	service = start_with("Short");
	ck_assert_int_eq(service->program.status, SERVICE_FILE_FOUND);
	ck_assert_str_eq(service->program.path, "C:\\Program Files\\svc.exe");
	ck_assert_ptr_nonnull(strstr(service->program.inferred, "PROGRA~1"));
	service = service_named(&machine.host, "Long");
	ck_assert_int_eq(service->program.status, SERVICE_FILE_FOUND);
	ck_assert_ptr_null(service->program.inferred);
}
END_TEST

START_TEST(the_dll_of_a_shared_process_is_found)
{
	struct fixture_hive *hive = machine_system(&machine);
	const struct service *service;

	machine_file(&machine, "C:\\WINNT\\System32\\my service.dll");
	put_service("Name", SHARE_PROCESS, "%SystemRoot%\\System32\\svchost.exe -k netsvcs");
	fixture_hive_set_text(hive, SERVICES "Name\\Parameters", "ServiceDll",
		FIXTURE_REG_EXPAND_SZ, "%SystemRoot%\\System32\\My Service.dll");
	service = start_with("Name");
	ck_assert_int_eq(service->program.status, SERVICE_FILE_MISSING);
	ck_assert_int_eq(service->dll.status, SERVICE_FILE_FOUND);
	ck_assert_str_eq(service->dll.path, "C:\\WINNT\\System32\\my service.dll");
}
END_TEST

START_TEST(without_the_hive_no_service_is_known)
{
	fixture_hive_free(machine.system);
	machine.system = NULL;
	machine_start(&machine);
	ck_assert_uint_eq(services(&machine.host)->count, 0);
	ck_assert_ptr_nonnull(strstr(services(&machine.host)->reason, "--system-hive"));
}
END_TEST

static const char *variable_of(const struct service_environment *of, const char *name)
{
	const struct environment_variable *variable = environment_get(&of->environment, name);

	return variable ? variable->value : NULL;
}

START_TEST(local_system_has_variables_of_its_own)
{
	static const char *const own[] = {"TEMP=D:\\own", "Bare", "=x", "Two=a=b"};
	struct service_environment of;
	bool nt4 = _i == 0;

	put_service("Name", OWN_PROCESS, NULL);
	fixture_hive_set_multi(machine_system(&machine), key_of("Name"), "Environment", own, 4);
	machine_path(&machine, "C:\\system");
	machine_variable(&machine, "TEMP", FIXTURE_REG_SZ, "C:\\temp");
	fixture_hive_set_text(
		machine_default(&machine), "Environment", "TMP", FIXTURE_REG_SZ, "C:\\account");
	fixture_hive_set_text(machine_default(&machine), "Environment", "PATH",
		FIXTURE_REG_EXPAND_SZ, "%SystemDrive%\\account");
	machine.host.options.profile = nt4 ? "nt4" : "w2k";
	of = service_environment(&machine.host, start_with("Name"));
	ck_assert_str_eq(variable_of(&of, "TEMP"), "D:\\own");
	ck_assert_str_eq(variable_of(&of, "Two"), "a=b");
	ck_assert_ptr_null(variable_of(&of, "Bare"));
	ck_assert_pstr_eq(variable_of(&of, "TMP"), nt4 ? NULL : "C:\\account");
	ck_assert_str_eq(variable_of(&of, "Path"), nt4 ? "C:\\system" : "C:\\system;C:\\account");
	ck_assert(!of.environment.complete);
	ck_assert_ptr_null(of.unknown);
	/* The machine's own environment stays as it was. */
	ck_assert_str_eq(environment_get(&machine.host.environment, "TEMP")->value, "C:\\temp");
	ck_assert_ptr_null(environment_get(&machine.host.environment, "TMP"));
}
END_TEST

START_TEST(variables_of_another_account_are_not_known)
{
	struct service_environment of;

	put_service("Name", OWN_PROCESS, NULL);
	fixture_hive_set_text(
		machine_system(&machine), key_of("Name"), "ObjectName", FIXTURE_REG_SZ, "DOM\\svc");
	machine.host.options.profile = "w2k";
	of = service_environment(&machine.host, start_with("Name"));
	ck_assert(!of.environment.complete);
	ck_assert_ptr_nonnull(strstr(of.unknown, "DOM\\svc"));
}
END_TEST

START_TEST(without_the_default_hive_local_system_may_have_more)
{
	struct service_environment of;

	put_service("Name", OWN_PROCESS, NULL);
	machine.host.options.profile = "xp";
	of = service_environment(&machine.host, start_with("Name"));
	ck_assert(!of.environment.complete);
	ck_assert_ptr_nonnull(strstr(of.unknown, "--default-hive"));
}
END_TEST

/* A variable that is not known is no folder that is missing. */
static const struct {
	const char *image_path;
	bool software;
	enum service_file_status status;
} by_variable[] = {
	{"%ProgramFiles%\\svc.exe", false, SERVICE_FILE_UNTOLD},
	{"%ProgramFiles%\\svc.exe", true, SERVICE_FILE_FOUND},
	{"%UserProfile%\\svc.exe", true, SERVICE_FILE_UNTOLD},
	{"C:\\%Unset%\\svc.exe", true, SERVICE_FILE_MISSING},
};

START_TEST(a_variable_may_be_unknown)
{
	if (by_variable[_i].software)
		fixture_hive_set_text(machine_software(&machine),
			"Microsoft\\Windows\\CurrentVersion", "ProgramFilesDir", FIXTURE_REG_SZ,
			"C:\\Programs");
	machine_file(&machine, "C:\\Programs\\svc.exe");
	put_service("Name", OWN_PROCESS, by_variable[_i].image_path);
	ck_assert_int_eq(start_with("Name")->program.status, by_variable[_i].status);
}
END_TEST

Suite *suite_host_services(void)
{
	Suite *suite = suite_create("host services");
	TCase *tests = tcase_create("services");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, what_the_key_says_is_kept);
	tcase_add_loop_test(tests, types_and_starts_have_names, 0, COUNT_OF(kinds));
	tcase_add_test(tests, a_key_that_is_no_service_is_left_out);
	tcase_add_loop_test(tests, the_file_is_the_one_windows_starts, 0, COUNT_OF(files));
	tcase_add_loop_test(
		tests, a_path_without_quotation_marks_is_tried_at_each_space, 0, COUNT_OF(spaced));
	tcase_add_test(tests, a_short_name_is_only_likely_the_one);
	tcase_add_test(tests, the_dll_of_a_shared_process_is_found);
	tcase_add_test(tests, without_the_hive_no_service_is_known);
	tcase_add_loop_test(tests, local_system_has_variables_of_its_own, 0, 2);
	tcase_add_test(tests, variables_of_another_account_are_not_known);
	tcase_add_test(tests, without_the_default_hive_local_system_may_have_more);
	tcase_add_loop_test(tests, a_variable_may_be_unknown, 0, COUNT_OF(by_variable));
	suite_add_tcase(suite, tests);
	return suite;
}
