/* What the hives say of the Windows itself, its languages and Exchange. */
#include "scanner/host/machine/exchange.h"
#include "scanner/host/machine/machine_locale.h"
#include "scanner/host/machine/processor.h"
#include "scanner/host/machine/windows_version.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_host_windows_version(void);

#define CURRENT_VERSION "Microsoft\\Windows NT\\CurrentVersion"
#define CONTROL "ControlSet001\\Control"
#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

static void put(const char *name, const char *text)
{
	if (text)
		fixture_hive_set_text(
			machine_software(&machine), CURRENT_VERSION, name, FIXTURE_REG_SZ, text);
}

/* As the hives of real installations have it. */
static const struct {
	const char *current_version, *build_number, *build, *service_pack;
	unsigned major, minor; /* CurrentMajorVersionNumber; 0: not there */
	const char *version, *found_build, *found_pack;
} systems[] = {
	{"4.0", "1381", "1.511.1 () (Obsolete data - do not use)", "Service Pack 6", 0, 0, "4.0",
		"1381", "6"},
	{"4.0", "1381", NULL, NULL, 0, 0, "4.0", "1381", "0"},
	{"5.0", "2195", NULL, "Service Pack 4", 0, 0, "5.0", "2195", "4"},
	{"5.1", NULL, "2600", "Service Pack 3, v.3311", 0, 0, "5.1", "2600", "3"},
	{"5.1", NULL, "1.511.1 ()", "", 0, 0, "5.1", NULL, "0"},
	{"6.1", "7601", "7601", "Service Pack 1", 0, 0, "6.1", "7601", "1"},
	{"6.3", "19045", "19045", NULL, 10, 0, "10.0", "19045", "0"},
};

START_TEST(version_build_and_service_pack_are_read)
{
	const struct windows_version *version;
	struct fixture_hive *hive = machine_software(&machine);

	put("CurrentVersion", systems[_i].current_version);
	put("CurrentBuildNumber", systems[_i].build_number);
	put("CurrentBuild", systems[_i].build);
	put("CSDVersion", systems[_i].service_pack);
	if (systems[_i].major) {
		fixture_hive_set_dword(
			hive, CURRENT_VERSION, "CurrentMajorVersionNumber", systems[_i].major);
		fixture_hive_set_dword(
			hive, CURRENT_VERSION, "CurrentMinorVersionNumber", systems[_i].minor);
	}
	machine_start(&machine);
	version = windows_version(&machine.host);
	ck_assert_str_eq(version->version.value, systems[_i].version);
	ck_assert_pstr_eq(version->build.value, systems[_i].found_build);
	ck_assert_str_eq(version->service_pack.value, systems[_i].found_pack);
	ck_assert_uint_eq(version->service_pack_number, strtoul(systems[_i].found_pack, NULL, 10));
	ck_assert_uint_eq(version->major, strtoul(systems[_i].version, NULL, 10));
	ck_assert_int_eq(version->version.basis, FACT_READ);
	ck_assert_int_eq(version->service_pack.basis,
		systems[_i].found_pack[0] == '0' ? FACT_DERIVED : FACT_READ);
	ck_assert_ptr_eq(version, windows_version(&machine.host));
}
END_TEST

START_TEST(without_the_software_hive_the_service_pack_alone_is_known)
{
	const struct windows_version *version;

	fixture_hive_set_dword(machine_system(&machine), CONTROL "\\Windows", "CSDVersion", 0x600);
	fixture_hive_set_text(machine_system(&machine), CONTROL "\\ProductOptions", "ProductType",
		FIXTURE_REG_SZ, "ServerNT");
	machine_start(&machine);
	version = windows_version(&machine.host);
	ck_assert_str_eq(version->service_pack.value, "6");
	ck_assert_str_eq(version->product_type.value, "ServerNT");
	ck_assert_int_eq(version->version.basis, FACT_UNKNOWN);
	ck_assert_ptr_null(version->version.value);
	ck_assert_ptr_nonnull(strstr(version->version.source, "--software-hive"));
	ck_assert_uint_eq(version->major, 0);
}
END_TEST

START_TEST(a_version_that_cannot_be_is_no_number)
{
	put("CurrentVersion", "99999999999.5");
	put("CurrentBuildNumber", "many");
	machine_start(&machine);
	ck_assert_uint_eq(windows_version(&machine.host)->major, 0);
	ck_assert_uint_eq(windows_version(&machine.host)->minor, 0);
	ck_assert_uint_eq(windows_version(&machine.host)->build_number, 0);
}
END_TEST

static const struct {
	const char *build;
	uint16_t machine;
} builds[] = {
	{"7601.17514.amd64fre.win7sp1_rtm.101119-1850", MACHINE_AMD64},
	{"7601.17514.x86fre.win7sp1_rtm.101119-1850", MACHINE_I386},
	{"9200.16384.woafre.win8_rtm.120725-1247", MACHINE_ARMNT},
	{"22621.1.arm64fre.ni_release.220506-1250", MACHINE_ARM64},
	{"3790.srv03_sp2.ia64chk.x", MACHINE_IA64},
};

START_TEST(the_build_tells_the_processor)
{
	put("BuildLabEx", builds[_i].build);
	machine_system(&machine);
	machine_start(&machine);
	ck_assert_uint_eq(windows_version(&machine.host)->machine, builds[_i].machine);
	ck_assert_int_eq(windows_version(&machine.host)->architecture.basis, FACT_DERIVED);
	ck_assert_ptr_nonnull(
		strstr(windows_version(&machine.host)->architecture.source, "BuildLabEx"));
}
END_TEST

START_TEST(the_variable_tells_the_processor_before_the_build)
{
	put("BuildLabEx", "7601.17514.amd64fre.win7sp1_rtm.101119-1850");
	machine_variable(&machine, "PROCESSOR_ARCHITECTURE", FIXTURE_REG_SZ, "x86");
	machine_start(&machine);
	ck_assert_uint_eq(windows_version(&machine.host)->machine, MACHINE_I386);
	ck_assert_int_eq(windows_version(&machine.host)->architecture.basis, FACT_READ);
}
END_TEST

START_TEST(the_locale_is_read)
{
	const struct machine_locale *locale;
	struct fixture_hive *hive = machine_system(&machine);

	fixture_hive_set_text(hive, CONTROL "\\Nls\\CodePage", "ACP", FIXTURE_REG_SZ, "1252");
	fixture_hive_set_text(hive, CONTROL "\\Nls\\CodePage", "OEMCP", FIXTURE_REG_SZ, "437");
	fixture_hive_set_text(hive, CONTROL "\\Nls\\Locale", "", FIXTURE_REG_SZ, "00000407");
	fixture_hive_set_text(hive, CONTROL "\\Nls\\Language", "Default", FIXTURE_REG_SZ, "0407");
	fixture_hive_set_text(
		hive, CONTROL "\\Nls\\Language", "InstallLanguage", FIXTURE_REG_SZ, "0409");
	fixture_hive_set_text(hive, CONTROL "\\TimeZoneInformation", "StandardName", FIXTURE_REG_SZ,
		"W. Europe Standard Time");
	fixture_hive_set_dword(
		hive, CONTROL "\\TimeZoneInformation", "ActiveTimeBias", (uint32_t)-60);
	machine_start(&machine);
	locale = machine_locale(&machine.host);
	ck_assert_str_eq(locale->ansi_code_page.value, "1252");
	ck_assert_str_eq(locale->oem_code_page.value, "437");
	ck_assert_str_eq(locale->system_locale.value, "00000407");
	ck_assert_str_eq(locale->system_language.value, "0407");
	ck_assert_str_eq(locale->install_language.value, "0409");
	ck_assert_str_eq(locale->time_zone.value, "W. Europe Standard Time");
	ck_assert_str_eq(locale->bias.value, "-60");
	ck_assert_ptr_null(machine_name(&machine.host).value);
	machine.host.options.name = "GIVEN";
	ck_assert_int_eq(machine_name(&machine.host).basis, FACT_GIVEN);
}
END_TEST

START_TEST(exchange_and_its_connector_are_facts)
{
	const struct exchange *found;
	const char *setup = "Microsoft\\Exchange\\Setup";
	const char *parameters = "ControlSet001\\Services\\MSExchangeCCMC\\Parameters";

	machine_folder(&machine, "C:\\WINNT\\System32");
	fixture_hive_set_text(machine_software(&machine), setup, "Services", FIXTURE_REG_EXPAND_SZ,
		"%SystemDrive%\\exchsrvr");
	fixture_hive_set_dword(machine_software(&machine), setup, "NewestBuild", 2653);
	fixture_hive_set(machine_software(&machine), setup, "Digest", FIXTURE_REG_BINARY, "x", 1);
	fixture_hive_set_text(
		machine_system(&machine), parameters, "Import", FIXTURE_REG_SZ, "Import32.exe");
	machine_start(&machine);
	found = exchange(&machine.host);
	ck_assert_str_eq(found->installed.value, "yes");
	ck_assert_str_eq(found->folder.value, "C:\\exchsrvr");
	ck_assert_uint_eq(found->setup.count, 2);
	ck_assert_str_eq(found->setup.items[1].name, "NewestBuild");
	ck_assert_str_eq(found->setup.items[1].fact.value, "2653");
	ck_assert_str_eq(found->connector.value, "yes");
	ck_assert_uint_eq(found->parameters.count, 1);
	ck_assert_str_eq(found->parameters.items[0].fact.value, "Import32.exe");
	ck_assert_ptr_eq(found, exchange(&machine.host));
}
END_TEST

START_TEST(no_exchange_is_not_the_same_as_no_hive)
{
	const struct exchange *found;

	machine_system(&machine);
	machine.host.options.exchsrvr = "D:\\exchsrvr";
	machine_start(&machine);
	found = exchange(&machine.host);
	ck_assert_str_eq(found->connector.value, "no");
	ck_assert_int_eq(found->connector.basis, FACT_READ);
	ck_assert_int_eq(found->installed.basis, FACT_UNKNOWN);
	ck_assert_ptr_null(found->installed.value);
	ck_assert_int_eq(found->folder.basis, FACT_GIVEN);
	ck_assert_ptr_nonnull(found->setup.reason);
	ck_assert_ptr_null(found->parameters.reason);
}
END_TEST

Suite *suite_host_windows_version(void)
{
	Suite *suite = suite_create("host windows version");
	TCase *tests = tcase_create("facts");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, version_build_and_service_pack_are_read, 0, COUNT_OF(systems));
	tcase_add_test(tests, without_the_software_hive_the_service_pack_alone_is_known);
	tcase_add_test(tests, a_version_that_cannot_be_is_no_number);
	tcase_add_loop_test(tests, the_build_tells_the_processor, 0, COUNT_OF(builds));
	tcase_add_test(tests, the_variable_tells_the_processor_before_the_build);
	tcase_add_test(tests, the_locale_is_read);
	tcase_add_test(tests, exchange_and_its_connector_are_facts);
	tcase_add_test(tests, no_exchange_is_not_the_same_as_no_hive);
	suite_add_tcase(suite, tests);
	return suite;
}
