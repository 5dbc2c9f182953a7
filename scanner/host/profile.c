#include "scanner/host/profile.h"

#include <string.h>

static const struct profile profiles[] = {
	{.name = "nt4", .title = "Windows NT 4.0", .path_limit = 1023},
	{.name = "w2k", .title = "Windows 2000", .path_limit = 1023},
	{.name = "xp", .title = "Windows XP or Server 2003"},
	{.name = "win7",
		.title = "Windows 7 or Server 2008 R2",
		.safe_dll_search = true,
		.api_sets = true},
	{.name = "win10",
		.title = "Windows 10 or Server 2016",
		.safe_dll_search = true,
		.api_sets = true},
	{.name = "win11", .title = "Windows 11", .safe_dll_search = true, .api_sets = true},
};

static const struct {
	const char *current_version;
	const char *profile;
} versions[] = {
	{"4.0", "nt4"},
	{"5.0", "w2k"},
	{"5.1", "xp"},
	{"5.2", "xp"},
	{"6.0", "win7"},
	{"6.1", "win7"},
};

/* From here on Windows calls itself 6.3 and only the build number tells releases apart. */
enum { BUILD_OF_WINDOWS_11 = 22000 };

const struct profile *profile_named(const char *name)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return NULL;
}

const struct profile *profile_of_version(const char *current_version, unsigned build)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (strcmp(versions[i].current_version, current_version) == 0)
			return profile_named(versions[i].profile);
	if (strcmp(current_version, "6.2") != 0 && strcmp(current_version, "6.3") != 0)
		return NULL;
	return profile_named(build >= BUILD_OF_WINDOWS_11 ? "win11" : "win10");
}

const char *profile_names(void)
{
	return "nt4, w2k, xp, win7, win10, win11";
}
