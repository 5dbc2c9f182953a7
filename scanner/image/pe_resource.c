/*
 * Three levels are walked by a recursion that is three deep, and the entries looked at are counted
 * over the whole tree, so that directories which contain themselves or share what is below them
 * come to an end. Loaders search by bisection; here every entry is looked at, since a resource that
 * Windows cannot find is still in the file.
 */
#include "scanner/image/pe_resource.h"

#include "scanner/base/text.h"

#include <string.h>

enum {
	NAMED_COUNT = 12,
	ID_COUNT = 14,
	DIRECTORY_SIZE = 16,
	ENTRY_SIZE = 8,

	DATA_RVA = 0,
	DATA_SIZE = 4,

	/* Units of work: what it takes to read an entry, a data entry, a character of a name. */
	ENTRY_WORK = 4,
	LEAF_WORK = 16,
	CHARACTER_WORK = 4,

	ENGLISH_US = 0x0409,
};

static const uint32_t IS_DIRECTORY = 0x80000000;
static const uint32_t IS_NAME = 0x80000000;

enum level { TYPES, NAMES, LANGUAGES, LEVELS };

static const char *const level_names[LEVELS] = {
	"the directory of types", "a directory of names", "a directory of languages"};

struct resource_walk {
	struct pe *pe;
	uint64_t root; /* RVA */
	const struct pe_resource_visitor *visitor;
	size_t entries_left;
	size_t name_bytes_left;
	uint32_t path[LEVELS]; /* the directories above and this one, from the root */
	struct image_resource resource;
};

struct resource_entry {
	uint32_t name;
	uint32_t offset;
};

static void bad_resource(struct resource_walk *walk, uint64_t rva, const char *what)
{
	image_problem(walk->pe->reader, "bad-resource", pe_offset(walk->pe, rva), "%s", what);
}

/* What cannot be read lies outside the image, unless the budget for the whole image has run out,
 * which has been said then. */
static void outside(struct resource_walk *walk, const char *what, uint64_t rva)
{
	if (walk->pe->reader->work_left)
		image_problem(walk->pe->reader, "out-of-bounds", pe_offset(walk->pe, rva),
			"%s at RVA 0x%llX does not lie inside the image", what,
			(unsigned long long)rva);
}

/* The counted UTF-16 string at an offset from the root; NULL with a problem when it cannot be read.
 * Every NUL in it would hide what stands behind it, so it is written as U+FFFD. */
static const char *read_name(struct resource_walk *walk, uint32_t offset)
{
	struct image_reader *reader = walk->pe->reader;
	uint64_t rva = walk->root + offset;
	uint8_t bytes[MAX_RESOURCE_NAME * 2];
	const char *name;
	uint16_t length, unit;
	size_t taken;

	if (!pe_u16(walk->pe, rva, &length)) {
		outside(walk, "the name of a resource", rva);
		return NULL;
	}
	taken = length < MAX_RESOURCE_NAME ? length : MAX_RESOURCE_NAME;
	if (length > taken)
		image_problem(reader, "limit", pe_offset(walk->pe, rva),
			"the name of a resource has %u characters and is cut after %zu", length,
			taken);
	if (!image_spend(reader, LEAF_WORK + taken * CHARACTER_WORK))
		return NULL;
	for (size_t i = 0; i < taken; i++) {
		if (!pe_u16(walk->pe, rva + 2 + i * 2, &unit)) {
			outside(walk, "the name of a resource", rva);
			return NULL;
		}
		unit = unit ? unit : 0xFFFD;
		bytes[i * 2] = (uint8_t)unit;
		bytes[i * 2 + 1] = (uint8_t)(unit >> 8);
	}
	name = text_from_utf16(reader->arena, bytes, taken * 2);
	if (strlen(name) > walk->name_bytes_left) {
		walk->name_bytes_left = 0;
		image_problem(reader, "limit", PROBLEM_NO_OFFSET,
			"the names of the resources are more than %d bytes",
			MAX_RESOURCE_NAME_BYTES);
		return NULL;
	}
	walk->name_bytes_left -= strlen(name);
	return image_charge_text(reader, name);
}

/* Puts the name or number of an entry where its level belongs; false when it cannot be read. */
static bool name_resource(
	struct resource_walk *walk, enum level level, const struct resource_entry *entry)
{
	struct image_resource *resource = &walk->resource;
	bool is_name = entry->name & IS_NAME;
	const char *text = NULL;
	uint16_t number = is_name ? 0 : (uint16_t)entry->name;

	if (level == LANGUAGES) {
		resource->language = number;
		return true;
	}
	if (is_name && !(text = read_name(walk, entry->name & ~IS_NAME)))
		return false;
	if (level == TYPES) {
		resource->type_name = text;
		resource->type = number;
	} else {
		resource->name = text;
		resource->id = number;
	}
	return true;
}

/* Returns false when the walk is to end. */
static bool read_leaf(struct resource_walk *walk, uint32_t offset)
{
	struct pe *pe = walk->pe;
	const struct view *file = pe->reader->file;
	struct image_resource *resource = &walk->resource;
	uint64_t rva = walk->root + offset;
	struct pe_span span = {0};
	struct view data = {.source = file->source, .start = file->start};
	uint32_t data_rva, size;

	if (!image_spend(pe->reader, LEAF_WORK))
		return false;
	if (!pe_u32(pe, rva + DATA_RVA, &data_rva) || !pe_u32(pe, rva + DATA_SIZE, &size)) {
		outside(walk, "the data entry of a resource", rva);
		return true;
	}
	resource->size = size;
	resource->offset = PROBLEM_NO_OFFSET;
	if (pe_locate(pe, data_rva, &span) && span.present) {
		resource->offset = span.offset;
		view_slice(file, span.offset, size < span.present ? size : span.present, &data);
	}
	if (!pe->reader->work_left)
		return false;
	if (size > span.present + span.zeros)
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, rva),
			"a resource of %u bytes at RVA 0x%X does not lie inside the image", size,
			data_rva);
	return walk->visitor->leaf(walk->visitor->context, resource, &data);
}

static bool is_above(const struct resource_walk *walk, enum level level, uint32_t directory)
{
	for (unsigned i = 0; i <= level; i++)
		if (walk->path[i] == directory)
			return true;
	return false;
}

static bool walk_directory(struct resource_walk *walk, enum level level);

/* Goes where an entry leads, if that is what its level should have; false when the walk is to end.
 */
static bool follow(struct resource_walk *walk, enum level level, const struct resource_entry *entry,
	uint64_t rva)
{
	uint32_t target = entry->offset & ~IS_DIRECTORY;

	if (level == LANGUAGES && !(entry->offset & IS_DIRECTORY))
		return !name_resource(walk, level, entry) || read_leaf(walk, target);
	if (level == LANGUAGES) {
		bad_resource(walk, rva, "a resource lies deeper than the level of languages");
		return true;
	}
	if (!(entry->offset & IS_DIRECTORY)) {
		bad_resource(walk, rva,
			"a resource stands above the level of languages, where Windows does not "
			"look for one");
		return true;
	}
	if (is_above(walk, level, target)) {
		image_problem(walk->pe->reader, "loop", pe_offset(walk->pe, rva),
			"a resource directory contains itself");
		return true;
	}
	if (!name_resource(walk, level, entry))
		return walk->name_bytes_left && walk->pe->reader->work_left;
	walk->path[level + 1] = target;
	return walk_directory(walk, level + 1);
}

/* What bisection relies on: first the entries with names, then numbers that ascend. */
static bool is_in_order(const struct resource_entry *before, const struct resource_entry *entry,
	uint32_t index, uint32_t named)
{
	bool is_name = entry->name & IS_NAME;

	if (is_name != (index < named))
		return false;
	return is_name || index == named || (uint16_t)entry->name > (uint16_t)before->name;
}

/* Whether what an entry leads to is asked for. */
static bool is_wanted(
	const struct resource_walk *walk, enum level level, const struct resource_entry *entry)
{
	if (level != TYPES || walk->visitor->type == PE_EVERY_TYPE)
		return true;
	return !(entry->name & IS_NAME) && (uint16_t)entry->name == walk->visitor->type;
}

/* Reads the counts of a directory; false, with a problem, when it lies outside the image. */
static bool read_counts(
	struct resource_walk *walk, enum level level, uint16_t *named, uint32_t *count)
{
	struct pe *pe = walk->pe;
	uint64_t directory = walk->root + walk->path[level];
	uint16_t ids;

	if (pe_u16(pe, directory + NAMED_COUNT, named) && pe_u16(pe, directory + ID_COUNT, &ids)) {
		*count = (uint32_t)*named + ids;
		return true;
	}
	outside(walk, level_names[level], directory);
	return false;
}

/* Takes an entry off the budgets; false when there are too many. */
static bool spend_entry(struct resource_walk *walk, uint64_t rva)
{
	if (walk->entries_left) {
		walk->entries_left--;
		return image_spend(walk->pe->reader, ENTRY_WORK);
	}
	image_problem(walk->pe->reader, "limit", pe_offset(walk->pe, rva),
		"more than %d entries in the resource directories", MAX_RESOURCE_ENTRIES);
	return false;
}

static bool walk_directory(struct resource_walk *walk, enum level level)
{
	struct pe *pe = walk->pe;
	uint64_t directory = walk->root + walk->path[level];
	uint64_t rva = directory + DIRECTORY_SIZE;
	struct resource_entry before = {0}, entry;
	uint16_t named;
	uint32_t count;

	if (!read_counts(walk, level, &named, &count))
		return true;
	for (uint32_t i = 0; i < count; i++, rva += ENTRY_SIZE, before = entry) {
		if (!spend_entry(walk, rva))
			return false;
		if (!pe_u32(pe, rva, &entry.name) || !pe_u32(pe, rva + 4, &entry.offset)) {
			if (pe->reader->work_left)
				image_problem(pe->reader, "lying-count", pe_offset(pe, directory),
					"%s has %u entries, but the image ends after %u",
					level_names[level], count, i);
			return true;
		}
		if (!is_in_order(&before, &entry, i, named))
			bad_resource(walk, directory,
				"the entries of a resource directory are not in order, so Windows "
				"may not find all of them");
		if (is_wanted(walk, level, &entry) && !follow(walk, level, &entry, rva))
			return false;
	}
	return true;
}

static struct resource_walk walk_of(struct pe *pe, const struct pe_resource_visitor *visitor)
{
	return (struct resource_walk){
		.pe = pe,
		.root = pe_directory(pe, PE_RESOURCES).rva,
		.visitor = visitor,
		.entries_left = MAX_RESOURCE_ENTRIES,
		.name_bytes_left = MAX_RESOURCE_NAME_BYTES,
	};
}

void pe_walk_resources(struct pe *pe, const struct pe_resource_visitor *visitor)
{
	struct resource_walk walk = walk_of(pe, visitor);

	if (walk.root && pe->reader->work_left)
		walk_directory(&walk, TYPES);
}

const char *pe_find_type_name(struct pe *pe, const char *const *names, size_t count)
{
	struct resource_walk walk = walk_of(pe, NULL);
	uint64_t rva = walk.root + DIRECTORY_SIZE;
	uint16_t named = 0;
	uint32_t name;

	if (!walk.root || !pe_u16(pe, walk.root + NAMED_COUNT, &named))
		return NULL;
	for (; named && spend_entry(&walk, rva) && pe_u32(pe, rva, &name); named--) {
		const char *text = name & IS_NAME ? read_name(&walk, name & ~IS_NAME) : "";

		if (!text)
			return NULL;
		for (size_t i = 0; i < count; i++)
			if (text_same_name(text, names[i]))
				return text;
		rva += ENTRY_SIZE;
	}
	return NULL;
}

unsigned pe_language_rank(uint16_t language)
{
	return !language ? 0 : language == ENGLISH_US ? 1 : 2;
}

struct resource_list {
	struct image_reader *reader;
	size_t capacity;
};

static bool add_to_list(
	void *context, const struct image_resource *resource, const struct view *data)
{
	struct resource_list *list = context;

	(void)data;
	return image_add_resource(list->reader, &list->capacity, resource);
}

void pe_read_resources(struct pe *pe)
{
	struct resource_list list = {.reader = pe->reader};
	const struct pe_resource_visitor visitor = {
		.type = PE_EVERY_TYPE, .leaf = add_to_list, .context = &list};

	pe->reader->image->resources_read = true;
	pe_walk_resources(pe, &visitor);
}
