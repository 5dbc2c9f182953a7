/*
 * A drive that is a folder of this Windows machine. Every component of a path is opened relative to
 * its parent (NtOpenFile with a root folder, and no reparse point followed), so that no junction or
 * link, not even one swapped in during the scan, leads out of the root. Names go to the file system
 * as they are: nothing between takes "NUL" for a device or a dot from an end.
 */
#include "scanner/base/file_windows.h"
#include "scanner/base/wide_windows.h"
#include "scanner/host/disk/volume.h"
#include "scanner/windows/reparse.h"

#include <winioctl.h>
#include <winternl.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LISTING_BYTES = 64 * 1024, MAX_COMPONENT = 255 };

struct windows_volume {
	struct volume volume;
	HANDLE root;
	char *real_root;
};

enum {
	FOLDER_ACCESS = FILE_LIST_DIRECTORY | FILE_TRAVERSE | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
	FILE_ACCESS = FILE_READ_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
	LINK_ACCESS = FILE_READ_ATTRIBUTES | SYNCHRONIZE,
	OPTIONS = FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_REPARSE_POINT |
		  FILE_OPEN_FOR_BACKUP_INTENT,
};

/* Opens one component of a path; "" is the folder itself. INVALID_HANDLE_VALUE with *error. */
static HANDLE open_component(
	HANDLE folder, const char *name, size_t length, ACCESS_MASK access, int *error)
{
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK block;
	UNICODE_STRING wide;
	struct arena scratch;
	HANDLE handle;
	NTSTATUS status;
	size_t units;

	arena_init(&scratch);
	wide.Buffer = wide_from_text(&scratch, name, length);
	units = wcslen(wide.Buffer);
	/* \ would lead on to a further component, : to a stream; no sound file system has them. */
	if (units > MAX_COMPONENT || wcspbrk(wide.Buffer, L"\\/:")) {
		arena_free(&scratch);
		*error = units > MAX_COMPONENT ? ENAMETOOLONG : EINVAL;
		return INVALID_HANDLE_VALUE;
	}
	wide.Length = wide.MaximumLength = (USHORT)(units * sizeof(*wide.Buffer));
	InitializeObjectAttributes(&attributes, &wide, 0, folder, NULL);
	status = NtOpenFile(&handle, access, &attributes, &block, FILE_SHARE_ALL, OPTIONS);
	arena_free(&scratch);
	if (!NT_SUCCESS(status)) {
		*error = file_errno(RtlNtStatusToDosError(status));
		return INVALID_HANDLE_VALUE;
	}
	return handle;
}

static bool is_link(DWORD attributes, DWORD tag)
{
	return attributes & FILE_ATTRIBUTE_REPARSE_POINT && reparse_is_link(tag);
}

/* A folder that is no link. */
static HANDLE open_folder(HANDLE parent, const char *name, size_t length, int *error)
{
	HANDLE folder = open_component(parent, name, length, FOLDER_ACCESS, error);
	FILE_ATTRIBUTE_TAG_INFO facts;

	if (folder == INVALID_HANDLE_VALUE)
		return folder;
	if (!GetFileInformationByHandleEx(folder, FileAttributeTagInfo, &facts, sizeof(facts)))
		*error = file_errno(GetLastError());
	else if (is_link(facts.FileAttributes, facts.ReparseTag))
		*error = ELOOP;
	else if (!(facts.FileAttributes & FILE_ATTRIBUTE_DIRECTORY))
		*error = ENOTDIR;
	else
		return folder;
	CloseHandle(folder);
	return INVALID_HANDLE_VALUE;
}

/* Opens the folder that holds the last component of path; *name is that component ("" for the root
 * itself). */
static HANDLE open_parent(HANDLE root, const char *path, const char **name, int *error)
{
	HANDLE folder = open_folder(root, "", 0, error);
	const char *slash;

	while (folder != INVALID_HANDLE_VALUE && (slash = strchr(path, '/'))) {
		HANDLE next = open_folder(folder, path, (size_t)(slash - path), error);

		CloseHandle(folder);
		folder = next;
		path = slash + 1;
	}
	*name = path;
	return folder;
}

static enum file_status folder_status(int error)
{
	return error == ENOTDIR ? FILE_NOT_REGULAR : file_status_of(error);
}

static enum entry_type type_of_entry(const FILE_ID_BOTH_DIR_INFO *entry)
{
	/* EaSize holds the tag of a reparse point: [MS-FSCC] FileIdBothDirectoryInformation. */
	if (is_link(entry->FileAttributes, entry->EaSize))
		return ENTRY_LINK;
	if (entry->FileAttributes & FILE_ATTRIBUTE_DEVICE)
		return ENTRY_SPECIAL;
	return entry->FileAttributes & FILE_ATTRIBUTE_DIRECTORY ? ENTRY_FOLDER : ENTRY_FILE;
}

struct listing {
	struct arena *arena;
	void *items;
	size_t count;
	size_t capacity;
};

static void take_entry(struct listing *listing, const FILE_ID_BOTH_DIR_INFO *entry)
{
	size_t units = entry->FileNameLength / sizeof(wchar_t);

	if ((units == 1 && entry->FileName[0] == L'.') ||
		(units == 2 && wcsncmp(entry->FileName, L"..", 2) == 0))
		return;
	arena_grow(listing->arena, &listing->items, listing->count, &listing->capacity,
		sizeof(struct volume_entry));
	((struct volume_entry *)listing->items)[listing->count++] = (struct volume_entry){
		.name = wide_to_text(listing->arena, entry->FileName, units),
		.type = type_of_entry(entry),
	};
}

/* 0, or the errno that ended it early. The system lays the entries out, not the disk. */
static int read_entries(HANDLE folder, struct listing *listing)
{
	unsigned char *bytes = arena_alloc(listing->arena, LISTING_BYTES);

	while (listing->count < MAX_FOLDER_ENTRIES) {
		const FILE_ID_BOTH_DIR_INFO *entry;
		size_t at = 0;

		if (!GetFileInformationByHandleEx(
			    folder, FileIdBothDirectoryInfo, bytes, LISTING_BYTES)) {
			DWORD error = GetLastError();

			return error == ERROR_NO_MORE_FILES ? 0 : file_errno(error);
		}
		do {
			entry = (const FILE_ID_BOTH_DIR_INFO *)(const void *)(bytes + at);
			take_entry(listing, entry);
			at += entry->NextEntryOffset;
		} while (entry->NextEntryOffset && listing->count < MAX_FOLDER_ENTRIES);
	}
	return 0;
}

static enum file_status windows_list(struct volume *volume, const char *path, struct arena *arena,
	struct volume_entry **entries, size_t *count, int *error)
{
	struct windows_volume *windows = (struct windows_volume *)volume;
	struct listing listing = {.arena = arena};
	const char *name;
	HANDLE parent, folder;

	*error = 0;
	parent = open_parent(windows->root, path, &name, error);
	if (parent == INVALID_HANDLE_VALUE)
		return folder_status(*error);
	folder = open_folder(parent, name, strlen(name), error);
	CloseHandle(parent);
	if (folder == INVALID_HANDLE_VALUE)
		return folder_status(*error);
	*error = read_entries(folder, &listing);
	CloseHandle(folder);
	*entries = listing.items;
	*count = listing.count;
	return *error ? FILE_UNREADABLE : FILE_OK;
}

/* What is stored elsewhere (in a cloud, deduplicated) would have to be fetched by a driver. */
static bool is_stored_here(HANDLE handle, enum file_status *status, int *error)
{
	FILE_ATTRIBUTE_TAG_INFO facts;

	*status = FILE_UNREADABLE;
	if (!GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &facts, sizeof(facts)))
		*error = file_errno(GetLastError());
	else if (is_link(facts.FileAttributes, facts.ReparseTag))
		*status = FILE_IS_LINK;
	else if (!(facts.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) &&
		 (facts.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT))
		*error = ENOTSUP;
	else
		return true;
	return false;
}

/* 0 when the file system keeps no such time. */
static int64_t seconds_told(LARGE_INTEGER time)
{
	FILETIME parts = {.dwLowDateTime = time.LowPart, .dwHighDateTime = (DWORD)time.HighPart};

	return time.QuadPart ? file_seconds_of(parts) : 0;
}

static enum file_status windows_open(
	struct volume *volume, const char *path, struct volume_file *out, int *error)
{
	struct windows_volume *windows = (struct windows_volume *)volume;
	const char *name;
	FILE_BASIC_INFO times = {0};
	enum file_status status;
	HANDLE parent, handle;
	struct file *file;

	*error = 0;
	parent = open_parent(windows->root, path, &name, error);
	if (parent == INVALID_HANDLE_VALUE)
		return folder_status(*error);
	handle = open_component(parent, name, strlen(name), FILE_ACCESS, error);
	CloseHandle(parent);
	if (handle == INVALID_HANDLE_VALUE)
		return file_status_of(*error);
	if (!is_stored_here(handle, &status, error)) {
		CloseHandle(handle);
		return status;
	}
	file = calloc(1, sizeof(*file));
	if (!file)
		memory_exhausted();
	if (!GetFileInformationByHandleEx(handle, FileBasicInfo, &times, sizeof(times)))
		times = (FILE_BASIC_INFO){0};
	status = file_take(handle, file, error);
	if (status != FILE_OK) {
		free(file);
		return status;
	}
	*out = (struct volume_file){.source = &file->source,
		.modified = file->modified,
		.created = seconds_told(times.CreationTime),
		.changed = seconds_told(times.ChangeTime)};
	return FILE_OK;
}

static void windows_close(struct volume *volume, struct volume_file *file)
{
	struct file *opened = (struct file *)file->source;

	(void)volume;
	file_close(opened);
	free(opened);
	*file = (struct volume_file){0};
}

static char *windows_link_target(struct volume *volume, const char *path, struct arena *arena)
{
	struct windows_volume *windows = (struct windows_volume *)volume;
	const char *name;
	int error = 0;
	HANDLE parent = open_parent(windows->root, path, &name, &error);
	HANDLE link;
	char *target = NULL;
	uint8_t *bytes;
	struct byte_source source;
	struct view data;
	DWORD size;

	if (parent == INVALID_HANDLE_VALUE)
		return NULL;
	link = open_component(parent, name, strlen(name), LINK_ACCESS, &error);
	CloseHandle(parent);
	if (link == INVALID_HANDLE_VALUE)
		return NULL;
	bytes = arena_alloc(arena, MAX_REPARSE_BYTES);
	if (DeviceIoControl(link, FSCTL_GET_REPARSE_POINT, NULL, 0, bytes, MAX_REPARSE_BYTES, &size,
		    NULL)) {
		byte_source_memory(&source, bytes, size);
		data = view_of(&source);
		target = reparse_target(&data, arena);
	}
	CloseHandle(link);
	return target;
}

static bool windows_identity(struct volume *volume, const char *path, struct folder_identity *out)
{
	struct windows_volume *windows = (struct windows_volume *)volume;
	BY_HANDLE_FILE_INFORMATION facts;
	const char *name;
	int error = 0;
	HANDLE parent = open_parent(windows->root, path, &name, &error);
	HANDLE folder;
	bool told;

	if (parent == INVALID_HANDLE_VALUE)
		return false;
	folder = open_folder(parent, name, strlen(name), &error);
	CloseHandle(parent);
	if (folder == INVALID_HANDLE_VALUE)
		return false;
	told = GetFileInformationByHandle(folder, &facts);
	CloseHandle(folder);
	if (told)
		*out = (struct folder_identity){.device = facts.dwVolumeSerialNumber,
			.number = (uint64_t)facts.nFileIndexHigh << 32 | facts.nFileIndexLow};
	return told;
}

static void windows_release(struct volume *volume)
{
	struct windows_volume *windows = (struct windows_volume *)volume;

	CloseHandle(windows->root);
	free(windows->real_root);
	free(windows);
}

static const struct volume_operations windows_operations = {
	.list = windows_list,
	.open = windows_open,
	.close = windows_close,
	.link_target = windows_link_target,
	.identity = windows_identity,
	.release = windows_release,
};

/* The root is the user's own word, so a link is followed here and nowhere else. */
static HANDLE open_root(const char *folder, int *error)
{
	FILE_ATTRIBUTE_TAG_INFO facts;
	struct arena scratch;
	wchar_t *path;
	HANDLE root = INVALID_HANDLE_VALUE;

	arena_init(&scratch);
	path = wide_path(&scratch, folder);
	*error = ENOENT;
	if (path) {
		root = CreateFileW(path, FOLDER_ACCESS, FILE_SHARE_ALL, NULL, OPEN_EXISTING,
			FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS,
			NULL);
		*error = file_errno(GetLastError());
	}
	arena_free(&scratch);
	if (root == INVALID_HANDLE_VALUE)
		return root;
	if (GetFileInformationByHandleEx(root, FileAttributeTagInfo, &facts, sizeof(facts)) &&
		facts.FileAttributes & FILE_ATTRIBUTE_DIRECTORY)
		return root;
	*error = ENOTDIR;
	CloseHandle(root);
	return INVALID_HANDLE_VALUE;
}

enum file_status volume_open_folder(
	char letter, const char *folder, struct volume **out, int *error)
{
	HANDLE root = open_root(folder, error);
	struct windows_volume *windows;

	if (root == INVALID_HANDLE_VALUE)
		return folder_status(*error);
	windows = calloc(1, sizeof(*windows));
	if (!windows)
		memory_exhausted();
	windows->root = root;
	windows->real_root = strdup(folder);
	if (!windows->real_root)
		memory_exhausted();
	windows->volume = (struct volume){.operations = &windows_operations,
		.letter = letter,
		.real_root = windows->real_root};
	*out = &windows->volume;
	return FILE_OK;
}

void volume_release(struct volume *volume)
{
	if (volume)
		volume->operations->release(volume);
}
