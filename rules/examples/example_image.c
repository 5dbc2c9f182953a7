/* The image that a file of an example is: from its JSON to what scanner/specimen makes of it. */
#include "rules/examples/example_parts.h"

#include "scanner/base/text.h"
#include "scanner/image/image.h"

#include <stdlib.h>
#include <string.h>

/* As many as an image of an example may import or export of one module; a reader of examples would
 * be lost long before. */
enum { MAX_EXAMPLE_SYMBOLS = 1024 };

const char *const example_image_keys[] = {"kind", "machine", "target", "dll", "driver", "subsystem",
	"version", "product_version", "strings", "imports", "delay_imports", "exports",
	"module_name", "description", "clr", NULL};

/* What stands for a target: in NE, in LE and LX, and as the subsystem of PE and TE. 0: no such
 * images. */
static const struct {
	enum image_target target;
	uint32_t ne;
	uint32_t linear;
	uint16_t subsystem;
} targets[] = {
	{IMAGE_TARGET_UNKNOWN, SPECIMEN_TARGET_ZERO, SPECIMEN_TARGET_ZERO, 0},
	{IMAGE_TARGET_DOS, 6, 0, 0},
	{IMAGE_TARGET_WINDOWS, 2, 0, 3},
	{IMAGE_TARGET_OS2, 1, 1, 5},
	{IMAGE_TARGET_DOS4, 3, 3, 0},
	{IMAGE_TARGET_WINDOWS386, 4, 4, 0},
	{IMAGE_TARGET_BOSS, 5, 0, 0},
	{IMAGE_TARGET_EFI, 0, 0, 10},
	{IMAGE_TARGET_NATIVE, 0, 0, 1},
	{IMAGE_TARGET_CE, 0, 0, 9},
	{IMAGE_TARGET_POSIX, 0, 0, 7},
	{IMAGE_TARGET_PHARLAP, 0x81, 0, 0},
};

/* The formats that have one target, and no place to say so. */
static const struct {
	enum specimen_kind kind;
	enum image_target target;
} fixed_targets[] = {
	{SPECIMEN_MZ, IMAGE_TARGET_DOS},
	{SPECIMEN_W3, IMAGE_TARGET_WINDOWS386},
	{SPECIMEN_W4, IMAGE_TARGET_WINDOWS386},
};

struct image_loading {
	struct json_reader *reader;
	const char *path;
	const cJSON *object;
	struct specimen_image *image;
};

static const char *text_of(const struct image_loading *loading, const char *key)
{
	return json_text(loading->reader, loading->path, loading->object, key, false);
}

static const char *at(const struct image_loading *loading, const char *key)
{
	return json_at(loading->reader, loading->path, key);
}

static bool has_fixed_target(enum specimen_kind kind, enum image_target target)
{
	for (size_t i = 0; i < sizeof(fixed_targets) / sizeof(fixed_targets[0]); i++)
		if (fixed_targets[i].kind == kind && fixed_targets[i].target == target)
			return true;
	return false;
}

/* False when images of this kind are never for the target. */
static bool set_target(struct specimen_image *image, enum image_target target)
{
	size_t row = 0;

	while (targets[row].target != target)
		row++;
	switch (image->kind) {
	case SPECIMEN_NE:
		image->target = targets[row].ne;
		return targets[row].ne;
	case SPECIMEN_LE:
	case SPECIMEN_LX:
		image->target = targets[row].linear;
		return targets[row].linear;
	case SPECIMEN_PE32:
	case SPECIMEN_PE32PLUS:
	case SPECIMEN_TE:
		image->subsystem = targets[row].subsystem;
		return targets[row].subsystem;
	default:
		return has_fixed_target(image->kind, target);
	}
}

static void load_kind(const struct image_loading *loading)
{
	struct json_reader *reader = loading->reader;
	const char *kind = json_text(reader, loading->path, loading->object, "kind", true);
	const char *known = "";

	if (!kind || specimen_kind_from_name(kind, &loading->image->kind))
		return;
	for (int i = 0; i < SPECIMEN_KIND_COUNT; i++)
		known = arena_printf(reader->arena, "%s%s%s", known, i ? ", " : "",
			specimen_kind_name((enum specimen_kind)i));
	json_error(reader, at(loading, "kind"),
		"unknown kind \"%s\"; expected one of %s, or \"text\" in place of an image", kind,
		known);
}

static void load_target(const struct image_loading *loading)
{
	const char *machine = text_of(loading, "machine");
	const char *target = text_of(loading, "target");
	const char *subsystem = text_of(loading, "subsystem");
	struct specimen_image *image = loading->image;
	enum image_target code;

	if (machine && !image_machine_code(machine, &image->machine))
		json_error(loading->reader, at(loading, "machine"),
			"unknown machine \"%s\"; expected one that a PE image may be for, as "
			"inspect names it",
			machine);
	if (target && !image_target_from_name(target, &code))
		json_error(loading->reader, at(loading, "target"),
			"unknown target \"%s\"; expected one as inspect names it", target);
	else if (target && !set_target(image, code))
		json_error(loading->reader, at(loading, "target"),
			"an image of kind %s is never for the target %s",
			specimen_kind_name(image->kind), target);
	if (subsystem && !image_subsystem_code(subsystem, &image->subsystem))
		json_error(loading->reader, at(loading, "subsystem"),
			"unknown subsystem \"%s\"; expected one as inspect names it", subsystem);
}

/* Up to four numbers with points between them. */
static bool version_of(const char *text, uint16_t numbers[4])
{
	memset(numbers, 0, 4 * sizeof(*numbers));
	for (size_t i = 0; i < 4; i++) {
		char *end;
		unsigned long number = strtoul(text, &end, 10);

		if (*text < '0' || *text > '9' || number > UINT16_MAX)
			return false;
		numbers[i] = (uint16_t)number;
		if (!*end)
			return true;
		if (*end != '.')
			return false;
		text = end + 1;
	}
	return false;
}

static bool load_version_number(
	const struct image_loading *loading, const char *key, uint16_t numbers[4])
{
	const char *text = text_of(loading, key);

	if (!text)
		return false;
	if (!version_of(text, numbers))
		json_error(loading->reader, at(loading, key),
			"\"%s\" is no version; expected up to four numbers up to 65535 with points "
			"between them",
			text);
	return true;
}

static void load_strings(const struct image_loading *loading, struct specimen_version *version)
{
	struct json_reader *reader = loading->reader;
	const struct example_pairs pairs =
		example_pairs_load(reader, loading->path, loading->object, "strings");
	struct specimen_string *strings = arena_array(reader->arena, pairs.count, sizeof(*strings));

	for (size_t i = 0; i < pairs.count; i++) {
		if (!pairs.items[i].text)
			json_error(reader,
				json_at(reader, at(loading, "strings"), pairs.items[i].name),
				"expected a text, found null");
		strings[i] = (struct specimen_string){
			.key = pairs.items[i].name, .value = pairs.items[i].text};
	}
	version->strings = strings;
	version->string_count = pairs.count;
}

static void load_version(const struct image_loading *loading)
{
	struct specimen_version *version = arena_alloc(loading->reader->arena, sizeof(*version));
	bool file = load_version_number(loading, "version", version->file);
	bool product = load_version_number(loading, "product_version", version->product);

	load_strings(loading, version);
	if (!product)
		memcpy(version->product, version->file, sizeof(version->product));
	if (!file)
		memcpy(version->file, version->product, sizeof(version->file));
	version->with_fixed = file || product;
	if (version->with_fixed || version->string_count)
		loading->image->version = version;
}

/* "Name", or "#12". */
static bool symbol_of(const char *text, struct specimen_symbol *out)
{
	char *end;
	unsigned long ordinal;

	if (*text != '#') {
		out->name = text;
		return *text;
	}
	ordinal = strtoul(text + 1, &end, 10);
	out->ordinal = (uint32_t)ordinal;
	return text[1] >= '0' && text[1] <= '9' && !*end && ordinal && ordinal <= UINT16_MAX;
}

static void load_symbols(struct json_reader *reader, const char *path, const cJSON *object,
	const char *module, struct specimen_import *import)
{
	size_t count;
	const char *const *texts = json_texts(reader, path, object, module, false, &count);
	struct specimen_symbol *symbols;

	if (count > MAX_EXAMPLE_SYMBOLS) {
		json_error(reader, json_at(reader, path, module), "expected at most %d symbols",
			MAX_EXAMPLE_SYMBOLS);
		return;
	}
	symbols = arena_array(reader->arena, count, sizeof(*symbols));
	for (size_t i = 0; i < count; i++)
		if (texts[i] && !symbol_of(texts[i], &symbols[i]))
			json_error(reader, json_at_index(reader, json_at(reader, path, module), i),
				"\"%s\" is no symbol; expected a name, or an ordinal such as #12",
				texts[i]);
	import->symbols = symbols;
	import->symbol_count = count;
}

static void load_imports(const struct image_loading *loading, const char *key, bool delay,
	struct specimen_import *imports, size_t *count)
{
	struct json_reader *reader = loading->reader;
	const cJSON *modules = cJSON_GetObjectItemCaseSensitive(loading->object, key);
	const cJSON *member;

	if (!modules || !json_check_object(reader, at(loading, key), modules, NULL))
		return;
	cJSON_ArrayForEach(member, modules)
	{
		const char *module =
			text_from_bytes(reader->arena, member->string, strlen(member->string));

		imports[*count] = (struct specimen_import){.module = module, .delay = delay};
		load_symbols(reader, at(loading, key), modules, member->string, &imports[*count]);
		(*count)++;
	}
}

static void load_all_imports(const struct image_loading *loading)
{
	const cJSON *plain = cJSON_GetObjectItemCaseSensitive(loading->object, "imports");
	const cJSON *delayed = cJSON_GetObjectItemCaseSensitive(loading->object, "delay_imports");
	size_t most = (size_t)cJSON_GetArraySize(plain) + (size_t)cJSON_GetArraySize(delayed);
	struct specimen_import *imports =
		arena_array(loading->reader->arena, most, sizeof(*imports));
	size_t count = 0;

	load_imports(loading, "imports", false, imports, &count);
	load_imports(loading, "delay_imports", true, imports, &count);
	loading->image->imports = imports;
	loading->image->import_count = count;
}

/* "Name", "#12", or either with "=MODULE.Symbol" behind it. */
static bool export_of(struct arena *arena, const char *text, struct specimen_export *out)
{
	const char *sign = strchr(text, '=');
	struct specimen_symbol symbol = {0};

	if (!symbol_of(
		    arena_copy(arena, text, sign ? (size_t)(sign - text) : strlen(text)), &symbol))
		return false;
	*out = (struct specimen_export){.name = symbol.name,
		.ordinal = (uint16_t)symbol.ordinal,
		.forwarder = sign ? sign + 1 : NULL};
	return !sign || sign[1];
}

static void load_exports(const struct image_loading *loading)
{
	struct json_reader *reader = loading->reader;
	size_t count;
	const char *const *texts =
		json_texts(reader, loading->path, loading->object, "exports", false, &count);
	struct specimen_export *exports;

	if (count > MAX_EXAMPLE_SYMBOLS) {
		json_error(reader, at(loading, "exports"), "expected at most %d symbols",
			MAX_EXAMPLE_SYMBOLS);
		return;
	}
	exports = arena_array(reader->arena, count, sizeof(*exports));
	for (size_t i = 0; i < count; i++)
		if (texts[i] && !export_of(reader->arena, texts[i], &exports[i]))
			json_error(reader, json_at_index(reader, at(loading, "exports"), i),
				"\"%s\" is no export; expected a name or an ordinal such as #12, "
				"and =MODULE.Symbol behind one that leads elsewhere",
				texts[i]);
	loading->image->exports = exports;
	loading->image->export_count = count;
}

/* Linkers of the old formats name a module after its file, without the extension. */
static const char *usual_module_name(
	struct arena *arena, enum specimen_kind kind, const char *file_name)
{
	const char *point = strrchr(file_name, '.');

	if (kind == SPECIMEN_PE32 || kind == SPECIMEN_PE32PLUS || !point)
		return file_name;
	return arena_copy(arena, file_name, (size_t)(point - file_name));
}

static void load_names(const struct image_loading *loading, const char *file_name)
{
	struct specimen_image *image = loading->image;
	const cJSON *clr = cJSON_GetObjectItemCaseSensitive(loading->object, "clr");

	image->module_name = text_of(loading, "module_name");
	if (!image->module_name)
		image->module_name =
			usual_module_name(loading->reader->arena, image->kind, file_name);
	image->description = text_of(loading, "description");
	if (cJSON_IsTrue(clr))
		image->clr_version = "v4.0.30319";
	else if (!cJSON_IsFalse(clr))
		image->clr_version = text_of(loading, "clr");
}

struct specimen_image *example_image_load(
	struct json_reader *reader, const char *path, const cJSON *object, const char *file_name)
{
	struct specimen_image *image = arena_alloc(reader->arena, sizeof(*image));
	const struct image_loading loading = {reader, path, object, image};

	load_kind(&loading);
	load_target(&loading);
	image->dll = json_flag(reader, path, object, "dll");
	image->driver = json_flag(reader, path, object, "driver");
	load_version(&loading);
	load_all_imports(&loading);
	load_exports(&loading);
	load_names(&loading, file_name);
	return image;
}
