/* The version resources of a PE image, in every language. */
#include "scanner/image/pe_resource.h"
#include "scanner/image/version_resource.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static bool take_version(
	void *context, const struct image_resource *resource, const struct view *data)
{
	return !data->size ||
	       version_list_add(context, data, resource->name ? VERSION_BY_NAME : resource->id,
		       resource->language, pe_language_rank(resource->language));
}

/*
 * GetFileVersionInfo looks for the number 16. A resource compiler that was given the type as text
 * makes a name of it, and then Windows shows no version; "#16" in a program means the number, but
 * as a name in the file it is never found either.
 */
static void report_named_type(struct pe *pe)
{
	static const char *const names[] = {"VERSION", "VERSIONINFO", "16", "#16"};
	const char *found = pe_find_type_name(pe, names, COUNT_OF(names));

	if (found)
		image_problem(pe->reader, "bad-version",
			pe_offset(pe, pe_directory(pe, PE_RESOURCES).rva),
			"resources have the type \"%s\" by name; Windows looks for number %d only",
			found, PE_RT_VERSION);
}

/* The description of a PE image is what its version resource says. */
static void set_description(struct image *image)
{
	for (size_t i = 0; i < image->version.string_count; i++)
		if (strcmp(image->version.strings[i].key, "FileDescription") == 0) {
			image->description = image->version.strings[i].value;
			return;
		}
}

void pe_read_version(struct pe *pe)
{
	struct version_list list = {.reader = pe->reader};
	const struct pe_resource_visitor visitor = {
		.type = PE_RT_VERSION, .leaf = take_version, .context = &list};

	pe_walk_resources(pe, &visitor);
	if (!list.count)
		report_named_type(pe);
	version_list_read(&list, VERSION_32BIT);
	set_description(pe->reader->image);
}
