#include "report/spool.h"

#include "scanner/base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool ends_with(const char *name, const char *ending)
{
	size_t length = strlen(name);
	size_t ending_length = strlen(ending);

	return length > ending_length && !strcmp(name + length - ending_length, ending);
}

/* Removes the temporary file of a run that was killed; it never was a spooled report. */
static void clean_temporary(
	const struct spool *spool, const char *name, const struct diagnostics *diagnostics)
{
	struct stat facts;

	if (fstatat(spool->descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) ||
		!S_ISREG(facts.st_mode) ||
		clock_now() - (int64_t)facts.st_mtime <= SPOOL_STALE_SECONDS)
		return;
	if (unlinkat(spool->descriptor, name, 0) == 0)
		diagnostic_tell(diagnostics, DIAGNOSTIC_NOTE,
			"removed %s/%s, which a run that was killed over a day ago left unfinished",
			spool->folder, name);
	else
		diagnostic_tell(diagnostics, DIAGNOSTIC_WARNING,
			"cannot remove the unfinished file %s/%s: %s", spool->folder, name,
			strerror(errno));
}

/* Looks at one file that is named like an entry. */
static void add_entry(const struct spool *spool, const char *name, struct spool_list *list,
	size_t *capacity, const struct diagnostics *diagnostics)
{
	struct spool_envelope envelope;
	struct spool_entry *entry;
	struct stat facts = {0};
	size_t header_length;
	const char *wrong;
	void *items = list->items;
	int descriptor =
		openat(spool->descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (descriptor < 0 && errno == ENOENT)
		return;
	if (descriptor < 0) {
		wrong = errno == ELOOP ? "it is a symbolic link" : strerror(errno);
	} else {
		wrong = spool_inspect(descriptor, &envelope, &header_length);
		if (!wrong && fstat(descriptor, &facts))
			wrong = strerror(errno);
		close(descriptor);
	}
	if (wrong) {
		list->damaged++;
		spool_tell_damaged(spool, name, wrong, diagnostics);
		return;
	}
	arena_grow(&list->arena, &items, list->count, capacity, sizeof(*list->items));
	list->items = items;
	entry = &list->items[list->count++];
	entry->name = arena_strdup(&list->arena, name);
	entry->seconds = (int64_t)facts.st_mtim.tv_sec;
	entry->nanoseconds = facts.st_mtim.tv_nsec;
	entry->file_size = (uint64_t)facts.st_size;
}

static int older_first(const void *one, const void *other)
{
	const struct spool_entry *left = one;
	const struct spool_entry *right = other;

	if (left->seconds != right->seconds)
		return left->seconds < right->seconds ? -1 : 1;
	if (left->nanoseconds != right->nanoseconds)
		return left->nanoseconds < right->nanoseconds ? -1 : 1;
	return strcmp(left->name, right->name);
}

/* Goes through the open folder. False with errno set when reading it fails. */
static bool read_folder(const struct spool *spool, DIR *folder, struct spool_list *list,
	const struct diagnostics *diagnostics)
{
	size_t capacity = 0;
	struct dirent *found;

	while (errno = 0, (found = readdir(folder))) {
		const char *name = found->d_name;

		if (list->count == SPOOL_MAX_ENTRIES) {
			diagnostic_tell(diagnostics, DIAGNOSTIC_WARNING,
				"the spool %s holds more than %d reports; the others are left for "
				"the "
				"next flush",
				spool->folder, SPOOL_MAX_ENTRIES);
			return true;
		}
		if (ends_with(name, ".report")) {
			add_entry(spool, name, list, &capacity, diagnostics);
		} else if (name[0] == '.' && ends_with(name, ".tmp")) {
			clean_temporary(spool, name, diagnostics);
		} else if (name[0] != '.') {
			list->damaged++;
			spool_tell_damaged(
				spool, name, "its name is not that of an entry", diagnostics);
		}
	}
	return !errno;
}

bool spool_list(struct spool *spool, struct spool_list *out, const struct diagnostics *diagnostics)
{
	struct spool_list list = {0};
	/* A descriptor of its own, so that every listing starts at the first name. */
	int descriptor = openat(spool->descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = descriptor < 0 ? NULL : fdopendir(descriptor);
	bool complete = folder && read_folder(spool, folder, &list, diagnostics);

	if (!complete) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR, "cannot read the spool %s: %s",
			spool->folder, strerror(errno));
		arena_free(&list.arena);
	} else {
		if (list.count)
			qsort(list.items, list.count, sizeof(*list.items), older_first);
		*out = list;
	}
	if (folder)
		closedir(folder);
	else if (descriptor >= 0)
		close(descriptor);
	return complete;
}

void spool_list_free(struct spool_list *list)
{
	arena_free(&list->arena);
	*list = (struct spool_list){0};
}
