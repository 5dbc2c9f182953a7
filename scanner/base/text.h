/*
 * Text as the rest of the program may hold it: valid UTF-8, whatever the file or the disk said.
 * Results live in the arena.
 */
#ifndef COMPATSCAN_BASE_TEXT_H
#define COMPATSCAN_BASE_TEXT_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* UTF-16LE of size bytes, up to the first NUL or the end; a lone surrogate becomes U+FFFD and an
 * odd last byte is dropped. */
char *text_from_utf16(struct arena *arena, const uint8_t *bytes, size_t size);

/* Bytes that should be ASCII or UTF-8, up to the first NUL or the end; every byte that is not part
 * of valid UTF-8 is written as \xHH, so that different names stay different. */
char *text_from_bytes(struct arena *arena, const char *bytes, size_t size);

/* Bytes of a Windows code page (1252, 437, 932, ...; 0 means 1252), up to the first NUL or the end.
 * A page that the system does not know, or bytes that do not belong to it, fall back to
 * text_from_bytes. */
char *text_from_code_page(struct arena *arena, const char *bytes, size_t size, unsigned code_page);

/* The next character of valid UTF-8, 0 at its end; *text moves behind it. */
uint32_t text_next(const char **text);

/* Whether two names are one to Windows: compared by upper_case, unit by unit. Both are valid UTF-8.
 */
bool text_same_name(const char *one, const char *other);

/* What follows a first part of text, compared likewise; NULL when the text does not begin so. */
const char *text_behind_name(const char *text, const char *first);

/* Whether text ends with a last part, compared likewise. */
bool text_ends_name(const char *text, const char *last);

/* The same for ASCII keywords of a format: no letter outside ASCII is equal to another. */
bool text_same_keyword(const char *one, const char *other);

/* Whether text begins with the keyword, compared likewise. */
bool text_begins_keyword(const char *text, const char *keyword);

/* The form of a name under which text_same_name compares. */
char *text_fold(struct arena *arena, const char *name);

/* The same of the first length bytes, without an arena. False, with out in an unspecified state,
 * when it does not fit into capacity bytes with its NUL, or is no UTF-8. */
bool text_fold_into(const char *name, size_t length, char *out, size_t capacity);

/* The text with letters and the marks that follow them composed to one character where there is
 * such a character (Unicode's form NFC); Windows stores names as they come, macOS takes them apart.
 */
char *text_composed(struct arena *arena, const char *text);

/* The characters of a text as Windows counts them: units of UTF-16. */
size_t text_utf16_length(const char *text);

/* The texts with ", " between them. */
char *text_join(struct arena *arena, const char *const *texts, size_t count);

/* "1 symbol", "2 symbols". */
char *text_counted(struct arena *arena, uint64_t count, const char *what);

/* For showing on a terminal or in a message: control characters, bidirectional and other invisible
 * format characters are written as \u{XXXX}, so that no name from a target can move the cursor,
 * change colours or reorder what a person reads. */
char *text_printable(struct arena *arena, const char *text);

/* Columns that text takes on a terminal. */
size_t text_width(const char *text);

/* The length in bytes of the longest start of text that fits in columns, never splitting a
 * character; at least one character. */
size_t text_fit(const char *text, size_t columns);

#endif
