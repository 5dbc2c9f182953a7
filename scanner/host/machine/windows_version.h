/*
 * Which Windows the machine runs: from HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion, the
 * system environment, and, where those say nothing, what follows from them and from the disk.
 */
#ifndef COMPATSCAN_HOST_MACHINE_WINDOWS_VERSION_H
#define COMPATSCAN_HOST_MACHINE_WINDOWS_VERSION_H

#include "scanner/host/fact.h"

#include <stdint.h>

struct host;

struct windows_version {
	struct fact version;      /* "4.0", "5.1", "10.0" (Windows 11 too) */
	struct fact build;        /* "1381", "22631" */
	struct fact service_pack; /* "0", "6" */
	struct fact product;      /* "Microsoft Windows XP"; NT 4 stores none */
	struct fact edition;      /* "Enterprise"; from Vista on */
	struct fact product_type; /* "WinNT" workstation, "ServerNT" server, "LanmanNT" domain
				     controller */
	struct fact architecture; /* of the processor as Windows names it: "x86", "AMD64", "ARM64",
				     "IA64", "ALPHA", "MIPS", "PPC", "ARM" */

	/* The same for comparing; 0 where the fact has no value or is no number. */
	unsigned major;
	unsigned minor;
	unsigned build_number;
	unsigned service_pack_number;
	uint16_t machine; /* what a PE image for this processor has in its header; 0 where the
			     architecture is not there */
};

/* Read once and kept in the host; never NULL. Asks for the registry and the environment; the
 * architecture is not there before the profile is chosen. */
const struct windows_version *windows_version(struct host *host);

/* The release as a number that orders releases, as in struct profile: 400 for NT 4, 501 for XP, 601
 * for Windows 7, 1000 for 10 and 11; 0 when not known. */
unsigned windows_release(const struct windows_version *version);

#endif
