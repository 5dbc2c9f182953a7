#include "tests/unit/assembly_case.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { RT_MANIFEST = 24, ROOM = 2048 };

void assembly_case_text(struct machine *machine, const char *path, const char *text)
{
	machine_put(machine, path, (struct memory_entry){.bytes = text, .size = strlen(text)});
}

void assembly_case_image(struct machine *machine, const char *path, const char *manifest)
{
	machine_image(machine, path,
		&(struct specimen_image){.kind = SPECIMEN_PE32, .manifest = manifest});
}

void assembly_case_dll(struct machine *machine, const char *path, uint16_t id, const char *manifest)
{
	const struct specimen_resource resource = {.type = RT_MANIFEST,
		.id = id,
		.language = 0x0409,
		.bytes = manifest,
		.size = strlen(manifest)};

	machine_image(machine, path,
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.dll = true,
			.resources = &resource,
			.resource_count = 1});
}

void assembly_case_share(struct machine *machine, bool components, const char *version)
{
	char name[256], path[512], manifest[ROOM];

	snprintf(
		name, sizeof(name), components ? CASE_NEW_NAME("%s") : CASE_XP_NAME("%s"), version);
	snprintf(path, sizeof(path), CASE_STORE "Manifests\\%s.manifest", name);
	snprintf(manifest, sizeof(manifest),
		CASE_BEGIN
		"<assemblyIdentity type=\"win32\" name=\"" CASE_CRT
		"\" version=\"%s\" processorArchitecture=\"x86\" publicKeyToken=\"" CASE_TOKEN
		"\"/>" CASE_FILE("msvcr90.dll") CASE_END,
		version);
	assembly_case_text(machine, path, manifest);
	snprintf(path, sizeof(path), CASE_STORE "%s\\msvcr90.dll", name);
	machine_file(machine, path);
}

void assembly_case_start(struct machine *machine, const char *profile)
{
	machine_folder(machine, "C:\\Windows\\System32");
	machine_path(machine, "C:\\Windows\\System32");
	machine->host.options.profile = profile;
	machine_start(machine);
}

struct side_by_side_answer assembly_case_find(struct machine *machine, const char *dll_name)
{
	return side_by_side_find(
		&machine->host, machine_look(machine, CASE_PROGRAM), NULL, dll_name);
}

const struct side_by_side_fault *assembly_case_fault(struct machine *machine)
{
	size_t count;
	const struct side_by_side_fault *faults =
		side_by_side_missing(&machine->host, machine_look(machine, CASE_PROGRAM), &count);

	ck_assert_uint_eq(count, 1);
	return faults;
}

void assembly_case_no_fault(struct machine *machine)
{
	size_t count;

	side_by_side_missing(&machine->host, machine_look(machine, CASE_PROGRAM), &count);
	ck_assert_uint_eq(count, 0);
}

struct side_by_side_answer assembly_case_answer(
	struct machine *machine, const char *profile, const char *dll_name)
{
	assembly_case_start(machine, profile);
	return assembly_case_find(machine, dll_name);
}

void assembly_case_found(struct side_by_side_answer answer, const char *path, const char *version)
{
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.file->path, path);
	ck_assert_str_eq(answer.assembly, CASE_CRT);
	ck_assert_str_eq(answer.version, version);
}

void assembly_case_init(struct machine *machine)
{
	machine_init(machine);
	machine_folder(machine, CASE_STORE "Manifests");
	machine_folder(machine, CASE_STORE "Policies");
}
