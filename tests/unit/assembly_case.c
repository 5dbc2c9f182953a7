#include "tests/unit/assembly_case.h"

#include <stdio.h>
#include <string.h>

enum { RT_MANIFEST = 24, ROOM = 2048 };

void assembly_case_text(struct machine *machine, const char *path, const char *text)
{
	machine_put(machine, path, (struct memory_entry){.bytes = text, .size = strlen(text)});
}

void assembly_case_image(struct machine *machine, const char *path, const char *manifest)
{
	machine_image(
		machine, path, &(struct fixture_image){.kind = FIXTURE_PE32, .manifest = manifest});
}

void assembly_case_dll(struct machine *machine, const char *path, uint16_t id, const char *manifest)
{
	const struct fixture_resource resource = {.type = RT_MANIFEST,
		.id = id,
		.language = 0x0409,
		.bytes = manifest,
		.size = strlen(manifest)};

	machine_image(machine, path,
		&(struct fixture_image){.kind = FIXTURE_PE32,
			.dll = true,
			.resources = &resource,
			.resource_count = 1});
}

void assembly_case_share(struct machine *machine, bool components, const char *version)
{
	char name[256], path[512], manifest[ROOM];

	snprintf(name, sizeof(name),
		components ? "x86_microsoft.vc90.crt_" CASE_TOKEN "_%s_none_509463cabcb6ef2b"
			   : "x86_Microsoft.VC90.CRT_" CASE_TOKEN "_%s_x-ww_6f74963e",
		version);
	snprintf(path, sizeof(path), "C:\\Windows\\WinSxS\\Manifests\\%s.manifest", name);
	snprintf(manifest, sizeof(manifest),
		CASE_BEGIN
		"<assemblyIdentity type=\"win32\" name=\"" CASE_CRT
		"\" version=\"%s\" processorArchitecture=\"x86\" publicKeyToken=\"" CASE_TOKEN
		"\"/>" CASE_FILE("msvcr90.dll") CASE_END,
		version);
	assembly_case_text(machine, path, manifest);
	snprintf(path, sizeof(path), "C:\\Windows\\WinSxS\\%s\\msvcr90.dll", name);
	machine_file(machine, path);
}

void assembly_case_start(struct machine *machine, const char *profile)
{
	machine_folder(machine, "C:\\Windows\\System32");
	machine_path(machine, "C:\\Windows\\System32");
	machine->host.options.profile = profile;
	machine_start(machine);
}
