#include "scanner/host/dependencies/program_refusal.h"

#include "scanner/host/machine/windows_version.h"
#include "scanner/host/search/wow64.h"

const char *program_refusal(struct host *host, const struct image *program)
{
	if (windows_version(host)->architecture.basis == FACT_ASSUMED)
		return NULL;
	if (!wow64_is_64bit(host))
		return program->bits == 64 ? "32-bit Windows runs no 64-bit program" : NULL;
	if (program->kind == IMAGE_NE)
		return "64-bit Windows runs no 16-bit Windows program";
	return program->kind == IMAGE_MZ ? "64-bit Windows runs no DOS program" : NULL;
}
