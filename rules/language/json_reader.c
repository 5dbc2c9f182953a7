#include "rules/language/json_reader.h"

#include "scanner/base/text.h"

#include <stdarg.h>
#include <string.h>

void json_error(struct json_reader *reader, const char *path, const char *format, ...)
{
	va_list arguments;

	reader->errors++;
	va_start(arguments, format);
	diagnostic_tell(reader->diagnostics, DIAGNOSTIC_ERROR, "%s: %s: %s", reader->file,
		text_printable(reader->arena, text_from_bytes(reader->arena, path, strlen(path))),
		text_printable(reader->arena, arena_vprintf(reader->arena, format, arguments)));
	va_end(arguments);
}

static void tell_position(
	struct json_reader *reader, const char *text, const char *end, const char *what)
{
	size_t line = 1;
	size_t column = 1;

	for (; text < end; text++) {
		column = *text == '\n' ? 1 : column + 1;
		line += *text == '\n';
	}
	reader->errors++;
	diagnostic_tell(reader->diagnostics, DIAGNOSTIC_ERROR, "%s:%zu:%zu: %s", reader->file, line,
		column, what);
}

static bool closes_behind_comma(const char *text, const char *end)
{
	const char *before = end;

	while (before > text && strchr(" \t\r\n", before[-1]))
		before--;
	return (*end == ']' || *end == '}') && before > text && before[-1] == ',';
}

/* What people who do not write JSON every day do most often. */
static const char *mistake_at(const char *text, const char *end)
{
	if (*end == '\\')
		return "this is no JSON; in a text a backslash is written twice: \\\\";
	if (closes_behind_comma(text, end) || (end > text && closes_behind_comma(text, end - 1)))
		return "this is no JSON; no comma stands behind the last item";
	if (*end == '/' || *end == '#')
		return "this is no JSON, which has no comments";
	return "this is no JSON; expected a value, a comma or a closing bracket here";
}

/* Whether an escape in text stands for NUL, at which cJSON would cut the text off. */
static bool escapes_nul(const char *text)
{
	for (; *text; text++) {
		if (*text != '\\')
			continue;
		if (strncmp(text + 1, "u0000", 5) == 0)
			return true;
		if (text[1])
			text++;
	}
	return false;
}

cJSON *json_parse(struct json_reader *reader, const char *text, size_t size)
{
	const char *copy = arena_copy(reader->arena, text, size);
	const char *sound = text_from_bytes(reader->arena, text, size);
	const char *end = copy;
	cJSON *value;

	if (strlen(copy) != size || escapes_nul(copy)) {
		json_error(
			reader, "$", "the file holds a NUL character; expected JSON text in UTF-8");
		return NULL;
	}
	if (strcmp(copy, sound) != 0) {
		while (*end == sound[end - copy])
			end++;
		tell_position(reader, copy, end,
			"this is no UTF-8; expected JSON text that is saved in UTF-8");
		return NULL;
	}
	value = cJSON_ParseWithOpts(copy, &end, 1);
	if (!value)
		tell_position(reader, copy, end, mistake_at(copy, end));
	return value;
}

void json_refuse_control(struct json_reader *reader, const char *path, const char *text)
{
	for (; text && *text; text++) {
		if ((unsigned char)*text >= ' ' && *text != 0x7F)
			continue;
		json_error(reader, path,
			"the text holds a control character; in JSON a backslash is written "
			"twice: C:\\\\temp");
		return;
	}
}

const char *json_at(struct json_reader *reader, const char *path, const char *key)
{
	return arena_printf(reader->arena, "%s.%s", path, key);
}

const char *json_at_index(struct json_reader *reader, const char *path, size_t index)
{
	return arena_printf(reader->arena, "%s[%zu]", path, index);
}

const char *json_type_name(const cJSON *value)
{
	if (cJSON_IsString(value))
		return "a text";
	if (cJSON_IsNumber(value))
		return "a number";
	if (cJSON_IsBool(value))
		return "true or false";
	if (cJSON_IsArray(value))
		return "a list";
	return cJSON_IsObject(value) ? "an object" : "null";
}

static bool is_listed(const char *const *keys, const char *key)
{
	for (; *keys; keys++)
		if (strcmp(*keys, key) == 0)
			return true;
	return false;
}

static const char *joined(struct arena *arena, const char *const *keys)
{
	size_t count = 0;

	while (keys[count])
		count++;
	return count ? arena_printf(arena, "one of %s", text_join(arena, keys, count)) : "none";
}

static bool is_repeated(const cJSON *object, const cJSON *member)
{
	const cJSON *other;

	for (other = object->child; other && other != member; other = other->next)
		if (strcmp(other->string, member->string) == 0)
			return true;
	return false;
}

bool json_check_object(
	struct json_reader *reader, const char *path, const cJSON *value, const char *const *keys)
{
	const cJSON *member;

	if (!cJSON_IsObject(value)) {
		json_error(reader, path, "expected an object, found %s", json_type_name(value));
		return false;
	}
	if (cJSON_GetArraySize(value) > MAX_JSON_MEMBERS) {
		json_error(reader, path, "expected at most %d members, found %d", MAX_JSON_MEMBERS,
			cJSON_GetArraySize(value));
		return false;
	}
	cJSON_ArrayForEach(member, value)
	{
		if (keys && !is_listed(keys, member->string))
			json_error(reader, json_at(reader, path, member->string),
				"unknown key; expected %s", joined(reader->arena, keys));
		if (is_repeated(value, member))
			json_error(reader, json_at(reader, path, member->string),
				"the key is there twice; expected it once");
	}
	return true;
}

const char *json_text(struct json_reader *reader, const char *path, const cJSON *object,
	const char *key, bool required)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);

	if (!value && !required)
		return NULL;
	if (!value)
		json_error(reader, path, "\"%s\" is missing; expected a text", key);
	else if (!cJSON_IsString(value))
		json_error(reader, json_at(reader, path, key), "expected a text, found %s",
			json_type_name(value));
	else if (required && !*value->valuestring)
		json_error(reader, json_at(reader, path, key), "expected a text that is not empty");
	else
		return text_from_bytes(
			reader->arena, value->valuestring, strlen(value->valuestring));
	return NULL;
}

const cJSON *json_array(struct json_reader *reader, const char *path, const cJSON *object,
	const char *key, bool required)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);

	if (cJSON_IsArray(value))
		return value;
	if (value)
		json_error(reader, json_at(reader, path, key), "expected a list, found %s",
			json_type_name(value));
	else if (required)
		json_error(reader, path, "\"%s\" is missing; expected a list", key);
	return NULL;
}

const char *const *json_texts(struct json_reader *reader, const char *path, const cJSON *object,
	const char *key, bool required, size_t *count)
{
	const cJSON *array = json_array(reader, path, object, key, required);
	const cJSON *element;
	const char **texts;

	*count = 0;
	if (!array)
		return NULL;
	if (required && !array->child)
		json_error(reader, json_at(reader, path, key), "expected a list that is not empty");
	texts = arena_array(reader->arena, (size_t)cJSON_GetArraySize(array), sizeof(*texts));
	cJSON_ArrayForEach(element, array)
	{
		if (cJSON_IsString(element))
			texts[*count] = text_from_bytes(
				reader->arena, element->valuestring, strlen(element->valuestring));
		else
			json_error(reader,
				json_at_index(reader, json_at(reader, path, key), *count),
				"expected a text, found %s", json_type_name(element));
		(*count)++;
	}
	return texts;
}

bool json_flag(struct json_reader *reader, const char *path, const cJSON *object, const char *key)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);

	if (value && !cJSON_IsBool(value))
		json_error(reader, json_at(reader, path, key), "expected true or false, found %s",
			json_type_name(value));
	return cJSON_IsTrue(value);
}

bool json_whole(struct json_reader *reader, const char *path, const cJSON *value, uint64_t most,
	uint64_t *out)
{
	double number = value->valuedouble;

	if (!cJSON_IsNumber(value)) {
		json_error(reader, path, "expected a number, found %s", json_type_name(value));
		return false;
	}
	if (!(number >= 0 && number <= (double)most) || number != (double)(uint64_t)number) {
		json_error(reader, path, "expected a whole number from 0 to %llu",
			(unsigned long long)most);
		return false;
	}
	*out = (uint64_t)number;
	return true;
}
