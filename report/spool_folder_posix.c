#include "report/spool.h"

#include "scanner/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char lock_name[] = ".lock";

/* A path for a message. */
static const char *shown(struct arena *arena, const char *path)
{
	return text_printable(arena, text_from_bytes(arena, path, strlen(path)));
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

char *spool_default_folder(struct arena *arena, const struct diagnostics *diagnostics)
{
	const char *value = variable("COMPATSCAN_SPOOL");

	if (value) {
		if (*value == '/')
			return arena_strdup(arena, value);
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"COMPATSCAN_SPOOL is %s, which means another folder in every place; "
			"give it an absolute path",
			shown(arena, value));
		return NULL;
	}
	if (!geteuid())
		return arena_strdup(arena, "/var/lib/compatscan/spool");
	value = variable("XDG_STATE_HOME");
	/* The XDG base directory specification: a relative path is to be ignored. */
	if (value && *value == '/')
		return arena_printf(arena, "%s/compatscan/spool", value);
	value = variable("HOME");
	if (value && *value == '/')
		return arena_printf(arena, "%s/.local/state/compatscan/spool", value);
	diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
		"no folder to keep reports in until they are delivered: neither COMPATSCAN_SPOOL, "
		"XDG_STATE_HOME nor HOME names one; set COMPATSCAN_SPOOL to a folder");
	return NULL;
}

/* Makes a new name durable: the folder that holds path is written out. */
static void sync_parent(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *parent = "/";
	int descriptor;

	if (!slash)
		parent = ".";
	else if (slash != path)
		parent = arena_copy(arena, path, (size_t)(slash - path));
	descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor < 0)
		return;
	fsync(descriptor);
	close(descriptor);
}

/* Creates path and its parents where they are missing. False with errno set when that fails. */
static bool create_folders(struct arena *arena, const char *path)
{
	char *partial = arena_strdup(arena, path);
	struct stat facts;

	for (char *at = partial + 1;; at++) {
		char kept = *at;

		if (kept && kept != '/')
			continue;
		*at = '\0';
		/* stat first: mkdir on a read-only file system says EROFS even for what is there.
		 */
		if (stat(partial, &facts)) {
			if (mkdir(partial, 0700) == 0)
				sync_parent(arena, partial);
			else if (errno != EEXIST)
				return false;
		}
		if (!kept)
			return true;
		*at = kept;
	}
}

/* Whether only this user can have put entries there. */
static bool folder_trusted(
	int descriptor, const char *folder, const struct diagnostics *diagnostics)
{
	struct stat facts;

	if (fstat(descriptor, &facts)) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR, "cannot look at the spool %s: %s",
			folder, strerror(errno));
		return false;
	}
	if (facts.st_uid != geteuid()) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"the spool %s belongs to another user (%lu), who could have reports and "
			"the token "
			"sent anywhere; run as that user, or set COMPATSCAN_SPOOL to a folder of "
			"your own",
			folder, (unsigned long)facts.st_uid);
		return false;
	}
	if (facts.st_mode & (S_IWGRP | S_IWOTH)) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"other users may write to the spool %s (mode %04o) and could have reports "
			"and the "
			"token sent anywhere; look at what is in it, then run: chmod 700 on it",
			folder, (unsigned)(facts.st_mode & 07777));
		return false;
	}
	return true;
}

bool spool_open(struct spool *out, const char *directory, const struct diagnostics *diagnostics)
{
	struct arena arena;
	const char *name;
	const char *path;
	int descriptor = -1;

	arena_init(&arena);
	path = directory ? directory : spool_default_folder(&arena, diagnostics);
	if (!path)
		goto done;
	name = shown(&arena, path);
	if (!*path)
		errno = ENOENT;
	else if (create_folders(&arena, path))
		descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor < 0) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot open the spool %s: %s; reports wait there until they are "
			"delivered, so set "
			"COMPATSCAN_SPOOL to a folder that this user may create and write to",
			name, strerror(errno));
		goto done;
	}
	if (!folder_trusted(descriptor, name, diagnostics)) {
		close(descriptor);
		descriptor = -1;
		goto done;
	}
	*out = (struct spool){.folder = strdup(name), .descriptor = descriptor, .lock = -1};
	if (!out->folder)
		memory_exhausted();
done:
	arena_free(&arena);
	return descriptor >= 0;
}

void spool_close(struct spool *spool)
{
	if (!spool)
		return;
	spool_unlock(spool);
	close(spool->descriptor);
	free(spool->folder);
	*spool = (struct spool){.descriptor = -1, .lock = -1};
}

bool spool_lock(struct spool *spool, const struct diagnostics *diagnostics)
{
	int descriptor = openat(spool->descriptor, lock_name,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

	if (descriptor < 0) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot open the lock file %s/%s: %s; make the spool writable for this "
			"user",
			spool->folder, lock_name, strerror(errno));
		return false;
	}
	if (flock(descriptor, LOCK_EX | LOCK_NB)) {
		if (errno == EWOULDBLOCK)
			diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
				"another compatscan post --flush is delivering from the spool %s; "
				"nothing was done here, let that one finish",
				spool->folder);
		else
			diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
				"cannot lock %s/%s: %s; keep the spool on a file system that has "
				"locks",
				spool->folder, lock_name, strerror(errno));
		close(descriptor);
		return false;
	}
	spool->lock = descriptor;
	return true;
}

void spool_unlock(struct spool *spool)
{
	if (spool->lock >= 0)
		close(spool->lock);
	spool->lock = -1;
}
