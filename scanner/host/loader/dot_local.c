#include "scanner/host/loader/dot_local.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/loader/module_manifest.h"
#include "scanner/host/machine/session_flags.h"

static struct dot_local nothing(enum fact_basis basis, const char *source)
{
	return (struct dot_local){.basis = basis, .source = source};
}

static struct dot_local cannot_tell(struct dot_local local, const char *why)
{
	local.basis = FACT_UNKNOWN;
	local.source = why;
	return local;
}

/* What becomes of the redirection of a program that has a manifest. */
static struct dot_local with_manifest(struct host *host, struct dot_local local)
{
	const struct session_flag *override = session_flag(host, FLAG_DEV_OVERRIDE_ENABLE);

	if (host->profile->release < RELEASE_OF_SERVER_2003)
		return nothing(
			FACT_DERIVED, arena_printf(host->arena,
					      "%s; the program has a manifest, which Windows "
					      "XP goes by instead",
					      local.source));
	if (override->fact.basis == FACT_ASSUMED || override->fact.basis == FACT_UNKNOWN)
		return cannot_tell(local,
			arena_printf(host->arena,
				"%s, but the program has a manifest, which Windows goes by instead "
				"unless %s is set in %s; whether it is could not be told: give "
				"--software-hive FILE",
				local.source, override->name, override->key));
	if (override->number) {
		local.source = arena_printf(
			host->arena, "%s; %s, %s", local.source, override->key, override->name);
		return local;
	}
	return nothing(FACT_READ,
		arena_printf(host->arena, "%s; the program has a manifest and %s is not set in %s",
			local.source, override->name, override->key));
}

struct dot_local dot_local_read(struct host *host, struct host_file *program)
{
	const char *path = arena_printf(host->arena, "%s.local", program->path);
	struct dot_local local = {.basis = FACT_READ, .source = path};
	struct module_manifest manifest;
	struct look look;

	if (host->profile->release < RELEASE_OF_WINDOWS_2000)
		return nothing(host->profile_assumed ? FACT_ASSUMED : FACT_DERIVED,
			"Windows NT 4.0 does not know PROGRAM.EXE.local");
	look = tree_look(&host->tree, path);
	if (look.status == LOOK_ABSENT)
		return nothing(FACT_READ, arena_printf(host->arena, "%s is not there", path));
	local.folder = winpath_folder(host->arena, program->path);
	if (look.status != LOOK_FOUND)
		return cannot_tell(local, look.reason);
	local.source = look.path;
	if (!host->profile->side_by_side) {
		local.known_dlls_too = true;
		return look.file ? local
				 : nothing(FACT_DERIVED,
					   arena_printf(host->arena,
						   "%s is a folder, which Windows 2000 does not "
						   "look for",
						   look.path));
	}
	if (look.folder)
		local.folder = host_folder_path(look.folder);
	manifest = module_manifest_of_program(host, program);
	if (manifest.unknown && !manifest.manifest)
		return cannot_tell(local, manifest.unknown);
	return manifest.manifest ? with_manifest(host, local) : local;
}
