/* A machine of an example as a whole: its JSON, its bases, and the host that it becomes. */
#include "rules/examples/example_machine.h"

#include "rules/examples/example_parts.h"
#include "scanner/base/clock.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

/* Options of the command line that a machine may have, beside those that it has keys for. */
static const struct {
	const char *name;
	size_t place; /* in struct host_options */
} known_options[] = {
	{"exchsrvr", offsetof(struct host_options, exchsrvr)},
	{"name", offsetof(struct host_options, name)},
};

bool example_time(struct json_reader *reader, const char *path, const cJSON *object,
	const char *key, int64_t *out)
{
	const char *text = json_text(reader, path, object, key, false);

	if (text && !clock_time(text, out))
		json_error(reader, json_at(reader, path, key),
			"\"%s\" is no time; expected one such as 2000-06-01T12:00:00Z", text);
	return text;
}

struct example_pairs example_pairs_load(
	struct json_reader *reader, const char *path, const cJSON *object, const char *key)
{
	const cJSON *members = cJSON_GetObjectItemCaseSensitive(object, key);
	const char *at = json_at(reader, path, key);
	struct example_pairs pairs = {0};
	const cJSON *member;

	if (!members || !json_check_object(reader, at, members, NULL))
		return pairs;
	pairs.items = arena_array(
		reader->arena, (size_t)cJSON_GetArraySize(members), sizeof(*pairs.items));
	cJSON_ArrayForEach(member, members)
	{
		struct example_pair *pair = &pairs.items[pairs.count++];

		pair->name = text_from_bytes(reader->arena, member->string, strlen(member->string));
		if (cJSON_IsString(member))
			pair->text = text_from_bytes(
				reader->arena, member->valuestring, strlen(member->valuestring));
		else if (!cJSON_IsNull(member))
			json_error(reader, json_at(reader, at, member->string),
				"expected a text or null, found %s", json_type_name(member));
	}
	return pairs;
}

void example_pairs_overlay(
	struct arena *arena, struct example_pairs *pairs, const struct example_pairs *more)
{
	struct example_pair *items = arena_array(arena, pairs->count + more->count, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < pairs->count; i++) {
		bool replaced = false;

		for (size_t j = 0; j < more->count && !replaced; j++)
			replaced = text_same_name(pairs->items[i].name, more->items[j].name);
		if (!replaced)
			items[count++] = pairs->items[i];
	}
	for (size_t i = 0; i < more->count; i++)
		if (more->items[i].text)
			items[count++] = more->items[i];
	*pairs = (struct example_pairs){items, count};
}

static void load_options(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out)
{
	out->options = example_pairs_load(reader, path, object, "options");
	for (size_t i = 0; i < out->options.count; i++) {
		bool known = false;

		for (size_t j = 0; j < sizeof(known_options) / sizeof(known_options[0]); j++)
			known |= strcmp(known_options[j].name, out->options.items[i].name) == 0;
		if (!known)
			json_error(reader,
				json_at(reader, json_at(reader, path, "options"),
					out->options.items[i].name),
				"unknown option; expected exchsrvr or name");
	}
}

static void load_windows(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out)
{
	const cJSON *windows = cJSON_GetObjectItemCaseSensitive(object, "windows");
	const char *text;

	out->windows_given = windows;
	if (!windows || cJSON_IsNull(windows))
		return;
	text = json_text(reader, path, object, "windows", true);
	out->windows = text ? winpath_absolute(reader->arena, NULL, text) : NULL;
	if (text && (!out->windows || winpath_kind_of(text) != WINPATH_ABSOLUTE ||
			    text_utf16_length(out->windows) > MAX_WINPATH_CHARACTERS / 2))
		json_error(reader, json_at(reader, path, "windows"),
			"\"%s\" is no folder; expected one such as C:\\WINNT", text);
}

static void load_profile(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out)
{
	out->profile = json_text(reader, path, object, "profile", false);
	if (out->profile && !profile_named(out->profile))
		json_error(reader, json_at(reader, path, "profile"),
			"unknown profile \"%s\"; expected one of %s", out->profile,
			profile_names());
}

void example_machine_load(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out)
{
	static const char *const keys[] = {"base", "profile", "windows", "files", "folders",
		"registry", "path", "environment", "options", "set", "now", "live", NULL};

	*out = (struct example_machine){.at = path, .name = out->name};
	if (!json_check_object(reader, path, object, keys))
		return;
	out->base_name = json_text(reader, path, object, "base", false);
	load_profile(reader, path, object, out);
	load_windows(reader, path, object, out);
	example_files_load(reader, path, object, out);
	example_registry_load(reader, path, object, out);
	out->path_given = cJSON_GetObjectItemCaseSensitive(object, "path");
	out->path = json_texts(reader, path, object, "path", false, &out->path_count);
	out->environment = example_pairs_load(reader, path, object, "environment");
	load_options(reader, path, object, out);
	out->set = example_pairs_load(reader, path, object, "set");
	out->now_given = example_time(reader, path, object, "now", &out->now);
	example_live_load(reader, path, object, out);
}

void example_machine_find_base(struct json_reader *reader, struct example_machine *machine,
	const struct example_machine *machines, size_t count)
{
	if (!machine->base_name)
		return;
	for (size_t i = 0; i < count; i++)
		if (strcmp(machines[i].name, machine->base_name) == 0)
			machine->base = &machines[i];
	if (!machine->base)
		json_error(reader, json_at(reader, machine->at, "base"),
			"there is no machine \"%s\"; expected a name in \"machines\"",
			machine->base_name);
}

void example_machine_check_bases(struct json_reader *reader, const struct example_machine *machine)
{
	const struct example_machine *below = machine;
	size_t count = 0;

	while (below && count <= MAX_MACHINE_BASES) {
		below = below->base;
		count++;
	}
	if (below)
		json_error(reader, json_at(reader, machine->at, "base"),
			"machine stands on machine without an end; expected at most %d below one",
			MAX_MACHINE_BASES);
}

size_t example_machine_chain(const struct example_machine *machine,
	const struct example_machine *chain[MAX_MACHINE_BASES + 1])
{
	const struct example_machine *above[MAX_MACHINE_BASES + 1];
	size_t count = 0;

	for (; machine && count <= MAX_MACHINE_BASES; machine = machine->base)
		above[count++] = machine;
	for (size_t i = 0; i < count; i++)
		chain[i] = above[count - 1 - i];
	return count;
}

/* What the machine says of the command line, and of the Windows folder. */
struct said {
	const char *profile;
	bool windows_given;
	const char *windows;
	bool registry_absent;
	const struct example_machine *path; /* the last that says a path */
	struct example_pairs environment;
	struct example_pairs options;
	bool now_given;
	int64_t now;
};

static struct said read_chain(const struct example_machine *machine, struct arena *arena)
{
	const struct example_machine *chain[MAX_MACHINE_BASES + 1];
	size_t count = example_machine_chain(machine, chain);
	struct said said = {.now = EXAMPLE_NOW};

	for (size_t i = 0; i < count; i++) {
		said.profile = chain[i]->profile ? chain[i]->profile : said.profile;
		if (chain[i]->windows_given)
			said.windows = chain[i]->windows;
		said.windows_given |= chain[i]->windows_given;
		if (chain[i]->registry_given)
			said.registry_absent = chain[i]->registry_absent;
		if (chain[i]->path_given)
			said.path = chain[i];
		if (chain[i]->now_given)
			said.now = chain[i]->now;
		said.now_given |= chain[i]->now_given;
		example_pairs_overlay(arena, &said.environment, &chain[i]->environment);
		example_pairs_overlay(arena, &said.options, &chain[i]->options);
	}
	return said;
}

static const char *joined_path(struct arena *arena, const struct example_machine *machine)
{
	const char *path = "";

	for (size_t i = 0; i < machine->path_count; i++)
		path = arena_printf(arena, "%s%s%s", path, i ? ";" : "", machine->path[i]);
	return path;
}

/* Where no hive holds them, the variables are those that the user gives with --env. */
static void give_variables(struct host *host, const struct said *said, const char *windows)
{
	struct host_variable *variables =
		arena_array(host->arena, said->environment.count + 2, sizeof(*variables));
	size_t count = 0;

	if (windows)
		variables[count++] = (struct host_variable){"SystemRoot", windows};
	for (size_t i = 0; said->registry_absent && i < said->environment.count; i++)
		variables[count++] = (struct host_variable){
			said->environment.items[i].name, said->environment.items[i].text};
	if (said->registry_absent && said->path)
		variables[count++] =
			(struct host_variable){"Path", joined_path(host->arena, said->path)};
	host->options.variables = variables;
	host->options.variable_count = count;
}

static void give_options(struct host *host, const struct said *said)
{
	for (size_t i = 0; i < said->options.count; i++)
		for (size_t j = 0; j < sizeof(known_options) / sizeof(known_options[0]); j++)
			if (strcmp(known_options[j].name, said->options.items[i].name) == 0)
				memcpy((char *)&host->options + known_options[j].place,
					&said->options.items[i].text, sizeof(const char *));
	host->options.profile = said->profile;
}

/* As --set gives them. */
static void give_parameters(struct host *host, const struct example_machine *machine)
{
	const struct example_machine *chain[MAX_MACHINE_BASES + 1];
	size_t count = example_machine_chain(machine, chain);
	struct example_pairs pairs = {0};
	struct host_variable *settings;

	for (size_t i = 0; i < count; i++)
		example_pairs_overlay(host->arena, &pairs, &chain[i]->set);
	settings = arena_array(host->arena, pairs.count, sizeof(*settings));
	for (size_t i = 0; i < pairs.count; i++)
		settings[i] = (struct host_variable){pairs.items[i].name, pairs.items[i].text};
	host->options.settings = settings;
	host->options.setting_count = pairs.count;
}

bool example_machine_open(const struct example_machine *machine, struct arena *arena,
	struct host *out, struct example_flaw *flaw)
{
	struct registry_source *sources[REGISTRY_ROOTS] = {NULL};
	struct said said = read_chain(machine, arena);
	const struct profile *profile = said.profile ? profile_named(said.profile) : NULL;
	const char *windows = said.windows;

	if (!said.windows_given)
		windows =
			profile && profile->release >= RELEASE_OF_XP ? "C:\\WINDOWS" : "C:\\WINNT";
	*out = (struct host){.arena = arena, .now_known = said.now_given, .now = said.now};
	tree_init(&out->tree, arena, &out->problems);
	if (!example_files_mount(machine, windows, out, flaw)) {
		tree_release(&out->tree);
		return false;
	}
	give_variables(out, &said, windows);
	give_options(out, &said);
	give_parameters(out, machine);
	example_registry_fill(machine, profile, arena, sources);
	out->live = example_live_source(machine, arena, said.now);
	host_read(out, sources);
	return true;
}
