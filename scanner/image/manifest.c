/* Elements count only where the schema has them, in the namespaces that Windows takes. */
#include "scanner/image/manifest.h"

#include "scanner/base/text.h"
#include "scanner/image/manifest_xml.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { BYTE_WORK = 4 };

/* Where a document may be; an element that means nothing here is ELSEWHERE with all that is in it.
 */
enum element {
	ELSEWHERE,
	DOCUMENT,
	CONFIGURATION_DOCUMENT,
	ASSEMBLY,
	IDENTITY,
	DEPENDENCY,
	DEPENDENT_ASSEMBLY,
	DEPENDENT_IDENTITY,
	REDIRECT,
	ASSEMBLY_FILE,
	TRUST_INFO,
	SECURITY,
	REQUESTED_PRIVILEGES,
	REQUESTED_LEVEL,
	COMPATIBILITY,
	APPLICATION,
	SUPPORTED_SYSTEM,
	CONFIGURATION,
	CONFIGURED_WINDOWS,
	BINDING,
};

enum vocabulary { ASSEMBLIES, COMPATIBILITIES, CONFIGURATIONS };

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
static void begin_dependency(struct manifest_reader *manifest, const char **attributes);
static void begin_dependent(struct manifest_reader *manifest, const char **attributes);
static void read_dependency(struct manifest_reader *manifest, const char **attributes);
static void read_redirect(struct manifest_reader *manifest, const char **attributes);
static void read_file(struct manifest_reader *manifest, const char **attributes);
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
	{ASSEMBLY, ASSEMBLIES, "dependency", DEPENDENCY, begin_dependency},
	{DEPENDENCY, ASSEMBLIES, "dependentAssembly", DEPENDENT_ASSEMBLY, begin_dependent},
	{DEPENDENT_ASSEMBLY, ASSEMBLIES, "assemblyIdentity", DEPENDENT_IDENTITY, read_dependency},
	{DEPENDENT_ASSEMBLY, ASSEMBLIES, "bindingRedirect", REDIRECT, read_redirect},
	{ASSEMBLY, ASSEMBLIES, "file", ASSEMBLY_FILE, read_file},
	{ASSEMBLY, ASSEMBLIES, "trustInfo", TRUST_INFO, NULL},
	{TRUST_INFO, ASSEMBLIES, "security", SECURITY, NULL},
	{SECURITY, ASSEMBLIES, "requestedPrivileges", REQUESTED_PRIVILEGES, NULL},
	{REQUESTED_PRIVILEGES, ASSEMBLIES, "requestedExecutionLevel", REQUESTED_LEVEL, read_level},
	{ASSEMBLY, COMPATIBILITIES, "compatibility", COMPATIBILITY, NULL},
	{COMPATIBILITY, COMPATIBILITIES, "application", APPLICATION, NULL},
	{APPLICATION, COMPATIBILITIES, "supportedOS", SUPPORTED_SYSTEM, read_system},
	{CONFIGURATION_DOCUMENT, CONFIGURATIONS, "configuration", CONFIGURATION, NULL},
	{CONFIGURATION, CONFIGURATIONS, "windows", CONFIGURED_WINDOWS, NULL},
	{CONFIGURED_WINDOWS, ASSEMBLIES, "assemblyBinding", BINDING, NULL},
	{BINDING, ASSEMBLIES, "dependentAssembly", DEPENDENT_ASSEMBLY, begin_dependent},
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
	struct manifest_xml xml;
	unsigned depth;
	uint8_t path[MAX_MANIFEST_DEPTH + 1]; /* enum element; path[0] is a document */
	bool optional;                        /* the dependency that is being read */
	bool identified;                      /* likewise: its identity was met */
	size_t dependency_capacity;
	size_t redirect_capacity;
	size_t file_capacity;
	size_t system_capacity;
};

static void stop(struct manifest_reader *manifest, const char *code, const char *why)
{
	manifest_xml_stop(&manifest->xml, code, why);
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

static bool says(struct manifest_reader *manifest, const char **attributes, const char *name,
	const char *value)
{
	const char *found = attribute(manifest, attributes, name);

	return found && text_same_name(found, value);
}

static void begin_dependency(struct manifest_reader *manifest, const char **attributes)
{
	manifest->optional = says(manifest, attributes, "optional", "yes");
}

/* What ClickOnce installs, or wants to be there, is no matter of the loader. */
static void begin_dependent(struct manifest_reader *manifest, const char **attributes)
{
	manifest->identified = false;
	manifest->optional |= says(manifest, attributes, "dependencyType", "install") ||
			      says(manifest, attributes, "dependencyType", "preRequisite") ||
			      says(manifest, attributes, "allowDelayedBinding", "true");
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
	out->dependencies[out->dependency_count] = assembly_of(manifest, attributes);
	out->dependencies[out->dependency_count++].optional = manifest->optional;
	manifest->identified = true;
}

static void read_redirect(struct manifest_reader *manifest, const char **attributes)
{
	struct image_manifest *out = manifest->out;
	void *redirects = out->redirects;

	if (!manifest->identified)
		return;
	if (out->redirect_count >= MAX_MANIFEST_REDIRECTS) {
		stop(manifest, "limit", "the manifest has more redirections than are read");
		return;
	}
	arena_grow(manifest->reader->arena, &redirects, out->redirect_count,
		&manifest->redirect_capacity, sizeof(*out->redirects));
	out->redirects = redirects;
	out->redirects[out->redirect_count++] = (struct image_redirect){
		.dependency = out->dependency_count - 1,
		.old_version = attribute(manifest, attributes, "oldVersion"),
		.new_version = attribute(manifest, attributes, "newVersion"),
	};
}

static void read_file(struct manifest_reader *manifest, const char **attributes)
{
	struct image_manifest *out = manifest->out;
	void *files = out->files;

	if (out->file_count >= MAX_MANIFEST_FILES) {
		stop(manifest, "limit", "the manifest names more files than are read");
		return;
	}
	arena_grow(manifest->reader->arena, &files, out->file_count, &manifest->file_capacity,
		sizeof(*out->files));
	out->files = files;
	out->files[out->file_count++] = (struct image_manifest_file){
		.name = attribute(manifest, attributes, "name"),
		.load_from = attribute(manifest, attributes, "loadFrom"),
	};
}

static void read_level(struct manifest_reader *manifest, const char **attributes)
{
	if (manifest->out->requested_level)
		return;
	manifest->out->requested_level = attribute(manifest, attributes, "level");
	manifest->out->ui_access = says(manifest, attributes, "uiAccess", "true");
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
		if (text_same_name(systems[i].id, id))
			id = systems[i].system;
	arena_grow(manifest->reader->arena, &supported, out->supported_system_count,
		&manifest->system_capacity, sizeof(*out->supported_systems));
	out->supported_systems = supported;
	out->supported_systems[out->supported_system_count++] = id;
}

/* The name without its namespace; NULL when the namespace is none of those above. Configuration
 * files have elements without any. */
static const char *local_name(const char *name, enum vocabulary *vocabulary)
{
	const char *separator = strrchr(name, MANIFEST_NAMESPACE_SEPARATOR);

	if (!separator) {
		*vocabulary = CONFIGURATIONS;
		return name;
	}
	for (size_t i = 0; i < COUNT_OF(namespaces); i++)
		if (strlen(namespaces[i].name) == (size_t)(separator - name) &&
			strncmp(namespaces[i].name, name, (size_t)(separator - name)) == 0) {
			*vocabulary = namespaces[i].vocabulary;
			return separator + 1;
		}
	return NULL;
}

static void enter(void *context, const char *name, const char **attributes)
{
	struct manifest_reader *manifest = context;
	enum element inside = manifest->path[manifest->depth];
	enum vocabulary vocabulary;
	const char *local = local_name(name, &vocabulary);

	if (manifest->depth == MAX_MANIFEST_DEPTH) {
		stop(manifest, "limit", "the elements of the manifest are nested too deeply");
		return;
	}
	manifest->path[++manifest->depth] = ELSEWHERE;
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
	if (inside == CONFIGURATION_DOCUMENT)
		stop(manifest, "bad-manifest",
			"the root element of the configuration file is not a configuration");
}

static void leave(void *context)
{
	struct manifest_reader *manifest = context;

	manifest->depth--;
}

static void read_document(struct image_reader *reader, const struct view *data,
	enum element document, struct image_manifest *out)
{
	struct manifest_reader manifest = {
		.reader = reader, .out = out, .path = {(uint8_t)document}};

	manifest.xml = (struct manifest_xml){
		.reader = reader, .enter = enter, .leave = leave, .context = &manifest};
	manifest_xml_read(&manifest.xml, data);
}

void manifest_read(struct image_reader *reader, const struct view *data, struct image_manifest *out)
{
	read_document(reader, data, DOCUMENT, out);
}

void manifest_file_read(const struct view *document, enum manifest_kind kind, struct arena *arena,
	struct image *out)
{
	struct image_reader reader = {
		.file = document,
		.arena = arena,
		.image = out,
		.work_left = MAX_WORK,
		.text_left = MAX_TEXT_BYTES,
	};

	*out = (struct image){.size = document->size, .manifest.present = true};
	read_document(&reader, document,
		kind == MANIFEST_CONFIGURATION ? CONFIGURATION_DOCUMENT : DOCUMENT, &out->manifest);
	if (document->source->error)
		problem_add(&out->problems, arena, "read-error", NULL, PROBLEM_NO_OFFSET,
			"the file could not be read to its end");
}
