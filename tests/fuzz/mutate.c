#include "tests/fuzz/mutate.h"

#include "tests/fuzz/layout.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

enum { MAX_STEPS = 4 };

/* The file under the knife. */
struct mutation {
	uint8_t *data;
	size_t size;
	size_t max_size;
	uint32_t state; /* of the random numbers; never 0 */
	struct fuzz_layout layout;
};

/* xorshift */
static uint32_t random_below(struct mutation *mutation, size_t bound)
{
	mutation->state ^= mutation->state << 13;
	mutation->state ^= mutation->state >> 17;
	mutation->state ^= mutation->state << 5;
	return (uint32_t)(bound ? mutation->state % bound : 0);
}

static const struct fuzz_table *random_table(struct mutation *mutation)
{
	return &mutation->layout.tables[random_below(mutation, mutation->layout.table_count)];
}

static size_t row_start(const struct fuzz_table *table, size_t row)
{
	return table->start + row * table->row_size;
}

/* A number that has to do with the file: an end, a table as offset, relative to the header, or as
 * address. */
static uint32_t related_value(struct mutation *mutation, size_t field)
{
	const struct fuzz_table *table = random_table(mutation);
	uint32_t size = (uint32_t)mutation->size;
	uint32_t start = (uint32_t)row_start(table, random_below(mutation, table->row_count));
	uint32_t header = (uint32_t)mutation->layout.header;
	uint32_t shift = mutation->layout.address_shift;

	switch (random_below(mutation, 12)) {
	case 0:
		return size;
	case 1:
		return size - 1;
	case 2:
		return size + 1;
	case 3:
		return size - header;
	case 4:
		return size + shift;
	case 5:
		return start;
	case 6:
		return start - header;
	case 7:
		return start + shift;
	case 8:
		return (uint32_t)field;
	case 9:
		return (uint32_t)field - header;
	case 10:
		return (uint32_t)field + shift;
	default:
		return (uint32_t)(table->row_size * table->row_count) + random_below(mutation, 3) -
		       1;
	}
}

static uint32_t new_value(struct mutation *mutation, size_t field, uint32_t before)
{
	static const uint32_t extremes[] = {0, 1, 2, 3, 4, 7, 8, 0x10, 0x7F, 0x80, 0xFF, 0x100,
		0x1FF, 0x200, 0xFFF, 0x1000, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF,
		0x80000000, 0x80000001, 0xFFFFFF00, 0xFFFFFFFE, 0xFFFFFFFF};

	switch (random_below(mutation, 5)) {
	case 0:
		return extremes[random_below(mutation, COUNT_OF(extremes))];
	case 1:
		return before + random_below(mutation, 33) - 16;
	case 2:
		return before ^ (uint32_t)1 << random_below(mutation, 32);
	default:
		return related_value(mutation, field);
	}
}

static void set_field(struct mutation *mutation)
{
	const struct fuzz_table *table = random_table(mutation);
	size_t row = row_start(table, random_below(mutation, table->row_count));
	size_t field = row + random_below(mutation, table->row_size / table->unit) * table->unit;
	uint32_t before = table->unit == 4 ? fuzz_layout_u32(&mutation->layout, field)
					   : fuzz_layout_u16(&mutation->layout, field);
	uint32_t value = new_value(mutation, field, before);

	for (unsigned i = 0; i < table->unit; i++)
		mutation->data[field + i] = (uint8_t)(value >> 8 * i);
}

/* One row over another, or each in the place of the other. */
static void move_row(struct mutation *mutation)
{
	const struct fuzz_table *table = random_table(mutation);
	size_t from = row_start(table, random_below(mutation, table->row_count));
	size_t to = row_start(table, random_below(mutation, table->row_count));
	bool swap = random_below(mutation, 2);

	for (size_t i = 0; i < table->row_size; i++) {
		uint8_t byte = mutation->data[to + i];

		mutation->data[to + i] = mutation->data[from + i];
		if (swap)
			mutation->data[from + i] = byte;
	}
}

/* A row of one table where a row of another should be. */
static void mix_tables(struct mutation *mutation)
{
	const struct fuzz_table *one = random_table(mutation);
	const struct fuzz_table *other = random_table(mutation);
	size_t from = row_start(one, random_below(mutation, one->row_count));
	size_t to = row_start(other, random_below(mutation, other->row_count));
	size_t length = one->row_size < other->row_size ? one->row_size : other->row_size;

	memmove(mutation->data + to, mutation->data + from, length);
}

/* The file ends where a table begins, in a row of it, or a byte beside. */
static void truncate_at_table(struct mutation *mutation)
{
	const struct fuzz_table *table = random_table(mutation);
	size_t at = row_start(table, random_below(mutation, table->row_count + 1)) +
		    random_below(mutation, 3) - 1;

	if (at > 0 && at < mutation->size)
		mutation->size = at;
}

/* Zeros or a copy of a table behind the end, for offsets to lead to. */
static void append(struct mutation *mutation)
{
	const struct fuzz_table *table = random_table(mutation);
	size_t length = table->row_size * table->row_count;
	size_t room = mutation->max_size - mutation->size;

	if (length > room)
		length = room;
	if (random_below(mutation, 2))
		memset(mutation->data + mutation->size, 0, length);
	else
		memcpy(mutation->data + mutation->size, mutation->data + table->start, length);
	mutation->size += length;
}

/* libFuzzer's own mutations, kept inside one table; its length stays. */
static void mutate_table(struct mutation *mutation)
{
	const struct fuzz_table *table = random_table(mutation);
	size_t length = table->row_size * table->row_count;

	LLVMFuzzerMutate(mutation->data + table->start, length, length);
}

static void mutate_structure(struct mutation *mutation)
{
	static void (*const steps[])(struct mutation *) = {
		set_field,
		set_field,
		set_field,
		set_field,
		set_field,
		set_field,
		move_row,
		mix_tables,
		mutate_table,
		mutate_table,
		append,
		truncate_at_table,
	};
	size_t count = 1 + random_below(mutation, MAX_STEPS);

	for (size_t i = 0; i < count; i++) {
		fuzz_layout_find(&mutation->layout, mutation->data, mutation->size);
		if (!mutation->layout.table_count)
			return;
		steps[random_below(mutation, COUNT_OF(steps))](mutation);
	}
}

size_t fuzz_mutate(const struct fuzz_target *target, uint8_t *data, size_t size, size_t max_size,
	unsigned seed)
{
	enum { MAX_TRAILER = 8 };
	size_t kept = size >= target->trailer ? target->trailer : 0;
	uint8_t trailer[MAX_TRAILER] = {0};
	static struct mutation mutation;

	memcpy(trailer, data + (size - kept), kept);
	mutation = (struct mutation){.data = data,
		.size = size - kept,
		.max_size = max_size - target->trailer,
		.state = seed ? seed : 1};
	if (max_size <= target->trailer)
		return LLVMFuzzerMutate(data, size, max_size);
	fuzz_layout_find(&mutation.layout, data, mutation.size);
	if (mutation.layout.table_count && random_below(&mutation, 3))
		mutate_structure(&mutation);
	else
		mutation.size = LLVMFuzzerMutate(data, mutation.size, mutation.max_size);
	if (target->trailer && !random_below(&mutation, 3))
		LLVMFuzzerMutate(trailer, target->trailer, target->trailer);
	memcpy(data + mutation.size, trailer, target->trailer);
	return mutation.size + target->trailer;
}
