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

static void check_strings(struct image_reader *reader, const struct image_version *version,
	const struct image_version_table *table)
{
	char text[DOTTED_ROOM], fixed[DOTTED_ROOM];

	for (size_t i = 0; i < table->string_count; i++) {
		struct leading_numbers numbers;

		if (strcmp(table->strings[i].key, "FileVersion") != 0)
			continue;
		numbers = parse(table->strings[i].value);
		if (!agrees(&numbers, version->file))
			image_problem(reader, "version-differs", version->offset,
				"the text FileVersion says %s, the fixed part of the version "
				"resource %s",
				dotted(numbers.parts, numbers.count, text),
				dotted(version->file, PARTS, fixed));
	}
}

void version_check(struct image_reader *reader)
{
	const struct image *image = reader->image;
	const struct image_version *chosen = &image->version;
	char one[DOTTED_ROOM], other[DOTTED_ROOM];

	for (size_t i = 0; i < image->version_count; i++) {
		const struct image_version *version = &image->versions[i];

		if (!version->fixed_present)
			continue;
		for (size_t j = 0; j < version->table_count; j++)
			check_strings(reader, version, &version->tables[j]);
		if (chosen->fixed_present &&
			memcmp(version->file, chosen->file, sizeof(chosen->file)) != 0)
			image_problem(reader, "version-differs", version->offset,
				"language %04X has file version %s, language %04X has %s",
				version->language, dotted(version->file, PARTS, one),
				chosen->language, dotted(chosen->file, PARTS, other));
	}
}
