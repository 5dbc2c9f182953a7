/* A pack from its JSON: the frame, parameters, programs and libraries. The rules are in
 * pack_load_rules.c. */
#include "rules/language/pack_load.h"

#include "rules/examples/example_load.h"
#include "rules/selections/selection.h"
#include "rules/language/template.h"
#include "scanner/base/error_text.h"
#include "scanner/base/file.h"
#include "scanner/base/sha256.h"
#include "scanner/base/text.h"

#include <stdlib.h>
#include <string.h>

bool pack_id_is_sound(const char *id)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";

	return *id && strlen(id) <= MAX_PACK_ID && strspn(id, allowed) == strlen(id);
}

const char *pack_load_id(struct json_reader *reader, const char *path, const cJSON *object)
{
	const char *id = json_text(reader, path, object, "id", true);

	if (id && !pack_id_is_sound(id))
		json_error(reader, json_at(reader, path, "id"),
			"\"%s\" is no id; expected up to %d of a-z, 0-9, dot, hyphen and "
			"underscore",
			id, MAX_PACK_ID);
	return id;
}

/* What a template may name. */
struct template_scope {
	struct pack_loading *loading;
	const char *const *values;
};

static bool is_listed(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool is_known(const void *context, const char *name)
{
	const struct template_scope *scope = context;
	struct pack_loading *loading = scope->loading;
	const struct selection_type *selection = loading->in_hand;
	size_t index;

	/* These hide parameters of their names. */
	if (is_listed(scope->values, name))
		return true;
	if (selection &&
		(is_listed(selection->variables, name) || strcmp(name, "item.folder") == 0))
		return true;
	if (!pack_load_find_parameter(loading->pack, name, &index))
		return false;
	pack_load_use(
		loading, &(const struct parameter_uses){.items = (size_t[]){index}, .count = 1});
	return true;
}

/* ", which has a, b"; nothing where a check has no say. */
static const char *known_values(struct pack_loading *loading, const char *const *values)
{
	size_t count = 0;

	while (values && values[count])
		count++;
	return count ? arena_printf(loading->reader.arena, ", which has %s",
			       text_join(loading->reader.arena, values, count))
		     : "";
}

void pack_load_check_template(
	struct pack_loading *loading, const char *path, const char *text, const char *const *values)
{
	char bad[MAX_TEMPLATE_NAME + 1];
	struct template_scope scope = {loading, values};

	if (!text || !template_find_bad(text, is_known, &scope, bad))
		return;
	if (!strstr(text, arena_printf(loading->reader.arena, "${%s}", bad)))
		json_error(&loading->reader, path,
			"\"${%s\" is not closed, or longer than any name; expected ${name}", bad);
	else
		json_error(&loading->reader, path,
			"${%s} is neither a parameter of the pack defined above nor a value of the "
			"check%s",
			bad, known_values(loading, values));
}

static enum search_basis load_basis(
	struct json_reader *reader, const char *path, const cJSON *object)
{
	const char *name = json_text(reader, path, object, "current_directory_basis", false);

	if (!name || strcmp(name, "certain") == 0)
		return BASIS_CERTAIN;
	if (strcmp(name, "likely") != 0)
		json_error(reader, json_at(reader, path, "current_directory_basis"),
			"unknown basis \"%s\"; expected certain or likely", name);
	return BASIS_LIKELY;
}

static enum launcher load_launcher(
	struct json_reader *reader, const char *path, const cJSON *object)
{
	const char *name = json_text(reader, path, object, "launcher", false);
	enum launcher launcher = LAUNCHER_CREATEPROCESS;

	if (name && !launcher_from_name(name, &launcher))
		json_error(reader, json_at(reader, path, "launcher"),
			"unknown launcher \"%s\"; expected one of %s", name, launcher_names());
	return launcher;
}

static void check_place(struct pack_loading *loading, const char *path, const char *text)
{
	json_refuse_control(&loading->reader, path, text);
	pack_load_check_template(loading, path, text, NULL);
}

static void load_program(struct pack_loading *loading, const char *path, const cJSON *object)
{
	static const char *const keys[] = {"id", "name", "caller", "current_directory",
		"current_directory_basis", "folder", "service", "launcher", NULL};
	struct json_reader *reader = &loading->reader;
	struct pack *pack = loading->pack;
	struct pack_program program = {0};

	if (!json_check_object(reader, path, object, keys))
		return;
	loading->uses = &program.uses;
	program.id = pack_load_id(reader, path, object);
	program.name = json_text(reader, path, object, "name", true);
	program.caller = json_text(reader, path, object, "caller", true);
	program.current_directory = json_text(reader, path, object, "current_directory", true);
	program.basis = load_basis(reader, path, object);
	program.folder = json_text(reader, path, object, "folder", false);
	program.service = json_text(reader, path, object, "service", false);
	program.launcher = load_launcher(reader, path, object);
	check_place(loading, json_at(reader, path, "name"), program.name);
	check_place(loading, json_at(reader, path, "caller"), program.caller);
	check_place(loading, json_at(reader, path, "current_directory"), program.current_directory);
	check_place(loading, json_at(reader, path, "folder"), program.folder);
	check_place(loading, json_at(reader, path, "service"), program.service);
	loading->uses = NULL;
	for (size_t i = 0; program.id && i < pack->program_count; i++)
		if (strcmp(pack->programs[i].id, program.id) == 0)
			json_error(reader, json_at(reader, path, "id"),
				"a program \"%s\" is there already; expected an id of its own",
				program.id);
	if (program.id)
		pack->programs[pack->program_count++] = program;
}

static void load_library(struct pack_loading *loading, const char *path, const cJSON *object)
{
	static const char *const keys[] = {"id", "name", NULL};
	struct json_reader *reader = &loading->reader;
	struct pack *pack = loading->pack;
	struct pack_library library = {0};

	if (!json_check_object(reader, path, object, keys))
		return;
	library.id = pack_load_id(reader, path, object);
	library.name = json_text(reader, path, object, "name", true);
	for (size_t i = 0; library.id && i < pack->library_count; i++)
		if (strcmp(pack->libraries[i].id, library.id) == 0)
			json_error(reader, json_at(reader, path, "id"),
				"a library \"%s\" is there already; expected an id of its own",
				library.id);
	if (library.id && library.name)
		pack->libraries[pack->library_count++] = library;
}

/* Room for the elements of the list root[key]. */
static void *room_for(struct pack_loading *loading, const cJSON *root, const char *key, size_t size)
{
	const cJSON *array = cJSON_GetObjectItemCaseSensitive(root, key);

	return arena_array(loading->reader.arena, (size_t)cJSON_GetArraySize(array) + 1, size);
}

static void load_list(struct pack_loading *loading, const cJSON *root, const char *key,
	bool required, void (*load)(struct pack_loading *, const char *, const cJSON *))
{
	const cJSON *array = json_array(&loading->reader, "$", root, key, required);
	const char *path = json_at(&loading->reader, "$", key);
	const cJSON *element;
	size_t index = 0;

	if (required && array && !array->child)
		json_error(&loading->reader, path, "expected a list that is not empty");
	cJSON_ArrayForEach(element, array)
		load(loading, json_at_index(&loading->reader, path, index++), element);
}

static const char *const use_names[] = {
	[PACK_ALWAYS] = "always",
	[PACK_ON_REQUEST] = "on-request",
};

static void load_use(struct json_reader *reader, const cJSON *root, struct pack *pack)
{
	const char *name = json_text(reader, "$", root, "use", false);

	if (!name || strcmp(name, use_names[PACK_ALWAYS]) == 0)
		return;
	pack->use = PACK_ON_REQUEST;
	if (strcmp(name, use_names[PACK_ON_REQUEST]) != 0)
		json_error(
			reader, "$.use", "unknown use \"%s\"; expected always or on-request", name);
}

/* Ids that mean something else in a report or on the command line. */
static const char *const taken_ids[] = {"all", "waivers"};

static void load_pack_id(struct json_reader *reader, const cJSON *root, struct pack *pack)
{
	pack->id = pack_load_id(reader, "$", root);
	for (size_t i = 0; pack->id && i < sizeof(taken_ids) / sizeof(taken_ids[0]); i++)
		if (strcmp(pack->id, taken_ids[i]) == 0)
			json_error(reader, "$.id",
				"\"%s\" is taken for something else; expected another id",
				pack->id);
}

static void load_frame(struct pack_loading *loading, const cJSON *root)
{
	struct json_reader *reader = &loading->reader;
	struct pack *pack = loading->pack;
	const char *schema = json_text(reader, "$", root, "schema", true);

	if (schema && strcmp(schema, PACK_SCHEMA) != 0)
		json_error(
			reader, "$.schema", "\"%s\" is not known; expected " PACK_SCHEMA, schema);
	load_pack_id(reader, root, pack);
	load_use(reader, root, pack);
	pack->version = json_text(reader, "$", root, "version", true);
	pack->title = json_text(reader, "$", root, "title", true);
	pack->description = json_text(reader, "$", root, "description", true);
	pack->references =
		json_texts(reader, "$", root, "references", true, &pack->reference_count);
}

static void load_deciding_rule(struct pack_loading *loading, const cJSON *applies)
{
	struct pack *pack = loading->pack;
	const struct rule *rule;

	pack->applies_rule = json_text(&loading->reader, "$.applies", applies, "rule", true);
	rule = pack->applies_rule ? pack_rule(pack, pack->applies_rule) : NULL;
	if (pack->applies_rule && !rule)
		json_error(&loading->reader, "$.applies.rule",
			"there is no rule \"%s\"; expected the id of one of this pack's rules",
			pack->applies_rule);
	if (rule && rule->each.type)
		json_error(&loading->reader, "$.applies.rule",
			"the rule \"%s\" is put to many things; expected one that gives one answer",
			pack->applies_rule);
}

static void load_applies(struct pack_loading *loading, const cJSON *root)
{
	static const char *const keys[] = {"rule", "check", NULL};
	const cJSON *applies = cJSON_GetObjectItemCaseSensitive(root, "applies");
	const cJSON *check = cJSON_GetObjectItemCaseSensitive(applies, "check");
	struct check *place;

	if (!applies || !json_check_object(&loading->reader, "$.applies", applies, keys))
		return;
	if (!check) {
		load_deciding_rule(loading, applies);
		return;
	}
	if (cJSON_GetArraySize(applies) > 1)
		json_error(&loading->reader, "$.applies", "expected either \"rule\" or \"check\"");
	place = arena_alloc(loading->reader.arena, sizeof(*place));
	*place = pack_load_check(loading, "$.applies.check", check);
	loading->pack->applies_check = place;
}

static void load_pack(struct pack_loading *loading, const cJSON *root)
{
	static const char *const keys[] = {"$schema", "schema", "id", "version", "title",
		"description", "use", "references", "parameters", "programs", "libraries",
		"applies", "rules", "machines", NULL};
	struct pack *pack = loading->pack;

	if (!json_check_object(&loading->reader, "$", root, keys))
		return;
	load_frame(loading, root);
	pack->parameters = room_for(loading, root, "parameters", sizeof(*pack->parameters));
	pack->programs = room_for(loading, root, "programs", sizeof(*pack->programs));
	pack->libraries = room_for(loading, root, "libraries", sizeof(*pack->libraries));
	pack->rules = room_for(loading, root, "rules", sizeof(*pack->rules));
	/* Each list is complete before the next may name its members. */
	load_list(loading, root, "parameters", false, pack_load_parameter);
	load_list(loading, root, "programs", false, load_program);
	load_list(loading, root, "libraries", false, load_library);
	example_load_machines(loading, root);
	load_list(loading, root, "rules", true, pack_load_rule);
	load_applies(loading, root);
}

bool pack_load(const char *file, const char *text, size_t size, struct arena *arena,
	const struct diagnostics *diagnostics, struct pack *out)
{
	struct pack_loading loading = {
		.reader = {.file = text_printable(
				   arena, text_from_bytes(arena, file, strlen(file))),
			.arena = arena,
			.diagnostics = diagnostics},
		.pack = out};
	cJSON *root;

	*out = (struct pack){.file = loading.reader.file};
	sha256_of(text, size, out->sha256);
	root = json_parse(&loading.reader, text, size);
	if (!root)
		return false;
	load_pack(&loading, root);
	cJSON_Delete(root);
	return loading.reader.errors == 0;
}

/* The whole text of a pack's file in the arena; NULL, told, when it cannot be had. */
static char *read_text(
	const char *file, struct arena *arena, const struct diagnostics *diagnostics, size_t *size)
{
	struct file opened;
	struct view view;
	const char *name = text_printable(arena, text_from_bytes(arena, file, strlen(file)));
	int error = 0;
	char *text = NULL;

	if (file_open(file, &opened, &error) != FILE_OK) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR, "cannot open pack %s: %s", name,
			error ? error_text(error) : "it is no regular file");
		return NULL;
	}
	view = view_of(&opened.source);
	if (view.size > MAX_PACK_BYTES) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"%s: a pack may have %d bytes, this file has %llu", name, MAX_PACK_BYTES,
			(unsigned long long)view.size);
	} else {
		*size = (size_t)view.size;
		text = arena_alloc(arena, *size + 1);
		if (!view_copy(&view, 0, *size, text)) {
			diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR, "cannot read pack %s: %s",
				name, error_text(opened.source.error));
			text = NULL;
		}
	}
	file_close(&opened);
	return text;
}

bool pack_load_file(const char *file, struct arena *arena, const struct diagnostics *diagnostics,
	struct pack *out)
{
	size_t size;
	const char *text = read_text(file, arena, diagnostics, &size);

	*out = (struct pack){
		.file = text_printable(arena, text_from_bytes(arena, file, strlen(file)))};
	return text && pack_load(file, text, size, arena, diagnostics, out);
}

void pack_identify_file(
	const char *file, struct arena *arena, const char **id, const char **version)
{
	struct json_reader reader = {.file = file, .arena = arena};
	size_t size;
	const char *text = read_text(file, arena, NULL, &size);
	cJSON *root = text ? json_parse(&reader, text, size) : NULL;

	*id = json_text(&reader, "$", root, "id", false);
	*version = json_text(&reader, "$", root, "version", false);
	cJSON_Delete(root);
}

const struct rule *pack_rule(const struct pack *pack, const char *id)
{
	for (size_t i = 0; i < pack->rule_count; i++)
		if (strcmp(pack->rules[i].id, id) == 0)
			return &pack->rules[i];
	return NULL;
}
