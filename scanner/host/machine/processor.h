/*
 * The processors that Windows has run on: how Windows, its build laboratory and the PE header name
 * them. Sources: doc "WOW64 Implementation Details", the PE specification.
 */
#ifndef COMPATSCAN_HOST_MACHINE_PROCESSOR_H
#define COMPATSCAN_HOST_MACHINE_PROCESSOR_H

#include <stdbool.h>
#include <stdint.h>

/* Machines of the PE header. */
enum {
	MACHINE_UNKNOWN = 0,
	MACHINE_I386 = 0x014C,
	MACHINE_MIPS = 0x0166,
	MACHINE_ALPHA = 0x0184,
	MACHINE_ARMNT = 0x01C4,
	MACHINE_POWERPC = 0x01F0,
	MACHINE_IA64 = 0x0200,
	MACHINE_AMD64 = 0x8664,
	MACHINE_ARM64 = 0xAA64,
};

struct processor {
	const char *name;  /* of PROCESSOR_ARCHITECTURE */
	uint16_t machine;  /* of the PE header */
	const char *build; /* in BuildLabEx: 7601.17514.amd64fre.win7sp1_rtm */
	const char
		*assembly; /* in manifests, as processorArchitecture; NULL: it has no assemblies */
	bool is_64bit;     /* and runs 32-bit programs by WOW64 */
};

/* NULL when there is none of that name, in that build or of that machine. */
const struct processor *processor_of_name(const char *name);
const struct processor *processor_of_build(const char *build_lab);
const struct processor *processor_of_machine(uint16_t machine);

#endif
