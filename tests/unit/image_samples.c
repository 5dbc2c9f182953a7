#include "tests/unit/image_case.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const struct specimen_symbol kernel_symbols[] = {{.ordinal = 91}, {.name = "INITTASK"}};
static const struct specimen_symbol vendor_symbols[] = {{.name = "VIMOpenSession"}, {.ordinal = 7}};
static const struct specimen_symbol delayed_symbols[] = {{.name = "WinVerifyTrust"}};

static const struct specimen_import imports_16[] = {
	{.module = "KERNEL", .symbols = kernel_symbols, .symbol_count = 2},
	{.module = "VIM", .symbols = vendor_symbols, .symbol_count = 2},
};
static const struct specimen_import imports_32[] = {
	{.module = "KERNEL32.dll", .symbols = kernel_symbols, .symbol_count = 2},
	{.module = "VIM32.dll", .symbols = vendor_symbols, .symbol_count = 2},
	{.module = "WINTRUST.dll", .delay = true, .symbols = delayed_symbols, .symbol_count = 1},
};
static const struct specimen_import modules_only[] = {{.module = "DOSCALLS"}};

static const struct specimen_symbol linear_symbols[] = {
	{.ordinal = 273}, {.name = "DosSetPriority"}, {.ordinal = 7}, {.ordinal = 70000}};
static const struct specimen_import imports_linear[] = {
	{.module = "DOSCALLS", .symbols = linear_symbols, .symbol_count = 4},
	{.module = "VIM", .symbols = vendor_symbols, .symbol_count = 2},
};
static const struct specimen_export exports_linear[] = {
	{.name = "IMPORTMAIL"},
	{.name = "WEP", .ordinal = 5},
	{.name = "TAKE", .forwarder = "DOSCALLS.#338"},
	{.ordinal = 300, .forwarder = "PMWIN.WinMessageBox"},
	{.ordinal = 12},
};
static const char *const members[] = {"VMM", "VDD", "VFLATD"};
static const struct specimen_bound_import bound_imports[] = {
	{.module = "KERNEL32.dll", .time_date_stamp = 0x3B7DFE0E},
	{.module = "NTDLL.DLL", .time_date_stamp = 0x3B7DE01B, .forwarded = true},
	{.module = "VIM32.dll", .time_date_stamp = 0x36A80000},
};

static const struct specimen_export exports_16[] = {
	{.name = "WEP"},
	{.name = "IMPORTMAIL", .ordinal = 5},
};
static const struct specimen_export nameless_16[] = {
	{.name = "WEP"},
	{.name = "IMPORTMAIL", .ordinal = 5},
	{.ordinal = 6},
	{.ordinal = 300},
};
static const struct specimen_export exports_32[] = {
	{.name = "ImportMail"},
	{.name = "HeapTake", .forwarder = "NTDLL.RtlAllocateHeap"},
	{.ordinal = 12},
};

static const struct specimen_string strings[] = {
	{"CompanyName", "Lotus Development"},
	{"FileDescription", "cc:Mail Import"},
	{"LegalCopyright", "\xC2\xA9 1996"},
};
static const struct specimen_version version = {
	.with_fixed = true,
	.file = {8, 5, 0, 1},
	.product = {8, 5, 0, 0},
	.strings = strings,
	.string_count = COUNT_OF(strings),
};

static const struct specimen_string german[] = {
	{"CompanyName", "Lotus Development GmbH"},
	{"FileVersion", "8, 5, 0, 1"},
};
static const struct specimen_string_table german_table = {
	.language = 0x0407, .code_page = 1252, .strings = german, .string_count = COUNT_OF(german)};
static const struct specimen_version more_versions[] = {
	{.language = 0x0407,
		.with_fixed = true,
		.file = {8, 5, 0, 1},
		.strings = strings,
		.string_count = COUNT_OF(strings),
		.tables = &german_table,
		.table_count = 1},
};

static const char manifest[] =
	"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
	"<assembly xmlns='urn:schemas-microsoft-com:asm.v1' manifestVersion='1.0'>\n"
	" <assemblyIdentity name='Lotus.ccMail.Import' version='8.5.0.1' type='win32'/>\n"
	" <dependency><dependentAssembly><assemblyIdentity type='win32'\n"
	"  name='Microsoft.Windows.Common-Controls' version='6.0.0.0' language='*'\n"
	"  processorArchitecture='*' publicKeyToken='6595b64144ccf1df'/>\n"
	" </dependentAssembly></dependency>\n"
	" <trustInfo xmlns='urn:schemas-microsoft-com:asm.v3'><security><requestedPrivileges>\n"
	"  <requestedExecutionLevel level='requireAdministrator' uiAccess='false'/>\n"
	" </requestedPrivileges></security></trustInfo>\n"
	" <compatibility xmlns='urn:schemas-microsoft-com:compatibility.v1'><application>\n"
	"  <supportedOS Id='{35138b9a-5d96-4fbd-8e2d-a2440225f93a}'/>\n"
	" </application></compatibility>\n"
	"</assembly>\n";

static const struct specimen_resource resources[] = {
	{.type = 3, .id = 1, .language = 0x0409, .bytes = "icon", .size = 4},
	{.type = 3, .id = 2, .language = 0x0409, .bytes = "icon 2", .size = 6},
	{.type = 6, .id = 7, .language = 0x0407, .bytes = "Texte", .size = 5},
	{.type = 6, .id = 7, .language = 0x0409, .bytes = "texts", .size = 5},
	{.type = 10, .name = "SCRIPT", .bytes = "begin", .size = 5},
	{.type_name = "WAVE", .id = 3, .bytes = "RIFF", .size = 4},
};
/* OS/2 1.x has numbers only. */
static const struct specimen_resource os2_resources[] = {
	{.type = 1, .id = 1, .bytes = "pointer", .size = 7},
	{.type = 5, .id = 2, .bytes = "strings", .size = 7},
};

#define RICH_16                                                                                    \
	.imports = imports_16, .import_count = COUNT_OF(imports_16), .exports = exports_16,        \
	.export_count = COUNT_OF(exports_16), .version = &version, .more_versions = more_versions, \
	.more_version_count = COUNT_OF(more_versions), .resources = resources,                     \
	.resource_count = COUNT_OF(resources)
#define RICH_32                                                                                    \
	.imports = imports_32, .import_count = COUNT_OF(imports_32), .exports = exports_32,        \
	.export_count = COUNT_OF(exports_32), .version = &version, .more_versions = more_versions, \
	.more_version_count = COUNT_OF(more_versions), .manifest = manifest,                       \
	.resources = resources, .resource_count = COUNT_OF(resources)
#define RICH_LINEAR                                                                                \
	.imports = imports_linear, .import_count = COUNT_OF(imports_linear),                       \
	.exports = exports_linear, .export_count = COUNT_OF(exports_linear)
#define PE_TABLES                                                                                  \
	.bound_imports = bound_imports, .bound_import_count = COUNT_OF(bound_imports),             \
	.pdb = "C:\\build\\import.pdb", .clr_version = "v4.0.30319", .certificate = true,          \
	.coff_symbols = true, .overlay = "payload"
#define NAMES_MODULES .imports = modules_only, .import_count = COUNT_OF(modules_only)
#define HAS_MEMBERS .members = members, .member_count = COUNT_OF(members)

const struct image_sample image_samples[] = {
	{"mz", IMAGE_MZ, {.kind = SPECIMEN_MZ}},
	{"mz with overlay", IMAGE_MZ, {.kind = SPECIMEN_MZ, .overlay = "PK\3\4 and an archive"}},
	{"ne", IMAGE_NE, {.kind = SPECIMEN_NE, RICH_16}},
	{"ne library", IMAGE_NE, {.kind = SPECIMEN_NE, .dll = true, RICH_16}},
	{"ne bare", IMAGE_NE, {.kind = SPECIMEN_NE, .bare = true, RICH_16}},
	{"ne with nameless exports", IMAGE_NE,
		{.kind = SPECIMEN_NE,
			.dll = true,
			.movable = true,
			.exports = nameless_16,
			.export_count = COUNT_OF(nameless_16),
			.overlay = "NB09 and what it stands for"}},
	{"ne font", IMAGE_NE,
		{.kind = SPECIMEN_NE,
			.dll = true,
			.target = SPECIMEN_TARGET_ZERO,
			.description = "FONTRES 100,96,96 : Courier 10"}},
	{"ne self-loading", IMAGE_NE, {.kind = SPECIMEN_NE, .self_loading = true, RICH_16}},
	{"ne without target", IMAGE_NE,
		{.kind = SPECIMEN_NE, .target = SPECIMEN_TARGET_ZERO, RICH_16}},
	{"ne for OS/2", IMAGE_NE,
		{.kind = SPECIMEN_NE,
			.target = 1,
			NAMES_MODULES,
			.resources = os2_resources,
			.resource_count = COUNT_OF(os2_resources)}},
	{"le", IMAGE_LE, {.kind = SPECIMEN_LE, .version = &version}},
	{"le with modules", IMAGE_LE, {.kind = SPECIMEN_LE, .target = 1, RICH_LINEAR}},
	{"le bare", IMAGE_LE, {.kind = SPECIMEN_LE, .bare = true, .target = 1, RICH_LINEAR}},
	{"lx", IMAGE_LX, {.kind = SPECIMEN_LX, RICH_LINEAR}},
	{"lx library", IMAGE_LX, {.kind = SPECIMEN_LX, .dll = true, RICH_LINEAR}},
	{"lx bare", IMAGE_LX, {.kind = SPECIMEN_LX, .bare = true, RICH_LINEAR}},
	{"w3", IMAGE_W3, {.kind = SPECIMEN_W3, HAS_MEMBERS}},
	{"w3 bare", IMAGE_W3, {.kind = SPECIMEN_W3, .bare = true, HAS_MEMBERS}},
	{"w4", IMAGE_W4, {.kind = SPECIMEN_W4, HAS_MEMBERS}},
	{"w4 bare", IMAGE_W4, {.kind = SPECIMEN_W4, .bare = true}},
	{"p2", IMAGE_P2, {.kind = SPECIMEN_P2, .bare = true}},
	{"p3", IMAGE_P3, {.kind = SPECIMEN_P3, .bare = true}},
	{"p3 behind a stub", IMAGE_P3, {.kind = SPECIMEN_P3}},
	{"mp", IMAGE_MP, {.kind = SPECIMEN_MP, .bare = true}},
	{"bw", IMAGE_BW, {.kind = SPECIMEN_BW, .bare = true}},
	{"p2 bound", IMAGE_P2, {.kind = SPECIMEN_P2, .bound = true}},
	{"mp bound", IMAGE_MP, {.kind = SPECIMEN_MP, .bound = true}},
	{"bw bound", IMAGE_BW, {.kind = SPECIMEN_BW, .bound = true, .stub_text = "DOS/16M$"}},
	{"le behind DOS/4G", IMAGE_LE,
		{.kind = SPECIMEN_BW, .bound = true, .chained = true, .stub_text = "DOS/4G$"}},
	{"te", IMAGE_TE, {.kind = SPECIMEN_TE, .pdb = "import.pdb"}},
	{"pe32", IMAGE_PE32, {.kind = SPECIMEN_PE32, RICH_32}},
	{"pe32 with more tables", IMAGE_PE32, {.kind = SPECIMEN_PE32, RICH_32, PE_TABLES}},
	{"pe32 with older symbols", IMAGE_PE32,
		{.kind = SPECIMEN_PE32, .pdb = "import.pdb", .pdb_nb10 = true}},
	{"pe32 for a DOS extender", IMAGE_PE32,
		{.kind = SPECIMEN_PE32, .px = true, .stub_text = "needs DPMILD32.EXE$", RICH_32}},
	{"pe32 library", IMAGE_PE32, {.kind = SPECIMEN_PE32, .dll = true, RICH_32}},
	{"pe32plus", IMAGE_PE32PLUS, {.kind = SPECIMEN_PE32PLUS, RICH_32}},
	{"pe32plus with more tables", IMAGE_PE32PLUS,
		{.kind = SPECIMEN_PE32PLUS, RICH_32, PE_TABLES}},
	{"pe32plus driver", IMAGE_PE32PLUS, {.kind = SPECIMEN_PE32PLUS, .driver = true, RICH_32}},
};

const size_t image_sample_count = COUNT_OF(image_samples);
