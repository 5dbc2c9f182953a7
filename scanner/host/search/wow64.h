/*
 * What 64-bit Windows shows a 32-bit program instead of its own system folder. Source: doc "File
 * System Redirector".
 */
#ifndef COMPATSCAN_HOST_SEARCH_WOW64_H
#define COMPATSCAN_HOST_SEARCH_WOW64_H

#include "scanner/host/host.h"
#include "scanner/host/machine/processor.h"

/* Whether the target runs 64-bit Windows. */
bool wow64_is_64bit(struct host *host);

/* The machine of the process that the program becomes: its own, but for a .NET program for any
 * processor that of Windows, whatever its header says. MACHINE_UNKNOWN for what is no PE image. */
uint16_t wow64_process_machine(struct host *host, const struct image *program);

/* Whether it is such a .NET program. */
bool wow64_any_processor(const struct image *program);

/* Whether a program of this machine (MACHINE_UNKNOWN: Windows' own) is redirected on the target. */
bool wow64_redirects(struct host *host, uint16_t caller_machine);

/*
 * The absolute path that a program of caller_machine really reaches when it asks for path; path
 * itself where nothing is redirected. The result may live in the host's arena.
 */
const char *wow64_path(struct host *host, uint16_t caller_machine, const char *path);

#endif
