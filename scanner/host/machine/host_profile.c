#include "scanner/host/machine/host_profile.h"

#include "scanner/host/machine/windows_version.h"

/* The fourth number of ntdll's version in Windows XP SP2; it was 1106 in SP1. */
enum { XP_SP2_REVISION = 2180 };

static const struct profile *profile_of_registry(struct host *host)
{
	const struct windows_version *version = windows_version(host);

	return profile_of_release(
		windows_release(version), version->build_number, version->service_pack_number);
}

/* ntdll carries the version of the Windows it belongs to. */
static const struct profile *profile_of_ntdll(struct host *host)
{
	const char *path = host_windows_folder(host, "System32\\ntdll.dll");
	struct look look = {.status = LOOK_ABSENT};
	const struct image *image;
	const uint16_t *number;
	unsigned release;

	if (path)
		look = tree_look(&host->tree, path);
	image = look.file ? host_file_image(&host->tree, look.file) : NULL;
	if (!image || !image->version.present || !image->version.fixed_present)
		return NULL;
	number = image->version.file;
	release = number[0] * 100u + number[1];
	host->profile_source = arena_printf(host->arena, "%s has version %u.%u.%u.%u",
		look.file->path, number[0], number[1], number[2], number[3]);
	return profile_of_release(release, number[2],
		release == RELEASE_OF_XP && number[3] >= XP_SP2_REVISION ? 2 : 0);
}

void host_find_profile(struct host *host)
{
	if (host->options.profile)
		host->profile = profile_named(host->options.profile);
	if (!host->profile)
		host->profile = profile_of_registry(host);
	if (!host->profile)
		host->profile = profile_of_ntdll(host);
	if (!host->profile) {
		host->profile_source = NULL;
		host->profile = profile_named("nt4");
		host->profile_assumed = true;
	}
}
