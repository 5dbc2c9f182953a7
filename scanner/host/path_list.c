/* PATH taken apart: what each entry means to a search, and what is wrong with it. */
#include "scanner/host/host.h"

#include "scanner/base/text.h"
#include "scanner/host/winpath.h"

#include <string.h>

enum { MAX_PATH_ENTRIES = 1024 }; /* an environment block holds 32,767 characters at most */

struct audit {
	struct host *host;
	struct path_entry *entry;
	const char *same_step;    /* variable in the stretch under way that may not be set yet */
	bool expand;              /* PATH is a variable in which Windows replaces %NAME% */
	size_t characters_before; /* of PATH after expansion, in front of this entry */
	size_t capacity;          /* of the list's entries */
};

static void add_problem(struct audit *audit, const char *code, const char *detail)
{
	problem_add(&audit->entry->problems, audit->host->arena, code, NULL, PROBLEM_NO_OFFSET,
		"%s", detail);
}

static void misspelled(struct audit *audit, const char *code, const char *detail)
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

static void set_folder(struct audit *audit, struct look look)
{
	struct path_entry *entry = audit->entry;

	entry->directory = look.folder ? host_folder_path(look.folder) : look.path;
	switch (look.status) {
	case LOOK_FOUND:
		entry->folder = look.folder;
		entry->absent = !look.folder;
		if (!look.folder)
			add_problem(audit, "not-a-folder",
				"this is a file, so no search finds anything in it");
		break;
	case LOOK_ABSENT:
		entry->absent = true;
		add_problem(audit, "missing", "the folder does not exist");
		break;
	case LOOK_NO_DRIVE:
		entry->unknown = look.reason;
		add_problem(audit,
			winpath_kind_of(entry->directory) == WINPATH_UNC ? "remote"
									 : "unknown-drive",
			look.reason);
		break;
	case LOOK_AMBIGUOUS:
	case LOOK_LINK:
	case LOOK_UNREADABLE:
	case LOOK_SPECIAL:
	case LOOK_BAD_PATH:
		entry->unknown = look.reason;
		add_problem(audit, look.code ? look.code : "unreadable-folder", look.reason);
		break;
	}
	if (entry->folder)
		entry->unknown = host_folder_unreadable(&audit->host->tree, entry->folder);
	if (entry->folder && entry->unknown)
		add_problem(audit, "unreadable-folder", entry->unknown);
}

static void check_duplicate(struct audit *audit)
{
	struct path_list *list = &audit->host->path;

	for (size_t i = 0; i < list->count; i++) {
		const struct path_entry *earlier = &list->entries[i];
		bool same_folder = earlier->folder && earlier->folder == audit->entry->folder;

		if (!same_folder && !text_same_name(earlier->directory, audit->entry->directory))
			continue;
		misspelled(audit, "duplicate",
			arena_printf(audit->host->arena, "the same folder is entry %u already",
				earlier->position));
		return;
	}
}

/* An entry that names a variable which is not replaced. False when the entry names none. */
static bool stays_unexpanded(struct audit *audit)
{
	struct path_entry *entry = audit->entry;
	struct environment *environment = &audit->host->environment;
	struct arena *arena = audit->host->arena;
	const char *unknown_variable;
	bool unset;

	if (!audit->expand && strchr(entry->directory, '%') != strrchr(entry->directory, '%')) {
		misspelled(audit, "unexpanded",
			"PATH is stored as plain text (REG_SZ), in which Windows replaces no "
			"%NAME%");
		entry->absent = true;
		return true;
	}
	environment_expand_in(environment, environment_get(environment, "Path"), entry->directory,
		&unknown_variable);
	if (!unknown_variable)
		return false;
	unset = environment_known_unset(environment, unknown_variable);
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
static void cannot_tell_spelling(struct audit *audit, const char *written)
{
	audit->entry->unknown = arena_printf(audit->host->arena,
		"PATH entry %u is written with %s, so whether Windows looks into it could not be "
		"told",
		audit->entry->position, written);
}

static void check_spelling(struct audit *audit)
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

static void look_at_folder(struct audit *audit)
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
	if (doubt)
		entry->unknown = doubt;
}

/* Characters as Windows counts them: units of UTF-16. */
static size_t characters_of(const char *text)
{
	size_t count = 0;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		count += (byte & 0xC0) != 0x80;
		count += byte >= 0xF0;
	}
	return count;
}

/* Whether Windows cuts PATH off before this entry ends (KB180410). */
static void check_cut(struct audit *audit, size_t characters)
{
	struct path_entry *entry = audit->entry;
	size_t limit = audit->host->profile->path_limit;

	if (!limit || audit->characters_before + characters <= limit)
		return;
	add_problem(audit, "too-long",
		arena_printf(audit->host->arena,
			"PATH is cut at %zu characters, before this entry ends", limit));
	entry->unknown = arena_printf(audit->host->arena,
		"PATH entry %u lies behind the %zu characters that %s is sure to keep",
		entry->position, limit, audit->host->profile->title);
}

/* An entry that may stay unexpanded: see environment.h. */
static void check_order(struct audit *audit)
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

static void audit_entry(struct audit *audit)
{
	struct path_entry *entry = audit->entry;
	size_t characters = characters_of(entry->directory);

	if (!entry->directory[strspn(entry->directory, " ")]) {
		entry->absent = true;
		add_problem(audit, "empty", "nothing stands between two semicolons");
	} else {
		if (!stays_unexpanded(audit)) {
			check_spelling(audit);
			look_at_folder(audit);
		}
		check_order(audit);
		check_cut(audit, characters);
		check_duplicate(audit);
	}
	audit->characters_before += characters + 1;
}

static const struct environment_variable *find_path(struct host *host)
{
	const struct environment_variable *path = environment_get(&host->environment, "Path");

	if (path)
		return path;
	host->path.unknown = host->environment.complete
				     ? "the system environment has no Path"
				     : "PATH is not known: no SYSTEM hive could be read; give one "
				       "with --system-hive FILE, or the "
				       "value with --env PATH=...";
	problem_add(&host->problems, host->arena, "no-path", NULL, PROBLEM_NO_OFFSET, "%s",
		host->path.unknown);
	return NULL;
}

/* The length of the stretch up to the next semicolon, or of all of text. */
static size_t entry_length(const char *text)
{
	return strcspn(text, ";");
}

/* False when the list is full. */
static bool add_entry(struct audit *audit, struct path_entry entry)
{
	struct host *host = audit->host;
	struct path_list *list = &host->path;
	void *entries = list->entries;

	if (list->count == MAX_PATH_ENTRIES) {
		problem_add(&host->problems, host->arena, "limit", NULL, PROBLEM_NO_OFFSET,
			"only the first %d entries of PATH were looked at", MAX_PATH_ENTRIES);
		list->unknown = "PATH has more entries than are looked at";
		return false;
	}
	arena_grow(host->arena, &entries, list->count, &audit->capacity, sizeof(entry));
	list->entries = entries;
	entry.position = (unsigned)list->count + 1;
	audit->entry = &list->entries[list->count];
	*audit->entry = entry;
	audit_entry(audit);
	list->count++;
	return true;
}

/* Adds what one stretch of PATH stands for: a variable in it may name several folders. */
static bool add_expanded(struct audit *audit, const char *raw, const char *origin)
{
	struct host *host = audit->host;
	const struct environment_variable *path = environment_get(&host->environment, "Path");
	const char *rest =
		audit->expand ? environment_expand_in(&host->environment, path, raw, NULL) : raw;
	bool more;

	audit->same_step =
		audit->expand ? environment_same_step(&host->environment, path, raw) : NULL;
	do {
		size_t length = entry_length(rest);

		if (!add_entry(audit, (struct path_entry){.raw = raw,
					      .directory = arena_copy(host->arena, rest, length),
					      .origin = origin}))
			return false;
		more = rest[length] == ';';
		rest += length + more;
	} while (more);
	return true;
}

void path_list_read(struct host *host)
{
	const struct environment_variable *path = find_path(host);
	struct audit audit = {.host = host};
	const char *rest;
	bool more;

	if (!path)
		return;
	audit.expand = path->expandable;
	rest = path->raw;
	do {
		size_t length = entry_length(rest);

		if (!add_expanded(&audit, arena_copy(host->arena, rest, length), path->origin))
			return;
		more = rest[length] == ';';
		rest += length + more;
	} while (more);
}
