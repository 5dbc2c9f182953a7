/* Patterns in which * stands for any characters, none as well, and ? for exactly one. */
#ifndef COMPATSCAN_BASE_WILDCARD_H
#define COMPATSCAN_BASE_WILDCARD_H

#include <stdbool.h>

/*
 * Whether the whole of text is what pattern describes. Both are valid UTF-8; letters are compared
 * as text_same_name does, ? is one code point, and no character is special to either, so * goes
 * across backslashes. Costs at most the length of text times that of pattern.
 */
bool wildcard_match(const char *pattern, const char *text);

#endif
