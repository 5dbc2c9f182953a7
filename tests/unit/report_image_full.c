/* Every fact that an image can have, as JSON and as text: from a model, so that only the writers
 * are tested. */
#include "report/image_json.h"
#include "report/image_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_report_image_full(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static struct image_version_string english[] = {{"FileDescription", "Import"}};
static struct image_version_string german[] = {{"FileDescription", "Einfuhr"}, {"Comments", ""}};
static struct image_version_table english_table[] = {{0x0409, 1200, english, 1}};
static struct image_version_table german_table[] = {{0x0407, 0, german, 2}};
static struct image_version versions[] = {
	{.present = true,
		.fixed_present = true,
		.file = {8, 5, 0, 1},
		.product = {8, 5, 0, 0},
		.language = 0x0409,
		.tables = english_table,
		.table_count = 1,
		.strings = english,
		.string_count = 1},
	{.present = true,
		.language = 0x0407,
		.tables = german_table,
		.table_count = 1,
		.strings = german,
		.string_count = 2},
	{.present = true,
		.fixed_present = true,
		.file = {1, 2, 3, 4},
		.product = {1, 2, 3, 4},
		.language = 0x0C0C},
};

static struct image_symbol symbols[] = {{.name = "ReadFile", .hint = 77}, {.ordinal = 70000}};
static struct image_import imports[] = {
	{.module = "KERNEL32.dll", .symbols_known = true, .symbols = symbols, .symbol_count = 2},
	{.module = "ODD.dll", .delay = true},
};
static struct image_bound_import bound[] = {
	{"KERNEL32.dll", 0x36000000, false}, {"NTDLL.DLL", 0x36000001, true}};
static struct image_resource resources[] = {
	{.type = 3, .id = 1, .language = 0x0409, .offset = 0x400, .size = 744},
	{.type = 3, .id = 2, .language = 0, .offset = PROBLEM_NO_OFFSET, .size = 9},
	{.type_name = "TYPELIB", .name = "MAIN", .language = 0x0407, .offset = 0x800, .size = 1},
	{.type = 300, .id = 5, .language = 0x7C00, .offset = 0x900, .size = 2},
};
static struct image_assembly controls[] = {
	{.name = "Microsoft.Windows.Common-Controls", .version = "6.0.0.0", .architecture = "x86"}};
static const char *systems[] = {"Windows 7", "Windows 10"};

static const struct image full = {
	.size = 4096,
	.kind = IMAGE_PE32,
	.bits = 32,
	.target = IMAGE_TARGET_WINDOWS,
	.machine = "i386",
	.version = {.present = true,
		.fixed_present = true,
		.file = {8, 5, 0, 1},
		.product = {8, 5, 0, 0},
		.language = 0x0409,
		.tables = english_table,
		.table_count = 1,
		.strings = english,
		.string_count = 1},
	.versions = versions,
	.version_count = COUNT_OF(versions),
	.imports = imports,
	.import_count = COUNT_OF(imports),
	.bound_imports = bound,
	.bound_import_count = COUNT_OF(bound),
	.resources_read = true,
	.resources = resources,
	.resource_count = COUNT_OF(resources),
	.manifest = {.present = true,
		.offset = 0xA00,
		.id = 1,
		.language = 0x0409,
		.identity_present = true,
		.identity = {.name = "Lotus.Import", .version = "8.5.0.0", .type = "win32"},
		.dependencies = controls,
		.dependency_count = 1,
		.requested_level = "asInvoker",
		.supported_systems = systems,
		.supported_system_count = 2},
	.clr = {.present = true,
		.il_only = true,
		.runtime_major = 2,
		.runtime_minor = 5,
		.metadata_version = "v4.0.30319",
		.bits_on_64bit = 64},
	.debug = {.present = true, .pdb = "c:\\obj\\import.pdb", .guid = "ABC", .age = 3},
	.overlay = {.offset = 0xC00, .size = 1024},
	.self_loading = true,
	.vxd = {.present = true, .device_id = 0x7FE0, .ddk_major = 4, .ddk_minor = 10},
	.members = (struct image_member[]){{"VMM", 0x100, 20}},
	.member_count = 1,
	.dos_extender = "DOS/4GW",
};

static struct printable texts[] = {{0x1C, false, "Lotus"}, {0x200000000, true,
								   "Gr\xC3\xB6\xC3\x9F"
								   "e"}};
static const struct printable_list strings = {.items = texts, .count = 2};

static const struct {
	const char *key;
	const char *json;
} keys[] = {
	{"version", "{\"file\":\"8.5.0.1\",\"product\":\"8.5.0.0\","
		    "\"strings\":{\"FileDescription\":\"Import\"},\"language\":\"0409\","
		    "\"languages\":[{\"language\":\"0409\",\"code_page\":1200,\"file\":\"8.5.0.1\","
		    "\"product\":\"8.5.0.0\",\"strings\":{\"FileDescription\":\"Import\"}},"
		    "{\"language\":\"0407\",\"code_page\":null,\"file\":null,\"product\":null,"
		    "\"strings\":{\"FileDescription\":\"Einfuhr\",\"Comments\":\"\"}},"
		    "{\"language\":\"0C0C\",\"code_page\":null,\"file\":\"1.2.3.4\","
		    "\"product\":\"1.2.3.4\",\"strings\":{}}]}"},
	{"imports", "[{\"module\":\"KERNEL32.dll\",\"delay\":false,"
		    "\"symbols\":[\"ReadFile\",\"#70000\"],\"hints\":[77,null]},"
		    "{\"module\":\"ODD.dll\",\"delay\":true,\"symbols\":null}]"},
	{"bound_imports", "[{\"module\":\"KERNEL32.dll\",\"time_date_stamp\":905969664,"
			  "\"forwarded\":false},{\"module\":\"NTDLL.DLL\","
			  "\"time_date_stamp\":905969665,\"forwarded\":true}]"},
	{"resources", "[{\"type\":\"icon\",\"name\":\"#1\",\"language\":\"0409\",\"offset\":1024,"
		      "\"size\":744},{\"type\":\"icon\",\"name\":\"#2\",\"language\":\"0000\","
		      "\"offset\":null,\"size\":9},{\"type\":\"TYPELIB\",\"name\":\"MAIN\","
		      "\"language\":\"0407\",\"offset\":2048,\"size\":1},{\"type\":\"300\","
		      "\"name\":\"#5\",\"language\":\"7C00\",\"offset\":2304,\"size\":2}]"},
	{"manifest", "{\"offset\":2560,\"id\":1,\"language\":\"0409\",\"identity\":"
		     "{\"name\":\"Lotus.Import\",\"version\":\"8.5.0.0\",\"type\":\"win32\","
		     "\"architecture\":null,\"public_key_token\":null,\"language\":null},"
		     "\"dependencies\":[{\"name\":\"Microsoft.Windows.Common-Controls\","
		     "\"version\":\"6.0.0.0\",\"type\":null,\"architecture\":\"x86\","
		     "\"public_key_token\":null,\"language\":null}],"
		     "\"requested_level\":\"asInvoker\",\"ui_access\":false,"
		     "\"supported_systems\":[\"Windows 7\",\"Windows 10\"]}"},
	{"clr", "{\"runtime\":\"2.5\",\"il_only\":true,\"required_32bit\":false,"
		"\"preferred_32bit\":false,\"metadata_version\":\"v4.0.30319\","
		"\"bits_on_32bit\":null,\"bits_on_64bit\":64}"},
	{"debug", "{\"pdb\":\"c:\\\\obj\\\\import.pdb\",\"guid\":\"ABC\",\"age\":3}"},
	{"overlay", "{\"offset\":3072,\"size\":1024}"},
	{"self_loading", "true"},
	{"vxd", "{\"device_id\":32736,\"ddk\":\"4.10\"}"},
	{"members", "[{\"name\":\"VMM\",\"offset\":256,\"size\":20}]"},
	{"dos_extender", "\"DOS/4GW\""},
	{"strings", "[{\"offset\":28,\"encoding\":\"ascii\",\"text\":\"Lotus\"},"
		    "{\"offset\":8589934592,\"encoding\":\"utf-16\",\"text\":\"Gr\xC3\xB6\xC3\x9F"
		    "e\"}]"},
};

START_TEST(each_key)
{
	const struct image_shown shown = {.path = "X.EXE",
		.image = &full,
		.strings = &strings,
		.symbols = true,
		.resources = true};
	struct arena arena;
	cJSON *json;
	char *printed;

	arena_init(&arena);
	json = image_json(&arena, &shown);
	printed = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(json, keys[_i].key));
	ck_assert_ptr_nonnull(printed);
	ck_assert_str_eq(printed, keys[_i].json);
	free(printed);
	cJSON_Delete(json);
	arena_free(&arena);
}
END_TEST

static const char *const lines[] = {
	"  extender     DOS/4GW\n",
	"  loading      the program brings its own loader\n",
	"  device       id 0x7FE0, made with DDK 4.10\n",
	"  version      file 8.5.0.1, product 8.5.0.0\n"
	"               language           0409 English\n"
	"               FileDescription    Import\n",
	"  also in      0407 German: a version resource without fixed numbers\n",
	"  .NET         v4.0.30319, runtime header 2.5, IL only\n"
	"               on 32-bit Windows  does not run\n"
	"               on 64-bit Windows  64-bit\n",
	"  manifest     Lotus.Import 8.5.0.0\n"
	"               needs              Microsoft.Windows.Common-Controls 6.0.0.0\n"
	"                                  (x86)\n"
	"               runs as            asInvoker\n"
	"               supports           Windows 7, Windows 10\n",
	"  imports      KERNEL32.dll (2 symbols)\n"
	"                 ReadFile, #70000\n"
	"               ODD.dll (0 symbols read, others not known, delayed)\n",
	"  bound to     KERNEL32.dll of time stamp 36000000\n"
	"               NTDLL.DLL of time stamp 36000001, forwarded to\n",
	"  members      VMM\n",
	"  resources    2 icon, 1 TYPELIB, 1 type 300\n"
	"               icon               #1, 0409 English, 744 bytes at 0x400\n"
	"               icon               #2, 0000 neutral, 9 bytes outside the image\n"
	"               TYPELIB            MAIN, 0407 German, 1 byte at 0x800\n"
	"               type 300           #5, 7C00 neutral, 2 bytes at 0x900\n",
	"  symbol file  c:\\obj\\import.pdb\n"
	"               identified by      ABC, age 3\n",
	"  overlay      1024 bytes at 0xC00, behind the image\n",
	"  strings      2 texts\n"
	"    0000001C   Lotus\n"
	"    200000000w Gr\xC3\xB6\xC3\x9F"
	"e\n",
};

START_TEST(each_line)
{
	const struct image_shown shown = {.path = "X.EXE",
		.image = &full,
		.strings = &strings,
		.symbols = true,
		.resources = true};
	struct page page;
	char *text;

	page_init(&page, 80, false);
	image_put(&page, &shown);
	text = page_finish(&page);
	ck_assert_msg(strstr(text, lines[_i]), "not in the text:\n%s\nbut:\n%s", lines[_i], text);
	free(text);
}
END_TEST

/* Without the options only counts are shown. */
START_TEST(counts)
{
	const struct image_shown shown = {.path = "X.EXE", .image = &full};
	struct arena arena;
	struct page page;
	cJSON *json;
	char *text;

	arena_init(&arena);
	json = image_json(&arena, &shown);
	ck_assert(cJSON_GetObjectItem(json, "resources")->valueint == 4);
	ck_assert_ptr_null(cJSON_GetObjectItem(json, "strings"));
	ck_assert_ptr_null(cJSON_GetObjectItem(
		cJSON_GetArrayItem(cJSON_GetObjectItem(json, "imports"), 0), "hints"));
	cJSON_Delete(json);
	arena_free(&arena);
	page_init(&page, 80, false);
	image_put(&page, &shown);
	text = page_finish(&page);
	ck_assert_ptr_nonnull(strstr(text, "  resources    2 icon, 1 TYPELIB, 1 type 300\n"));
	ck_assert_ptr_null(strstr(text, "0x400"));
	ck_assert_ptr_null(strstr(text, "ReadFile"));
	ck_assert_ptr_null(strstr(text, "strings"));
	free(text);
}
END_TEST

Suite *suite_report_image_full(void)
{
	Suite *suite = suite_create("report_image_full");
	TCase *tests = tcase_create("full");

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, each_key, 0, (int)COUNT_OF(keys));
	tcase_add_loop_test(tests, each_line, 0, (int)COUNT_OF(lines));
	tcase_add_test(tests, counts);
	return suite;
}
