#include "rules/language/field.h"

#include "rules/language/pack_load.h"
#include "rules/facts/version.h"
#include "scanner/base/text.h"
#include "scanner/host/registry/registry.h"
#include "scanner/image/image.h"

#include <string.h>

static void check_reference(struct pack_loading *loading, const char *path, const char *what,
	const char *id, bool known)
{
	if (!known)
		json_error(&loading->reader, path, "there is no %s \"%s\" in this pack", what, id);
}

static void check_program(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	const struct pack *pack = loading->pack;
	bool known = false;

	(void)field;
	for (size_t i = 0; i < pack->program_count; i++) {
		if (strcmp(pack->programs[i].id, text) != 0)
			continue;
		known = true;
		pack_load_use(loading, &pack->programs[i].uses);
	}
	check_reference(loading, path, "program", text, known);
}

static void check_parameter_name(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	const struct pack *pack = loading->pack;
	bool known = false;

	(void)field;
	for (size_t i = 0; i < pack->parameter_count; i++) {
		if (strcmp(pack->parameters[i].name, text) != 0)
			continue;
		known = true;
		pack_load_use(loading,
			&(const struct parameter_uses){.items = (size_t[]){i}, .count = 1});
	}
	check_reference(loading, path, "parameter", text, known);
}

static void check_library_id(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	const struct pack *pack = loading->pack;
	bool known = false;

	(void)field;
	for (size_t i = 0; i < pack->library_count; i++)
		known |= strcmp(pack->libraries[i].id, text) == 0;
	check_reference(loading, path, "library", text, known);
}

static void check_template(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	(void)field;
	json_refuse_control(&loading->reader, path, text);
	pack_load_check_template(loading, path, text, NULL);
}

static void check_key(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	const char *inside;

	check_template(loading, path, text, field);
	if (strncmp(text, "${", 2) != 0 && registry_root_of(text, &inside) == REGISTRY_ROOTS)
		json_error(&loading->reader, path,
			"\"%s\" is in no hive that is read; expected a key below HKLM\\SYSTEM, "
			"HKLM\\SOFTWARE, HKU\\.DEFAULT or HKCU",
			text);
}

static void check_any_text(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	(void)loading;
	(void)path;
	(void)text;
	(void)field;
}

static void check_kind(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	enum image_kind kind;

	(void)field;
	if (!image_kind_from_name(text, &kind))
		json_error(&loading->reader, path,
			"unknown kind \"%s\"; expected one of mz, ne, le, lx, w3, w4, p2, p3, mp, "
			"bw, pe32, pe32plus, te, none",
			text);
}

static void check_target(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	enum image_target target;

	(void)field;
	if (!image_target_from_name(text, &target))
		json_error(&loading->reader, path,
			"unknown target \"%s\"; expected one of dos, windows, os2, dos4, "
			"windows386, boss, efi, native, ce, posix, pharlap, unknown",
			text);
}

static void check_machine(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	(void)field;
	if (!image_machine_name_is_known(text))
		json_error(&loading->reader, path,
			"unknown machine \"%s\"; expected a name such as i386, x86-64, alpha or "
			"0x014C",
			text);
}

static void check_severity(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	enum severity severity;

	(void)field;
	if (!severity_from_name(text, &severity))
		json_error(&loading->reader, path,
			"unknown severity \"%s\"; expected critical, high, medium, low or info",
			text);
}

static void check_version_text(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	struct version_number version;

	(void)field;
	if (!version_read(text, &version))
		json_error(&loading->reader, path,
			"\"%s\" is no version; expected up to four numbers from 0 to 65535 with "
			"dots between them",
			text);
}

static void check_word(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	size_t count = 0;

	for (; field->words[count]; count++)
		if (strcmp(field->words[count], text) == 0)
			return;
	json_error(&loading->reader, path, "unknown %s \"%s\"; expected one of %s", field->name,
		text, text_join(loading->reader.arena, field->words, count));
}

/* 0, complained of, when it is none. */
static uint64_t number_in(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field)
{
	uint64_t number = 0;

	json_whole(
		&loading->reader, path, json, field->most ? field->most : MAX_JSON_NUMBER, &number);
	return number;
}

static void check_sha256(struct pack_loading *loading, const char *path, const char *text,
	const struct check_field *field)
{
	enum { DIGITS = 64 };

	(void)field;
	if (strlen(text) != DIGITS || strspn(text, "0123456789abcdefABCDEF") != DIGITS)
		json_error(&loading->reader, path,
			"\"%s\" is no SHA-256; expected %d hexadecimal digits", text, DIGITS);
}

static void load_number(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	out->number = number_in(loading, path, json, field);
}

static void load_range(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	size_t errors = loading->reader.errors;

	if (!cJSON_IsArray(json) || cJSON_GetArraySize(json) != 2) {
		json_error(&loading->reader, path,
			"expected a list of two numbers, the lower one first");
		return;
	}
	out->number =
		number_in(loading, json_at_index(&loading->reader, path, 0), json->child, field);
	out->upper = number_in(
		loading, json_at_index(&loading->reader, path, 1), json->child->next, field);
	if (loading->reader.errors == errors && out->number >= out->upper)
		json_error(&loading->reader, path, "expected the lower number first");
}

static void load_flag(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	(void)field;
	if (!cJSON_IsBool(json))
		json_error(&loading->reader, path, "expected true or false, found %s",
			json_type_name(json));
	out->flag = cJSON_IsTrue(json);
}

static void load_checks(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	bool list = field->flags & FIELD_LIST;
	const cJSON *element = list ? json->child : json;
	size_t count = list ? (size_t)cJSON_GetArraySize(json) : 1;

	if (list && !cJSON_IsArray(json)) {
		json_error(
			&loading->reader, path, "expected a list, found %s", json_type_name(json));
		return;
	}
	if (!count)
		json_error(&loading->reader, path, "expected a list that is not empty");
	out->checks = arena_array(loading->reader.arena, count, sizeof(*out->checks));
	for (; out->check_count < count; element = element->next) {
		const char *at =
			list ? json_at_index(&loading->reader, path, out->check_count) : path;

		out->checks[out->check_count++] = pack_load_check(loading, at, element);
	}
}

/* A text or a number; the number is told as well as the text of it. */
static const char *load_datum(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *number)
{
	struct json_reader *reader = &loading->reader;
	const char *text;

	if (cJSON_IsNumber(json)) {
		load_number(loading, path, json, field, number);
		return arena_printf(reader->arena, "%llu", (unsigned long long)number->number);
	}
	if (!cJSON_IsString(json)) {
		json_error(reader, path, "expected a text or a number, found %s",
			json_type_name(json));
		return "";
	}
	text = text_from_bytes(reader->arena, json->valuestring, strlen(json->valuestring));
	json_refuse_control(reader, path, text);
	pack_load_check_template(loading, path, text, NULL);
	return text;
}

static void load_data(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	struct json_reader *reader = &loading->reader;
	bool many = field->flags & FIELD_LIST;
	const cJSON *element = many ? json->child : json;
	size_t count = many ? (size_t)cJSON_GetArraySize(json) : 1;
	const char **texts = arena_array(reader->arena, count, sizeof(*texts));
	bool *numeric = arena_array(reader->arena, count, sizeof(*numeric));

	if (many && !cJSON_IsArray(json)) {
		json_error(reader, path, "expected a list, found %s", json_type_name(json));
		return;
	}
	for (size_t i = 0; i < count; i++, element = element->next) {
		texts[i] = load_datum(
			loading, many ? json_at_index(reader, path, i) : path, element, field, out);
		numeric[i] = cJSON_IsNumber(element);
	}
	out->list = texts;
	out->numeric = numeric;
	out->count = count;
	out->text = count ? texts[0] : NULL;
}

const struct field_type field_template = {.name = "template", .check_text = check_template};
const struct field_type field_key = {.name = "template", .check_text = check_key};
const struct field_type field_text = {.name = "text", .check_text = check_any_text};
const struct field_type field_program = {.name = "program", .check_text = check_program};
const struct field_type field_parameter = {.name = "parameter", .check_text = check_parameter_name};
const struct field_type field_library = {.name = "library", .check_text = check_library_id};
const struct field_type field_kind = {.name = "kind", .check_text = check_kind};
const struct field_type field_machine = {.name = "machine", .check_text = check_machine};
const struct field_type field_target = {.name = "target", .check_text = check_target};
const struct field_type field_severity = {.name = "severity", .check_text = check_severity};
const struct field_type field_version = {.name = "version", .check_text = check_version_text};
const struct field_type field_word = {.name = "word", .check_text = check_word};
const struct field_type field_number = {.name = "number", .load = load_number};
const struct field_type field_range = {.name = "range", .load = load_range};
const struct field_type field_flag = {.name = "flag", .load = load_flag};
const struct field_type field_check = {.name = "check", .load = load_checks};
const struct field_type field_sha256 = {.name = "sha256", .check_text = check_sha256};
const struct field_type field_datum = {.name = "datum", .load = load_data};

static void load_texts(struct pack_loading *loading, const char *path, const cJSON *object,
	const struct check_field *field, struct field_value *value)
{
	struct json_reader *reader = &loading->reader;
	const char *at = json_at(reader, path, field->name);

	value->list = json_texts(
		reader, path, object, field->name, field->flags & FIELD_REQUIRED, &value->count);
	if (field->flags & FIELD_ONE_OR_LIST && !value->count)
		json_error(reader, at, "expected a list that is not empty");
	for (size_t i = 0; i < value->count; i++)
		if (value->list[i])
			field->type->check_text(
				loading, json_at_index(reader, at, i), value->list[i], field);
	value->text = value->count ? value->list[0] : NULL;
}

static void load_one_text(struct pack_loading *loading, const char *path, const cJSON *object,
	const struct check_field *field, struct field_value *value)
{
	struct json_reader *reader = &loading->reader;
	const char **list = arena_alloc(reader->arena, sizeof(*list));

	value->text = json_text(reader, path, object, field->name, field->flags & FIELD_REQUIRED);
	if (value->text)
		field->type->check_text(
			loading, json_at(reader, path, field->name), value->text, field);
	*list = value->text;
	value->list = list;
	value->count = value->text ? 1 : 0;
}

/* For a person to read. */
static const char *written(struct arena *arena, const cJSON *json)
{
	enum { MAX_WRITTEN = 120 };
	char *text = cJSON_PrintUnformatted(json);
	const char *copy = text && strlen(text) <= MAX_WRITTEN
				   ? text_from_bytes(arena, text, strlen(text))
				   : arena_printf(arena, "%d of them", cJSON_GetArraySize(json));

	cJSON_free(text);
	return copy;
}

static struct field_value load_value(struct pack_loading *loading, const char *path,
	const cJSON *object, const struct check_field *field)
{
	const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, field->name);
	struct field_value value = {.field = field->name};

	if (field->type->check_text) {
		if (field->flags & FIELD_LIST ||
			(field->flags & FIELD_ONE_OR_LIST && cJSON_IsArray(member)))
			load_texts(loading, path, object, field, &value);
		else
			load_one_text(loading, path, object, field, &value);
	} else if (member) {
		field->type->load(loading, json_at(&loading->reader, path, field->name), member,
			field, &value);
		value.written = written(loading->reader.arena, member);
	} else {
		json_error(&loading->reader, path, "\"%s\" is missing; expected a %s", field->name,
			field->type->name);
	}
	return value;
}

struct field_values field_values_load(struct pack_loading *loading, const char *path,
	const cJSON *object, const char *own, const struct check_field *fields)
{
	struct arena *arena = loading->reader.arena;
	struct field_values values = {0};
	const char **keys;
	size_t count = 0;

	while (fields[count].name)
		count++;
	keys = arena_array(arena, count + 2, sizeof(*keys));
	keys[0] = own;
	for (size_t i = 0; i < count; i++)
		keys[i + 1] = fields[i].name;
	keys[count + 1] = NULL;
	json_check_object(&loading->reader, path, object, keys);
	values.items = arena_array(arena, count, sizeof(*values.items));
	for (size_t i = 0; i < count; i++)
		if (fields[i].flags & FIELD_REQUIRED ||
			cJSON_GetObjectItemCaseSensitive(object, fields[i].name))
			values.items[values.count++] =
				load_value(loading, path, object, &fields[i]);
	return values;
}

const struct field_value *field_value(const struct field_values *values, const char *field)
{
	for (size_t i = 0; i < values->count; i++)
		if (strcmp(values->items[i].field, field) == 0)
			return &values->items[i];
	return NULL;
}

const char *field_text_of(const struct field_values *values, const char *field)
{
	const struct field_value *value = field_value(values, field);

	return value ? value->text : NULL;
}

uint64_t field_number_of(const struct field_values *values, const char *field, uint64_t fallback)
{
	const struct field_value *value = field_value(values, field);

	return value ? value->number : fallback;
}

bool field_flag_of(const struct field_values *values, const char *field, bool fallback)
{
	const struct field_value *value = field_value(values, field);

	return value ? value->flag : fallback;
}

bool field_lists(const struct field_value *value, const char *word)
{
	for (size_t i = 0; value && i < value->count; i++)
		if (strcmp(value->list[i], word) == 0)
			return true;
	return false;
}

bool field_asks_for(const struct field_values *values, const char *field, const char *word)
{
	const struct field_value *value = field_value(values, field);

	return !value || field_lists(value, word);
}
