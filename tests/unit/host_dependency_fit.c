/* Which images a process can load, and what it sees on 64-bit Windows. */
#include "scanner/host/dependencies/dependency_fit.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_dependency_fit(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static const struct specimen_symbol wanted = {.name = "Open"};
static const struct specimen_export offered = {.name = "Open"};

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\Windows\\System32");
	machine_given(&machine, "PATH", "C:\\Windows\\System32");
	machine_given(&machine, "SystemRoot", "C:\\Windows");
}

static void end(void)
{
	machine_free(&machine);
}

static struct image image_for(const char *name)
{
	struct image image = {.kind = IMAGE_PE32PLUS, .bits = 64, .machine = name};

	if (strcmp(name, "i386") == 0 || strcmp(name, "chpe-x86") == 0) {
		image.kind = IMAGE_PE32;
		image.bits = 32;
	}
	return image;
}

static const struct {
	const char *processor; /* NULL: not known */
	const char *program;
	const char *module;
	enum dependency_status status;
} pairs[] = {
	{NULL, "x86-64", "x86-64", DEPENDENCY_FOUND},
	{NULL, "x86-64", "arm64", DEPENDENCY_WRONG_MACHINE},
	{NULL, "x86-64", "i386", DEPENDENCY_WRONG_BITS},
	{NULL, "x86-64", "arm64ec", DEPENDENCY_UNTOLD},
	{NULL, "x86-64", "arm64x", DEPENDENCY_UNTOLD},
	{"AMD64", "x86-64", "arm64ec", DEPENDENCY_WRONG_MACHINE},
	{"AMD64", "x86-64", "arm64x", DEPENDENCY_WRONG_MACHINE},
	{"ARM64", "x86-64", "arm64ec", DEPENDENCY_FOUND},
	{"arm64", "x86-64", "arm64x", DEPENDENCY_FOUND},
	{NULL, "arm64ec", "x86-64", DEPENDENCY_FOUND},
	{NULL, "arm64ec", "arm64ec", DEPENDENCY_FOUND},
	{NULL, "arm64ec", "arm64x", DEPENDENCY_FOUND},
	{NULL, "arm64ec", "arm64", DEPENDENCY_WRONG_MACHINE},
	{NULL, "arm64", "arm64x", DEPENDENCY_FOUND},
	{NULL, "arm64", "arm64ec", DEPENDENCY_WRONG_MACHINE},
	{NULL, "arm64x", "arm64", DEPENDENCY_FOUND},
	{"ARM64", "i386", "chpe-x86", DEPENDENCY_FOUND},
	{"x86", "i386", "chpe-x86", DEPENDENCY_WRONG_MACHINE},
};

START_TEST(a_process_loads_what_its_processor_runs)
{
	const struct image program = image_for(pairs[_i].program);
	const struct image module = image_for(pairs[_i].module);
	struct dependency_process process;
	const char *reason;

	if (pairs[_i].processor)
		machine_given(&machine, "PROCESSOR_ARCHITECTURE", pairs[_i].processor);
	machine.host.options.profile = "xp";
	machine_start(&machine);
	process = dependency_process_of(&machine.host, &program);
	ck_assert_int_eq(dependency_fit(&process, &module, "C:\\x.dll", &machine.arena, &reason),
		pairs[_i].status);
	ck_assert_int_eq(reason != NULL, pairs[_i].status != DEPENDENCY_FOUND);
}
END_TEST

static void put(const char *path, enum specimen_kind kind, const char *module)
{
	const struct specimen_import import = {
		.module = module, .symbols = &wanted, .symbol_count = 1};

	machine_image(&machine, path,
		&(struct specimen_image){.kind = kind,
			.dll = true,
			.imports = &import,
			.import_count = module != NULL,
			.exports = &offered,
			.export_count = 1});
}

static const struct dependency_node *only_module(const char *program)
{
	const struct dependency_graph *graph;

	machine_start(&machine);
	graph = dependency_graph_read(
		&machine.host, machine_look(&machine, program), &(struct search_request){0});
	ck_assert_uint_eq(graph->node_count, 2);
	return graph->nodes[1];
}

/* 64-bit Windows shows a 32-bit program its own system folder. */
START_TEST(each_program_gets_the_system_folder_of_its_word_size)
{
	const struct dependency_node *module;

	machine_given(&machine, "PROCESSOR_ARCHITECTURE", "AMD64");
	machine.host.options.profile = "win7";
	put("C:\\p\\a.exe", _i ? SPECIMEN_PE32PLUS : SPECIMEN_PE32, "sys.dll");
	put("C:\\Windows\\System32\\sys.dll", SPECIMEN_PE32PLUS, NULL);
	put("C:\\Windows\\SysWOW64\\sys.dll", SPECIMEN_PE32, NULL);
	module = only_module("C:\\p\\a.exe");
	ck_assert_str_eq(dependency_status_name(module), "found");
	ck_assert_str_eq(module->file->path,
		_i ? "C:\\Windows\\System32\\sys.dll" : "C:\\Windows\\SysWOW64\\sys.dll");
}
END_TEST

/* A .NET program for any machine is one of the machine's own word size. */
START_TEST(a_program_for_any_machine_takes_the_word_size_of_windows)
{
	static const struct specimen_import mscoree = {
		.module = "mscoree.dll", .symbols = &wanted, .symbol_count = 1};
	const struct dependency_node *module;

	machine_given(&machine, "PROCESSOR_ARCHITECTURE", _i ? "AMD64" : "x86");
	machine.host.options.profile = "win7";
	machine_image(&machine, "C:\\p\\a.exe",
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.clr_version = "v4.0.30319",
			.imports = &mscoree,
			.import_count = 1});
	put("C:\\Windows\\System32\\mscoree.dll", _i ? SPECIMEN_PE32PLUS : SPECIMEN_PE32, NULL);
	put("C:\\Windows\\SysWOW64\\mscoree.dll", SPECIMEN_PE32, NULL);
	module = only_module("C:\\p\\a.exe");
	ck_assert_str_eq(dependency_status_name(module), "found");
	ck_assert_str_eq(module->file->path, "C:\\Windows\\System32\\mscoree.dll");
}
END_TEST

/* A copy that leaves SysWOW64 out shows nothing of what 32-bit programs load from Windows. */
START_TEST(windows_is_shown_to_programs_of_one_word_size)
{
	machine_given(&machine, "PROCESSOR_ARCHITECTURE", "AMD64");
	machine.host.options.profile = "win7";
	put("C:\\p\\a.exe", _i ? SPECIMEN_PE32PLUS : SPECIMEN_PE32, "user32.dll");
	put("C:\\Windows\\System32\\kernel32.dll", SPECIMEN_PE32PLUS, NULL);
	ck_assert_str_eq(
		dependency_status_name(only_module("C:\\p\\a.exe")), _i ? "missing" : "skipped");
}
END_TEST

Suite *suite_host_dependency_fit(void)
{
	Suite *suite = suite_create("host dependency fit");
	TCase *tests = tcase_create("fit");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_process_loads_what_its_processor_runs, 0, COUNT_OF(pairs));
	tcase_add_loop_test(tests, each_program_gets_the_system_folder_of_its_word_size, 0, 2);
	tcase_add_loop_test(tests, a_program_for_any_machine_takes_the_word_size_of_windows, 0, 2);
	tcase_add_loop_test(tests, windows_is_shown_to_programs_of_one_word_size, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
