#include "scanner/host/machine/path_audit.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

static void add_problem(struct path_audit *audit, const char *code, const char *detail)
{
	problem_add(&audit->entry->problems, audit->host->arena, code, NULL, PROBLEM_NO_OFFSET,
		"%s", detail);
}

static void misspelled(struct path_audit *audit, const char *code, const char *detail)
{
	audit->entry->spelled_badly = true;
	add_problem(audit, code, detail);
}

static const char *without_quotes(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);
	char *to = copy;

	for (const char *from = text; *from; from++)
		if (*from != '"')
			*to++ = *from;
	*to = '\0';
	return copy;
}

/* The code for an entry whose folder could not be told. */
static const char *code_of(const struct look *look)
{
	static const char *const codes[] = {
		[LOOK_NO_DRIVE] = "unknown-drive",
		[LOOK_UNREADABLE] = "unreadable-folder",
		[LOOK_SPECIAL] = "device-name",
		[LOOK_BAD_PATH] = "long-path",
	};

	if (look->status == LOOK_NO_DRIVE && winpath_kind_of(look->path) == WINPATH_UNC)
		return "remote";
	if (look->status == LOOK_SPECIAL && strchr(winpath_name(look->path), ':'))
		return "stream";
	return look->code ? look->code : codes[look->status];
}

static void set_folder(struct path_audit *audit, struct look look)
{
	struct path_entry *entry = audit->entry;

	if (look.inferred)
		add_problem(audit,
			winpath_kind_of(entry->directory) == WINPATH_UNC ? "administrative-share"
									 : "short-name",
			look.inferred);
	entry->directory = look.path;
	entry->inferred = look.inferred;
	entry->folder = look.folder;
	if (look.status == LOOK_ABSENT) {
		entry->absent = true;
		add_problem(audit, "missing", "the folder does not exist");
	} else if (look.status != LOOK_FOUND) {
		entry->unknown = look.reason;
		add_problem(audit, code_of(&look), look.reason);
	} else if (!look.folder) {
		entry->absent = true;
		add_problem(
			audit, "not-a-folder", "this is a file, so no search finds anything in it");
	} else {
		entry->unknown = host_folder_unreadable(&audit->host->tree, look.folder);
		if (entry->unknown)
			add_problem(audit, "unreadable-folder", entry->unknown);
	}
}

/* Where the user's network drive of this letter leads, or NULL. */
static const char *network_drive(struct host *host, char letter)
{
	struct registry_value value;

	if (host->registry.sources[REGISTRY_USER] &&
		registry_value(&host->registry,
			arena_printf(host->arena, "HKCU\\Network\\%c", letter), "RemotePath",
			&value) == REGISTRY_FOUND &&
		*value.text)
		return value.text;
	return NULL;
}

/* Folders that are not always there, or that others may write to. */
static void check_medium(struct path_audit *audit)
{
	struct path_entry *entry = audit->entry;
	struct arena *arena = audit->host->arena;
	const char *share =
		entry->folder ? host_folder_share(&audit->host->tree, entry->folder) : NULL;
	const char *mapped;
	char letter;

	if (!share && winpath_kind_of(entry->directory) == WINPATH_UNC)
		share = arena_copy(arena, entry->directory, winpath_root_length(entry->directory));
	if (share && !problem_list_has(&entry->problems, "remote"))
		add_problem(audit, "remote",
			arena_printf(arena, "it lies on another server, on the share %s", share));
	if (winpath_kind_of(entry->directory) != WINPATH_ABSOLUTE)
		return;
	letter = entry->directory[winpath_root_length(entry->directory) - 3];
	mapped = share ? NULL : network_drive(audit->host, letter);
	if (mapped)
		add_problem(audit, "remote",
			arena_printf(arena,
				"%c: is the user's network drive for %s, which services and other "
				"users do not have",
				letter, mapped));
	if (letter == 'A' || letter == 'B')
		add_problem(audit, "removable",
			arena_printf(arena, "%c: is the letter of a floppy drive", letter));
}

static void check_duplicate(struct path_audit *audit)
{
	const struct path_list *list = audit->list;

	for (size_t i = 0; i + 1 < audit->entry->position; i++) {
		const struct path_entry *earlier = &list->entries[i];
		bool same_folder = earlier->folder && audit->entry->folder &&
				   host_folder_same(earlier->folder, audit->entry->folder);

		if (!same_folder && !text_same_name(earlier->directory, audit->entry->directory))
			continue;
		misspelled(audit, "duplicate",
			arena_printf(audit->host->arena, "the same folder is entry %u already",
				earlier->position));
		return;
	}
}

/* An entry that names a variable which is not replaced. False when the entry names none. */
static bool stays_unexpanded(struct path_audit *audit)
{
	struct path_entry *entry = audit->entry;
	struct arena *arena = audit->host->arena;
	const char *unknown_variable;
	bool unset;

	if (!audit->path->expandable &&
		strchr(entry->directory, '%') != strrchr(entry->directory, '%')) {
		misspelled(audit, "unexpanded",
			"PATH is stored as plain text (REG_SZ), in which Windows replaces no "
			"%NAME%");
		entry->absent = true;
		return true;
	}
	environment_expand_in(audit->environment, audit->path, entry->directory, &unknown_variable);
	if (!unknown_variable)
		return false;
	/* A user's PATH is made when he logs on, and may name the variables of his profile. */
	unset = audit->path->step > ENVIRONMENT_SYSTEM_EXPANDED
			? environment_known_unset_for_programs(audit->environment, unknown_variable)
			: environment_known_unset(audit->environment, unknown_variable);
	misspelled(audit, "unexpanded",
		arena_printf(arena, "%%%s%% is not %s", unknown_variable,
			unset ? "set on this machine when PATH is made" : "known"));
	if (unset)
		entry->absent = true;
	else
		entry->unknown = arena_printf(arena,
			"PATH entry %u names %%%s%%, whose value is not known; give it with --env "
			"%s=VALUE",
			entry->position, unknown_variable, unknown_variable);
	return true;
}

/* Quotes and spaces are part of a name to the loader, but not to every launcher. */
static void cannot_tell_spelling(struct path_audit *audit, const char *written)
{
	audit->entry->unknown = arena_printf(audit->host->arena,
		"PATH entry %u is written with %s, so whether Windows looks into it could not be "
		"told",
		audit->entry->position, written);
}

static void check_spelling(struct path_audit *audit)
{
	struct path_entry *entry = audit->entry;
	size_t length;

	if (strchr(entry->directory, '"')) {
		misspelled(audit, "quoted",
			"it holds quotation marks, which the loader takes as part of the name");
		entry->directory = without_quotes(audit->host->arena, entry->directory);
		cannot_tell_spelling(audit, "quotation marks");
	}
	length = strlen(entry->directory);
	if (length && (entry->directory[length - 1] == ' ' || entry->directory[0] == ' ')) {
		misspelled(audit, "trailing-space", "it begins or ends with a space");
		cannot_tell_spelling(audit, "a space at its end");
	}
}

static void look_at_folder(struct path_audit *audit)
{
	struct path_entry *entry = audit->entry;
	const char *start = entry->directory + strspn(entry->directory, " ");
	const char *doubt = entry->unknown;

	if (winpath_kind_of(start) != WINPATH_ABSOLUTE && winpath_kind_of(start) != WINPATH_UNC) {
		misspelled(audit, "relative",
			"it is no full path: where it leads depends on the program that searches");
		entry->unknown = arena_printf(audit->host->arena,
			"PATH entry %u (%s) is relative, so where it leads could not be told",
			entry->position, entry->directory);
		return;
	}
	set_folder(audit, tree_look(&audit->host->tree, start));
	check_medium(audit);
	if (doubt)
		entry->unknown = doubt;
}

static void cut(struct path_audit *audit, const char *what, size_t limit)
{
	const struct profile *profile = audit->host->profile;
	struct path_entry *entry = audit->entry;

	add_problem(audit, "too-long",
		arena_printf(audit->host->arena,
			"%s is cut at %zu characters, before this entry ends (%s)", what, limit,
			profile->path_limits->source));
	entry->unknown = arena_printf(audit->host->arena,
		"PATH entry %u lies behind the %zu characters that %s is sure to keep",
		entry->position, limit, profile->title);
}

/* Whether Windows, or cmd.exe, sees the entry to its end. */
static void check_limits(struct path_audit *audit, size_t characters)
{
	const struct path_limits *limits = audit->host->profile->path_limits;
	struct path_entry *entry = audit->entry;
	size_t own = audit->own_before + characters;
	size_t all = audit->characters_before + characters;

	if (own > (entry->of_user ? limits->user : limits->system)) {
		cut(audit, entry->of_user ? "the user's PATH" : "PATH",
			entry->of_user ? limits->user : limits->system);
	} else if (all > limits->combined) {
		cut(audit, "PATH", limits->combined);
	} else if (all > limits->command_prompt) {
		add_problem(audit, "too-long",
			arena_printf(audit->host->arena,
				"cmd.exe takes over no variable of more than %zu characters, and "
				"PATH "
				"has that many before this entry ends (KB830473)",
				limits->command_prompt));
		entry->unknown_to_cmd = arena_printf(audit->host->arena,
			"PATH entry %u lies behind the %zu characters that cmd.exe takes over",
			entry->position, limits->command_prompt);
	}
}

/* An entry that may stay unexpanded: see environment.h. */
static void check_order(struct path_audit *audit)
{
	struct path_entry *entry = audit->entry;

	if (!audit->same_step)
		return;
	add_problem(audit, "expansion-order",
		arena_printf(audit->host->arena,
			"%%%s%% is to be expanded like PATH itself, and whether Windows replaces "
			"it here is not documented",
			audit->same_step));
	if (!entry->unknown)
		entry->unknown = arena_printf(audit->host->arena,
			"PATH entry %u names %%%s%%, which Windows sets in the same step as PATH",
			entry->position, audit->same_step);
}

void path_audit_entry(struct path_audit *audit)
{
	struct path_entry *entry = audit->entry;
	size_t characters = text_utf16_length(entry->directory);

	if (!entry->directory[strspn(entry->directory, " ")]) {
		entry->absent = true;
		add_problem(audit, "empty", "nothing stands between two semicolons");
	} else {
		if (!stays_unexpanded(audit)) {
			check_spelling(audit);
			look_at_folder(audit);
		}
		check_order(audit);
		check_limits(audit, characters);
		check_duplicate(audit);
	}
	audit->characters_before += characters + 1;
	audit->own_before += characters + 1;
}
