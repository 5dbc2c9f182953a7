/*
 * The machine that Windows was built for, and what 64-bit Windows shows a 32-bit program instead of
 * its own system folder. Source: doc "File System Redirector".
 */
#ifndef COMPATSCAN_HOST_WOW64_H
#define COMPATSCAN_HOST_WOW64_H

#include "scanner/host/host.h"

#include <stdint.h>

/* Machines of the PE header that Windows has run on. */
enum {
	MACHINE_UNKNOWN = 0,
	MACHINE_I386 = 0x014C,
	MACHINE_MIPS = 0x0166,
	MACHINE_ALPHA = 0x0184,
	MACHINE_POWERPC = 0x01F0,
	MACHINE_ARMNT = 0x01C4,
	MACHINE_IA64 = 0x0200,
	MACHINE_ALPHA64 = 0x0284,
	MACHINE_AMD64 = 0x8664,
	MACHINE_ARM64 = 0xAA64,
};

/* Of PROCESSOR_ARCHITECTURE ("x86", "AMD64", ...); MACHINE_UNKNOWN when it is none of them. */
uint16_t machine_of_architecture(const char *architecture);

/* "x86", "AMD64", ...; NULL for MACHINE_UNKNOWN. */
const char *architecture_of_machine(uint16_t machine);

bool machine_is_64bit(uint16_t machine);

/*
 * Finds out what machine the target's Windows was built for, and how that is known: from
 * PROCESSOR_ARCHITECTURE, else from BuildLabEx, else from System32\ntdll.dll, else from the folder
 * SysWOW64, else by what the profile ran on most often.
 */
void wow64_find_machine(struct host *host);

/* Whether a program of this machine (MACHINE_UNKNOWN: Windows' own) is redirected on the target. */
bool wow64_redirects(const struct host *host, uint16_t caller_machine);

/*
 * The absolute path that a program of caller_machine really reaches when it asks for path; path
 * itself where nothing is redirected. The result may live in the host's arena.
 */
const char *wow64_path(const struct host *host, uint16_t caller_machine, const char *path);

#endif
