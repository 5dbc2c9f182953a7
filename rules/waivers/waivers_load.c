/* A file of waivers from its JSON. */
#include "rules/waivers/waivers.h"

#include "rules/language/json_reader.h"
#include "scanner/base/clock.h"
#include "scanner/base/sha256.h"
#include "scanner/base/text.h"

#include <string.h>

static void load_rule(
	struct json_reader *reader, const char *path, const cJSON *object, struct waiver *out)
{
	const char *name = json_text(reader, path, object, "rule", true);
	const char *slash = name ? strchr(name, '/') : NULL;
	const char *at = json_at(reader, path, "rule");

	if (!name)
		return;
	if (slash)
		out->pack = arena_copy(reader->arena, name, (size_t)(slash - name));
	if (!slash || !pack_id_is_sound(out->pack) ||
		(strcmp(slash + 1, "*") != 0 && !pack_id_is_sound(slash + 1))) {
		json_error(reader, at,
			"\"%s\" names no rule; expected PACK/RULE, or PACK/* for all rules of a "
			"pack",
			name);
		return;
	}
	out->rule = slash + 1;
	if (strcmp(out->pack, WAIVERS_PACK) == 0)
		json_error(reader, at,
			"what is wrong with waivers cannot be waived; expected a rule of a pack");
}

static const char *load_pattern(
	struct json_reader *reader, const char *path, const cJSON *object, const char *key)
{
	const char *pattern = json_text(reader, path, object, key, false);

	if (pattern && !*pattern)
		json_error(reader, json_at(reader, path, key),
			"expected a text that is not empty; leave \"%s\" out for any", key);
	if (pattern && text_utf16_length(pattern) > MAX_WAIVER_PATTERN_LENGTH)
		json_error(reader, json_at(reader, path, key),
			"a pattern may have %d characters; expected a shorter one with *",
			MAX_WAIVER_PATTERN_LENGTH);
	return pattern;
}

static void load_date(
	struct json_reader *reader, const char *path, const cJSON *object, struct waiver *out)
{
	int64_t day;

	out->expires = json_text(reader, path, object, "expires", true);
	if (!out->expires)
		return;
	if (clock_day(out->expires, &day))
		out->until = day + CLOCK_DAY_SECONDS;
	else
		json_error(reader, json_at(reader, path, "expires"),
			"\"%s\" is no day; expected one such as 2026-12-31", out->expires);
}

static void load_statuses(
	struct json_reader *reader, const char *path, const cJSON *object, struct waiver *out)
{
	static const enum finding_status known[] = {FINDING_FAIL, FINDING_UNKNOWN, FINDING_ERROR};
	const char *at = json_at(reader, path, "status");
	const char *const *names;
	size_t count;

	out->waives[FINDING_FAIL] = true;
	if (!cJSON_GetObjectItemCaseSensitive(object, "status"))
		return;
	out->waives[FINDING_FAIL] = false;
	names = json_texts(reader, path, object, "status", true, &count);
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t j = 0; names[i] && j < sizeof(known) / sizeof(known[0]); j++) {
			if (strcmp(names[i], finding_status_name(known[j])) != 0)
				continue;
			found = true;
			out->waives[known[j]] = true;
		}
		if (names[i] && !found)
			json_error(reader, json_at_index(reader, at, i),
				"\"%s\" cannot be waived; expected fail, unknown or error",
				names[i]);
	}
}

static void load_waiver(
	struct json_reader *reader, const char *path, const cJSON *object, struct waiver *out)
{
	static const char *const keys[] = {
		"rule", "subject", "host", "status", "reason", "by", "expires", NULL};

	if (!json_check_object(reader, path, object, keys))
		return;
	load_rule(reader, path, object, out);
	out->subject = load_pattern(reader, path, object, "subject");
	out->host = load_pattern(reader, path, object, "host");
	load_statuses(reader, path, object, out);
	out->reason = json_text(reader, path, object, "reason", true);
	out->by = json_text(reader, path, object, "by", true);
	load_date(reader, path, object, out);
}

static void load_frame(struct json_reader *reader, const cJSON *root, struct waivers *out)
{
	static const char *const keys[] = {"$schema", "schema", "version", "waivers", NULL};
	const cJSON *array;
	const cJSON *element;
	const char *schema;

	if (!json_check_object(reader, "$", root, keys))
		return;
	schema = json_text(reader, "$", root, "schema", true);
	if (schema && strcmp(schema, WAIVERS_SCHEMA) != 0)
		json_error(reader, "$.schema", "\"%s\" is not known; expected " WAIVERS_SCHEMA,
			schema);
	if (cJSON_GetObjectItemCaseSensitive(root, "version"))
		out->version = json_text(reader, "$", root, "version", true);
	array = json_array(reader, "$", root, "waivers", true);
	if (array && cJSON_GetArraySize(array) > MAX_WAIVERS) {
		json_error(reader, "$.waivers", "a file may have %d waivers; expected fewer",
			MAX_WAIVERS);
		return;
	}
	out->items = arena_array(
		reader->arena, array ? (size_t)cJSON_GetArraySize(array) : 0, sizeof(*out->items));
	cJSON_ArrayForEach(element, array)
	{
		load_waiver(reader, json_at_index(reader, "$.waivers", out->count), element,
			&out->items[out->count]);
		out->count++;
	}
}

bool waivers_load(const char *file, const char *text, size_t size, struct arena *arena,
	const struct diagnostics *diagnostics, struct waivers *out)
{
	struct json_reader reader = {
		.file = text_printable(arena, text_from_bytes(arena, file, strlen(file))),
		.arena = arena,
		.diagnostics = diagnostics,
	};
	cJSON *root = json_parse(&reader, text, size);

	*out = (struct waivers){.file = reader.file, .version = "unversioned"};
	sha256_of(text, size, out->sha256);
	if (!root)
		return false;
	load_frame(&reader, root, out);
	cJSON_Delete(root);
	return reader.errors == 0;
}
