/* Which manifest of a PE image Windows takes. */
#include "scanner/image/manifest.h"
#include "scanner/image/pe_resource.h"

enum {
	CREATEPROCESS_MANIFEST = 1,
	ISOLATION_AWARE_MANIFEST = 2,

	LANGUAGE_RANKS = 3,
};

struct manifest_choice {
	uint16_t preferred;
	bool found;
	unsigned rank;
	struct image_resource resource;
	struct view data;
};

static bool take_manifest(
	void *context, const struct image_resource *resource, const struct view *data)
{
	struct manifest_choice *choice = context;
	unsigned rank = resource->id == choice->preferred ? 0 : resource->id + 1U;

	/* Loaders know numbers only; a named one (Wine has "WINE_MANIFEST") is cargo. */
	if (resource->name || resource->offset == PROBLEM_NO_OFFSET)
		return true;
	rank = rank * LANGUAGE_RANKS + pe_language_rank(resource->language);
	if (!choice->found || rank < choice->rank) {
		choice->found = true;
		choice->rank = rank;
		choice->resource = *resource;
		choice->data = *data;
	}
	return true;
}

void pe_read_manifest(struct pe *pe)
{
	struct image_manifest *out = &pe->reader->image->manifest;
	struct manifest_choice choice = {
		.preferred =
			pe->reader->image->dll ? ISOLATION_AWARE_MANIFEST : CREATEPROCESS_MANIFEST,
	};
	const struct pe_resource_visitor visitor = {
		.type = PE_RT_MANIFEST, .leaf = take_manifest, .context = &choice};

	pe_walk_resources(pe, &visitor);
	if (!choice.found)
		return;
	out->present = true;
	out->offset = choice.resource.offset;
	out->id = choice.resource.id;
	out->language = choice.resource.language;
	manifest_read(pe->reader, &choice.data, out);
}
