/*
 * The document is fed to expat in pieces, each paid for before it is parsed. A document type
 * declaration ends it, so there are no entities but the five of XML and nothing outside is ever
 * looked for. Elements count only where the schema has them, in the namespaces that Windows takes.
 */
#include "scanner/image/manifest.h"

#include "scanner/base/text.h"

#include <expat.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	PIECE_BYTES = 4096,
	BYTE_WORK = 4,
	ELEMENT_WORK = 32,
	NAMESPACE_SEPARATOR = '|',
};

/* Where a document may be; an element that means nothing here is ELSEWHERE with all that is in it.
 */
enum element {
	ELSEWHERE,
	DOCUMENT,
	ASSEMBLY,
	IDENTITY,
	DEPENDENCY,
	DEPENDENT_ASSEMBLY,
	DEPENDENT_IDENTITY,
	TRUST_INFO,
	SECURITY,
	REQUESTED_PRIVILEGES,
	REQUESTED_LEVEL,
	COMPATIBILITY,
	APPLICATION,
	SUPPORTED_SYSTEM,
};

enum vocabulary { ASSEMBLIES, COMPATIBILITIES };

static const struct {
	const char *name;
	enum vocabulary vocabulary;
} namespaces[] = {
	{"urn:schemas-microsoft-com:asm.v1", ASSEMBLIES},
	{"urn:schemas-microsoft-com:asm.v2", ASSEMBLIES},
	{"urn:schemas-microsoft-com:asm.v3", ASSEMBLIES},
	{"urn:schemas-microsoft-com:compatibility.v1", COMPATIBILITIES},
};

struct manifest_reader;

static void read_identity(struct manifest_reader *manifest, const char **attributes);
static void read_dependency(struct manifest_reader *manifest, const char **attributes);
static void read_level(struct manifest_reader *manifest, const char **attributes);
static void read_system(struct manifest_reader *manifest, const char **attributes);

static const struct {
	enum element inside;
	enum vocabulary vocabulary;
	const char *name;
	enum element element;
	void (*read)(struct manifest_reader *manifest, const char **attributes);
} schema[] = {
	{DOCUMENT, ASSEMBLIES, "assembly", ASSEMBLY, NULL},
	{ASSEMBLY, ASSEMBLIES, "assemblyIdentity", IDENTITY, read_identity},
	{ASSEMBLY, ASSEMBLIES, "dependency", DEPENDENCY, NULL},
	{DEPENDENCY, ASSEMBLIES, "dependentAssembly", DEPENDENT_ASSEMBLY, NULL},
	{DEPENDENT_ASSEMBLY, ASSEMBLIES, "assemblyIdentity", DEPENDENT_IDENTITY, read_dependency},
	{ASSEMBLY, ASSEMBLIES, "trustInfo", TRUST_INFO, NULL},
	{TRUST_INFO, ASSEMBLIES, "security", SECURITY, NULL},
	{SECURITY, ASSEMBLIES, "requestedPrivileges", REQUESTED_PRIVILEGES, NULL},
	{REQUESTED_PRIVILEGES, ASSEMBLIES, "requestedExecutionLevel", REQUESTED_LEVEL, read_level},
	{ASSEMBLY, COMPATIBILITIES, "compatibility", COMPATIBILITY, NULL},
	{COMPATIBILITY, COMPATIBILITIES, "application", APPLICATION, NULL},
	{APPLICATION, COMPATIBILITIES, "supportedOS", SUPPORTED_SYSTEM, read_system},
};

/* "Targeting your application for Windows", Windows SDK. Windows 11 has no identifier of its own.
 */
static const struct {
	const char *id;
	const char *system;
} systems[] = {
	{"{e2011457-1546-43c5-a5fe-008deee3d3f0}", "Windows Vista"},
	{"{35138b9a-5d96-4fbd-8e2d-a2440225f93a}", "Windows 7"},
	{"{4a2f28e3-53b9-4441-ba9c-d69d4a4a6e38}", "Windows 8"},
	{"{1f676c76-80e1-4239-95bb-83d0f6d0da78}", "Windows 8.1"},
	{"{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}", "Windows 10"},
};

struct manifest_reader {
	struct image_reader *reader;
	struct image_manifest *out;
	uint64_t start; /* of the document, in the file */
	XML_Parser parser;
	unsigned depth;
	uint8_t path[MAX_MANIFEST_DEPTH + 1]; /* enum element; path[0] is DOCUMENT */
	bool stopped;                         /* a problem says why */
	size_t dependency_capacity;
	size_t system_capacity;
};

static uint64_t place(const struct manifest_reader *manifest)
{
	XML_Index index = XML_GetCurrentByteIndex(manifest->parser);

	return manifest->start + (index > 0 ? (uint64_t)index : 0);
}

static void stop(struct manifest_reader *manifest, const char *code, const char *why)
{
	if (manifest->stopped)
		return;
	image_problem(manifest->reader, code, place(manifest), "%s", why);
	manifest->stopped = true;
	XML_StopParser(manifest->parser, XML_FALSE);
}

/* expat gives UTF-8 that it has checked; text_from_bytes would show where it had not. */
static const char *attribute(
	struct manifest_reader *manifest, const char **attributes, const char *name)
{
	struct image_reader *reader = manifest->reader;

	for (; *attributes; attributes += 2) {
		size_t length;

		if (strcmp(attributes[0], name) != 0)
			continue;
		length = strlen(attributes[1]);
		if (!image_spend(reader, 1 + length * BYTE_WORK))
			return NULL;
		return image_charge_text(
			reader, text_from_bytes(reader->arena, attributes[1], length));
	}
	return NULL;
}

static struct image_assembly assembly_of(struct manifest_reader *manifest, const char **attributes)
{
	return (struct image_assembly){
		.name = attribute(manifest, attributes, "name"),
		.version = attribute(manifest, attributes, "version"),
		.type = attribute(manifest, attributes, "type"),
		.architecture = attribute(manifest, attributes, "processorArchitecture"),
		.public_key_token = attribute(manifest, attributes, "publicKeyToken"),
		.language = attribute(manifest, attributes, "language"),
	};
}

static void read_identity(struct manifest_reader *manifest, const char **attributes)
{
	if (manifest->out->identity_present)
		return;
	manifest->out->identity = assembly_of(manifest, attributes);
	manifest->out->identity_present = true;
}

static void read_dependency(struct manifest_reader *manifest, const char **attributes)
{
	struct image_manifest *out = manifest->out;
	void *dependencies = out->dependencies;

	if (out->dependency_count >= MAX_MANIFEST_DEPENDENCIES) {
		stop(manifest, "limit", "the manifest names more assemblies than are read");
		return;
	}
	arena_grow(manifest->reader->arena, &dependencies, out->dependency_count,
		&manifest->dependency_capacity, sizeof(*out->dependencies));
	out->dependencies = dependencies;
	out->dependencies[out->dependency_count++] = assembly_of(manifest, attributes);
}

static void read_level(struct manifest_reader *manifest, const char **attributes)
{
	const char *ui_access;

	if (manifest->out->requested_level)
		return;
	manifest->out->requested_level = attribute(manifest, attributes, "level");
	ui_access = attribute(manifest, attributes, "uiAccess");
	manifest->out->ui_access = ui_access && text_same_keyword(ui_access, "true");
}

static void read_system(struct manifest_reader *manifest, const char **attributes)
{
	struct image_manifest *out = manifest->out;
	void *supported = out->supported_systems;
	const char *id = attribute(manifest, attributes, "Id");

	if (!id)
		return;
	if (out->supported_system_count >= MAX_MANIFEST_SYSTEMS) {
		stop(manifest, "limit", "the manifest names more systems than are read");
		return;
	}
	for (size_t i = 0; i < COUNT_OF(systems); i++)
		if (text_same_keyword(systems[i].id, id))
			id = systems[i].system;
	arena_grow(manifest->reader->arena, &supported, out->supported_system_count,
		&manifest->system_capacity, sizeof(*out->supported_systems));
	out->supported_systems = supported;
	out->supported_systems[out->supported_system_count++] = id;
}

/* The name without its namespace; NULL when the namespace is none of those above. */
static const char *local_name(const char *name, enum vocabulary *vocabulary)
{
	const char *separator = strrchr(name, NAMESPACE_SEPARATOR);

	for (size_t i = 0; separator && i < COUNT_OF(namespaces); i++)
		if (strlen(namespaces[i].name) == (size_t)(separator - name) &&
			strncmp(namespaces[i].name, name, (size_t)(separator - name)) == 0) {
			*vocabulary = namespaces[i].vocabulary;
			return separator + 1;
		}
	return NULL;
}

static void enter(struct manifest_reader *manifest, const char *name, const char **attributes)
{
	enum element inside = manifest->path[manifest->depth - 1];
	enum vocabulary vocabulary;
	const char *local = local_name(name, &vocabulary);

	manifest->path[manifest->depth] = ELSEWHERE;
	for (size_t i = 0; local && i < COUNT_OF(schema); i++) {
		if (schema[i].inside != inside || schema[i].vocabulary != vocabulary ||
			strcmp(schema[i].name, local) != 0)
			continue;
		manifest->path[manifest->depth] = (uint8_t)schema[i].element;
		if (schema[i].read)
			schema[i].read(manifest, attributes);
		return;
	}
	if (inside == DOCUMENT)
		stop(manifest, "bad-manifest",
			"the root element of the manifest is not an assembly in a namespace that "
			"Windows knows");
}

static void on_start(void *user, const char *name, const char **attributes)
{
	struct manifest_reader *manifest = user;

	if (manifest->stopped)
		return;
	if (!image_spend(manifest->reader, ELEMENT_WORK + strlen(name))) {
		manifest->stopped = true;
		XML_StopParser(manifest->parser, XML_FALSE);
		return;
	}
	if (manifest->depth == MAX_MANIFEST_DEPTH) {
		stop(manifest, "limit", "the elements of the manifest are nested too deeply");
		return;
	}
	manifest->depth++;
	enter(manifest, name, attributes);
}

static void on_end(void *user, const char *name)
{
	struct manifest_reader *manifest = user;

	(void)name;
	if (!manifest->stopped)
		manifest->depth--;
}

static void on_namespace(void *user, const char *prefix, const char *uri)
{
	(void)prefix;
	if (uri && strlen(uri) > MAX_MANIFEST_NAMESPACE)
		stop(user, "limit", "a namespace of the manifest has a name that is too long");
}

static void on_document_type(
	void *user, const char *name, const char *system, const char *public, int has_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	stop(user, "bad-manifest", "the manifest has a document type declaration");
}

/* What is left for the parser. expat gives its allocator no context, so this is found by the
 * thread. */
static _Thread_local size_t memory_left;

/* In front of each allocation. */
union allocation {
	size_t size;
	max_align_t alignment;
};

static void *take_memory(size_t size)
{
	union allocation *allocation;

	if (size > memory_left)
		return NULL;
	allocation = malloc(sizeof(*allocation) + size);
	if (!allocation)
		return NULL;
	allocation->size = size;
	memory_left -= size;
	return allocation + 1;
}

static void give_memory(void *memory)
{
	union allocation *allocation = memory;

	if (!allocation)
		return;
	allocation--;
	memory_left += allocation->size;
	free(allocation);
}

static void *resize_memory(void *memory, size_t size)
{
	union allocation *before = memory;
	void *after;

	if (!memory)
		return take_memory(size);
	before--;
	after = take_memory(size);
	if (!after)
		return NULL;
	memcpy(after, memory, size < before->size ? size : before->size);
	give_memory(memory);
	return after;
}

static XML_Parser make_parser(struct manifest_reader *manifest)
{
	static const XML_Memory_Handling_Suite memory = {take_memory, resize_memory, give_memory};
	static const char separator[] = {NAMESPACE_SEPARATOR, '\0'};
	XML_Parser parser;

	memory_left = MAX_MANIFEST_MEMORY;
	parser = XML_ParserCreate_MM(NULL, &memory, separator);
	if (!parser)
		memory_exhausted();
	XML_SetUserData(parser, manifest);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetStartNamespaceDeclHandler(parser, on_namespace);
	XML_SetStartDoctypeDeclHandler(parser, on_document_type);
	return parser;
}

static void report_error(struct manifest_reader *manifest)
{
	enum XML_Error error = XML_GetErrorCode(manifest->parser);

	if (error == XML_ERROR_NO_MEMORY)
		stop(manifest, "limit", "the manifest takes more memory than is given to it");
	else
		stop(manifest, "bad-manifest", XML_ErrorString(error));
}

/* Parses the document; whole says that it ends where it should. */
static void feed(struct manifest_reader *manifest, const struct view *document, bool whole)
{
	uint64_t offset = 0;

	while (!manifest->stopped) {
		size_t length = document->size - offset < PIECE_BYTES
					? (size_t)(document->size - offset)
					: PIECE_BYTES;
		bool last = offset + length == document->size;
		char piece[PIECE_BYTES];

		if (!image_spend(manifest->reader, 1 + length * BYTE_WORK) ||
			!view_copy(document, offset, length, piece))
			return;
		if (XML_Parse(manifest->parser, piece, (int)length, last && whole) ==
			XML_STATUS_ERROR) {
			report_error(manifest);
			return;
		}
		if (last)
			return;
		offset += length;
	}
}

/* Linkers and resource editors fill up with zeros, which Windows takes for the end. The last byte
 * of a UTF-16 document is one as well. */
static void trim_zeros(struct view *document)
{
	uint64_t size = document->size;
	uint8_t byte = 0;

	while (size && view_u8(document, size - 1, &byte) && !byte)
		size--;
	if (size && size < document->size && size % 2 && view_u8(document, 1, &byte) &&
		(!byte || byte == 0xFE))
		size++;
	document->size = size;
}

void manifest_read(struct image_reader *reader, const struct view *data, struct image_manifest *out)
{
	struct manifest_reader manifest = {
		.reader = reader, .out = out, .start = data->start, .path = {DOCUMENT}};
	struct view document = *data;
	bool whole = document.size <= MAX_MANIFEST_BYTES;

	if (!whole) {
		image_problem(reader, "limit", data->start, "the manifest has more than %d bytes",
			MAX_MANIFEST_BYTES);
		document.size = MAX_MANIFEST_BYTES;
	}
	if (whole)
		trim_zeros(&document);
	manifest.parser = make_parser(&manifest);
	feed(&manifest, &document, whole);
	XML_ParserFree(manifest.parser);
}
