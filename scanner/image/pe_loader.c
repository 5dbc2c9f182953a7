/*
 * What the section manager of NT refuses before it looks at a section. EFI firmware and Windows 9x
 * take such files. The rules are those of MmCreateSection as ReactOS has them
 * (ntoskrnl/mm/section.c) and of the PE format specification.
 */
#include "scanner/image/pe.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { ALLOCATION_GRANULARITY = 64 * 1024 };

static bool is_power_of_two(uint32_t value)
{
	return value && !(value & (value - 1));
}

static bool has_bad_alignment(const struct pe *pe)
{
	uint32_t section = pe->section_alignment, file = pe->file_alignment;

	return !is_power_of_two(section) || !is_power_of_two(file) || section < file ||
	       (section < PE_PAGE && section != file);
}

static bool is_no_executable(const struct pe *pe)
{
	return !(pe->characteristics & PE_FILE_EXECUTABLE_IMAGE);
}

static bool has_bad_base(const struct pe *pe)
{
	return pe->image_base % ALLOCATION_GRANULARITY;
}

static bool has_no_size(const struct pe *pe)
{
	return !pe->size_of_image;
}

static const struct {
	bool (*is_refused)(const struct pe *pe);
	const char *code;
	const char *words;
} refusals[] = {
	{is_no_executable, "not-loadable",
		"the linker did not mark the image as one that can be run, as it does after an "
		"error"},
	{has_bad_alignment, "bad-alignment",
		"the alignments of sections and file are not what Windows NT wants"},
	{has_bad_base, "not-loadable", "ImageBase is no multiple of 64 KB"},
	{has_no_size, "not-loadable", "SizeOfImage is 0"},
};

void pe_check_loadable(struct pe *pe)
{
	if (!pe->windows_fields || pe->firmware)
		return;
	for (size_t i = 0; i < COUNT_OF(refusals); i++)
		if (refusals[i].is_refused(pe)) {
			image_problem(
				pe->reader, refusals[i].code, pe->header, "%s", refusals[i].words);
			return;
		}
}
