/*
 * Any bytes as an image. What is wanted beyond the headers must not change what they say, and what
 * is not wanted must not be there.
 */
#include "tests/fuzz/facts.h"
#include "tests/fuzz/target.h"

#include <stdio.h>
#include <string.h>

static void check_problems_are_among(const struct image *part, const struct image *whole)
{
	for (size_t i = 0; i < part->problems.count; i++) {
		const struct problem *problem = &part->problems.items[i];
		bool found = false;

		for (size_t j = 0; j < whole->problems.count; j++)
			found |= whole->problems.items[j].offset == problem->offset &&
				 strcmp(whole->problems.items[j].code, problem->code) == 0;
		fuzz_require(found, "reading less finds no other problems");
	}
}

static void require_group(bool holds, enum fuzz_group group, const char *what)
{
	char words[128];

	snprintf(words, sizeof(words), "%s (%s)", what, fuzz_group_name(group));
	fuzz_require(holds, words);
}

static void check_part(const struct view *file, unsigned wanted, const struct fuzz_reading *whole,
	const struct fuzz_facts *whole_facts)
{
	const struct image none = {0};
	struct fuzz_facts facts, nothing;
	struct fuzz_reading part;

	fuzz_facts_take(&none, &nothing);
	fuzz_read(file, wanted, &part);
	fuzz_facts_take(&part.image, &facts);
	for (enum fuzz_group group = 0; group < FUZZ_GROUP_COUNT; group++) {
		unsigned bit = fuzz_group_wanted(group);

		if (bit && !(wanted & bit))
			require_group(facts.groups[group] == nothing.groups[group], group,
				"what is not wanted is not read");
		else if (!fuzz_reading_is_cut(whole))
			require_group(facts.groups[group] == whole_facts->groups[group], group,
				"a fact does not depend on what else is wanted");
	}
	if (!fuzz_reading_is_cut(whole))
		check_problems_are_among(&part.image, &whole->image);
	fuzz_reading_free(&part);
}

/* Some of the bits, drawn by the bytes of the input. */
static unsigned draw(unsigned wanted, const uint8_t *data, size_t size)
{
	uint32_t number = 2166136261;

	for (size_t i = 0; i < size; i++)
		number = (number ^ data[i]) * 16777619;
	return wanted & (number >> 16);
}

void fuzz_check_image(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	struct byte_source source;
	struct fuzz_reading whole;
	struct fuzz_facts facts;
	struct view file;

	byte_source_memory(&source, data, size);
	file = view_of(&source);
	fuzz_read(&file, target->wanted, &whole);
	fuzz_facts_take(&whole.image, &facts);
	check_part(&file, IMAGE_HEADERS, &whole, &facts);
	if (thorough)
		for (unsigned bit = 1; bit <= target->wanted; bit *= 2)
			check_part(&file, target->wanted & bit, &whole, &facts);
	else
		check_part(&file, draw(target->wanted, data, size), &whole, &facts);
	fuzz_reading_free(&whole);
}
