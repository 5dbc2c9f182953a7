#include "report/deps_advice.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/search/system_modules.h"

#include <string.h>

enum { INDENT = 4 };

static const struct {
	enum dependency_status status;
	const char *meaning;
} meanings[] = {
	{DEPENDENCY_MISSING,
		"Windows finds it nowhere, so the program does not start. Put the file into the "
		"program's folder, from the setup that the program came with."},
	{DEPENDENCY_WRONG_MACHINE,
		"Windows takes the first file of that name and looks no further, so the program "
		"does not start."},
	{DEPENDENCY_WRONG_BITS,
		"Windows takes the first file of that name and looks no further, so the program "
		"does not start."},
	{DEPENDENCY_NO_IMAGE,
		"Windows takes the first file of that name and looks no further, so the program "
		"does not start."},
};

static const char LESSER_MEANING[] =
	"It is loaded when a function of it is first called: the program starts, and what needs "
	"it fails then, unless the program is made to do without.";

static const char ASSEMBLY_MEANING[] =
	"What names the assembly is not loaded without it (error 14001). Install the package that "
	"brings the assembly, such as the redistributable of the compiler it was built with.";

static const char WINDOWS_MEANING[] =
	"The program does not start. This DLL is a part of Windows: never put a program's copy in "
	"its place. The program is made for another Windows; get the one for this Windows. Only if "
	"the file itself was overwritten, restore it from Windows.";

static const char WINDOWS_MISSING_MEANING[] =
	"Windows finds it nowhere, so the program does not start. A DLL of this name is a part of "
	"Windows: restore it, or add the component of Windows that brings it. If the files of "
	"Windows were not all copied, copy them.";

static const char *meaning_of(const struct dependency_node *node)
{
	if (node->status == DEPENDENCY_MISSING && node->assembly)
		return ASSEMBLY_MEANING;
	if (node->status == DEPENDENCY_MISSING && node->delayed)
		return LESSER_MEANING;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].status == node->status)
			return meanings[i].meaning;
	return NULL;
}

bool deps_is_lacking(const struct dependency_node *node)
{
	return node->position && meaning_of(node) &&
	       !(node->status == DEPENDENCY_MISSING && node->delayed);
}

/* A copy that would be found if the one in the way were taken away. */
static const struct host_file *fitting_copy(
	const struct deps_report *report, const struct dependency_node *node)
{
	const struct image *program = report->graph->nodes[0]->image;
	const struct search_candidate *shadows;
	size_t count = dependency_shadows(node, &shadows);
	const struct image *image = NULL;

	if (count)
		image = host_file_image(&report->host->tree, shadows[0].file);
	if (!image || image->kind != program->kind || image->machine_code != program->machine_code)
		return NULL;
	return shadows[0].file;
}

bool deps_is_of_windows(const struct deps_report *report, const struct host_file *file)
{
	const char *windows = report->host->windows_directory;
	size_t length = windows ? strlen(windows) : 0;

	return length && strlen(file->path) > length && file->path[length] == '\\' &&
	       text_same_name(arena_copy(report->host->arena, file->path, length), windows) &&
	       is_system_module(winpath_name(file->path));
}

void deps_advice_put(
	struct page *page, const struct deps_report *report, const struct dependency_node *node)
{
	const char *meaning = meaning_of(node);
	const struct host_file *copy = NULL;

	if (meaning && node->file && deps_is_of_windows(report, node->file)) {
		page_paragraph(page, PAGE_PLAIN, INDENT, INDENT, WINDOWS_MEANING);
		return;
	}
	if (deps_is_lacking(node) && !node->file && !node->assembly && is_system_module(node->name))
		meaning = WINDOWS_MISSING_MEANING;
	if (meaning)
		page_paragraph(page, PAGE_PLAIN, INDENT, INDENT, meaning);
	if (node->file && node->status != DEPENDENCY_FOUND && node->status != DEPENDENCY_UNTOLD)
		copy = fitting_copy(report, node);
	if (copy)
		page_paragraph(page, PAGE_PLAIN, INDENT, INDENT,
			arena_printf(&page->scratch, "Take it away, and %s is found in its place.",
				copy->path));
	else if (node->file && meaning)
		page_paragraph(page, PAGE_PLAIN, INDENT, INDENT,
			"Replace it by the one that the program came with.");
}
