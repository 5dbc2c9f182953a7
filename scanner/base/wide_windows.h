/*
 * Between the UTF-16 of Windows' calls and the UTF-8 of this program. Windows takes any 16-bit
 * units for a name; a lone surrogate becomes the three bytes that UTF-8 would have for it, so that
 * every name comes back as it was, and none of them is valid UTF-8 (text_from_bytes shows them as
 * \xHH).
 */
#ifndef COMPATSCAN_BASE_WIDE_WINDOWS_H
#define COMPATSCAN_BASE_WIDE_WINDOWS_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* Ends with a NUL; a byte that cannot be converted becomes U+FFFD. */
wchar_t *wide_from_text(struct arena *arena, const char *text, size_t length);

char *wide_to_text(struct arena *arena, const wchar_t *wide, size_t length);

/*
 * A path of the user's in the form that Windows takes without a limit on its length (\\?\C:\...); a
 * device such as NUL as \\.\NUL. NULL when it is none. wide_is_device tells which.
 */
wchar_t *wide_path(struct arena *arena, const char *path);
bool wide_is_device(const wchar_t *path);

#endif
