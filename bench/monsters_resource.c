#include "bench/monsters.h"

#include <string.h>

enum {
	RESOURCES = 2,
	START = MONSTER_PE_SECTION,
	MEGABYTE = 1024 * 1024,

	DIRECTORY_SIZE = 16,
	ENTRY_SIZE = 8,
	ID_COUNT = 14, /* of a directory, behind NAME_COUNT */
	NAME_COUNT = 12,

	RT_VERSION = 16,
	RT_MANIFEST = 24,
};

static const size_t SUBDIRECTORY = 0x80000000; /* in the offset; in the name it means a text */

/* A directory of count entries at rva, id upwards, all leading to target (from the first
 * directory).
 */
static void put_directory(
	struct specimen_bytes *out, size_t at, size_t count, size_t id, size_t target)
{
	memset(out->data + at, 0, DIRECTORY_SIZE);
	specimen_patch_u16(out, at + ID_COUNT, count);
	for (size_t i = 0; i < count; i++) {
		specimen_patch_u32(out, at + DIRECTORY_SIZE + i * ENTRY_SIZE, id + i);
		specimen_patch_u32(out, at + DIRECTORY_SIZE + i * ENTRY_SIZE + 4, target);
	}
}

static void put_data(struct specimen_bytes *out, size_t at, size_t rva, size_t size)
{
	memset(out->data + at, 0, 16);
	specimen_patch_u32(out, at, rva);
	specimen_patch_u32(out, at + 4, size);
}

/* Three levels of 65535 entries each that all lead to the same next level: 2^48 leaves. */
static void tree_of_shared_directories(struct specimen_bytes *out)
{
	const size_t level = DIRECTORY_SIZE + 65535 * ENTRY_SIZE;

	monster_pe(out, 2 * MEGABYTE, 0);
	monster_pe_directory(out, RESOURCES, START, 2 * MEGABYTE);
	put_directory(out, START, 65535, 1, SUBDIRECTORY | level);
	put_directory(out, START + level, 65535, 1, SUBDIRECTORY | (2 * level));
	put_directory(out, START + 2 * level, 65535, 1, 3 * level);
	put_data(out, START + 3 * level, START, 64);
}

/* 32 types of 65535 resources each: an honest tree of 16 MB. */
static void tree_of_16_megabytes(struct specimen_bytes *out)
{
	const size_t types = 32, level = DIRECTORY_SIZE + 65535 * ENTRY_SIZE;
	const size_t language = 0x1000, data = 0x1100;

	monster_pe(out, 18 * MEGABYTE, 0);
	monster_pe_directory(out, RESOURCES, START, 18 * MEGABYTE);
	put_directory(out, START, types, 1, 0);
	put_directory(out, START + language, 1, 0x409, data);
	put_data(out, START + data, START, 64);
	for (size_t i = 0; i < types; i++) {
		size_t offset = 0x2000 + i * level;

		specimen_patch_u32(
			out, START + DIRECTORY_SIZE + i * ENTRY_SIZE + 4, SUBDIRECTORY | offset);
		put_directory(out, START + offset, 65535, 1, SUBDIRECTORY | language);
	}
}

/* 65535 resources that share one name of 65535 characters, not one of them ASCII. */
static void names_that_are_one_long_text(struct specimen_bytes *out)
{
	const size_t level = DIRECTORY_SIZE + 65535 * ENTRY_SIZE, text = 0x2000 + level;
	const size_t names = 0x2000, language = 0x1000, data = 0x1100;

	monster_pe(out, 2 * MEGABYTE, 0xD7);
	monster_pe_directory(out, RESOURCES, START, 2 * MEGABYTE);
	put_directory(out, START, 1, 10, SUBDIRECTORY | names);
	put_directory(out, START + names, 65535, 1, SUBDIRECTORY | language);
	put_directory(out, START + language, 1, 0x409, data);
	put_data(out, START + data, START, 64);
	specimen_patch_u16(out, START + names + NAME_COUNT, 65535);
	specimen_patch_u16(out, START + names + ID_COUNT, 0);
	monster_fill_u32(
		out, START + names + DIRECTORY_SIZE, 65535, ENTRY_SIZE, SUBDIRECTORY | text);
	specimen_patch_u16(out, START + text, 65535);
}

static void directories_that_loop(struct specimen_bytes *out)
{
	monster_pe(out, MEGABYTE, 0);
	monster_pe_directory(out, RESOURCES, START, MEGABYTE);
	put_directory(out, START, 65535, 1, SUBDIRECTORY);
}

/* A resource of the type in count languages, each the same size bytes at content (from root, the
 * RVA of the first directory). */
static void put_languages(struct specimen_bytes *out, size_t root, size_t type, size_t count,
	size_t content, size_t size)
{
	const size_t names = 0x100, languages = 0x200;
	const size_t data = languages + DIRECTORY_SIZE + count * ENTRY_SIZE;

	put_directory(out, root, 1, type, SUBDIRECTORY | names);
	put_directory(out, root + names, 1, 1, SUBDIRECTORY | languages);
	put_directory(out, root + languages, count, 0x400, data);
	put_data(out, root + data, root + content, size);
	monster_pe_directory(out, RESOURCES, root, content + size);
}

/* The header of a block of a version resource, its key padded to four bytes. Returns its end. */
static size_t put_block(
	struct specimen_bytes *out, size_t at, size_t length, size_t value_length, const char *key)
{
	specimen_patch_u16(out, at, length);
	specimen_patch_u16(out, at + 2, value_length);
	specimen_patch_u16(out, at + 4, 1);
	at += 6;
	for (; *key; key++, at += 2)
		specimen_patch_u16(out, at, (unsigned char)*key);
	return specimen_round_up(at + 2, 4);
}

/* A version resource of 65532 bytes at rva, full of strings. */
static void put_version(struct specimen_bytes *out, size_t rva, size_t string_size)
{
	const size_t end = rva + 65532;
	size_t at = put_block(out, rva, 65532, 52, "VS_VERSION_INFO");

	specimen_patch_u32(out, at, 0xFEEF04BD);
	at = put_block(out, at + 52, end - (at + 52), 0, "StringFileInfo");
	at = put_block(out, at, end - at, 0, "040904B0");
	for (; end - at >= string_size; at += string_size)
		put_block(out, at, string_size, (string_size - 10) / 2, "A");
}

/* The code unit is 0xD7D7, a high half without its low half: each must be replaced. */
static void put_versions(struct specimen_bytes *out, size_t string_size, size_t languages)
{
	const size_t content = 0x10000;

	monster_pe(out, MEGABYTE, 0xD7);
	memset(out->data + START + content, 0, 65536);
	put_version(out, START + content, string_size);
	put_languages(out, START, RT_VERSION, languages, content, 65532);
}

static void version_of_short_strings(struct specimen_bytes *out)
{
	put_versions(out, 12, 1);
}

static void versions_in_4096_languages(struct specimen_bytes *out)
{
	put_versions(out, 12, 4096);
}

static void versions_of_long_strings(struct specimen_bytes *out)
{
	put_versions(out, 8192, 4096);
}

static void version_and_symbols(struct specimen_bytes *out)
{
	const size_t root = START + 0x150000, content = 0x10000;

	monster_pe_symbols(out);
	memset(out->data + root + content, 0, 65536);
	put_version(out, root + content, 600);
	put_languages(out, root, RT_VERSION, 4096, content, 65532);
}

/* A manifest of about size bytes: before, then unit again and again, then after. */
static void put_manifest(struct specimen_bytes *out, const char *before, const char *unit,
	const char *after, size_t size)
{
	const size_t content = 0x10000;
	size_t at = START + content, end = at + size;

	monster_pe(out, size + MEGABYTE, 0);
	memcpy(out->data + at, before, strlen(before));
	for (at += strlen(before); at < end; at += strlen(unit))
		memcpy(out->data + at, unit, strlen(unit));
	memcpy(out->data + at, after, strlen(after));
	put_languages(out, START, RT_MANIFEST, 1, content, at + strlen(after) - START - content);
}

#define ASSEMBLY "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"

static void manifest_of_deep_elements(struct specimen_bytes *out)
{
	put_manifest(out, ASSEMBLY, "<a>", "", MEGABYTE);
}

static void manifest_of_dependencies(struct specimen_bytes *out)
{
	put_manifest(out, ASSEMBLY,
		"<dependency><dependentAssembly><assemblyIdentity name=\"N\" version=\"1\"/>"
		"</dependentAssembly></dependency>",
		"</assembly>", 8 * MEGABYTE);
}

static void manifest_of_attributes(struct specimen_bytes *out)
{
	put_manifest(out, ASSEMBLY "<assemblyIdentity ", "a=\"\" ", "/></assembly>", MEGABYTE);
}

static void manifest_of_one_attribute(struct specimen_bytes *out)
{
	put_manifest(out, ASSEMBLY "<assemblyIdentity name=\"", "\xC3\xA9", "\"/></assembly>",
		8 * MEGABYTE);
}

static void manifest_of_references(struct specimen_bytes *out)
{
	put_manifest(
		out, ASSEMBLY "<assemblyIdentity name=\"", "&amp;", "\"/></assembly>", MEGABYTE);
}

static void manifest_of_systems(struct specimen_bytes *out)
{
	put_manifest(out, ASSEMBLY "<compatibility><application>", "<supportedOS Id=\"{}\"/>",
		"</application></compatibility></assembly>", MEGABYTE);
}

static void manifest_of_unclosed_comments(struct specimen_bytes *out)
{
	put_manifest(out, ASSEMBLY, "<!--", "", MEGABYTE);
}

const struct monster resource_monsters[] = {
	{"resources: shared directories", tree_of_shared_directories},
	{"resources: a tree of 16 MB", tree_of_16_megabytes},
	{"resources: one long name", names_that_are_one_long_text},
	{"resources: a loop", directories_that_loop},
	{"version: short strings", version_of_short_strings},
	{"version: 4096 languages, short strings", versions_in_4096_languages},
	{"version: 4096 languages, long strings", versions_of_long_strings},
	{"version, exports and imports together", version_and_symbols},
	{"manifest: deep elements", manifest_of_deep_elements},
	{"manifest: dependencies", manifest_of_dependencies},
	{"manifest: attributes", manifest_of_attributes},
	{"manifest: one attribute", manifest_of_one_attribute},
	{"manifest: references", manifest_of_references},
	{"manifest: supported systems", manifest_of_systems},
	{"manifest: unclosed comments", manifest_of_unclosed_comments},
};

const size_t resource_monster_count = sizeof(resource_monsters) / sizeof(resource_monsters[0]);
