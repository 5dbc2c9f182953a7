/*
 * Windows paths as text. All functions take / for \ as Windows does, and write \ and an upper-case
 * drive letter. Nothing here looks at a disk. Source: doc "Naming Files, Paths, and Namespaces",
 * doc "File path formats on Windows systems".
 */
#ifndef COMPATSCAN_HOST_DISK_WINPATH_H
#define COMPATSCAN_HOST_DISK_WINPATH_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Longer paths are opened only behind \\?\: characters, without the NUL; doc "Maximum Path Length
 * Limitation". */
enum { MAX_WINPATH_CHARACTERS = 259 };

enum winpath_kind {
	WINPATH_EMPTY,
	WINPATH_ABSOLUTE,       /* C:\x */
	WINPATH_UNC,            /* \\server\share\x, \\?\UNC\server\share\x */
	WINPATH_DEVICE,         /* \\.\x, \\?\Volume{...}\x */
	WINPATH_ROOTED,         /* \x, on the current drive */
	WINPATH_DRIVE_RELATIVE, /* C:x, in the current directory of that drive */
	WINPATH_RELATIVE,
};

enum winpath_kind winpath_kind_of(const char *path);

/*
 * The absolute form of path, seen from the absolute folder base (NULL when there is none): "." and
 * ".." gone (".." stops at C:\ and at \\server\share), no doubled or trailing backslash, and dots
 * and spaces at the end of a component dropped as the Win32 layer drops them. A drive's root is
 * C:\, a share's is \\server\share.
 *
 * Behind \\?\ (and \??\, as the registry writes it) nothing is dropped or replaced: the prefix
 * goes where the path means the same without, and stays where it does not (a space at the end of a
 * name, the name of a device, more than 259 characters).
 *
 * NULL when there is no such form: device paths, \\server without a share, C:x, and anything
 * relative without a base.
 */
char *winpath_absolute(struct arena *arena, const char *base, const char *path);

/* Whether path is what winpath_absolute would make of it, without a \\?\ in front. */
bool winpath_is_plain_absolute(const char *path);

/* The length of the start that no ".." leads out of: C:\, \\server\share, with \\?\ where it
 * stands; 1 for \x, 2 for C:x, else 0. */
size_t winpath_root_length(const char *path);

/* Whether path begins with \\?\ or \??\, behind which names are taken as they stand. */
bool winpath_is_verbatim(const char *path);

/* folder\name, without doubling the backslash of a drive's root. */
char *winpath_join(struct arena *arena, const char *folder, const char *name);

/* The folder an absolute path lies in; of a drive's or share's root the root itself. */
char *winpath_folder(struct arena *arena, const char *path);

/* The last component, inside path. */
const char *winpath_name(const char *path);

/* Whether the last component has an extension. */
bool winpath_has_extension(const char *path);

/*
 * The program in a command line such as a service's ImagePath: quotes, arguments and a \??\ prefix
 * removed. An unquoted path ends behind the first ".exe" that ends a word, else at the first space.
 */
char *winpath_program(struct arena *arena, const char *command_line);

#endif
