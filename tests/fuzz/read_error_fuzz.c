/*
 * An image that comes in blocks, as from a file, and cannot be read from some offset on: the disk
 * failed or the file shrank. That is the problem "read-error", and no fact may be there that the
 * whole file does not show.
 */
#include "tests/fuzz/facts.h"
#include "tests/fuzz/layout.h"
#include "tests/fuzz/target.h"

#include "scanner/image/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct failing_source {
	struct byte_source source; /* first, so that fill can find the rest */
	const uint8_t *data;
	uint8_t *block; /* of its own, so that a sanitizer sees every step beyond it */
	size_t block_size;
	uint64_t good; /* bytes that can be read; UINT64_MAX: all */
};

static bool fill(struct byte_source *source, uint64_t offset)
{
	struct failing_source *failing = (struct failing_source *)source;
	uint64_t start = offset / failing->block_size * failing->block_size;
	uint64_t length = source->size - start;

	if (length > failing->block_size)
		length = failing->block_size;
	source->block_length = 0;
	if (source->error)
		return false;
	if (start > failing->good || length > failing->good - start) {
		source->error = EIO;
		return false;
	}
	free(failing->block);
	failing->block = malloc((size_t)length);
	fuzz_require(failing->block, "there is memory for a block");
	memcpy(failing->block, failing->data + start, (size_t)length);
	source->block = failing->block;
	source->block_start = start;
	source->block_length = (size_t)length;
	return true;
}

static void start_source(struct failing_source *out, const uint8_t *data, size_t size,
	size_t block_size, uint64_t good)
{
	*out = (struct failing_source){
		.source = {.size = size, .fill = fill},
		.data = data,
		.block_size = block_size,
		.good = good,
	};
}

/* Reading block by block makes no difference. */
static void check_blocks(const struct fuzz_target *target, const uint8_t *data, size_t size,
	size_t block_size, const struct fuzz_reading *whole)
{
	struct fuzz_facts whole_facts, facts;
	struct failing_source source;
	struct fuzz_reading reading;
	struct view file;

	start_source(&source, data, size, block_size, UINT64_MAX);
	file = view_of(&source.source);
	fuzz_read(&file, target->wanted, &reading);
	fuzz_facts_take(&reading.image, &facts);
	fuzz_facts_take(&whole->image, &whole_facts);
	fuzz_require(memcmp(&facts, &whole_facts, sizeof(facts)) == 0,
		"facts do not depend on how the bytes come");
	fuzz_reading_free(&reading);
	free(source.block);
}

static void check_failure(const struct fuzz_target *target, const uint8_t *data, size_t size,
	size_t block_size, uint64_t good, const struct fuzz_reading *whole)
{
	struct failing_source source;
	struct fuzz_reading reading;
	struct view file;

	start_source(&source, data, size, block_size, good);
	file = view_of(&source.source);
	fuzz_read(&file, target->wanted, &reading);
	fuzz_require(problem_list_has(&reading.image.problems, "read-error") ==
			     (source.source.error != 0),
		"a read error is a problem, and nothing else is a read error");
	fuzz_check_no_more(&reading.image, &whole->image);
	fuzz_reading_free(&reading);
	free(source.block);
}

void fuzz_check_read_error(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	const uint8_t *trailer = data + (size - target->trailer);
	size_t image_size = size - target->trailer;
	size_t block_size = (size_t)16 << (trailer[0] & 7);
	uint64_t good = ((uint64_t)trailer[1] | (uint64_t)trailer[2] << 8 |
				(uint64_t)trailer[3] << 16 | (uint64_t)trailer[4] << 24) %
			(image_size + 1);
	struct byte_source source;
	struct fuzz_reading whole;
	struct view file;

	byte_source_memory(&source, data, image_size);
	file = view_of(&source);
	fuzz_read(&file, target->wanted, &whole);
	if (thorough)
		check_blocks(target, data, image_size, block_size, &whole);
	check_failure(target, data, image_size, block_size, good, &whole);
	fuzz_reading_free(&whole);
}
