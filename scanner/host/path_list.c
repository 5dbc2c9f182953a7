/* PATH taken apart: what each entry means to a search, and what is wrong with it. */
#include "scanner/host/host.h"

#include "scanner/base/text.h"
#include "scanner/host/winpath.h"

#include <string.h>

enum { MAX_PATH_ENTRIES = 1024 }; /* an environment block holds 32,767 characters at most */

struct audit {
	struct host *host;
	struct path_entry *entry;
	bool expand;            /* PATH is a variable in which Windows replaces %NAME% */
	size_t characters_before; /* of PATH after expansion, in front of this entry */
};

static void add_problem(struct audit *audit, const char *code, const char *detail)
{
	problem_add(&audit->entry->problems, audit->host->arena, code, NULL, PROBLEM_NO_OFFSET, "%s",
		detail);
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
			add_problem(audit, "not-a-folder", "this is a file, so no search finds anything in it");
		break;
	case LOOK_ABSENT:
		entry->absent = true;
		add_problem(audit, "missing", "the folder does not exist");
		break;
	case LOOK_NO_DRIVE:
		entry->unknown = look.reason;
		add_problem(audit,
			winpath_kind_of(entry->directory) == WINPATH_UNC ? "remote" : "unknown-drive",
			look.reason);
		break;
	case LOOK_AMBIGUOUS:
		entry->unknown = look.reason;
		add_problem(audit, "ambiguous-case", look.reason);
		break;
	case LOOK_LINK:
		entry->unknown = look.reason;
		add_problem(audit, "link", look.reason);
		break;
	case LOOK_UNREADABLE:
	case LOOK_SPECIAL:
	case LOOK_BAD_PATH:
		entry->unknown = look.reason;
		add_problem(audit, "unreadable-folder", look.reason);
		break;
	}
	if (entry->folder)
		entry->unknown = host_folder_unreadable(&audit->host->tree, entry->folder);
	if (entry->folder && entry->unknown)
		add_problem(audit, "unreadable-folder", entry->unknown);
}

static void check_duplicate(struct audit *audit, size_t index)
{
	struct path_list *list = &audit->host->path;

	for (size_t i = 0; i < index; i++) {
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
static bool stays_unexpanded(struct audit *audit, const char *unknown_variable)
{
	struct path_entry *entry = audit->entry;
	struct arena *arena = audit->host->arena;

	if (!audit->expand && strchr(entry->raw, '%') != strrchr(entry->raw, '%')) {
		misspelled(audit, "unexpanded",
			"PATH is stored as plain text (REG_SZ), in which Windows replaces no %NAME%");
		entry->absent = true;
		return true;
	}
	if (!unknown_variable)
		return false;
	misspelled(audit, "unexpanded",
		arena_printf(arena, "%%%s%% is not set on this machine", unknown_variable));
	if (audit->host->environment.complete)
		entry->absent = true;
	else
		entry->unknown = arena_printf(arena,
			"PATH entry %u names %%%s%%, whose value is not known; give it with --env %s=VALUE",
			entry->position, unknown_variable, unknown_variable);
	return true;
}

static void check_spelling(struct audit *audit)
{
	struct path_entry *entry = audit->entry;
	struct arena *arena = audit->host->arena;
	size_t length;

	if (strchr(entry->directory, '"')) {
		misspelled(audit, "quoted",
			"it holds quotation marks, which the loader takes as part of the name");
		entry->directory = without_quotes(arena, entry->directory);
		entry->unknown = arena_printf(arena,
			"PATH entry %u is written with quotation marks, so whether Windows looks into it "
			"could not be told",
			entry->position);
	}
	length = strlen(entry->directory);
	if (length && (entry->directory[length - 1] == ' ' || entry->directory[0] == ' '))
		misspelled(audit, "trailing-space", "it begins or ends with a space");
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

/* Whether Windows cuts PATH off before this entry ends (KB180410). */
static void check_cut(struct audit *audit)
{
	struct path_entry *entry = audit->entry;
	size_t limit = audit->host->profile->path_limit;

	if (!limit || audit->characters_before + strlen(entry->directory) <= limit)
		return;
	add_problem(audit, "too-long",
		arena_printf(audit->host->arena, "PATH is cut at %zu characters, before this entry ends",
			limit));
	entry->unknown = arena_printf(audit->host->arena,
		"PATH entry %u lies behind the %zu characters that %s is sure to keep", entry->position,
		limit, audit->host->profile->title);
}

static void audit_entry(struct audit *audit, size_t index)
{
	struct path_entry *entry = audit->entry;
	const char *unknown_variable = NULL;

	entry->directory = entry->raw;
	if (!entry->raw[strspn(entry->raw, " ")]) {
		entry->absent = true;
		add_problem(audit, "empty", "nothing stands between two semicolons");
		return;
	}
	if (audit->expand)
		entry->directory = environment_expand(
			&audit->host->environment, entry->raw, &unknown_variable);
	if (!stays_unexpanded(audit, unknown_variable)) {
		check_spelling(audit);
		look_at_folder(audit);
	}
	check_cut(audit);
	check_duplicate(audit, index);
}

static const struct environment_variable *find_path(struct host *host)
{
	const struct environment_variable *path = environment_get(&host->environment, "Path");

	if (path)
		return path;
	host->path.unknown = host->environment.complete
		? "the system environment has no Path"
		: "PATH is not known: no SYSTEM hive could be read; give one with --system-hive FILE, or the "
		  "value with --env PATH=...";
	problem_add(&host->problems, host->arena, "no-path", NULL, PROBLEM_NO_OFFSET, "%s",
		host->path.unknown);
	return NULL;
}

void path_list_read(struct host *host)
{
	const struct environment_variable *path = find_path(host);
	struct audit audit = {.host = host};
	size_t capacity = 0;
	const char *rest;

	if (!path)
		return;
	audit.expand = path->expandable;
	for (rest = path->raw; rest; rest = *rest ? rest + 1 : NULL) {
		size_t length = strcspn(rest, ";");
		void *entries = host->path.entries;

		if (host->path.count == MAX_PATH_ENTRIES) {
			problem_add(&host->problems, host->arena, "limit", NULL, PROBLEM_NO_OFFSET,
				"only the first %d entries of PATH were looked at", MAX_PATH_ENTRIES);
			host->path.unknown = "PATH has more entries than are looked at";
			return;
		}
		arena_grow(host->arena, &entries, host->path.count, &capacity,
			sizeof(*host->path.entries));
		host->path.entries = entries;
		audit.entry = &host->path.entries[host->path.count];
		*audit.entry = (struct path_entry){
			.position = (unsigned)host->path.count + 1,
			.raw = arena_copy(host->arena, rest, length),
			.origin = path->origin,
		};
		audit_entry(&audit, host->path.count);
		audit.characters_before += strlen(audit.entry->directory) + 1;
		host->path.count++;
		rest += length;
	}
}
