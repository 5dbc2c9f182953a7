/*
 * A Windows machine as a pack describes it for its examples (docs/rules.md, "Examples"): files by
 * what they are, registry values, PATH, all that a check could ask about, and nothing that is not
 * needed. Loading checks what the JSON says; opening makes a host of it, in memory alone.
 *
 * A machine may have a base, of which it only says what is different. What nobody in that chain
 * says is as on a small healthy Windows NT 4.0: see example_machine_open.
 */
#ifndef COMPATSCAN_RULES_EXAMPLES_EXAMPLE_MACHINE_H
#define COMPATSCAN_RULES_EXAMPLES_EXAMPLE_MACHINE_H

#include "scanner/base/diagnostic.h"
#include "scanner/host/host.h"

#include <cjson/cJSON.h>

struct json_reader;

/* Machines below a machine. */
enum { MAX_MACHINE_BASES = 16 };

/* The time on a running machine that does not say its own: 2000-01-01T00:00:00Z. */
#define EXAMPLE_NOW INT64_C(946684800)

/* A name with a text; NULL takes what the base says away. */
struct example_pair {
	const char *name;
	const char *text;
};

struct example_pairs {
	struct example_pair *items;
	size_t count;
};

struct example_file;
struct example_key;
struct example_live;

struct example_machine {
	const char *at;   /* JSON path, for complaints */
	const char *name; /* among the machines of the pack; NULL for that of an example */
	const char *base_name;
	const struct example_machine *base; /* NULL: none */
	const char *profile;                /* NULL: as the base says */
	bool windows_given;
	const char *windows;        /* Windows path; NULL: no Windows folder is to be found */
	struct example_file *files; /* and folders; in the order of the JSON */
	size_t file_count;
	bool registry_given;
	bool registry_absent; /* no hive is there */
	struct example_key *keys;
	size_t key_count;
	bool path_given;
	const char *const *path;
	size_t path_count;
	struct example_pairs environment;
	struct example_pairs options; /* of the command line: exchsrvr, name */
	struct example_pairs set;     /* values of parameters that the user gives */
	bool now_given;               /* looked at from outside it is not known otherwise */
	int64_t now;
	bool live_given;
	struct example_live *live; /* NULL, when given: looked at from outside */
};

/* Reads a machine from its JSON; what is wrong with it is complained of. The base is not looked up
 * yet. */
void example_machine_load(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out);

/* Finds the base among machines, and complains when it is not there; and, when all have been found,
 * complains of one that is its own base. */
void example_machine_find_base(struct json_reader *reader, struct example_machine *machine,
	const struct example_machine *machines, size_t count);
void example_machine_check_bases(struct json_reader *reader, const struct example_machine *machine);

/* What cannot be made as described, and where the JSON says so. */
struct example_flaw {
	const char *at;
	const char *what;
};

/*
 * Makes the machine: the host lives in the arena, and ends with host_release. False, with *flaw
 * set, when it cannot be: an image that its kind cannot be, a file in a file. The host's options
 * are what the machine says of them.
 *
 * Said by nobody: profile nt4, unless the registry says which Windows it is; the Windows folder is
 * C:\WINNT (C:\WINDOWS from XP on), with System32; hives SYSTEM, SOFTWARE and DEFAULT are there,
 * and hold the control set 1 with its Services, Path (System32 and the Windows folder) and
 * PROCESSOR_ARCHITECTURE x86 (AMD64 where the profile has no 32-bit edition); HKCU is there when a
 * key of it is described.
 */
bool example_machine_open(const struct example_machine *machine, struct arena *arena,
	struct host *out, struct example_flaw *flaw);

#endif
