/*
 * Typed reading of a JSON document that a person wrote: every complaint names the file, the JSON
 * path, what is wrong and what was expected, and reading goes on so that all of them are told at
 * once.
 */
#ifndef COMPATSCAN_RULES_LANGUAGE_JSON_READER_H
#define COMPATSCAN_RULES_LANGUAGE_JSON_READER_H

#include "scanner/base/arena.h"
#include "scanner/base/diagnostic.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* More members of one object are not read: nothing that a person writes has so many. */
enum { MAX_JSON_MEMBERS = 8192 };

/* The greatest whole number that every reader of JSON takes as it stands. */
#define MAX_JSON_NUMBER ((uint64_t)1 << 53)

struct json_reader {
	const char *file;
	struct arena *arena;
	const struct diagnostics *diagnostics;
	size_t errors;
};

/* Parses text; NULL, with a message that gives line and column, when it is no JSON in UTF-8. Freed
 * by cJSON_Delete. */
cJSON *json_parse(struct json_reader *reader, const char *text, size_t size);

void json_error(struct json_reader *reader, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Path of a member or an element. */
const char *json_at(struct json_reader *reader, const char *path, const char *key);
const char *json_at_index(struct json_reader *reader, const char *path, size_t index);

/* Complains when value is no object, has more than MAX_JSON_MEMBERS (and is then not to be read),
 * has a key that is not in keys (which ends with NULL; itself NULL allows any), or has one twice.
 */
bool json_check_object(
	struct json_reader *reader, const char *path, const cJSON *value, const char *const *keys);

/* The member's text in the arena; NULL, with a complaint when it is required or of another type. */
const char *json_text(struct json_reader *reader, const char *path, const cJSON *object,
	const char *key, bool required);

/* Complains of a control character in a text (which may be NULL) that cannot hold one, such as a
 * path: C:\temp with one backslash is read as a tab. */
void json_refuse_control(struct json_reader *reader, const char *path, const char *text);

/* The member's list of texts; an absent one is empty. An element of another type is complained of,
 * and NULL. */
const char *const *json_texts(struct json_reader *reader, const char *path, const cJSON *object,
	const char *key, bool required, size_t *count);

/* The member when it is an array; NULL otherwise, with a complaint. */
const cJSON *json_array(struct json_reader *reader, const char *path, const cJSON *object,
	const char *key, bool required);

/* The member, true or false; false, with a complaint, when it is of another type. */
bool json_flag(struct json_reader *reader, const char *path, const cJSON *object, const char *key);

/* The whole number that value is; false, with a complaint, when it is another one, greater than
 * most, or of another type. */
bool json_whole(struct json_reader *reader, const char *path, const cJSON *value, uint64_t most,
	uint64_t *out);

/* What JSON calls the type of a value. */
const char *json_type_name(const cJSON *value);

#endif
