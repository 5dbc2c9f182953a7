#include "scanner/host/registry/host_hives.h"

#include "scanner/base/error_text.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/registry/hive.h"

#include <string.h>

/* The name of each in System32\config; a user's lies in a profile folder. */
static const char *const own_names[REGISTRY_ROOTS] = {[REGISTRY_SYSTEM] = "system",
	[REGISTRY_SOFTWARE] = "software",
	[REGISTRY_DEFAULT] = "default"};

/* A log of NT 4 to XP, and the two of Vista and later. */
static const char *const log_endings[] = {".LOG", ".LOG1", ".LOG2"};

enum { LOG_ENDINGS = sizeof(log_endings) / sizeof(log_endings[0]) };

/*
 * What lies in the root of a hive and in no other's. A hive of the wrong kind would be read as one
 * in which nothing is set.
 */
static const struct hive_kind {
	const char *title;
	const char *key;
	enum registry_root root; /* REGISTRY_ROOTS: none that is read */
} kinds[] = {
	{"SYSTEM", "Select", REGISTRY_SYSTEM},
	{"SOFTWARE", "Microsoft", REGISTRY_SOFTWARE},
	{"user's (NTUSER.DAT, DEFAULT)", "Software", REGISTRY_USER},
	{"user's (NTUSER.DAT, DEFAULT)", "Environment", REGISTRY_USER},
	{"user's (NTUSER.DAT, DEFAULT)", "Control Panel", REGISTRY_USER},
	{"SAM", "SAM", REGISTRY_ROOTS},
	{"SECURITY", "Policy", REGISTRY_ROOTS},
};

enum { HIVE_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static const char *named_file(const struct host *host, enum registry_root root)
{
	const struct host_options *options = &host->options;
	const char *const files[REGISTRY_ROOTS] = {[REGISTRY_SYSTEM] = options->system_hive,
		[REGISTRY_SOFTWARE] = options->software_hive,
		[REGISTRY_DEFAULT] = options->default_hive,
		[REGISTRY_USER] = options->user_hive};

	return files[root];
}

static void tell_logs_beside_file(struct host *host, struct hive *hive, const char *file_name)
{
	for (size_t i = 0; hive && hive_is_dirty(hive) && i < LOG_ENDINGS; i++) {
		const char *name = arena_printf(host->arena, "%s%s", file_name, log_endings[i]);
		struct file file;

		if (file_open(name, &file, NULL) != FILE_OK)
			continue;
		if (file.source.size)
			hive_tell_log(hive, text_from_bytes(host->arena, name, strlen(name)),
				file.source.size);
		file_close(&file);
	}
}

/* The source of a hive; NULL, told and closed, when it holds the keys of another root and none of
 * its own. */
static struct registry_source *source_for(
	struct host *host, enum registry_root root, struct hive *hive, const char *path)
{
	enum registry_root wanted = root == REGISTRY_DEFAULT ? REGISTRY_USER : root;
	const struct hive_kind *other = NULL;

	for (size_t i = 0; hive && i < HIVE_KINDS; i++) {
		if (hive_key(hive, kinds[i].key) != REGISTRY_FOUND)
			continue;
		if (kinds[i].root == wanted)
			return hive_source(hive);
		other = other ? other : &kinds[i];
	}
	if (!hive || !other)
		return hive_source(hive);
	problem_add(&host->problems, host->arena, "wrong-hive", path, PROBLEM_NO_OFFSET,
		"this is a %s hive, in the place of another; nothing was read from it",
		other->title);
	hive_close(hive);
	return NULL;
}

static enum host_status open_named_hive(struct host *host, enum registry_root root,
	const char *file_name, const struct diagnostics *diagnostics, struct registry_source **out)
{
	struct file file;
	struct view view;
	struct hive *hive;
	const char *path = text_from_bytes(host->arena, file_name, strlen(file_name));
	int error = 0;
	enum file_status status = file_open(file_name, &file, &error);

	if (status != FILE_OK) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot open hive %s: %s; give a copy of the machine's hive file",
			file_name, error ? error_text(error) : "it is no regular file");
		return status == FILE_UNREADABLE ? HOST_UNREADABLE : HOST_BAD_OPTION;
	}
	view = view_of(&file.source);
	hive = hive_open(&view, path, host->arena, &host->problems);
	file_close(&file);
	tell_logs_beside_file(host, hive, file_name);
	*out = source_for(host, root, hive, path);
	return HOST_OK;
}

static void close_source(struct registry_source *source)
{
	if (source)
		source->operations->close(source);
}

enum host_status host_open_named_hives(struct host *host, const struct diagnostics *diagnostics,
	struct registry_source *sources[REGISTRY_ROOTS])
{
	for (int root = 0; root < REGISTRY_ROOTS; root++) {
		const char *file_name = named_file(host, (enum registry_root)root);
		enum host_status status = HOST_OK;

		if (file_name)
			status = open_named_hive(host, (enum registry_root)root, file_name,
				diagnostics, &sources[root]);
		if (status == HOST_OK)
			continue;
		while (root--)
			close_source(sources[root]);
		return status;
	}
	return HOST_OK;
}

struct hive_reading {
	struct host *host;
	const char *path;
	struct hive *hive;
};

static void use_as_hive(void *context, const struct view *view)
{
	struct hive_reading *reading = context;

	reading->hive =
		hive_open(view, reading->path, reading->host->arena, &reading->host->problems);
}

static void tell_own_logs(struct host *host, struct hive *hive, const char *path)
{
	for (size_t i = 0; hive && hive_is_dirty(hive) && i < LOG_ENDINGS; i++) {
		struct look look = tree_look(
			&host->tree, arena_printf(host->arena, "%s%s", path, log_endings[i]));

		if (look.status == LOOK_FOUND && look.file &&
			!host_file_unreadable(&host->tree, look.file) && look.file->size)
			hive_tell_log(hive, look.file->path, look.file->size);
	}
}

/* Opens the hive of this root in the target's own System32\config. */
static struct registry_source *open_own_hive(struct host *host, enum registry_root root)
{
	struct hive_reading reading = {.host = host};
	const char *config = host_windows_folder(host, "System32\\config");
	struct look look;

	if (!config)
		return NULL;
	reading.path = winpath_join(host->arena, config, own_names[root]);
	look = tree_look(&host->tree, reading.path);
	if (look.status == LOOK_FOUND && look.file)
		host_file_read(&host->tree, look.file, use_as_hive, &reading);
	tell_own_logs(host, reading.hive, reading.path);
	return source_for(host, root, reading.hive, reading.path);
}

void host_tell_named_hives(const struct host *host, bool named[REGISTRY_ROOTS])
{
	for (int root = 0; root < REGISTRY_ROOTS; root++)
		named[root] = named_file(host, (enum registry_root)root) != NULL;
}

void host_open_own_hives(struct host *host, struct registry_source *sources[REGISTRY_ROOTS])
{
	for (int root = 0; root < REGISTRY_ROOTS; root++)
		if (!sources[root] && own_names[root] &&
			!named_file(host, (enum registry_root)root))
			sources[root] = open_own_hive(host, (enum registry_root)root);
}
