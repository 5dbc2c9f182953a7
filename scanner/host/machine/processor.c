#include "scanner/host/machine/processor.h"

#include "scanner/base/text.h"

#include <stddef.h>
#include <string.h>

static const struct processor processors[] = {
	{"x86", MACHINE_I386, "x86", "x86", false},
	{"AMD64", MACHINE_AMD64, "amd64", "amd64", true},
	{"ARM64", MACHINE_ARM64, "arm64", "arm64", true},
	{"IA64", MACHINE_IA64, "ia64", "ia64", true},
	{"ARM", MACHINE_ARMNT, "woa", "arm", false},
	{"ALPHA", MACHINE_ALPHA, "alpha", NULL, false},
	{"MIPS", MACHINE_MIPS, "mips", NULL, false},
	{"PPC", MACHINE_POWERPC, "ppc", NULL, false},
};

enum { PROCESSORS = sizeof(processors) / sizeof(processors[0]) };

const struct processor *processor_of_name(const char *name)
{
	for (size_t i = 0; i < PROCESSORS; i++)
		if (text_same_name(processors[i].name, name))
			return &processors[i];
	return NULL;
}

/* Free or checked: "amd64fre", "amd64chk". */
static bool begins_build(const char *text, const char *build)
{
	size_t length = strlen(build);

	return strncmp(text, build, length) == 0 &&
	       (strncmp(text + length, "fre", 3) == 0 || strncmp(text + length, "chk", 3) == 0);
}

const struct processor *processor_of_build(const char *build_lab)
{
	for (int dots = 0; build_lab && dots < 2; dots++) {
		build_lab = strchr(build_lab, '.');
		build_lab = build_lab ? build_lab + 1 : NULL;
	}
	for (size_t i = 0; build_lab && i < PROCESSORS; i++)
		if (begins_build(build_lab, processors[i].build))
			return &processors[i];
	return NULL;
}

const struct processor *processor_of_machine(uint16_t machine)
{
	for (size_t i = 0; i < PROCESSORS; i++)
		if (processors[i].machine == machine)
			return &processors[i];
	return NULL;
}
