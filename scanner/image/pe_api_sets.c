/* The section of apisetschema.dll that holds the API set schema. */
#include "scanner/image/api_set_schema.h"
#include "scanner/image/pe.h"

#include <string.h>

void pe_read_api_sets(struct pe *pe)
{
	static const char name[8] = ".apiset";
	const struct view *file = pe->reader->file;
	uint64_t row = pe->optional + pe->optional_size;

	for (uint16_t i = 0; i < pe->section_count; i++, row += PE_SECTION_SIZE) {
		const struct pe_section *section = &pe->sections[i];
		char found[sizeof(name)];
		struct view view;

		if (!image_spend(pe->reader, 1) || !view_copy(file, row, sizeof(found), found))
			return;
		if (memcmp(found, name, sizeof(name)) != 0 ||
			!view_slice_clipped(file, section->offset, section->raw_size, &view))
			continue;
		pe->reader->image->api_sets = api_set_schema_read(pe->reader, &view);
		return;
	}
}
