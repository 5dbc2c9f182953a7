/* What is judged and shown, and where it goes. */
#include "scanner/cli/option_values.h"

#include "scanner/base/text.h"

#include <string.h>

static bool take_pack(struct invocation *invocation, const char *value)
{
	struct settings *settings = &invocation->settings;

	if (settings->pack_count == MAX_PACKS)
		return option_refuse(invocation, value, "at most 64 packs");
	settings->packs[settings->pack_count++] = value;
	return true;
}

static bool take_pack_folder(struct invocation *invocation, const char *value)
{
	struct settings *settings = &invocation->settings;

	if (settings->pack_folder_count == MAX_PACK_FOLDERS)
		return option_refuse(invocation, value, "at most 64 folders of packs");
	settings->pack_folders[settings->pack_folder_count++] = value;
	return true;
}

static bool take_parameter(struct invocation *invocation, const char *value)
{
	struct settings *settings = &invocation->settings;
	struct host_options *host = &settings->host;
	const char *text = text_from_bytes(invocation->arena, value, strlen(value));
	const char *equals = strchr(text, '=');

	if (!equals || equals == text)
		return option_refuse(invocation, value, "NAME=VALUE, such as store=D:\\ccmdata");
	if (host->setting_count == MAX_SETTINGS)
		return option_refuse(invocation, value, "at most 256 values");
	settings->parameters[host->setting_count++] = (struct host_variable){
		.name = arena_copy(invocation->arena, text, (size_t)(equals - text)),
		.value = equals + 1,
	};
	host->settings = settings->parameters;
	return true;
}

static bool take_waivers(struct invocation *invocation, const char *value)
{
	struct settings *settings = &invocation->settings;

	if (settings->waiver_count == MAX_WAIVER_FILES)
		return option_refuse(invocation, value, "at most 64 files of waivers");
	settings->waivers[settings->waiver_count++] = value;
	return true;
}

static bool take_fail_on(struct invocation *invocation, const char *value)
{
	if (!severity_from_name(value, &invocation->settings.fail_on))
		return option_refuse(invocation, value, "critical, high, medium, low or info");
	return true;
}

static bool take_strict(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.strict = true;
	return true;
}

static bool take_verbose(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.verbose = true;
	return true;
}

#define STRICT_OPTION                                                                              \
	{                                                                                          \
		"strict", 0, NULL,                                                                 \
			"a rule without examples that pass and fail is an error of its pack",      \
			take_strict                                                                \
	}

#define PACK_FOLDER_OPTION                                                                         \
	{                                                                                          \
		"pack-dir", 0, "DIR",                                                              \
			"folder of more packs, added to the installed ones (may be repeated)",     \
			take_pack_folder                                                           \
	}

static const struct option rules_table[] = {
	{"pack", 'p', "ID|FILE",
		"rule pack to judge by, or all (may be repeated; without it all that are "
		"installed but for those that are used on request only)",
		take_pack},
	PACK_FOLDER_OPTION,
	STRICT_OPTION,
	{"set", 0, "NAME=VALUE",
		"value of a parameter of the packs, or of one pack's as PACK.NAME (may be "
		"repeated)",
		take_parameter},
	{"waivers", 0, "FILE",
		"findings that are accepted for a time and do not count (may be repeated)",
		take_waivers},
	{"fail-on", 0, "SEVERITY",
		"least severity that counts for the exit code: critical, high, medium (default), "
		"low, info",
		take_fail_on},
	{0},
};

const struct option_group rules_options = {"Rules", rules_table};

static const struct option pack_folder_table[] = {PACK_FOLDER_OPTION, {0}};

const struct option_group pack_folder_options = {"Rules", pack_folder_table};

static const struct option test_table[] = {
	STRICT_OPTION,
	{"verbose", 'v', NULL, "show the examples that hold, too, and what their rules say",
		take_verbose},
	{0},
};

const struct option_group test_options = {"Examples", test_table};

static const struct option scan_output_table[] = {
	{"format", 'f', "FORMAT", "text (default) or json", option_take_format},
	{"output", 'o', "FILE", "write the report there instead of standard output",
		option_take_output},
	{0},
};

const struct option_group scan_output_options = {"Report", scan_output_table};

static const struct option page_output_table[] = {
	{"format", 'f', "FORMAT", "text (default) or json", option_take_format},
	{"output", 'o', "FILE", "write there instead of standard output", option_take_output},
	{0},
};

const struct option_group page_output_options = {"Output", page_output_table};

static bool take_resources(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.resources = true;
	return true;
}

static bool take_strings(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.strings = true;
	return true;
}

static const struct option inspect_table[] = {
	{"format", 'f', "FORMAT", "text (default), json or jsonl", option_take_format},
	{"output", 'o', "FILE", "write there instead of standard output", option_take_output},
	{"hash", 0, NULL, "add the SHA-256 of each file", option_take_hash},
	{"symbols", 0, NULL, "name the imported and exported symbols instead of counting them",
		option_take_symbols},
	{"resources", 0, NULL, "list the resources instead of counting them", take_resources},
	{"strings", 0, NULL, "list the readable texts in each file, ASCII and UTF-16",
		take_strings},
	{0},
};

const struct option_group inspect_options = {"Output", inspect_table};

static bool take_depth(struct invocation *invocation, const char *value)
{
	return option_number(invocation, value, MAX_TREE_DEPTH, &invocation->settings.depth);
}

static const struct option deps_table[] = {
	{"format", 'f', "FORMAT", "text (default), json, or dot for Graphviz", option_take_format},
	{"output", 'o', "FILE", "write there instead of standard output", option_take_output},
	{"depth", 0, "N",
		"show so many levels of the tree; what lies deeper is judged all the same",
		take_depth},
	{"symbols", 0, NULL, "name the imported symbols in JSON instead of counting them",
		option_take_symbols},
	{"hash", 0, NULL, "add the SHA-256 of each file to JSON", option_take_hash},
	{0},
};

const struct option_group deps_options = {"Output", deps_table};

static bool take_colour(struct invocation *invocation, const char *value)
{
	static const char *const names[] = {
		[COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], value) == 0) {
			invocation->settings.colour = (enum colour_choice)i;
			return true;
		}
	}
	return option_refuse(invocation, value, "auto, always or never");
}

static bool take_quiet(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.quiet = true;
	return true;
}

static const struct option general_table[] = {
	{"color", 0, "WHEN", "auto (default, obeys NO_COLOR), always or never", take_colour},
	{"quiet", 'q', NULL, "say nothing on standard error but errors", take_quiet},
	{"help", 'h', NULL, "show this help", NULL},
	{0},
};

const struct option_group general_options = {"General", general_table};
