#include "scanner/host/machine/profile.h"

#include <string.h>

#define NT_PROGRAMS                                                                                \
	[LAUNCHER_CREATEPROCESS] = &order_createprocess,                                           \
	[LAUNCHER_SEARCHPATH] = &order_searchpath, [LAUNCHER_CMD] = &order_cmd,                    \
	[LAUNCHER_SHELL] = &order_shell, [LAUNCHER_WIN16] = &order_win16,                          \
	[LAUNCHER_DOS] = &order_dos

#define NT4_ORDERS                                                                                 \
	{                                                                                          \
		NT_PROGRAMS, [LAUNCHER_LOADLIBRARY] = &order_loadlibrary_nt4                       \
	}
#define W2K_ORDERS                                                                                 \
	{                                                                                          \
		NT_PROGRAMS, [LAUNCHER_LOADLIBRARY] = &order_loadlibrary_2000                      \
	}
#define XP_ORDERS                                                                                  \
	{                                                                                          \
		NT_PROGRAMS, [LAUNCHER_LOADLIBRARY] = &order_loadlibrary_xp                        \
	}
#define WIN7_ORDERS                                                                                \
	{                                                                                          \
		NT_PROGRAMS, [LAUNCHER_LOADLIBRARY] = &order_loadlibrary_7                         \
	}

#define NT4_PATHEXT ".COM;.EXE;.BAT;.CMD"
#define W2K_PATHEXT NT4_PATHEXT ";.VBS;.VBE;.JS;.JSE;.WSF;.WSH"
#define VISTA_PATHEXT W2K_PATHEXT ";.MSC"

#define XP_TO_VISTA                                                                                \
	.orders = XP_ORDERS, .safe_dll_order = &order_loadlibrary_xp_safe,                         \
	.safe_process_order = &order_searchpath_safe, .side_by_side = true,                        \
	.path_limits = &path_limits_xp

#define WIN7_AND_LATER                                                                             \
	.orders = WIN7_ORDERS, .safe_dll_order = &order_loadlibrary_7_safe,                        \
	.safe_process_order = &order_searchpath_safe, .api_sets = true, .side_by_side = true,      \
	.sysnative = true, .driverstore_exempt = true, .pathext = VISTA_PATHEXT,                   \
	.path_limits = &path_limits_xp

/* In the order of their age; of one version the later row asks for more. */
static const struct profile profiles[] = {
	{.id = "nt4",
		.name = "nt4",
		.title = "Windows NT 4.0",
		.release = 400,
		.orders = NT4_ORDERS,
		.pathext = NT4_PATHEXT,
		.path_limits = &path_limits_nt},
	{.id = "w2k",
		.name = "w2k",
		.title = "Windows 2000",
		.release = 500,
		.orders = W2K_ORDERS,
		.pathext = W2K_PATHEXT,
		.path_limits = &path_limits_nt},
	/* SafeDllSearchMode came with this service pack, to be switched on. */
	{.id = "w2k-sp3",
		.name = "w2k",
		.title = "Windows 2000 SP3 or later",
		.release = 500,
		.first_service_pack = 3,
		.orders = W2K_ORDERS,
		.safe_dll_order = &order_loadlibrary_2000_safe,
		.pathext = W2K_PATHEXT,
		.path_limits = &path_limits_nt},
	{.id = "xp",
		.name = "xp",
		.title = "Windows XP before SP2",
		.release = 501,
		XP_TO_VISTA,
		.pathext = W2K_PATHEXT},
	{.id = "xp-sp2",
		.name = "xp",
		.title = "Windows XP SP2 or later",
		.release = 501,
		.first_service_pack = 2,
		XP_TO_VISTA,
		.pathext = W2K_PATHEXT},
	{.id = "server2003",
		.name = "xp",
		.title = "Windows Server 2003 or XP x64",
		.release = 502,
		XP_TO_VISTA,
		.pathext = W2K_PATHEXT},
	{.id = "vista",
		.name = "win7",
		.title = "Windows Vista or Server 2008",
		.release = 600,
		XP_TO_VISTA,
		.sysnative = true,
		.pathext = VISTA_PATHEXT},
	{.id = "win7",
		.name = "win7",
		.title = "Windows 7 or Server 2008 R2",
		.release = 601,
		WIN7_AND_LATER},
	{.id = "win8",
		.name = "win10",
		.title = "Windows 8 or Server 2012",
		.release = 602,
		WIN7_AND_LATER},
	{.id = "win8.1",
		.name = "win10",
		.title = "Windows 8.1 or Server 2012 R2",
		.release = 603,
		WIN7_AND_LATER},
	{.id = "win10",
		.name = "win10",
		.title = "Windows 10 or Server 2016",
		.release = 1000,
		WIN7_AND_LATER},
	{.id = "win11",
		.name = "win11",
		.title = "Windows 11",
		.release = 1000,
		.first_build = 22000,
		.only_64bit = true,
		WIN7_AND_LATER},
};

enum { PROFILES = sizeof(profiles) / sizeof(profiles[0]) };

const struct profile *profile_named(const char *id)
{
	for (size_t i = 0; i < PROFILES; i++)
		if (strcmp(profiles[i].id, id) == 0)
			return &profiles[i];
	return NULL;
}

const struct profile *profile_of_release(unsigned release, unsigned build, unsigned service_pack)
{
	const struct profile *found = NULL;

	for (size_t i = 0; i < PROFILES; i++)
		if (profiles[i].release == release && build >= profiles[i].first_build &&
			service_pack >= profiles[i].first_service_pack)
			found = &profiles[i];
	return found;
}

const char *profile_names(void)
{
	return "nt4, w2k, w2k-sp3, xp, xp-sp2, server2003, vista, win7, win8, win8.1, win10, win11";
}
