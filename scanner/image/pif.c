#include "scanner/image/pif.h"

#include "scanner/base/text.h"

enum {
	PIF_BYTES = 0x171,
	PROGRAM_OFFSET = 0x24,
	PROGRAM_BYTES = 63,
	FOLDER_OFFSET = 0x65,
	ARGUMENTS_OFFSET = 0xA5,
	TEXT_BYTES = 64,
};

static const char *text_at(const struct view *file, uint64_t offset, size_t size,
	unsigned code_page, struct arena *arena)
{
	char bytes[TEXT_BYTES];

	return view_copy(file, offset, size, bytes)
		       ? text_from_code_page(arena, bytes, size, code_page)
		       : "";
}

void pif_read(const struct view *file, unsigned code_page, struct arena *arena, struct pif *out)
{
	*out = (struct pif){.program = "", .folder = "", .arguments = ""};
	if (!view_holds(file, 0, PIF_BYTES))
		return;
	out->program = text_at(file, PROGRAM_OFFSET, PROGRAM_BYTES, code_page, arena);
	out->folder = text_at(file, FOLDER_OFFSET, TEXT_BYTES, code_page, arena);
	out->arguments = text_at(file, ARGUMENTS_OFFSET, TEXT_BYTES, code_page, arena);
	out->present = *out->program != '\0';
}
