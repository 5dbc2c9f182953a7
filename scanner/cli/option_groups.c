/* The options, group by group: what each takes and where it goes. */
#include "scanner/cli/options.h"

#include "scanner/base/text.h"
#include "scanner/host/winpath.h"
#include "scanner/host/wow64.h"

#include <stdlib.h>
#include <string.h>

static bool refuse(struct invocation *invocation, const char *value, const char *expected)
{
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"\"%s\" will not do; expected %s", value, expected);
	return false;
}

static bool add_drive(struct invocation *invocation, struct host_drive drive)
{
	struct host_options *host = &invocation->settings.host;

	if (!*drive.folder)
		return refuse(invocation, drive.folder, "the folder that holds the drive's files");
	if (host->drive_count == MAX_VOLUMES)
		return refuse(invocation, drive.folder, "at most 26 drives and 64 shares");
	host->drives[host->drive_count++] = drive;
	return true;
}

static bool take_root(struct invocation *invocation, const char *value)
{
	return add_drive(invocation, (struct host_drive){.letter = 'C', .folder = value});
}

/* \\server\share=FOLDER, // for those whose shell eats backslashes. */
static bool take_share(struct invocation *invocation, const char *value)
{
	static const char expected[] = "\\\\SERVER\\SHARE=FOLDER, such as "
				       "'\\\\files\\tools=/mnt/tools'";
	struct arena *arena = invocation->arena;
	const char *equals = strchr(value, '=');
	const char *name, *share;

	if (!equals)
		return refuse(invocation, value, expected);
	name = text_from_bytes(arena, value, (size_t)(equals - value));
	share = winpath_absolute(arena, NULL, name);
	if (winpath_kind_of(name) != WINPATH_UNC || winpath_is_verbatim(name) || !share ||
		winpath_root_length(share) != strlen(share))
		return refuse(invocation, value, expected);
	return add_drive(invocation, (struct host_drive){.share = share, .folder = equals + 1});
}

static bool take_drive(struct invocation *invocation, const char *value)
{
	char letter = (char)(value[0] & ~0x20);
	const char *rest = value[0] ? value + 1 : value;

	if (value[0] == '\\' || value[0] == '/')
		return take_share(invocation, value);
	if (*rest == ':')
		rest++;
	if (letter < 'A' || letter > 'Z' || *rest != '=')
		return refuse(invocation, value,
			"LETTER=FOLDER, such as D=/mnt/d, or \\\\SERVER\\SHARE=FOLDER");
	return add_drive(invocation, (struct host_drive){.letter = letter, .folder = rest + 1});
}

static bool take_system_hive(struct invocation *invocation, const char *value)
{
	invocation->settings.host.system_hive = value;
	return true;
}

static bool take_software_hive(struct invocation *invocation, const char *value)
{
	invocation->settings.host.software_hive = value;
	return true;
}

static bool take_default_hive(struct invocation *invocation, const char *value)
{
	invocation->settings.host.default_hive = value;
	return true;
}

static bool take_user_hive(struct invocation *invocation, const char *value)
{
	invocation->settings.host.user_hive = value;
	return true;
}

static bool take_variable(struct invocation *invocation, const char *value)
{
	struct settings *settings = &invocation->settings;
	const char *equals = strchr(value, '=');

	if (!equals || equals == value)
		return refuse(invocation, value, "NAME=VALUE, such as PATH=C:\\WINNT");
	if (settings->host.variable_count == MAX_VARIABLES)
		return refuse(invocation, value, "at most 256 variables");
	settings->variables[settings->host.variable_count++] = (struct host_variable){
		.name = arena_copy(invocation->arena, value, (size_t)(equals - value)),
		.value = equals + 1,
	};
	settings->host.variables = settings->variables;
	return true;
}

static bool take_profile(struct invocation *invocation, const char *value)
{
	if (!profile_named(value))
		return refuse(invocation, value, profile_names());
	invocation->settings.host.profile = value;
	return true;
}

static bool take_exchsrvr(struct invocation *invocation, const char *value)
{
	const char *path = text_from_bytes(invocation->arena, value, strlen(value));

	if (winpath_kind_of(path) != WINPATH_ABSOLUTE)
		return refuse(invocation, value, "a full Windows path, such as D:\\exchsrvr");
	invocation->settings.host.exchsrvr = path;
	return true;
}

static bool take_host(struct invocation *invocation, const char *value)
{
	invocation->settings.host.name = text_from_bytes(invocation->arena, value, strlen(value));
	return true;
}

static const struct option target_table[] = {
	{"root", 0, "DIR", "folder that holds the files of drive C:", take_root},
	{"drive", 0, "X=DIR",
		"folder that holds the files of another drive, or '\\\\SERVER\\SHARE=DIR' of a "
		"share "
		"(may be repeated)",
		take_drive},
	{"system-hive", 0, "FILE",
		"SYSTEM hive, when it is not in System32\\config of the Windows folder",
		take_system_hive},
	{"software-hive", 0, "FILE", "SOFTWARE hive, likewise", take_software_hive},
	{"default-hive", 0, "FILE", "DEFAULT hive (HKU\\.DEFAULT), likewise", take_default_hive},
	{"user-hive", 0, "FILE", "NTUSER.DAT of the user who is HKCU", take_user_hive},
	{"env", 0, "NAME=VALUE",
		"a system variable of the target, PATH above all, when there is no hive (may be "
		"repeated)",
		take_variable},
	{"profile", 0, "NAME",
		"Windows version: nt4, w2k, xp, win7, win10 or win11; or closer: w2k-sp3, xp-sp2, "
		"server2003, vista, win8, win8.1",
		take_profile},
	{"exchsrvr", 0, "PATH", "where Exchange is installed on the target, such as D:\\exchsrvr",
		take_exchsrvr},
	{"host", 0, "NAME", "name of the machine for the report", take_host},
	{0},
};

const struct option_group target_options = {"Target", target_table};

static bool take_launcher(struct invocation *invocation, const char *value)
{
	if (!launcher_from_name(value, &invocation->settings.search.launcher))
		return refuse(invocation, value, launcher_names());
	invocation->settings.search.launcher_given = true;
	return true;
}

static bool take_folder(struct invocation *invocation, const char *value, const char **out)
{
	const char *path = text_from_bytes(invocation->arena, value, strlen(value));

	if (winpath_kind_of(path) != WINPATH_ABSOLUTE)
		return refuse(invocation, value, "a full Windows path, such as C:\\ccmail");
	*out = path;
	return true;
}

static bool take_from(struct invocation *invocation, const char *value)
{
	return take_folder(invocation, value, &invocation->settings.search.from);
}

static bool take_current_directory(struct invocation *invocation, const char *value)
{
	return take_folder(invocation, value, &invocation->settings.search.current_directory);
}

static bool take_caller(struct invocation *invocation, const char *value)
{
	invocation->settings.search.caller = value;
	return true;
}

static bool take_caller_bits(struct invocation *invocation, const char *value)
{
	if (strcmp(value, "32") != 0 && strcmp(value, "64") != 0)
		return refuse(invocation, value, "32 or 64");
	invocation->settings.search.caller_machine = *value == '3' ? MACHINE_I386 : MACHINE_UNKNOWN;
	return true;
}

static const struct option search_table[] = {
	{"launcher", 'l', "LAUNCHER",
		"what looks for it: createprocess (default), loadlibrary (default for a .dll), "
		"searchpath, cmd, shell, win16 or dos",
		take_launcher},
	{"from", 0, "DIR",
		"folder on the target that the calling program lies in; also its current "
		"directory, unless that is given",
		take_from},
	{"current-directory", 0, "DIR", "current directory of the calling program",
		take_current_directory},
	{"caller", 0, "FILE",
		"the calling program on the target: its folder, bits, manifest and .local file "
		"count",
		take_caller},
	{"caller-bits", 0, "N",
		"32 or 64: the calling program's, where 64-bit Windows shows its programs "
		"different "
		"system folders",
		take_caller_bits},
	{0},
};

const struct option_group search_options = {"Search", search_table};

static bool take_pack(struct invocation *invocation, const char *value)
{
	struct settings *settings = &invocation->settings;

	if (settings->pack_count == MAX_PACKS)
		return refuse(invocation, value, "at most 64 packs");
	settings->packs[settings->pack_count++] = value;
	return true;
}

static bool take_pack_folder(struct invocation *invocation, const char *value)
{
	invocation->settings.pack_folder = value;
	return true;
}

static bool take_fail_on(struct invocation *invocation, const char *value)
{
	if (!severity_from_name(value, &invocation->settings.fail_on))
		return refuse(invocation, value, "critical, high, medium, low or info");
	return true;
}

#define PACK_FOLDER_OPTION                                                                         \
	{                                                                                          \
		"pack-dir", 0, "DIR", "folder to look for packs in, instead of the installed one", \
			take_pack_folder                                                           \
	}

static const struct option rules_table[] = {
	{"pack", 'p', "ID|FILE", "rule pack to judge by (may be repeated; all that are installed)",
		take_pack},
	PACK_FOLDER_OPTION,
	{"fail-on", 0, "SEVERITY",
		"least severity that counts for the exit code: critical, high, medium (default), "
		"low, info",
		take_fail_on},
	{0},
};

const struct option_group rules_options = {"Rules", rules_table};

static const struct option pack_folder_table[] = {PACK_FOLDER_OPTION, {0}};

const struct option_group pack_folder_options = {"Rules", pack_folder_table};

static bool take_format(struct invocation *invocation, const char *value)
{
	invocation->settings.format = value;
	return true;
}

static bool take_output(struct invocation *invocation, const char *value)
{
	invocation->settings.output = value;
	return true;
}

static const struct option scan_output_table[] = {
	{"format", 'f', "FORMAT", "text (default) or json", take_format},
	{"output", 'o', "FILE", "write the report there instead of standard output", take_output},
	{0},
};

const struct option_group scan_output_options = {"Report", scan_output_table};

static const struct option page_output_table[] = {
	{"format", 'f', "FORMAT", "text (default) or json", take_format},
	{"output", 'o', "FILE", "write there instead of standard output", take_output},
	{0},
};

const struct option_group page_output_options = {"Output", page_output_table};

static bool take_hash(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.hash = true;
	return true;
}

static bool take_symbols(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.symbols = true;
	return true;
}

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
	{"format", 'f', "FORMAT", "text (default), json or jsonl", take_format},
	{"output", 'o', "FILE", "write there instead of standard output", take_output},
	{"hash", 0, NULL, "add the SHA-256 of each file", take_hash},
	{"symbols", 0, NULL, "name the imported and exported symbols instead of counting them",
		take_symbols},
	{"resources", 0, NULL, "list the resources instead of counting them", take_resources},
	{"strings", 0, NULL, "list the readable texts in each file, ASCII and UTF-16",
		take_strings},
	{0},
};

const struct option_group inspect_options = {"Output", inspect_table};

static bool take_url(struct invocation *invocation, const char *value)
{
	if (!*value)
		return refuse(invocation, value, "the URL of a collector");
	invocation->settings.post.url = value;
	return true;
}

static bool take_flush(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.flush = true;
	return true;
}

static bool take_token_file(struct invocation *invocation, const char *value)
{
	invocation->settings.post.token_file = value;
	return true;
}

static bool take_ca_file(struct invocation *invocation, const char *value)
{
	invocation->settings.post.ca_file = value;
	return true;
}

static bool take_allow_http(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.post.allow_http = true;
	return true;
}

static bool take_spool(struct invocation *invocation, const char *value)
{
	invocation->settings.spool = value;
	return true;
}

static bool take_number(
	struct invocation *invocation, const char *value, unsigned most, unsigned *out)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end || number < 1 || number > most)
		return refuse(invocation, value,
			arena_printf(invocation->arena, "a whole number from 1 to %u", most));
	*out = (unsigned)number;
	return true;
}

static bool take_depth(struct invocation *invocation, const char *value)
{
	return take_number(invocation, value, MAX_TREE_DEPTH, &invocation->settings.depth);
}

static const struct option deps_table[] = {
	{"format", 'f', "FORMAT", "text (default), json, or dot for Graphviz", take_format},
	{"output", 'o', "FILE", "write there instead of standard output", take_output},
	{"depth", 0, "N",
		"show so many levels of the tree; what lies deeper is judged all the same",
		take_depth},
	{"symbols", 0, NULL, "name the imported symbols in JSON instead of counting them",
		take_symbols},
	{"hash", 0, NULL, "add the SHA-256 of each file to JSON", take_hash},
	{0},
};

const struct option_group deps_options = {"Output", deps_table};

static const struct option deps_search_table[] = {
	{"current-directory", 0, "DIR", "current directory of the program on the target",
		take_current_directory},
	{0},
};

const struct option_group deps_search_options = {"Search", deps_search_table};

static bool take_timeout(struct invocation *invocation, const char *value)
{
	struct post_options *post = &invocation->settings.post;

	return take_number(invocation, value, POST_MAX_SECONDS, &post->timeout_seconds);
}

static bool take_attempts(struct invocation *invocation, const char *value)
{
	struct post_options *post = &invocation->settings.post;

	return take_number(invocation, value, POST_MAX_ATTEMPTS, &post->attempts);
}

#define DELIVERY_OPTIONS                                                                           \
	{"token-file", 0, "FILE", "file that holds the bearer token (or set COMPATSCAN_TOKEN)",    \
		take_token_file},                                                                  \
		{"ca-file", 0, "FILE",                                                             \
			"certificate authorities to trust (PEM), instead of the system's",         \
			take_ca_file},                                                             \
		{"allow-http", 0, NULL, "allow http:// to other machines than this one",           \
			take_allow_http},                                                          \
		{"timeout", 0, "SECONDS", "for one attempt as a whole (60)", take_timeout},        \
		{"attempts", 0, "N", "how often to try before the report waits in the spool (5)",  \
			take_attempts},                                                            \
		{"spool", 0, "DIR", "folder where undelivered reports wait", take_spool},          \
	{                                                                                          \
		0                                                                                  \
	}

static const struct option post_table[] = {
	{"post", 0, "URL", "send the JSON report to this collector", take_url},
	DELIVERY_OPTIONS,
};

const struct option_group post_options_group = {"Delivery", post_table};

static const struct option delivery_table[] = {
	{"to", 0, "URL", "the collector", take_url},
	{"flush", 0, NULL, "deliver what waits in the spool, each report to its own collector",
		take_flush},
	DELIVERY_OPTIONS,
};

const struct option_group delivery_options = {"Delivery", delivery_table};

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
	return refuse(invocation, value, "auto, always or never");
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
