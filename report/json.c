#include "report/json.h"

#include "scanner/base/arena.h"

#include <stdlib.h>
#include <string.h>

void json_add_text(cJSON *object, const char *key, const char *text)
{
	if (text)
		cJSON_AddStringToObject(object, key, text);
	else
		cJSON_AddNullToObject(object, key);
}

void json_add_number(cJSON *object, const char *key, uint64_t number)
{
	cJSON_AddNumberToObject(object, key, (double)number);
}

void json_add_tool(cJSON *object, const char *version)
{
	cJSON *tool = cJSON_AddObjectToObject(object, "tool");

	json_add_text(tool, "name", "compatscan");
	json_add_text(tool, "version", version);
}

void json_add_texts(cJSON *object, const char *key, const char *const *texts, size_t count)
{
	cJSON *array = cJSON_AddArrayToObject(object, key);

	for (size_t i = 0; i < count; i++)
		cJSON_AddItemToArray(array, cJSON_CreateString(texts[i]));
}

void json_add_problems(cJSON *object, const char *key, const struct problem_list *problems)
{
	cJSON *array = cJSON_AddArrayToObject(object, key);

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *problem = &problems->items[i];
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "code", problem->code);
		if (problem->path)
			json_add_text(item, "path", problem->path);
		if (problem->offset == PROBLEM_NO_OFFSET)
			cJSON_AddNullToObject(item, "offset");
		else
			json_add_number(item, "offset", problem->offset);
		json_add_text(item, "detail", problem->detail);
		cJSON_AddItemToArray(array, item);
	}
}

void json_put_text(struct buffer *out, const char *text)
{
	buffer_putc(out, '"');
	while (*text) {
		/* Runs of what needs no escape: RFC 8259, section 7. */
		size_t length = strcspn(text, "\"\\\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r"
					      "\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17"
					      "\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f");

		buffer_append(out, text, length);
		text += length;
		if (*text == '"' || *text == '\\')
			buffer_printf(out, "\\%c", *text);
		else if (*text)
			buffer_printf(out, "\\u%04x", (unsigned char)*text);
		text += *text != '\0';
	}
	buffer_putc(out, '"');
}

char *json_finish(cJSON *value, bool pretty)
{
	char *printed = pretty ? cJSON_Print(value) : cJSON_PrintUnformatted(value);
	size_t length;
	char *text;

	cJSON_Delete(value);
	if (!printed)
		memory_exhausted();
	length = strlen(printed);
	text = realloc(printed, length + 2);
	if (!text)
		memory_exhausted();
	memcpy(text + length, "\n", 2);
	return text;
}
