/*
 * A Windows machine described by a test: files on drives in memory, registry hives, variables. It
 * becomes a struct host when machine_start is called, and nothing of it touches a disk.
 */
#ifndef COMPATSCAN_TESTS_MACHINE_MACHINE_H
#define COMPATSCAN_TESTS_MACHINE_MACHINE_H

#include "scanner/host/disk/memory_volume.h"
#include "scanner/host/host.h"
#include "scanner/host/registry/hive.h"
#include "scanner/specimen/image.h"
#include "tests/fixture/hive.h"

enum { MAX_MACHINE_VARIABLES = 4 };

struct machine {
	struct arena arena;
	struct host host;
	struct fixture_hive *system; /* NULL until machine_system makes it: then there is no hive */
	struct fixture_hive *software;     /* likewise, and so on */
	struct fixture_hive *default_hive; /* HKU\.DEFAULT */
	struct fixture_hive *user;         /* HKCU */
	struct host_variable variables[MAX_MACHINE_VARIABLES];
};

/* An empty machine: no drive, no hive. */
void machine_init(struct machine *machine);

/* Releases all of it; fails the test when a file was left open or a folder listed twice. */
void machine_free(struct machine *machine);

/* The drive with this letter, mounted when first asked for. */
struct volume *machine_drive(struct machine *machine, char letter);

/* A new share; name is as volume.h has it, and borrowed. */
struct volume *machine_share(struct machine *machine, const char *name);

/* An entry at a Windows path; entry.path is ignored. Paths keep their case. */
void machine_put(struct machine *machine, const char *path, struct memory_entry entry);
void machine_folder(struct machine *machine, const char *path);
/* A file whose bytes are its own path. */
void machine_file(struct machine *machine, const char *path);
void machine_image(struct machine *machine, const char *path, const struct specimen_image *image);

/* The SYSTEM hive, with Select\Current 1 and an empty system environment. */
struct fixture_hive *machine_system(struct machine *machine);
struct fixture_hive *machine_software(struct machine *machine);
struct fixture_hive *machine_default(struct machine *machine);
struct fixture_hive *machine_user(struct machine *machine);
/* A system variable; the type is FIXTURE_REG_SZ or FIXTURE_REG_EXPAND_SZ. */
void machine_variable(struct machine *machine, const char *name, enum fixture_registry_type type,
	const char *value);
/* The system's Path as Windows stores it, to be expanded. */
void machine_path(struct machine *machine, const char *value);
/* A variable given with --env. */
void machine_given(struct machine *machine, const char *name, const char *value);

/* Opens a hive that was built as hive_open would get it from a file. */
struct hive *machine_open_hive(const struct fixture_hive *hive, const char *path,
	struct arena *arena, struct problem_list *problems);

/* Reads the machine. */
void machine_start(struct machine *machine);

/* The file at a Windows path, which must be there. */
struct host_file *machine_look(struct machine *machine, const char *path);

#endif
