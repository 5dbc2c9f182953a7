/*
 * A drive that is a folder of this machine. Every component of a path is opened relative to its
 * parent with O_NOFOLLOW, so that no link, not even one swapped in during the scan, leads out of
 * the root.
 */
#include "scanner/base/file_posix.h"
#include "scanner/host/disk/volume.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct posix_volume {
	struct volume volume;
	int root;
	char *real_root;
	char *absolute_root; /* NULL when it could not be told */
};

static const int FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

/* Opens the folder that holds the last component of path; *name is that component ("" for the root
 * itself). */
static int open_parent(int root, const char *path, const char **name)
{
	int folder = fcntl(root, F_DUPFD_CLOEXEC, 0);
	const char *slash;

	while (folder >= 0 && (slash = strchr(path, '/'))) {
		char component[NAME_MAX + 1];
		size_t length = (size_t)(slash - path);
		int next;

		if (length >= sizeof(component)) {
			close(folder);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(component, path, length);
		component[length] = '\0';
		next = openat(folder, component, FOLDER_FLAGS);
		close(folder);
		folder = next;
		path = slash + 1;
	}
	*name = path;
	return folder;
}

static enum file_status folder_status(int error)
{
	switch (error) {
	case ENOENT:
		return FILE_ABSENT;
	case ELOOP:
		return FILE_IS_LINK;
	case ENOTDIR:
		return FILE_NOT_REGULAR;
	default:
		return FILE_UNREADABLE;
	}
}

static enum entry_type type_of_mode(mode_t mode)
{
	if (S_ISREG(mode))
		return ENTRY_FILE;
	if (S_ISDIR(mode))
		return ENTRY_FOLDER;
	return S_ISLNK(mode) ? ENTRY_LINK : ENTRY_SPECIAL;
}

static enum entry_type type_of_entry(DIR *stream, const struct dirent *entry)
{
	struct stat facts;

	switch (entry->d_type) {
	case DT_REG:
		return ENTRY_FILE;
	case DT_DIR:
		return ENTRY_FOLDER;
	case DT_LNK:
		return ENTRY_LINK;
	case DT_UNKNOWN:
		if (fstatat(dirfd(stream), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0)
			return type_of_mode(facts.st_mode);
		return ENTRY_SPECIAL;
	default:
		return ENTRY_SPECIAL;
	}
}

static int read_entries(
	DIR *stream, struct arena *arena, struct volume_entry **entries, size_t *count)
{
	size_t capacity = 0;
	void *items = NULL;
	struct dirent *entry;

	*count = 0;
	errno = 0;
	while (*count < MAX_FOLDER_ENTRIES && (entry = readdir(stream))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		arena_grow(arena, &items, *count, &capacity, sizeof(**entries));
		((struct volume_entry *)items)[(*count)++] = (struct volume_entry){
			.name = arena_strdup(arena, entry->d_name),
			.type = type_of_entry(stream, entry),
		};
		errno = 0;
	}
	*entries = items;
	return errno;
}

static enum file_status posix_list(struct volume *volume, const char *folder, struct arena *arena,
	struct volume_entry **entries, size_t *count, int *error)
{
	struct posix_volume *posix = (struct posix_volume *)volume;
	const char *name;
	int parent = open_parent(posix->root, folder, &name);
	int descriptor;
	DIR *stream;

	if (parent < 0) {
		*error = errno;
		return folder_status(*error);
	}
	descriptor = openat(parent, *name ? name : ".", FOLDER_FLAGS);
	*error = errno;
	close(parent);
	if (descriptor < 0)
		return folder_status(*error);
	stream = fdopendir(descriptor);
	if (!stream) {
		*error = errno;
		close(descriptor);
		return FILE_UNREADABLE;
	}
	*error = read_entries(stream, arena, entries, count);
	closedir(stream);
	return *error ? FILE_UNREADABLE : FILE_OK;
}

static enum file_status posix_open(
	struct volume *volume, const char *path, struct volume_file *out, int *error)
{
	struct posix_volume *posix = (struct posix_volume *)volume;
	const char *name;
	int parent = open_parent(posix->root, path, &name);
	struct file *file;
	enum file_status status;

	if (parent < 0) {
		*error = errno;
		return folder_status(*error);
	}
	file = calloc(1, sizeof(*file));
	if (!file)
		memory_exhausted();
	status = file_open_at(parent, name, false, file, error);
	close(parent);
	if (status != FILE_OK) {
		free(file);
		return status;
	}
	*out = (struct volume_file){.source = &file->source, .modified = file->modified};
	return FILE_OK;
}

static void posix_close(struct volume *volume, struct volume_file *file)
{
	struct file *opened = (struct file *)file->source;

	(void)volume;
	file_close(opened);
	free(opened);
	*file = (struct volume_file){0};
}

static char *posix_link_target(struct volume *volume, const char *path, struct arena *arena)
{
	struct posix_volume *posix = (struct posix_volume *)volume;
	const char *name;
	int parent = open_parent(posix->root, path, &name);
	char target[PATH_MAX];
	ssize_t length;

	if (parent < 0)
		return NULL;
	length = readlinkat(parent, name, target, sizeof(target));
	close(parent);
	if (length < 0 || (size_t)length == sizeof(target))
		return NULL;
	return arena_copy(arena, target, (size_t)length);
}

static bool posix_identity(struct volume *volume, const char *folder, struct folder_identity *out)
{
	struct posix_volume *posix = (struct posix_volume *)volume;
	const char *name;
	int parent = open_parent(posix->root, folder, &name);
	struct stat facts;
	bool told;

	if (parent < 0)
		return false;
	told = fstatat(parent, *name ? name : ".", &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(facts.st_mode);
	close(parent);
	if (told)
		*out = (struct folder_identity){.device = facts.st_dev, .number = facts.st_ino};
	return told;
}

static void posix_release(struct volume *volume)
{
	struct posix_volume *posix = (struct posix_volume *)volume;

	close(posix->root);
	free(posix->real_root);
	free(posix->absolute_root);
	free(posix);
}

static const struct volume_operations posix_operations = {
	.list = posix_list,
	.open = posix_open,
	.close = posix_close,
	.link_target = posix_link_target,
	.identity = posix_identity,
	.release = posix_release,
};

enum file_status volume_open_folder(
	char letter, const char *folder, struct volume **out, int *error)
{
	struct posix_volume *posix = calloc(1, sizeof(*posix));

	if (!posix)
		memory_exhausted();
	/* The root is the user's own word, so a link is followed here and nowhere else. */
	posix->root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	if (posix->root < 0) {
		*error = errno;
		free(posix);
		return folder_status(*error);
	}
	posix->real_root = strdup(folder);
	if (!posix->real_root)
		memory_exhausted();
	posix->absolute_root = realpath(folder, NULL);
	posix->volume = (struct volume){.operations = &posix_operations,
		.letter = letter,
		.real_root = posix->real_root,
		.absolute_root = posix->absolute_root};
	*out = &posix->volume;
	return FILE_OK;
}

void volume_release(struct volume *volume)
{
	if (volume)
		volume->operations->release(volume);
}
