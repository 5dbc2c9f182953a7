#include "rules/fixes/fix_table.h"

#include "rules/language/pack_load.h"
#include "scanner/base/text.h"

#include <string.h>

/* The value of a version field; zero, with a complaint, when it is none. */
static struct version_number read_version(
	struct pack_loading *loading, const char *path, const char *text)
{
	struct version_number version = {{0}};

	if (text)
		field_version.check_text(loading, path, text, NULL);
	if (text)
		version_read(text, &version);
	return version;
}

/* How many elements a list has; 0, with a complaint, when it is no list, empty or too long. */
static size_t count_of(
	struct pack_loading *loading, const char *path, const cJSON *json, size_t most)
{
	size_t count = cJSON_IsArray(json) ? (size_t)cJSON_GetArraySize(json) : 0;

	if (!cJSON_IsArray(json))
		json_error(
			&loading->reader, path, "expected a list, found %s", json_type_name(json));
	else if (!count)
		json_error(&loading->reader, path, "expected a list that is not empty");
	else if (count > most)
		json_error(&loading->reader, path, "expected at most %zu elements, found %zu", most,
			count);
	return count > most ? 0 : count;
}

static void load_levels(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	static const char *const keys[] = {"name", "version", NULL};
	struct json_reader *reader = &loading->reader;
	size_t count = count_of(loading, path, json, MAX_FIX_LEVELS);
	struct fix_level *levels = arena_array(reader->arena, count, sizeof(*levels));
	struct fix_level_list *list = arena_alloc(reader->arena, sizeof(*list));
	const cJSON *element = count ? json->child : NULL;

	(void)field;
	for (size_t i = 0; i < count; i++, element = element->next) {
		const char *at = json_at_index(reader, path, i);

		if (!json_check_object(reader, at, element, keys))
			continue;
		levels[i].name = json_text(reader, at, element, "name", true);
		levels[i].version = read_version(loading, json_at(reader, at, "version"),
			json_text(reader, at, element, "version", true));
		if (i && version_compare(&levels[i - 1].version, &levels[i].version) >= 0)
			json_error(reader, json_at(reader, at, "version"),
				"it is not above that of the level before; expected levels from "
				"the oldest on");
	}
	*list = (struct fix_level_list){levels, count};
	out->loaded = list;
}

/* The index of a file's name in the table, which is extended when it is new. */
static size_t name_index(
	struct pack_loading *loading, const char *path, struct fix_table *table, const char *name)
{
	for (size_t i = 0; i < table->name_count; i++)
		if (text_same_name(table->names[i], name))
			return i;
	if (table->name_count == MAX_FIX_FILE_NAMES) {
		json_error(&loading->reader, path, "expected at most %d files of different names",
			MAX_FIX_FILE_NAMES);
		return 0;
	}
	table->names[table->name_count] =
		text_from_bytes(loading->reader.arena, name, strlen(name));
	return table->name_count++;
}

static void load_file(struct pack_loading *loading, const char *path, const cJSON *member,
	struct fix_table *table, struct fix_file *files, size_t *count)
{
	struct json_reader *reader = &loading->reader;
	const char *name = member->string;
	struct fix_file file;

	if (!*name || strpbrk(name, "\\/:")) {
		json_error(reader, path, "\"%s\" is no name of a file", name);
		return;
	}
	if (!cJSON_IsString(member)) {
		json_error(reader, path, "expected a text, found %s", json_type_name(member));
		return;
	}
	file.version = read_version(loading, path, member->valuestring);
	file.name = name_index(loading, path, table, name);
	for (size_t i = 0; i < *count; i++) {
		if (files[i].name != file.name)
			continue;
		json_error(reader, path, "the file is there already; expected a name of its own");
		return;
	}
	files[(*count)++] = file;
}

static void load_files(struct pack_loading *loading, const char *path, const cJSON *object,
	struct fix_table *table, struct fix_article *article)
{
	struct json_reader *reader = &loading->reader;
	const cJSON *files = cJSON_GetObjectItemCaseSensitive(object, "files");
	size_t count = cJSON_IsObject(files) ? (size_t)cJSON_GetArraySize(files) : 0;
	const char *at = json_at(reader, path, "files");
	struct fix_file *items;

	if (!count || count > MAX_FILES_OF_FIX) {
		json_error(reader, at, "expected {\"FILE\": \"VERSION\", ...} with 1 to %d files",
			MAX_FILES_OF_FIX);
		return;
	}
	items = arena_array(reader->arena, count, sizeof(*items));
	for (const cJSON *member = files->child; member; member = member->next)
		load_file(loading, json_at(reader, at, member->string), member, table, items,
			&article->file_count);
	article->files = items;
}

static void load_articles(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	static const char *const keys[] = {"article", "first_in", "files", NULL};
	struct json_reader *reader = &loading->reader;
	size_t count = count_of(loading, path, json, MAX_FIX_ARTICLES);
	struct fix_table *table = arena_alloc(reader->arena, sizeof(*table));
	const cJSON *element = count ? json->child : NULL;

	(void)field;
	table->names = arena_array(reader->arena, MAX_FIX_FILE_NAMES, sizeof(*table->names));
	table->articles = arena_array(reader->arena, count, sizeof(*table->articles));
	table->article_count = count;
	for (size_t i = 0; i < count; i++, element = element->next) {
		const char *at = json_at_index(reader, path, i);

		if (!json_check_object(reader, at, element, keys))
			continue;
		table->articles[i].id = json_text(reader, at, element, "article", true);
		table->articles[i].first_in = json_text(reader, at, element, "first_in", false);
		load_files(loading, at, element, table, &table->articles[i]);
	}
	out->loaded = table;
}

const struct field_type field_levels = {.name = "levels", .load = load_levels};
const struct field_type field_articles = {.name = "articles", .load = load_articles};

const struct fix_level *fix_level_of(
	const struct fix_level_list *levels, const struct version_number *version)
{
	size_t count = levels->count;

	while (count && version_compare(&levels->items[count - 1].version, version) > 0)
		count--;
	return count ? &levels->items[count - 1] : NULL;
}

bool fix_line_holds(const struct fix_level_list *levels, const struct version_number *below,
	const struct version_number *version)
{
	return fix_level_of(levels, version) && version_compare(version, below) < 0;
}

const struct fix_level *fix_level_named(const struct fix_level_list *levels, const char *name)
{
	for (size_t i = 0; i < levels->count; i++)
		if (strcmp(levels->items[i].name, name) == 0)
			return &levels->items[i];
	return NULL;
}
