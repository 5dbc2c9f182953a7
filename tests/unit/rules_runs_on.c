/* The check runs-on: what each kind of image does on the Windows of today. */
#include "scanner/specimen/bytes.h"
#include "tests/unit/check_case.h"
#include "tests/unit/suites.h"

#include <string.h>

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define NTVDM64 "Microsoft\\Windows NT\\CurrentVersion\\NtVdm64"
#define ASK(fields) "{'type':'runs-on','path':'C:\\\\x.exe'," fields "}"
#define ON_64_BIT ASK("'windows':'x86-64'")

static struct check_case on;

static void set_up(void)
{
	check_case_init(&on);
	machine_folder(&on.machine, "C:\\WINNT\\System32");
	machine_system(&on.machine);
	machine_software(&on.machine);
}

static void tear_down(void)
{
	check_case_free(&on);
}

enum {
	ALPHA = 0x184,
	MIPS = 0x166,
	POWERPC = 0x1F0,
	IA64 = 0x200,
	X64 = 0x8664,
	ARM64 = 0xAA64,
	ARMNT = 0x1C4,
	TARGET_OS2 = 1,
	TARGET_VXD = 4,
	POSIX = 7,
	NATIVE = 1
};

/* What is put where, and what each Windows does with it: a case, or NULL where it runs. */
static const struct {
	struct specimen_image image;
	const char *fields;
	const char *case_name;
	const char *sentence; /* a part of it */
} images[] = {
	{{.kind = SPECIMEN_MZ}, "'windows':'x86-64'", "dos", "is a DOS program"},
	{{.kind = SPECIMEN_MZ}, "'windows':'arm64'", "dos", "Windows on ARM64 does not run"},
	{{.kind = SPECIMEN_MZ}, "'windows':'x86'", NULL, "through NTVDM"},
	{{.kind = SPECIMEN_NE}, "'windows':'x86-64'", "win16", "193"},
	{{.kind = SPECIMEN_NE, .dll = true}, "'windows':'x86-64','as':'module'", "win16",
		"LoadLibrary ends with error 193"},
	{{.kind = SPECIMEN_NE}, "'windows':'x86'", NULL, "through NTVDM"},
	{{.kind = SPECIMEN_NE, .dll = true}, "'windows':'x86','as':'module'", "win16",
		"LoadLibrary ends with error 193"},
	{{.kind = SPECIMEN_MZ}, "'windows':'x86','as':'driver'", "dos", "32-bit Windows"},
	{{.kind = SPECIMEN_NE, .target = TARGET_OS2}, "'windows':'x86-64'", "os2", "OS/2"},
	{{.kind = SPECIMEN_NE, .target = TARGET_OS2}, "'windows':'x86'", "os2", "OS/2"},
	{{.kind = SPECIMEN_LX}, "'windows':'x86-64'", "os2", "OS/2"},
	{{.kind = SPECIMEN_LE, .target = TARGET_VXD}, "'windows':'x86-64','as':'driver'", "vxd",
		"virtual device driver"},
	{{.kind = SPECIMEN_W3}, "'windows':'x86'", "vxd", "virtual device driver"},
	{{.kind = SPECIMEN_P3}, "'windows':'x86-64'", "dos-extender", "DOS extender"},
	{{.kind = SPECIMEN_PE32}, "'windows':'x86-64'", NULL, "through WOW64"},
	{{.kind = SPECIMEN_PE32}, "'windows':'arm64'", NULL, "through emulation"},
	{{.kind = SPECIMEN_PE32}, "'windows':'x86'", NULL, "as it is"},
	{{.kind = SPECIMEN_PE32PLUS}, "'windows':'x86-64'", NULL, "as it is"},
	{{.kind = SPECIMEN_PE32PLUS}, "'windows':'arm64'", NULL, "from Windows 11 on"},
	{{.kind = SPECIMEN_PE32PLUS}, "'windows':'x86'", "other-machine", "216"},
	{{.kind = SPECIMEN_PE32PLUS, .machine = ARM64}, "'windows':'x86-64'", "other-machine",
		"216"},
	{{.kind = SPECIMEN_PE32PLUS, .machine = ARM64}, "'windows':'arm64'", NULL, "as it is"},
	{{.kind = SPECIMEN_PE32, .machine = ALPHA}, "'windows':'x86-64'", "other-machine", "alpha"},
	{{.kind = SPECIMEN_PE32, .machine = MIPS}, "'windows':'x86-64'", "other-machine", "mips"},
	{{.kind = SPECIMEN_PE32, .machine = POWERPC}, "'windows':'x86-64'", "other-machine",
		"powerpc"},
	{{.kind = SPECIMEN_PE32PLUS, .machine = IA64}, "'windows':'x86-64'", "other-machine",
		"ia64"},
	{{.kind = SPECIMEN_PE32, .subsystem = POSIX}, "'windows':'x86-64'", "other-system",
		"no such subsystem"},
	{{.kind = SPECIMEN_PE32, .driver = true}, "'windows':'x86-64','as':'driver'",
		"driver-32-bit", "1275"},
	{{.kind = SPECIMEN_PE32PLUS, .driver = true}, "'windows':'x86-64','as':'driver'", NULL,
		"as it is"},
	{{.kind = SPECIMEN_PE32PLUS, .driver = true}, "'windows':'arm64','as':'driver'",
		"other-machine", "1275"},
	{{.kind = SPECIMEN_PE32, .driver = true, .machine = ALPHA},
		"'windows':'x86-64','as':'driver'", "other-machine", "alpha"},
	{{.kind = SPECIMEN_PE32, .dll = true}, "'windows':'x86-64','as':'module'", "module-32-bit",
		"says nothing"},
	{{.kind = SPECIMEN_PE32, .dll = true, .clr_version = "v4.0.30319"},
		"'windows':'x86-64','as':'module'", NULL, ".NET"},
	{{.kind = SPECIMEN_PE32PLUS, .dll = true}, "'windows':'x86-64','as':'module'", NULL,
		"as it is"},
	{{.kind = SPECIMEN_PE32, .dll = true}, "'windows':'x86','as':'module'", NULL, "as it is"},
};

START_TEST(each_kind_on_each_windows)
{
	const char *check = arena_printf(
		&on.machine.arena, "{'type':'runs-on','path':'C:\\\\x.exe',%s}", images[_i].fields);
	const struct finding *finding;

	machine_image(&on.machine, "C:\\x.exe", &images[_i].image);
	finding = images[_i].case_name ? expect_fail(&on, check, images[_i].case_name, NULL)
				       : expect_pass(&on, check, NULL);
	ck_assert_str_eq(finding->subject, "C:\\x.exe");
	ck_assert_msg(strstr(finding->explanation, images[_i].sentence), "%s lacks %s",
		finding->explanation, images[_i].sentence);
	ck_assert_str_eq(finding->evidence[0].fact, "image");
	ck_assert_int_eq(finding->severity, SEVERITY_HIGH);
}
END_TEST

/* What the use is not about. */
static const struct {
	struct specimen_image image;
	const char *fields;
} unmeant[] = {
	{{.kind = SPECIMEN_PE32, .dll = true}, "'windows':'x86-64'"},
	{{.kind = SPECIMEN_PE32, .driver = true}, "'windows':'x86-64'"},
	{{.kind = SPECIMEN_TE}, "'windows':'x86-64'"},
	{{.kind = SPECIMEN_PE32PLUS, .subsystem = 10}, "'windows':'x86-64'"},
};

START_TEST(what_is_no_program_does_not_count)
{
	machine_image(&on.machine, "C:\\x.exe", &unmeant[_i].image);
	expect_not_applicable(&on,
		arena_printf(&on.machine.arena, "{'type':'runs-on','path':'C:\\\\x.exe',%s}",
			unmeant[_i].fields),
		NULL);
}
END_TEST

START_TEST(texts_folders_and_what_is_missing_do_not_count)
{
	machine_file(&on.machine, "C:\\x.exe");
	machine_folder(&on.machine, "C:\\y");
	expect_not_applicable(&on, ON_64_BIT, "C:\\x.exe: it is no executable image");
	expect_not_applicable(
		&on, "{'type':'runs-on','path':'C:\\\\y','windows':'x86-64'}", "C:\\y is a folder");
	expect_not_applicable(&on, "{'type':'runs-on','path':'C:\\\\z.exe','windows':'x86-64'}",
		"C:\\z.exe is not there, so it does not start today either");
	expect_unknown(&on, "{'type':'runs-on','path':'Q:\\\\z.exe','windows':'x86-64'}", NULL);
}
END_TEST

START_TEST(a_com_program_has_no_header)
{
	machine_file(&on.machine, "C:\\edit.com");
	expect_fail(
		&on, "{'type':'runs-on','path':'C:\\\\edit.com','windows':'x86-64'}", "dos", NULL);
}
END_TEST

START_TEST(a_library_of_fonts_runs_nothing)
{
	static const struct specimen_resource font = {
		.type = 8, .id = 1, .bytes = "font", .size = 4};

	machine_image(&on.machine, "C:\\x.exe",
		&(struct specimen_image){
			.kind = SPECIMEN_NE, .dll = true, .resources = &font, .resource_count = 1});
	expect_not_applicable(&on, ON_64_BIT, NULL);
}
END_TEST

/* A copy that broke off is never called a 16-bit program. */
START_TEST(a_pe_image_that_is_cut_short)
{
	struct specimen_bytes bytes = {0};
	const struct finding *finding;

	ck_assert_ptr_null(
		specimen_image_build(&(struct specimen_image){.kind = SPECIMEN_PE32}, &bytes));
	for (size_t size = 64; size + 1 < bytes.length; size += 37) {
		machine_put(&on.machine, arena_printf(&on.machine.arena, "C:\\cut%zu.exe", size),
			(struct memory_entry){.bytes = bytes.data, .size = size});
	}
	for (size_t size = 64; size + 1 < bytes.length; size += 37) {
		finding = check_case_ask(&on,
			arena_printf(&on.machine.arena,
				"{'type':'runs-on','path':'C:\\\\cut%zu.exe','windows':'x86-64'}",
				size));
		ck_assert_int_ne(finding->status, FINDING_FAIL);
		ck_assert_ptr_null(strstr(finding->explanation, "16-bit"));
	}
	specimen_bytes_free(&bytes);
}
END_TEST

static void put_installer(const char *product, const char *version)
{
	const struct specimen_string strings[] = {
		{"ProductName", product}, {"ProductVersion", version}};
	const struct specimen_version resource = {
		.with_fixed = true, .strings = strings, .string_count = 2};

	machine_image(&on.machine, "C:\\x.exe",
		&(struct specimen_image){.kind = SPECIMEN_NE, .version = &resource});
}

/* The installers that Windows knows, and one that it does not. */
static const struct {
	const char *product;
	const char *version;
	const char *case_name;
} installers[] = {
	{"InstallShield(R)", "5.00.000", "installer-replaced"},
	{"InstallShield Engine", "5,10,0,0", "installer-replaced"},
	{"InstallShield(R)", "3.00.000", "installer-stub"},
	{"Microsoft Setup for Windows", "1.2", "installer-replaced"},
	{"Microsoft Setup for Windows", "2.6", "installer-replaced"},
	{"Microsoft Setup for Windows", "3.0", "installer-replaced"},
	{"Microsoft Setup for Windows", "3.01", "installer-replaced"},
	{"Microsoft Setup for Windows", "2.0", "win16"},
	{"Another", "5.0", "win16"},
};

START_TEST(installers_that_windows_replaces)
{
	const struct finding *finding;

	put_installer(installers[_i].product, installers[_i].version);
	finding = expect_fail(&on, ON_64_BIT, installers[_i].case_name, NULL);
	ck_assert_int_eq(finding->severity,
		strcmp(installers[_i].case_name, "installer-replaced") == 0 ? SEVERITY_INFO
									    : SEVERITY_HIGH);
}
END_TEST

START_TEST(no_installer_is_replaced_on_arm)
{
	put_installer("InstallShield(R)", "5.00.000");
	expect_fail(&on, ASK("'windows':'arm64'"), "installer-stub", NULL);
}
END_TEST

START_TEST(the_severity_of_what_is_replaced_can_be_said)
{
	put_installer("InstallShield(R)", "5.00.000");
	ck_assert_int_eq(expect_fail(&on, ASK("'windows':'x86-64','severity_replaced':'low'"),
				 "installer-replaced", NULL)
				 ->severity,
		SEVERITY_LOW);
}
END_TEST

static void put_entry(
	const char *name, const char *product, const char *version, const char *program)
{
	struct fixture_hive *hive = machine_software(&on.machine);
	const char *key = arena_printf(&on.machine.arena, NTVDM64 "\\%s", name);

	machine_variable(&on.machine, "PROCESSOR_ARCHITECTURE", FIXTURE_REG_SZ, "AMD64");
	fixture_hive_set_text(hive, key, "InternalName", FIXTURE_REG_SZ, "*");
	fixture_hive_set_text(hive, key, "ProductName", FIXTURE_REG_SZ, product);
	fixture_hive_set_text(hive, key, "ProductVersion", FIXTURE_REG_SZ, version);
	fixture_hive_set_text(hive, key, "MappedExeName", FIXTURE_REG_SZ, program);
}

START_TEST(an_emulator_in_the_registry)
{
	const struct finding *finding;

	put_entry("0OTVDM", "*", "*", "C:\\otvdm\\otvdm.exe");
	machine_image(&on.machine, "C:\\otvdm\\otvdm.exe",
		&(struct specimen_image){.kind = SPECIMEN_PE32});
	machine_image(&on.machine, "C:\\x.exe", &(struct specimen_image){.kind = SPECIMEN_NE});
	finding = expect_fail(&on, ON_64_BIT, "emulated",
		"C:\\x.exe does not run on 64-bit Windows itself; 0OTVDM below NtVdm64 starts "
		"C:\\otvdm\\otvdm.exe for it");
	ck_assert_int_eq(finding->severity, SEVERITY_INFO);
	ck_assert_str_eq(finding->evidence[1].actual, "C:\\otvdm\\otvdm.exe");
}
END_TEST

START_TEST(an_emulator_that_is_gone_is_of_no_use)
{
	put_entry("0OTVDM", "*", "*", "C:\\otvdm\\otvdm.exe");
	machine_image(&on.machine, "C:\\x.exe", &(struct specimen_image){.kind = SPECIMEN_NE});
	expect_fail(&on, ON_64_BIT, "win16", NULL);
}
END_TEST

/* The list of this machine counts when it is 64-bit Windows itself. */
START_TEST(the_list_of_the_machine_comes_before_that_of_windows)
{
	put_entry("1", "Another", "5.*", "C:\\other.exe");
	machine_file(&on.machine, "C:\\other.exe");
	put_installer("Another", "5.0");
	expect_fail(&on, ON_64_BIT, "installer-replaced", NULL);
}
END_TEST

static const struct {
	const char *overlay; /* NULL: a whole program */
	const char *payload;
} stubs[] = {
	{NULL, "a 32-bit program"},
	{"PK\003\004rest", "a ZIP archive"},
	{"MSCFrest", "a cabinet"},
	{"ISc(rest", "an InstallShield cabinet"},
};

START_TEST(what_lies_behind_a_stub_is_named)
{
	struct specimen_bytes stub = {0}, payload = {0};
	const struct finding *finding;

	ck_assert_ptr_null(
		specimen_image_build(&(struct specimen_image){.kind = SPECIMEN_NE}, &stub));
	if (stubs[_i].overlay)
		specimen_put_text(&payload, stubs[_i].overlay);
	else
		ck_assert_ptr_null(specimen_image_build(
			&(struct specimen_image){.kind = SPECIMEN_PE32}, &payload));
	specimen_put_raw(&stub, payload.data, payload.length);
	machine_put(&on.machine, "C:\\x.exe",
		(struct memory_entry){.bytes = stub.data, .size = stub.length});
	specimen_bytes_free(&payload);
	specimen_bytes_free(&stub);
	finding = expect_fail(&on, ON_64_BIT, "installer-stub", NULL);
	ck_assert_msg(strstr(finding->explanation, stubs[_i].payload), "%s", finding->explanation);
}
END_TEST

START_TEST(a_policy_forbids_ntvdm)
{
	machine_image(&on.machine, "C:\\x.exe", &(struct specimen_image){.kind = SPECIMEN_NE});
	machine_image(&on.machine, "C:\\y.exe", &(struct specimen_image){.kind = SPECIMEN_PE32});
	fixture_hive_set_dword(machine_software(&on.machine),
		"Policies\\Microsoft\\Windows\\AppCompat", "VDMDisallowed", 1);
	expect_fail(&on, ASK("'windows':'x86'"), "vdm-disallowed", NULL);
	expect_pass(&on, "{'type':'runs-on','path':'C:\\\\y.exe','windows':'x86'}", NULL);
}
END_TEST

/* From Windows 8 on NTVDM is there only where somebody asked for it. */
START_TEST(ntvdm_is_a_feature)
{
	on.machine.host.options.profile = "win10";
	machine_variable(&on.machine, "PROCESSOR_ARCHITECTURE", FIXTURE_REG_SZ, "x86");
	machine_image(&on.machine, "C:\\x.exe", &(struct specimen_image){.kind = SPECIMEN_MZ});
	machine_file(&on.machine, "C:\\WINNT\\System32\\kernel32.dll");
	if (_i)
		machine_file(&on.machine, "C:\\WINNT\\System32\\ntvdm.exe");
	if (_i)
		expect_pass(&on, ASK("'windows':'x86'"), NULL);
	else
		expect_fail(&on, ASK("'windows':'x86'"), "ntvdm-missing", NULL);
}
END_TEST

/* What is a part of Windows by its version resource or its name, and what only looks like it. */
static const struct {
	const char *path;
	const char *company;
	const char *product;
	enum finding_status status;
} parts[] = {
	{"C:\\WINNT\\x.exe", "Microsoft Corporation",
		"Microsoft(R) Windows NT(TM) Operating System", FINDING_NOT_APPLICABLE},
	{"C:\\WINNT\\System\\x.exe", "Microsoft Corporation",
		"Betriebssystem Microsoft(R) Windows NT(TM)", FINDING_NOT_APPLICABLE},
	{"C:\\x.exe", "Microsoft Corporation", "Microsoft(R) Windows NT(TM) Operating System",
		FINDING_FAIL},
	{"C:\\WINNT\\x.exe", "Microsoft Corporation", "Microsoft Office", FINDING_FAIL},
	{"C:\\WINNT\\x.exe", "Another", "Utilities for Windows", FINDING_FAIL},
	{"C:\\WINNT\\MSAPPS\\x.exe", "Microsoft Corporation", "Microsoft FoxPro for Windows",
		FINDING_FAIL},
	{"C:\\WINNT\\x.exe", "Microsoft Corporation", "Microsoft Setup for Windows", FINDING_FAIL},
	{"C:\\WINNT\\x.exe", "Microsoft Corporation",
		"Microsoft\302\256 Windows\302\256 Operating System", FINDING_NOT_APPLICABLE},
	{"C:\\WINNT\\System32\\Redir.exe", "", "", FINDING_NOT_APPLICABLE},
	{"C:\\WINNT\\redir.exe", "", "", FINDING_FAIL},
	{"C:\\redir.exe", "", "", FINDING_FAIL},
};

START_TEST(parts_of_windows_are_left_out)
{
	const struct specimen_string strings[] = {
		{"CompanyName", parts[_i].company}, {"ProductName", parts[_i].product}};
	const struct specimen_version version = {
		.with_fixed = true, .strings = strings, .string_count = 2};
	bool named = *parts[_i].company != '\0';

	on.each = "{'in':'images'}";
	machine_image(&on.machine, parts[_i].path,
		&(struct specimen_image){.kind = SPECIMEN_NE, .version = named ? &version : NULL});
	ck_assert_msg(check_case_ask(&on, "{'type':'runs-on','path':'${item}','windows':'x86-64',"
					  "'except_windows':true}")
				      ->status == parts[_i].status,
		"%s", parts[_i].path);
}
END_TEST

START_TEST(a_windows_that_is_not_known)
{
	machine_image(&on.machine, "C:\\x.exe", &(struct specimen_image){.kind = SPECIMEN_NE});
	expect_unknown(&on, ASK("'windows':'dos'"),
		"there is no Windows \"dos\"; give x86-64, arm64 or x86");
}
END_TEST

START_TEST(the_words_a_person_sees)
{
	machine_image(&on.machine, "C:\\x.exe", &(struct specimen_image){.kind = SPECIMEN_NE});
	expect_fail(&on, ON_64_BIT, "win16",
		"C:\\x.exe is a 16-bit Windows program or library, which 64-bit Windows does not "
		"run: starting it ends with error 193 (\"x.exe is not a valid Win32 "
		"application.\") "
		"or 216 (\"This version of x.exe is not compatible with the version of Windows "
		"you're running. ...\"); both have been seen. The desktop shows \"Unsupported "
		"16-Bit "
		"Application\" or \"This app can't run on your PC\"");
}
END_TEST

Suite *suite_rules_runs_on(void)
{
	Suite *suite = suite_create("rules_runs_on");
	TCase *tests = tcase_create("runs-on");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, each_kind_on_each_windows, 0, COUNT_OF(images));
	tcase_add_loop_test(tests, what_is_no_program_does_not_count, 0, COUNT_OF(unmeant));
	tcase_add_test(tests, texts_folders_and_what_is_missing_do_not_count);
	tcase_add_test(tests, a_com_program_has_no_header);
	tcase_add_test(tests, a_library_of_fonts_runs_nothing);
	tcase_add_test(tests, a_pe_image_that_is_cut_short);
	tcase_add_loop_test(tests, installers_that_windows_replaces, 0, COUNT_OF(installers));
	tcase_add_test(tests, no_installer_is_replaced_on_arm);
	tcase_add_test(tests, the_severity_of_what_is_replaced_can_be_said);
	tcase_add_test(tests, an_emulator_in_the_registry);
	tcase_add_test(tests, an_emulator_that_is_gone_is_of_no_use);
	tcase_add_test(tests, the_list_of_the_machine_comes_before_that_of_windows);
	tcase_add_loop_test(tests, what_lies_behind_a_stub_is_named, 0, COUNT_OF(stubs));
	tcase_add_test(tests, a_policy_forbids_ntvdm);
	tcase_add_loop_test(tests, ntvdm_is_a_feature, 0, 2);
	tcase_add_loop_test(tests, parts_of_windows_are_left_out, 0, COUNT_OF(parts));
	tcase_add_test(tests, a_windows_that_is_not_known);
	tcase_add_test(tests, the_words_a_person_sees);
	suite_add_tcase(suite, tests);
	return suite;
}
