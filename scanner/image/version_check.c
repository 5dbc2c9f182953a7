/*
 * Version resources that contradict themselves. People write FileVersion, build scripts the numbers
 * of the fixed part, so the two drift apart. The fixed part is what installers compare.
 */
#include "scanner/image/version_resource.h"

#include <stdio.h>
#include <string.h>

enum { PARTS = 4, DOTTED_ROOM = PARTS * 6 };

/* The numbers that a text begins with. */
struct leading_numbers {
	uint16_t parts[PARTS];
	unsigned count;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "8, 5, 0, 1", "8.50", "10.0.19041.1 (WinBuild.160101.0800)": numbers with a dot or a comma
 * between them, until anything else stands there. */
static struct leading_numbers parse(const char *text)
{
	struct leading_numbers numbers = {.count = 0};

	while (numbers.count < PARTS) {
		uint32_t number = 0;

		text += strspn(text, " \t");
		if (!is_digit(*text))
			break;
		for (; is_digit(*text); text++)
			number = number > UINT16_MAX ? number
						     : number * 10 + (unsigned)(*text - '0');
		/* A date or serial number; no part of the fixed version can hold it. */
		if (number > UINT16_MAX)
			break;
		numbers.parts[numbers.count++] = (uint16_t)number;
		text += strspn(text, " \t");
		if (*text != '.' && *text != ',')
			break;
		text++;
	}
	return numbers;
}

/*
 * Three numbers stand for four in two customs: Windows 3.1 and 95 leave the third out when it is 0
 * (4.00.950 for 4.0.0.950, 3.10.103), Visual Basic writes the last two as one (6.00.8169 for
 * 6.0.81.69).
 */
static bool is_custom(const struct leading_numbers *text, const uint16_t fixed[PARTS])
{
	return text->count == 3 && text->parts[0] == fixed[0] && text->parts[1] == fixed[1] &&
	       (text->parts[2] == fixed[2] * 100 + fixed[3] ||
		       (!fixed[2] && text->parts[2] == fixed[3]));
}

/* With two numbers, the second may be meant as a decimal fraction: 8.5 is 8.50. */
static bool is_decimal(const struct leading_numbers *text, const uint16_t fixed[PARTS])
{
	unsigned one = text->parts[1], other = fixed[1];

	if (text->count != 2 || text->parts[0] != fixed[0] || !one || !other)
		return false;
	while (one % 10 == 0)
		one /= 10;
	while (other % 10 == 0)
		other /= 10;
	return one == other;
}

static bool agrees(const struct leading_numbers *text, const uint16_t fixed[PARTS])
{
	unsigned i = 0;

	while (i < text->count && text->parts[i] == fixed[i])
		i++;
	return i == text->count || is_custom(text, fixed) || is_decimal(text, fixed);
}

static const char *dotted(const uint16_t *parts, unsigned count, char out[DOTTED_ROOM])
{
	size_t used = 0;

	*out = '\0';
	for (unsigned i = 0; i < count; i++)
		used += (size_t)snprintf(
			out + used, DOTTED_ROOM - used, "%s%u", i ? "." : "", parts[i]);
	return out;
}

/* The numbers of the first text FileVersion that disagrees with the fixed part; false when none
 * does. */
static bool find_other_text(const struct image_version *version, struct leading_numbers *out)
{
	for (size_t i = 0; i < version->table_count; i++) {
		const struct image_version_table *table = &version->tables[i];

		for (size_t j = 0; j < table->string_count; j++) {
			if (strcmp(table->strings[j].key, "FileVersion") != 0)
				continue;
			*out = parse(table->strings[j].value);
			if (!agrees(out, version->file))
				return true;
		}
	}
	return false;
}

/* Everything that speaks against one fixed part is one problem, since it stands at one offset. */
static void check_version(struct image_reader *reader, const struct image_version *version)
{
	const struct image_version *shown = &reader->image->version;
	char fixed[DOTTED_ROOM], other[DOTTED_ROOM];
	char text_says[64] = "", language_says[64] = "";
	struct leading_numbers text;

	if (find_other_text(version, &text))
		snprintf(text_says, sizeof(text_says), ", the text FileVersion %s",
			dotted(text.parts, text.count, other));
	if (shown->fixed_present && memcmp(version->file, shown->file, sizeof(shown->file)) != 0)
		snprintf(language_says, sizeof(language_says), ", that for language %04X %s",
			shown->language, dotted(shown->file, PARTS, other));
	if (*text_says || *language_says)
		image_problem(reader, "version-differs", version->offset,
			"the fixed part of the version resource for language %04X says %s%s%s",
			version->language, dotted(version->file, PARTS, fixed), text_says,
			language_says);
}

void version_check(struct image_reader *reader)
{
	const struct image *image = reader->image;

	for (size_t i = 0; i < image->version_count; i++)
		if (image->versions[i].fixed_present)
			check_version(reader, &image->versions[i]);
}
