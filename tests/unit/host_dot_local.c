/* PROGRAM.EXE.local. */
#include "scanner/host/loader/dot_local.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_dot_local(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char PROGRAM[] = "C:\\app\\Editor.exe";
static const char MANIFEST[] =
	"<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"></assembly>";
static const char VERSION_KEY[] = "Microsoft\\Windows NT\\CurrentVersion";
static const char OPTIONS_KEY[] =
	"Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options";

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

enum form { NO_LOCAL, LOCAL_FILE, LOCAL_FOLDER };

static struct dot_local ask(const char *profile, enum form form, const char *manifest)
{
	machine_image(&machine, PROGRAM,
		&(struct specimen_image){.kind = SPECIMEN_PE32, .manifest = manifest});
	if (form == LOCAL_FILE)
		machine_file(&machine, "C:\\app\\editor.EXE.LOCAL");
	if (form == LOCAL_FOLDER)
		machine_folder(&machine, "C:\\app\\editor.EXE.LOCAL");
	machine.host.options.profile = profile;
	machine_start(&machine);
	return dot_local_read(&machine.host, machine_look(&machine, PROGRAM));
}

static const struct {
	const char *profile;
	enum form form;
	const char *folder;
	bool known_dlls_too;
	enum fact_basis basis;
} plain[] = {
	{"nt4", LOCAL_FILE, NULL, false, FACT_DERIVED},
	{"w2k", NO_LOCAL, NULL, false, FACT_READ},
	{"w2k", LOCAL_FILE, "C:\\app", true, FACT_READ},
	{"w2k", LOCAL_FOLDER, NULL, false, FACT_DERIVED},
	{"xp", NO_LOCAL, NULL, false, FACT_READ},
	{"xp", LOCAL_FILE, "C:\\app", false, FACT_READ},
	{"xp", LOCAL_FOLDER, "C:\\app\\editor.EXE.LOCAL", false, FACT_READ},
	{"win7", LOCAL_FILE, "C:\\app", false, FACT_READ},
	{"win11", LOCAL_FOLDER, "C:\\app\\editor.EXE.LOCAL", false, FACT_READ},
};

static void check(struct dot_local local, const char *folder, enum fact_basis basis)
{
	if (folder)
		ck_assert_pstr_eq(local.folder, folder);
	else
		ck_assert_ptr_null(local.folder);
	ck_assert_int_eq(local.basis, basis);
	ck_assert_ptr_nonnull(local.source);
}

START_TEST(each_windows_has_its_form)
{
	struct dot_local local = ask(plain[_i].profile, plain[_i].form, NULL);

	check(local, plain[_i].folder, plain[_i].basis);
	ck_assert_int_eq(local.known_dlls_too, plain[_i].known_dlls_too);
}
END_TEST

/* With a manifest in the program. */
static const struct {
	const char *profile;
	const char *version; /* NULL: no SOFTWARE hive */
	int override;        /* of DevOverrideEnable; -1: not set */
	const char *folder;
	enum fact_basis basis;
} manifested[] = {
	{"w2k", "5.0", -1, "C:\\app", FACT_READ},
	{"xp", "5.1", 1, NULL, FACT_DERIVED},
	{"xp-sp2", NULL, -1, NULL, FACT_DERIVED},
	{"server2003", "5.2", -1, NULL, FACT_READ},
	{"server2003", "5.2", 1, "C:\\app", FACT_READ},
	{"server2003", NULL, -1, "C:\\app", FACT_UNKNOWN},
	{"win7", "6.1", -1, NULL, FACT_READ},
	{"win7", "6.1", 0, NULL, FACT_READ},
	{"win7", "6.1", 1, "C:\\app", FACT_READ},
	{"win10", NULL, -1, "C:\\app", FACT_UNKNOWN},
};

START_TEST(a_manifest_ends_it_unless_it_is_overridden)
{
	struct dot_local local;

	if (manifested[_i].version)
		fixture_hive_set_text(machine_software(&machine), VERSION_KEY, "CurrentVersion",
			FIXTURE_REG_SZ, manifested[_i].version);
	if (manifested[_i].override >= 0)
		fixture_hive_set_dword(machine_software(&machine), OPTIONS_KEY, "DevOverrideEnable",
			(uint32_t)manifested[_i].override);
	local = ask(manifested[_i].profile, LOCAL_FILE, MANIFEST);
	check(local, manifested[_i].folder, manifested[_i].basis);
}
END_TEST

START_TEST(a_manifest_beside_the_program_counts_too)
{
	machine_put(&machine, "C:\\app\\EDITOR.exe.manifest",
		(struct memory_entry){.bytes = MANIFEST, .size = strlen(MANIFEST)});
	fixture_hive_add_key(machine_software(&machine), VERSION_KEY);
	check(ask("win7", LOCAL_FILE, NULL), NULL, FACT_READ);
}
END_TEST

START_TEST(a_manifest_that_cannot_be_read_leaves_it_open)
{
	struct dot_local local = ask("win7", LOCAL_FILE, "<broken");

	check(local, "C:\\app", FACT_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(local.source, "cannot be read"));
}
END_TEST

START_TEST(what_cannot_be_looked_at_leaves_it_open)
{
	struct dot_local local;

	machine_put(&machine, "C:\\app\\Editor.exe.local",
		(struct memory_entry){.type = ENTRY_LINK, .target = "/etc/passwd"});
	local = ask("win7", NO_LOCAL, NULL);
	check(local, "C:\\app", FACT_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(local.source, "symbolic link"));
}
END_TEST

Suite *suite_host_dot_local(void)
{
	Suite *suite = suite_create("host dot local");
	TCase *tests = tcase_create("dot local");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, each_windows_has_its_form, 0, (int)COUNT_OF(plain));
	tcase_add_loop_test(
		tests, a_manifest_ends_it_unless_it_is_overridden, 0, (int)COUNT_OF(manifested));
	tcase_add_test(tests, a_manifest_beside_the_program_counts_too);
	tcase_add_test(tests, a_manifest_that_cannot_be_read_leaves_it_open);
	tcase_add_test(tests, what_cannot_be_looked_at_leaves_it_open);
	suite_add_tcase(suite, tests);
	return suite;
}
