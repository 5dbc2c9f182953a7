/* What the loader looks at before any folder: .local, API sets, assemblies, KnownDLLs. */
#include "scanner/host/search/search.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_search_loader(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define W "C:\\WINDOWS"
#define PROGRAM "C:\\app\\program.exe"

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, W "\\System32");
	machine_path(&machine, W "\\System32");
	machine_software(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

static void put_program(const char *manifest)
{
	machine_image(&machine, PROGRAM,
		&(struct specimen_image){.kind = SPECIMEN_PE32, .manifest = manifest});
}

static struct search_result search(const char *profile, const char *name)
{
	static struct search_request request;

	machine.host.options.profile = profile;
	machine_start(&machine);
	request = (struct search_request){.launcher = LAUNCHER_LOADLIBRARY,
		.name = name,
		.caller = machine_look(&machine, PROGRAM)};
	return search_run(&machine.host, &request);
}

/* A .local file: the program's folder even where a path was asked for. */
static const struct {
	const char *profile;
	const char *name;
	const char *winner;
	enum search_place place;
} local_files[] = {
	{"nt4", "C:\\other\\a.dll", "C:\\other\\a.dll", PLACE_FULL_PATH},
	{"w2k", "C:\\other\\a.dll", "C:\\app\\a.dll", PLACE_DOT_LOCAL},
	{"xp", "C:\\other\\a.dll", "C:\\app\\a.dll", PLACE_DOT_LOCAL},
	{"w2k", "a.dll", "C:\\app\\a.dll", PLACE_DOT_LOCAL},
	{"w2k", "C:\\other\\b.dll", "C:\\other\\b.dll", PLACE_FULL_PATH},
};

START_TEST(a_local_file_redirects_paths_too)
{
	struct search_result result;

	put_program(NULL);
	machine_file(&machine, "C:\\app\\program.exe.local");
	machine_file(&machine, "C:\\app\\a.dll");
	machine_file(&machine, "C:\\other\\a.dll");
	machine_file(&machine, "C:\\other\\b.dll");
	result = search(local_files[_i].profile, local_files[_i].name);
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_str_eq(search_winner(&result)->file->path, local_files[_i].winner);
	ck_assert_int_eq(search_winner(&result)->place, local_files[_i].place);
}
END_TEST

/* Windows 2000 lets .local take a known DLL over, later ones do not. */
static const struct {
	const char *profile;
	const char *winner;
} known[] = {
	{"w2k", "C:\\app\\a.dll"},
	{"xp", W "\\System32\\a.dll"},
};

START_TEST(known_dlls_and_local_files)
{
	struct search_result result;

	put_program(NULL);
	machine_file(&machine, "C:\\app\\program.exe.local");
	machine_file(&machine, "C:\\app\\a.dll");
	machine_file(&machine, W "\\System32\\a.dll");
	fixture_hive_set_text(machine_system(&machine),
		"ControlSet001\\Control\\Session Manager\\KnownDLLs", "a", FIXTURE_REG_SZ, "a.dll");
	result = search(known[_i].profile, "a.dll");
	ck_assert_str_eq(search_winner(&result)->file->path, known[_i].winner);
}
END_TEST

START_TEST(a_name_that_is_excluded_is_no_known_dll)
{
	static const char *const names[] = {"b.dll", "A.DLL"};
	struct search_result result;

	put_program(NULL);
	machine_file(&machine, "C:\\app\\a.dll");
	machine_file(&machine, W "\\System32\\a.dll");
	fixture_hive_set_text(machine_system(&machine),
		"ControlSet001\\Control\\Session Manager\\KnownDLLs", "a", FIXTURE_REG_SZ, "a.dll");
	fixture_hive_set_multi(machine_system(&machine), "ControlSet001\\Control\\Session Manager",
		"ExcludeFromKnownDlls", names, 2);
	result = search("nt4", "a.dll");
	ck_assert_str_eq(search_winner(&result)->file->path, "C:\\app\\a.dll");
}
END_TEST

/* Without a schema the name says what an API set is; Windows 7 then takes a file that is there. */
static const struct {
	const char *profile;
	bool file;
	enum search_outcome outcome;
} contracts[] = {
	{"xp", true, SEARCH_FOUND},
	{"xp", false, SEARCH_MISSING},
	{"win7", true, SEARCH_FOUND},
	{"win7", false, SEARCH_API_SET},
	{"win10", true, SEARCH_API_SET},
	{"win10", false, SEARCH_API_SET},
};

START_TEST(an_api_set_is_no_file)
{
	static const char name[] = "api-ms-win-crt-runtime-l1-1-0.dll";
	struct search_result result;

	put_program(NULL);
	if (contracts[_i].file)
		machine_file(&machine, arena_printf(&machine.arena, "C:\\app\\%s", name));
	result = search(contracts[_i].profile, name);
	ck_assert_int_eq(result.outcome, contracts[_i].outcome);
	if (result.outcome == SEARCH_API_SET)
		ck_assert_int_eq(result.api_set.basis, FACT_ASSUMED);
}
END_TEST

static const char asking[] =
	"<assembly xmlns='urn:schemas-microsoft-com:asm.v1' manifestVersion='1.0'><dependency>"
	"<dependentAssembly><assemblyIdentity type='win32' name='Our.Parts' version='1.0.0.0' "
	"processorArchitecture='x86'/></dependentAssembly></dependency></assembly>";
static const char parts[] =
	"<assembly xmlns='urn:schemas-microsoft-com:asm.v1' manifestVersion='1.0'>"
	"<assemblyIdentity type='win32' name='Our.Parts' version='1.0.0.0' "
	"processorArchitecture='x86'/><file name='a.dll'/></assembly>";

static void put_parts(void)
{
	machine_folder(&machine, W "\\WinSxS\\Manifests");
	machine_folder(&machine, W "\\WinSxS\\Policies");
	machine_put(&machine, "C:\\app\\Our.Parts\\Our.Parts.manifest",
		(struct memory_entry){
			.type = ENTRY_FILE, .bytes = parts, .size = sizeof(parts) - 1});
	machine_file(&machine, "C:\\app\\Our.Parts\\a.dll");
	machine_file(&machine, "C:\\app\\a.dll");
	machine_file(&machine, "C:\\app\\b.dll");
}

static const struct {
	const char *profile;
	const char *name;
	const char *winner;
	enum search_place place;
} assemblies[] = {
	{"w2k", "a.dll", "C:\\app\\a.dll", PLACE_CALLER},
	{"xp", "a.dll", "C:\\app\\Our.Parts\\a.dll", PLACE_SIDE_BY_SIDE},
	{"win10", "a.dll", "C:\\app\\Our.Parts\\a.dll", PLACE_SIDE_BY_SIDE},
	{"xp", "b.dll", "C:\\app\\b.dll", PLACE_CALLER},
};

START_TEST(an_assembly_comes_before_any_folder)
{
	struct search_result result;

	put_program(asking);
	put_parts();
	result = search(assemblies[_i].profile, assemblies[_i].name);
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_str_eq(search_winner(&result)->file->path, assemblies[_i].winner);
	ck_assert_int_eq(search_winner(&result)->place, assemblies[_i].place);
	if (assemblies[_i].place == PLACE_SIDE_BY_SIDE) {
		ck_assert_str_eq(result.candidates[1].file->path, "C:\\app\\a.dll");
		ck_assert_ptr_nonnull(strstr(result.candidates[1].lost, "an assembly"));
	}
}
END_TEST

START_TEST(a_file_that_an_assembly_lacks_is_not_searched_for_elsewhere)
{
	struct search_result result;

	put_program(asking);
	put_parts();
	ck_assert(memory_volume_remove(machine_drive(&machine, 'C'), "app/Our.Parts/a.dll"));
	result = search("xp", "a.dll");
	ck_assert_int_eq(result.outcome, SEARCH_MISSING);
	ck_assert_ptr_nonnull(result.note);
}
END_TEST

/* CWDIllegalInDllSearch, for all programs and for one. */
static const struct {
	uint32_t number;
	const char *current_directory;
	bool looked_into;
} barred[] = {
	{0, "C:\\current", true},
	{1, "C:\\current", true},
	{2, "C:\\current", true},
	{0xFFFFFFFF, "C:\\current", false},
	{0, "\\\\files\\tools", true},
	{2, "\\\\files\\tools", false},
	{0xFFFFFFFF, "\\\\files\\tools", false},
};

static struct search_result search_in_current(const char *current_directory)
{
	static struct search_request request;

	machine.host.options.profile = "win7";
	machine_start(&machine);
	request = (struct search_request){.launcher = LAUNCHER_LOADLIBRARY,
		.name = "a.dll",
		.caller = machine_look(&machine, PROGRAM),
		.current_directory = current_directory};
	return search_run(&machine.host, &request);
}

START_TEST(the_current_directory_may_be_barred)
{
	struct search_result result;

	put_program(NULL);
	machine_file(&machine, "C:\\current\\a.dll");
	fixture_hive_set_dword(machine_system(&machine), "ControlSet001\\Control\\Session Manager",
		"CWDIllegalInDllSearch", barred[_i].number);
	result = search_in_current(barred[_i].current_directory);
	for (size_t i = 0; i < result.step_count; i++)
		if (result.steps[i].place == PLACE_CURRENT)
			ck_assert_int_eq(
				result.steps[i].answer != STEP_PASSED, barred[_i].looked_into);
	if (barred[_i].current_directory[0] == 'C') {
		ck_assert_uint_eq(result.count, barred[_i].looked_into);
		ck_assert_uint_eq(result.excluded_count, !barred[_i].looked_into);
	}
}
END_TEST

START_TEST(the_current_directory_may_be_barred_for_one_program)
{
	struct search_result result;

	put_program(NULL);
	machine_file(&machine, "C:\\current\\a.dll");
	fixture_hive_set_dword(machine_software(&machine),
		"Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\program.exe",
		"CWDIllegalInDllSearch", 0xFFFFFFFF);
	result = search_in_current("C:\\current");
	ck_assert_int_eq(result.outcome, SEARCH_MISSING);
	ck_assert_uint_eq(result.excluded_count, 1);
}
END_TEST

/* A .NET program for any processor is a 64-bit process there, though its header says i386. */
static const struct {
	uint32_t clr_flags;
	const char *winner;
} net_programs[] = {
	{1, W "\\System32\\a.dll"}, {3, W "\\SysWOW64\\a.dll"}, /* 32 bits required */
};

START_TEST(a_net_program_for_any_processor_sees_the_folders_of_64_bit_ones)
{
	struct search_result result;

	machine_image(&machine, PROGRAM,
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.clr_version = "v4.0.30319",
			.clr_flags = net_programs[_i].clr_flags});
	machine_file(&machine, W "\\System32\\a.dll");
	machine_file(&machine, W "\\SysWOW64\\a.dll");
	machine_variable(&machine, "PROCESSOR_ARCHITECTURE", FIXTURE_REG_SZ, "AMD64");
	result = search("win10", "a.dll");
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_str_eq(search_winner(&result)->file->path, net_programs[_i].winner);
}
END_TEST

/* What cannot be read may be a 32-bit program. */
static const struct {
	const char *name;
	enum search_outcome outcome;
} for_a_caller_untold[] = {
	{"a.dll", SEARCH_UNCERTAIN},
	{W "\\System32\\a.dll", SEARCH_UNCERTAIN},
	{W "\\a.dll", SEARCH_FOUND},
	{"beside.dll", SEARCH_FOUND},
};

START_TEST(whether_a_caller_that_is_no_image_is_redirected_could_not_be_told)
{
	struct search_result result;

	machine_file(&machine, PROGRAM);
	machine_file(&machine, "C:\\app\\beside.dll");
	machine_file(&machine, W "\\a.dll");
	machine_file(&machine, W "\\System32\\a.dll");
	machine_variable(&machine, "PROCESSOR_ARCHITECTURE", FIXTURE_REG_SZ, "AMD64");
	result = search("server2003", for_a_caller_untold[_i].name);
	ck_assert_int_eq(result.outcome, for_a_caller_untold[_i].outcome);
	if (result.outcome == SEARCH_UNCERTAIN)
		ck_assert_ptr_nonnull(strstr(result.reason, "32-bit program"));
}
END_TEST

/* 1 bars WebDAV alone, and Windows before XP nothing. */
static const struct {
	const char *profile;
	uint32_t number;
	enum search_basis basis;
} not_barred[] = {
	{"win7", 0, BASIS_CERTAIN},
	{"win7", 1, BASIS_LIKELY},
	{"w2k", 2, BASIS_CERTAIN},
	{"nt4", 0xFFFFFFFF, BASIS_CERTAIN},
};

START_TEST(a_share_may_be_the_current_directory)
{
	struct search_request request = {.launcher = LAUNCHER_LOADLIBRARY,
		.name = "a.dll",
		.caller_folder = "C:\\app",
		.current_directory = "\\\\files\\tools"};
	struct search_result result;

	machine_folder(&machine, "C:\\app");
	memory_volume_put(machine_share(&machine, "\\\\files\\tools"),
		(struct memory_entry){.type = ENTRY_FILE, .path = "a.dll"});
	fixture_hive_set_dword(machine_system(&machine), "ControlSet001\\Control\\Session Manager",
		"CWDIllegalInDllSearch", not_barred[_i].number);
	machine.host.options.profile = not_barred[_i].profile;
	machine_start(&machine);
	result = search_run(&machine.host, &request);
	ck_assert_uint_eq(result.count, 1);
	ck_assert_int_eq(result.candidates[0].basis, not_barred[_i].basis);
}
END_TEST

Suite *suite_host_search_loader(void)
{
	Suite *suite = suite_create("host search loader");
	TCase *tests = tcase_create("loader");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_local_file_redirects_paths_too, 0, COUNT_OF(local_files));
	tcase_add_loop_test(tests, known_dlls_and_local_files, 0, COUNT_OF(known));
	tcase_add_test(tests, a_name_that_is_excluded_is_no_known_dll);
	tcase_add_loop_test(tests, an_api_set_is_no_file, 0, COUNT_OF(contracts));
	tcase_add_loop_test(tests, an_assembly_comes_before_any_folder, 0, COUNT_OF(assemblies));
	tcase_add_test(tests, a_file_that_an_assembly_lacks_is_not_searched_for_elsewhere);
	tcase_add_loop_test(tests, the_current_directory_may_be_barred, 0, COUNT_OF(barred));
	tcase_add_test(tests, the_current_directory_may_be_barred_for_one_program);
	tcase_add_loop_test(tests, a_net_program_for_any_processor_sees_the_folders_of_64_bit_ones,
		0, COUNT_OF(net_programs));
	tcase_add_loop_test(tests,
		whether_a_caller_that_is_no_image_is_redirected_could_not_be_told, 0,
		COUNT_OF(for_a_caller_untold));
	tcase_add_loop_test(tests, a_share_may_be_the_current_directory, 0, COUNT_OF(not_barred));
	suite_add_tcase(suite, tests);
	return suite;
}
