/*
 * Which Windows the machine runs, from HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion; where
 * that hive is not to be had, what the SYSTEM hive says of it. For which processor it was built is
 * in struct host.
 */
#ifndef COMPATSCAN_HOST_WINDOWS_VERSION_H
#define COMPATSCAN_HOST_WINDOWS_VERSION_H

#include "scanner/host/fact.h"

struct host;

struct windows_version {
	struct fact version;      /* "4.0", "5.1", "10.0" (Windows 11 too) */
	struct fact build;        /* "1381", "22631" */
	struct fact service_pack; /* "0", "6" */
	struct fact product;      /* "Microsoft Windows XP"; NT 4 stores none */
	struct fact edition;      /* "Enterprise"; from Vista on */
	struct fact product_type; /* "WinNT" workstation, "ServerNT" server, "LanmanNT" domain
				     controller */

	/* The same for comparing; 0 where the fact has no value or is no number. */
	unsigned major;
	unsigned minor;
	unsigned build_number;
	unsigned service_pack_number;
};

/* Read once and kept in the host; never NULL. Asks for the registry alone. */
const struct windows_version *windows_version(struct host *host);

/* The release that counts for the machine, that of its profile, as a number that orders releases:
 * 400 for NT 4, 501 for XP, 601 for Windows 7, 603 for 8.1 and all later ones. */
unsigned windows_release(const struct host *host);

#endif
