/*
 * What an executable image says of itself: bytes in, facts out, no I/O and no judgement.
 *
 * image_read tells every kind of the MZ family apart from its header bytes alone, whatever the file
 * is called, and then reads the facts that were asked for. Nothing in the bytes is trusted: what
 * does not fit is a problem in image->problems with a stable code (docs/problems.md) and the file
 * offset where it was met, never a crash and never a guess. All text is valid UTF-8.
 */
#ifndef COMPATSCAN_IMAGE_IMAGE_H
#define COMPATSCAN_IMAGE_IMAGE_H

#include "scanner/base/arena.h"
#include "scanner/base/problem.h"
#include "scanner/base/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum image_kind {
	IMAGE_NONE, /* not an executable image */
	IMAGE_MZ,   /* DOS program without a new header */
	IMAGE_NE,   /* 16-bit Windows, OS/2 1.x, fonts, drivers */
	IMAGE_LE,   /* VxD, DOS extenders, OS/2 2.0 betas */
	IMAGE_LX,   /* OS/2 2.0 and later */
	IMAGE_W3,   /* VxD collection of Windows 3.x (WIN386.EXE) */
	IMAGE_W4,   /* compressed VxD collection of Windows 9x (VMM32.VXD) */
	IMAGE_P2,   /* Phar Lap 286 */
	IMAGE_P3,   /* Phar Lap 386 */
	IMAGE_MP,   /* Phar Lap flat 386 */
	IMAGE_BW,   /* DOS/16M */
	IMAGE_PE32,
	IMAGE_PE32PLUS,
	IMAGE_TE, /* terse EFI image */
};

enum image_target {
	IMAGE_TARGET_UNKNOWN,
	IMAGE_TARGET_DOS,
	IMAGE_TARGET_WINDOWS,
	IMAGE_TARGET_OS2,
	IMAGE_TARGET_DOS4,
	IMAGE_TARGET_WINDOWS386,
	IMAGE_TARGET_BOSS,
	IMAGE_TARGET_EFI,
	IMAGE_TARGET_NATIVE,
	IMAGE_TARGET_CE,
	IMAGE_TARGET_POSIX,
	IMAGE_TARGET_PHARLAP,
};

/* One imported symbol: by name, or by ordinal when name is NULL. */
struct image_symbol {
	const char *name;
	uint32_t ordinal; /* LX allows 32 bits, the other formats 16 */
	uint16_t hint;    /* PE, by name: where in the export name table to look first */
};

struct image_import {
	const char *module; /* as the image spells it */
	bool delay;
	bool symbols_known; /* false where they could not all be read */
	size_t symbol_count;
	struct image_symbol *symbols;
};

struct image_export {
	const char *name; /* NULL when exported by ordinal only */
	uint32_t ordinal;
	const char
		*forwarder; /* "MODULE.Name" or "MODULE.#12"; NULL when it is code or data here */
};

/* What a bound image found in a DLL when it was bound: advice that loaders check and may drop. */
struct image_bound_import {
	const char *module;
	uint32_t time_date_stamp; /* of that DLL, seconds since 1970 */
	bool forwarded;           /* bound because the module above in the list forwards to it */
};

struct image_version_string {
	const char *key;
	const char *value;
};

/* A StringTable of a version resource: its texts in one language. */
struct image_version_table {
	uint16_t language;  /* LANGID of the key: 0x0409, ... */
	uint16_t code_page; /* of the key: 1200, 1252, ...; 0 when the key does not tell */
	struct image_version_string *strings;
	size_t string_count;
};

/* One version resource. */
struct image_version {
	bool present;       /* a version resource is there */
	bool fixed_present; /* with a VS_FIXEDFILEINFO: file and product are set */
	uint16_t file[4];
	uint16_t product[4];
	const char *doubt; /* why the fixed part may not be what it seems (bad-version), or NULL */
	uint64_t offset;   /* in the file, of the fixed part, else of the resource */
	uint16_t language; /* PE: LANGID of the resource; 0 is neutral */
	struct image_version_table *tables;
	size_t table_count;
	struct image_version_string *strings; /* of the first table; borrowed from it */
	size_t string_count;
};

/* One resource of a PE or NE image; names are NULL where a number stands in their place. */
struct image_resource {
	const char *type_name;
	const char *name;
	uint16_t type; /* 16 is RT_VERSION, ... */
	uint16_t id;
	uint16_t language; /* PE: LANGID; NE has none */
	uint64_t offset;   /* in the file, or PROBLEM_NO_OFFSET when it lies outside the image */
	uint32_t size;     /* bytes, as the directory says */
};

/* An assemblyIdentity element; each text is NULL when the attribute is missing. */
struct image_assembly {
	const char *name;
	const char *version;
	const char *type;
	const char *architecture;
	const char *public_key_token;
	const char *language;
	bool optional; /* a dependency that is not missed when it is not there */
};

/* A file element: a DLL that comes with the assembly. */
struct image_manifest_file {
	const char *name;
	const char *load_from; /* loadFrom: a path with variables, of the file or its folder */
};

/* A bindingRedirect element, of a policy or a configuration file. */
struct image_redirect {
	size_t dependency;       /* index: what is redirected */
	const char *old_version; /* "a.b.c.d" or "a.b.c.d-e.f.g.h" */
	const char *new_version;
};

/* The application manifest in the resources of a PE image ("Application manifests", Windows SDK).
 */
struct image_manifest {
	bool present;
	uint64_t offset;   /* in the file */
	uint16_t id;       /* 1 in a program, 2 in a DLL, 3 in a DLL that a program isolates */
	uint16_t language; /* LANGID of the resource */
	bool identity_present;
	struct image_assembly identity;
	struct image_assembly *dependencies;
	size_t dependency_count;
	struct image_manifest_file *files;
	size_t file_count;
	struct image_redirect *redirects;
	size_t redirect_count;
	const char *requested_level; /* "asInvoker", ...; NULL when it asks for none */
	bool ui_access;
	/* "Windows 7", ..., or the GUID of a supportedOS element that is not known. */
	const char **supported_systems;
	size_t supported_system_count;
};

/* The .NET header of a PE image. */
struct image_clr {
	bool present;
	bool il_only;
	bool required_32bit;
	bool preferred_32bit;
	uint16_t runtime_major;
	uint16_t runtime_minor;
	const char *metadata_version; /* "v4.0.30319"; NULL when the metadata cannot be read */
	/* The word size that it really runs at under either Windows; 0 where it does not run. A DLL
	 * that is good for both takes the size of its process. */
	int bits_on_32bit;
	int bits_on_64bit;
};

/* What the debug directory says of the symbol file. */
struct image_debug {
	bool present;
	const char *pdb;  /* path as the linker wrote it */
	const char *guid; /* 8-4-4-4-12 hexadecimal digits, or the time stamp in eight (NB10) */
	uint32_t age;     /* how often the symbol file was written since */
};

/* Bytes behind everything that the headers account for: an archive, an installer's payload. */
struct image_overlay {
	uint64_t offset; /* in the file */
	uint64_t size;   /* 0: there are none */
};

/* The fields that only the header of a VxD has. */
struct image_vxd {
	bool present;
	uint16_t device_id;
	uint8_t ddk_major, ddk_minor;
};

/* One VxD of a W3 or W4 collection. */
struct image_member {
	const char *name;
	uint64_t offset; /* from the start of the file; W4: of the collection as unpacked */
	uint32_t size;   /* bytes of its header */
};

struct api_set_schema;

struct image {
	uint64_t size; /* of the file */
	enum image_kind kind;
	int bits; /* 16, 32, 64; 0 when the kind does not tell */
	enum image_target target;
	bool machine_known;    /* machine_code was read */
	uint16_t machine_code; /* PE, TE: IMAGE_FILE_MACHINE_*; LE, LX: CPU type; NE: program flags
				  & 0x70 */
	/* "i386", "x86-64", ... or "0xNNNN"; NULL for IMAGE_NONE, W3, W4 and a header cut off
	 * before it. */
	const char *machine;
	bool dll;
	bool subsystem_known;
	uint16_t subsystem;         /* PE and TE */
	const char *subsystem_name; /* "gui", "console", "native", ... or "0xNNNN"; NULL when not
				       known */
	bool linker_known;
	uint8_t linker_major, linker_minor;
	bool expected_windows_known; /* NE: expected Windows version; PE: subsystem version */
	uint16_t expected_windows_major, expected_windows_minor;
	/* NE, LE, LX: first resident name; PE: export directory name, with IMAGE_EXPORTS only; else
	 * NULL. */
	const char *module_name;
	/* NE, LE, LX: first non-resident name; PE: FileDescription, with IMAGE_VERSION only; else
	 * NULL. */
	const char *description;
	/* The one that Windows shows to a user without a language. Not present when there is none
	 * of the number 1, where Windows looks for it. */
	struct image_version version;
	struct image_version *versions; /* all of them; version, when present, is among them */
	size_t version_count;
	bool imports_read; /* the table was asked for and walked, perhaps with problems */
	struct image_import *imports;
	size_t import_count;
	/* NE: the names as the resident and then the non-resident table have them, and behind them,
	 * by ordinal, what is exported without a name. */
	bool exports_read;
	struct image_export *exports;
	size_t export_count;
	struct image_bound_import *bound_imports; /* PE, with IMAGE_IMPORTS */
	size_t bound_import_count;
	bool resources_read;
	struct image_resource *resources;
	size_t resource_count;
	struct image_manifest manifest;
	struct image_clr clr;
	struct image_debug debug;
	bool has_signature; /* an Authenticode certificate table is there; not verified */
	struct image_overlay overlay;
	bool self_loading; /* NE: the program brings its own loader */
	struct image_vxd vxd;
	struct image_member *members; /* W3, W4 */
	size_t member_count;
	/* The API set schema, with IMAGE_API_SETS; NULL where there is none (api_set_schema.h). */
	struct api_set_schema *api_sets;
	/* "DOS/4GW", ...: the DOS extender in the stub, which runs the image under DOS; else NULL.
	 */
	const char *dos_extender;

	uint64_t signature_offset; /* of the bytes that decided the kind; evidence for a verdict */
	uint64_t machine_offset;   /* of the machine or CPU field, when machine_known */

	struct problem_list problems;
};

/* What image_read should read beyond the headers; reading costs what is asked for. */
enum image_wanted {
	IMAGE_HEADERS = 0,
	IMAGE_VERSION = 1,
	IMAGE_IMPORTS = 2,
	IMAGE_EXPORTS = 4,
	IMAGE_MANIFEST = 8,
	IMAGE_RESOURCES = 16, /* the list of all resources; version and manifest do without it */
	IMAGE_DEBUG = 32,
	IMAGE_MEMBERS = 64,
	IMAGE_EVERYTHING = 127,
	IMAGE_API_SETS = 128, /* one file of Windows has them, so nobody else is asked */
};

/*
 * Reads the image in file (the whole file, offset 0 first) into *out, which need not be
 * initialised. Always succeeds: bytes that are no image give IMAGE_NONE, damaged ones give what
 * could be read and problems. A read error of the source is the problem "read-error". Texts and
 * arrays live in the arena.
 */
void image_read(const struct view *file, unsigned wanted, struct arena *arena, struct image *out);

/* Why what was read of the image cannot all be relied on: the first problem that is more than an
 * oddity, or NULL. */
const char *image_doubt(const struct image *image);

/* Contract names: "pe32", "windows", ... Never NULL. */
const char *image_kind_name(enum image_kind kind);
const char *image_target_name(enum image_target target);

/* What a standard resource type is called ("icon", "version", "manifest", ...), or NULL. */
const char *image_resource_type_name(uint16_t type);

/* The kind with this contract name; false when there is none. */
bool image_kind_from_name(const char *name, enum image_kind *out);

/* Whether a machine is called this: a name of the table or 0xNNNN. */
bool image_machine_name_is_known(const char *name);

/* The code of a PE header for a machine of this name, the plainest where several share it, or of
 * 0xNNNN; likewise for the name of a subsystem. False when there is none. */
bool image_machine_code(const char *name, uint16_t *out);
bool image_subsystem_code(const char *name, uint16_t *out);

/* The target with this contract name; false when there is none. */
bool image_target_from_name(const char *name, enum image_target *out);

#endif
