#include "tests/machine/machine.h"

#include "tests/fixture/file.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const char ENVIRONMENT[] = "ControlSet001\\Control\\Session Manager\\Environment";

void machine_init(struct machine *machine)
{
	*machine = (struct machine){0};
	arena_init(&machine->arena);
	machine->host.arena = &machine->arena;
	machine->host.options.variables = machine->variables;
	tree_init(&machine->host.tree, &machine->arena, &machine->host.problems);
}

void machine_free(struct machine *machine)
{
	for (size_t i = 0; i < MAX_VOLUMES; i++) {
		const struct volume *volume = machine->host.tree.volumes[i];

		if (!volume)
			continue;
		ck_assert_uint_eq(memory_volume_left_open(volume), 0);
		ck_assert_uint_le(memory_volume_most_listed(volume), 1);
	}
	host_release(&machine->host);
	fixture_hive_free(machine->system);
	fixture_hive_free(machine->software);
	fixture_hive_free(machine->default_hive);
	fixture_hive_free(machine->user);
	arena_free(&machine->arena);
}

struct volume *machine_drive(struct machine *machine, char letter)
{
	struct volume **volume = &machine->host.tree.volumes[letter - 'A'];

	if (!*volume)
		ck_assert(tree_mount(&machine->host.tree, memory_volume_new(letter)));
	return *volume;
}

struct volume *machine_share(struct machine *machine, const char *name)
{
	struct volume *volume = memory_volume_new(0);

	volume->share = name;
	ck_assert(tree_mount(&machine->host.tree, volume));
	return volume;
}

void machine_put(struct machine *machine, const char *path, struct memory_entry entry)
{
	char *stored = specimen_copy_text(path + 3, strlen(path + 3));

	for (char *at = stored; *at; at++)
		if (*at == '\\')
			*at = '/';
	entry.path = stored;
	memory_volume_put(machine_drive(machine, path[0]), entry);
	free(stored);
}

void machine_folder(struct machine *machine, const char *path)
{
	machine_put(machine, path, (struct memory_entry){.type = ENTRY_FOLDER});
}

void machine_file(struct machine *machine, const char *path)
{
	machine_put(machine, path, (struct memory_entry){.bytes = path, .size = strlen(path)});
}

void machine_image(struct machine *machine, const char *path, const struct specimen_image *image)
{
	struct specimen_bytes bytes = {0};

	fixture_image_build(image, &bytes);
	machine_put(
		machine, path, (struct memory_entry){.bytes = bytes.data, .size = bytes.length});
	specimen_bytes_free(&bytes);
}

struct fixture_hive *machine_system(struct machine *machine)
{
	if (!machine->system) {
		machine->system = fixture_hive_new();
		fixture_hive_set_dword(machine->system, "Select", "Current", 1);
		fixture_hive_add_key(machine->system, ENVIRONMENT);
	}
	return machine->system;
}

static struct fixture_hive *made(struct fixture_hive **hive)
{
	if (!*hive)
		*hive = fixture_hive_new();
	return *hive;
}

struct fixture_hive *machine_software(struct machine *machine)
{
	return made(&machine->software);
}

struct fixture_hive *machine_default(struct machine *machine)
{
	return made(&machine->default_hive);
}

struct fixture_hive *machine_user(struct machine *machine)
{
	return made(&machine->user);
}

void machine_variable(struct machine *machine, const char *name, enum fixture_registry_type type,
	const char *value)
{
	fixture_hive_set_text(machine_system(machine), ENVIRONMENT, name, type, value);
}

void machine_path(struct machine *machine, const char *value)
{
	machine_variable(machine, "Path", FIXTURE_REG_EXPAND_SZ, value);
}

void machine_given(struct machine *machine, const char *name, const char *value)
{
	struct host_options *options = &machine->host.options;

	ck_assert_uint_lt(options->variable_count, MAX_MACHINE_VARIABLES);
	machine->variables[options->variable_count++] =
		(struct host_variable){.name = name, .value = value};
}

struct hive *machine_open_hive(const struct fixture_hive *hive, const char *path,
	struct arena *arena, struct problem_list *problems)
{
	struct specimen_bytes bytes = {0};
	struct byte_source source;
	struct hive *opened;
	struct view view;

	fixture_hive_build(hive, &bytes);
	byte_source_memory(&source, bytes.data, bytes.length);
	view = view_of(&source);
	opened = hive_open(&view, path, arena, problems);
	specimen_bytes_free(&bytes);
	return opened;
}

static struct registry_source *open_own(
	struct machine *machine, const struct fixture_hive *hive, const char *name)
{
	struct hive *opened;

	if (!hive)
		return NULL;
	opened = machine_open_hive(hive, name, &machine->arena, &machine->host.problems);
	ck_assert_ptr_nonnull(opened);
	return hive_source(opened);
}

void machine_start(struct machine *machine)
{
	struct registry_source *sources[REGISTRY_ROOTS] = {
		[REGISTRY_SYSTEM] = open_own(machine, machine->system, "SYSTEM"),
		[REGISTRY_SOFTWARE] = open_own(machine, machine->software, "SOFTWARE"),
		[REGISTRY_DEFAULT] = open_own(machine, machine->default_hive, "DEFAULT"),
		[REGISTRY_USER] = open_own(machine, machine->user, "NTUSER.DAT"),
	};

	host_read(&machine->host, sources);
}

struct host_file *machine_look(struct machine *machine, const char *path)
{
	struct look look = tree_look(&machine->host.tree, path);

	ck_assert_msg(look.status == LOOK_FOUND && look.file, "%s is not there", path);
	return look.file;
}
