#include "scanner/host/search/wow64.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/windows_version.h"

bool wow64_is_64bit(struct host *host)
{
	const struct processor *processor = processor_of_machine(windows_version(host)->machine);

	return processor && processor->is_64bit;
}

bool wow64_any_processor(const struct image *program)
{
	const struct image_clr *clr = &program->clr;

	return clr->present && clr->il_only && clr->bits_on_64bit == 64 && clr->bits_on_32bit == 32;
}

uint16_t wow64_process_machine(struct host *host, const struct image *program)
{
	if (program->kind != IMAGE_PE32 && program->kind != IMAGE_PE32PLUS)
		return MACHINE_UNKNOWN;
	if (!wow64_any_processor(program))
		return program->machine_code;
	return wow64_is_64bit(host) ? windows_version(host)->machine : MACHINE_I386;
}

/* The folder that takes System32's place for a program of this machine; NULL for none. */
static const char *system_folder_for(struct host *host, uint16_t machine)
{
	if (!wow64_is_64bit(host))
		return NULL;
	if (machine == MACHINE_I386)
		return "SysWOW64";
	return machine == MACHINE_ARMNT ? "SysArm32" : NULL;
}

bool wow64_redirects(struct host *host, uint16_t caller_machine)
{
	return host->windows_directory && system_folder_for(host, caller_machine);
}

/* What follows folder in a path that is it or lies in it; NULL for any other. */
static const char *rest_below(const char *path, const char *folder)
{
	const char *rest = text_behind_name(path, folder);

	return rest && (!*rest || *rest == '\\') ? rest : NULL;
}

/* Folders of System32 that 32-bit programs share with the others. */
static bool is_exempt(struct host *host, const char *below_system32)
{
	static const char *const exempt[] = {"\\catroot", "\\catroot2", "\\drivers\\etc",
		"\\logfiles", "\\spool", "\\driverstore"};
	size_t count = sizeof(exempt) / sizeof(exempt[0]) - !host->profile->driverstore_exempt;

	for (size_t i = 0; i < count; i++)
		if (rest_below(below_system32, exempt[i]))
			return true;
	return false;
}

const char *wow64_path(struct host *host, uint16_t caller_machine, const char *path)
{
	const char *windows = host->windows_directory;
	const char *substitute;
	const char *rest;

	if (!wow64_redirects(host, caller_machine))
		return path;
	substitute = winpath_join(host->arena, windows, system_folder_for(host, caller_machine));
	rest = rest_below(path, winpath_join(host->arena, windows, "System32"));
	if (rest)
		return is_exempt(host, rest) ? path
					     : arena_printf(host->arena, "%s%s", substitute, rest);
	rest = rest_below(path, winpath_join(host->arena, windows, "Sysnative"));
	if (rest && host->profile->sysnative)
		return arena_printf(host->arena, "%s\\System32%s", windows, rest);
	if (rest_below(path, winpath_join(host->arena, windows, "regedit.exe")))
		return winpath_join(host->arena, substitute, "regedit.exe");
	return path;
}
