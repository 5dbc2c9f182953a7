#include "scanner/base/wildcard.h"

#include "scanner/base/text.h"
#include "scanner/base/upper_case.h"

#include <stddef.h>
#include <stdint.h>

/* Takes one character of each when the pattern's stands for the text's. */
static bool take_character(const char **pattern, const char **text)
{
	const char *behind_pattern = *pattern;
	const char *behind_text = *text;
	uint32_t wanted = text_next(&behind_pattern);
	uint32_t found = text_next(&behind_text);

	if (!wanted || (wanted != '?' && upper_case(wanted) != upper_case(found)))
		return false;
	*pattern = behind_pattern;
	*text = behind_text;
	return true;
}

bool wildcard_match(const char *pattern, const char *text)
{
	/* Only the last * is ever tried again: what one before it could take over, the last one can
	   take as well. */
	const char *behind_star = NULL;
	const char *taken = NULL;

	while (*text) {
		if (*pattern == '*') {
			behind_star = ++pattern;
			taken = text;
		} else if (!take_character(&pattern, &text)) {
			if (!behind_star || !text_next(&taken))
				return false;
			pattern = behind_star;
			text = taken;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
