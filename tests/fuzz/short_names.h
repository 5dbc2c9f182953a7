/*
 * The short names that Windows makes of a long one, written anew from doc RtlGenerate8dot3Name and
 * Q142982, for names of ASCII letters: what others become depends on the code page.
 */
#ifndef COMPATSCAN_TESTS_FUZZ_SHORT_NAMES_H
#define COMPATSCAN_TESTS_FUZZ_SHORT_NAMES_H

#include "scanner/base/arena.h"

/* With that number behind the tilde, at most seven digits. NULL where none is made so: the name is
 * none that a file can have, keeps to 8.3 itself, or has too few characters. */
char *short_names_make(struct arena *arena, const char *name, unsigned number);

/* The form with a hash, as Windows 7 and later make it. */
char *short_names_make_hashed(struct arena *arena, const char *name, unsigned number);

#endif
