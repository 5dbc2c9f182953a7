#include "rules/facts/installer_engine.h"

#include "rules/facts/image_facts.h"
#include "scanner/base/text.h"
#include "scanner/base/wildcard.h"
#include "scanner/host/search/wow64.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char NTVDM64[] = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\NtVdm64";
static const char DOCUMENT[] = "doc \"Application Installation on 64-bit Systems\"";

enum { MAX_SUBSTITUTIONS = 256 };

/* What one key below NtVdm64 says; * stands for anything. */
struct substitution_row {
	const char *internal_name;
	const char *product;
	const char *version;
	const char *engine;
};

/* What Windows comes with, in its order. */
static const struct substitution_row built_in[] = {
	{"*", "InstallShield*", "5*", "InstallShield 5"},
	{"*", "Microsoft Setup for Windows", "1.2", "Microsoft Setup for Windows 1.2"},
	{"*", "Microsoft Setup for Windows", "2.6", "Microsoft Setup for Windows 2.6"},
	{"*", "Microsoft Setup for Windows", "3.0", "Microsoft Setup for Windows 3.0"},
	{"*", "Microsoft Setup for Windows", "3.01", "Microsoft Setup for Windows 3.01"},
};

static bool row_fits(const struct image *image, const struct substitution_row *row)
{
	return wildcard_match(
		       row->internal_name, image_version_string(image, "InternalName", "")) &&
	       wildcard_match(row->product, image_version_string(image, "ProductName", "")) &&
	       wildcard_match(row->version, image_version_string(image, "ProductVersion", ""));
}

static const char *text_of(struct host *host, const char *key, const char *name)
{
	struct registry_value value;

	if (registry_value(&host->registry, key, name, &value) != REGISTRY_FOUND ||
		!registry_is_text(&value))
		return NULL;
	return value.type == REGISTRY_TEXT
		       ? value.text
		       : environment_expand(&host->environment, value.text, NULL);
}

static const char *why_missing(struct host *host, const char *program)
{
	struct look look = tree_look(&host->tree, program);

	return look.status == LOOK_ABSENT
		       ? arena_printf(host->arena, "%s, which it starts, is not there", program)
		       : NULL;
}

/* A key that lacks one of the names is passed over. */
static struct substitution read_key(struct host *host, const struct image *image, const char *name)
{
	const char *key = arena_printf(host->arena, "%s\\%s", NTVDM64, name);
	struct substitution_row row = {.internal_name = text_of(host, key, "InternalName"),
		.product = text_of(host, key, "ProductName"),
		.version = text_of(host, key, "ProductVersion")};
	struct substitution found = {.source = key, .program = text_of(host, key, "MappedExeName")};

	/* Keys that Windows made before Vista have no InternalName. */
	if (!row.internal_name)
		row.internal_name = "*";
	if (!row.product || !row.version || !found.program || !row_fits(image, &row))
		return found;
	found.found = true;
	found.emulator = strcmp(row.product, "*") == 0;
	found.engine = found.emulator ? name
				      : arena_printf(host->arena, "%s %s",
						image_version_string(image, "ProductName", ""),
						image_version_string(image, "ProductVersion", ""));
	found.missing = why_missing(host, found.program);
	return found;
}

static struct substitution built_in_of(const struct image *image)
{
	for (size_t i = 0; i < COUNT_OF(built_in); i++)
		if (row_fits(image, &built_in[i]))
			return (struct substitution){
				.found = true, .engine = built_in[i].engine, .source = DOCUMENT};
	return (struct substitution){0};
}

/* The list of this machine counts where it is 64-bit Windows; one that is to become that gets the
 * list which Windows comes with. */
struct substitution substitution_of(struct host *host, const struct image *image)
{
	struct substitution best = {0};
	const char **names;
	size_t count = 0;

	if (!wow64_is_64bit(host) ||
		registry_keys(&host->registry, NTVDM64, &names, &count) != REGISTRY_FOUND)
		return built_in_of(image);
	for (size_t i = 0; i < count && i < MAX_SUBSTITUTIONS; i++) {
		struct substitution found = read_key(host, image, names[i]);

		if (found.found && (!best.found || (best.missing && !found.missing)))
			best = found;
	}
	return best;
}

/* What may stand behind a stub. */
static const struct {
	const char *bytes;
	const char *what;
} payloads[] = {
	{"PK\003\004", "a ZIP archive"},
	{"MSCF", "a cabinet"},
	{"ISc(", "an InstallShield cabinet"},
	{"SZDD", "a compressed file"},
};

struct payload_reading {
	const struct image *image;
	struct arena *arena;
	const char *what;
};

/* A whole image behind the stub says best what the stub is for. */
static void look_behind(void *context, const struct view *view)
{
	struct payload_reading *reading = context;
	const struct image_overlay *overlay = &reading->image->overlay;
	struct view behind;
	struct image inner;
	char bytes[4];

	if (!overlay->size || !view_slice(view, overlay->offset, overlay->size, &behind) ||
		!view_copy(&behind, 0, sizeof(bytes), bytes))
		return;
	image_read(&behind, IMAGE_HEADERS, reading->arena, &inner);
	if (inner.kind == IMAGE_PE32 || inner.kind == IMAGE_PE32PLUS)
		reading->what = arena_printf(reading->arena, "a %d-bit program", inner.bits);
	for (size_t i = 0; !reading->what && i < COUNT_OF(payloads); i++)
		if (memcmp(bytes, payloads[i].bytes, sizeof(bytes)) == 0)
			reading->what = payloads[i].what;
}

const char *stub_payload(struct host *host, struct host_file *file, const struct image *image)
{
	struct payload_reading reading = {.image = image, .arena = host->arena};

	if (text_begins_keyword(image_version_string(image, "ProductName", ""), "InstallShield"))
		return "an InstallShield installation";
	host_file_read(&host->tree, file, look_behind, &reading);
	return reading.what;
}
