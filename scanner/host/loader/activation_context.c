#include "scanner/host/loader/activation_context.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/loader/side_by_side_memory.h"
#include "scanner/host/machine/processor.h"

#include <string.h>

struct context_reading {
	struct host *host;
	struct activation_context *context;
	const char *architecture; /* of the process; NULL when the machine has no assemblies */
	const struct image_manifest *configuration; /* of the program; NULL when it has none */
	const char *configuration_unknown;          /* why that cannot be told, or NULL */
};

static void add_fault(struct context_reading *reading, struct side_by_side_fault fault)
{
	struct activation_context *context = reading->context;
	void *faults = context->faults;

	arena_grow(reading->host->arena, &faults, context->fault_count, &context->fault_capacity,
		sizeof(fault));
	context->faults = faults;
	context->faults[context->fault_count++] = fault;
}

static void add_assembly(struct context_reading *reading, struct context_assembly assembly)
{
	struct activation_context *context = reading->context;
	void *assemblies = context->assemblies;

	arena_grow(reading->host->arena, &assemblies, context->count, &context->capacity,
		sizeof(assembly));
	context->assemblies = assemblies;
	context->assemblies[context->count++] = assembly;
}

static bool same_text(const char *one, const char *other)
{
	return text_same_name(one ? one : "", other ? other : "");
}

/* An assembly that several manifests name is in the context once. */
static bool is_there(
	const struct activation_context *context, const struct image_assembly *identity)
{
	for (size_t i = 1; i < context->count; i++) {
		const struct image_assembly *other = context->assemblies[i].identity;

		if (same_text(other->name, identity->name) &&
			same_text(other->public_key_token, identity->public_key_token) &&
			same_text(other->language, identity->language))
			return true;
	}
	return false;
}

/* The version after PROGRAM.config. On Windows XP that has the last word; later the publisher's
 * policy goes on from there (docs "Per-application Configuration", "... on Windows XP"). */
static bool configure(struct context_reading *reading, struct assembly_reference *reference)
{
	return reading->configuration &&
	       assembly_redirect(reading->configuration, reference, &reference->version);
}

/* WinSxS could not be looked into, so what is in the program's folder is what there is to see. */
static struct assembly_place private_after_all(struct context_reading *reading,
	const struct assembly_reference *reference, struct assembly_place shared)
{
	struct assembly_place place =
		assembly_find_private(reading->host, reference, reading->context->folder);

	if (place.status != ASSEMBLY_FOUND)
		return shared;
	place.basis = FACT_ASSUMED;
	place.source = arena_printf(reading->host->arena,
		"%s, unless it is shared, which could not be told: %s", place.source,
		shared.source);
	return place;
}

static struct assembly_place find_assembly(
	struct context_reading *reading, struct assembly_reference *reference)
{
	struct host *host = reading->host;
	bool configured, with_policy;
	struct assembly_place shared, place;

	if (reading->configuration_unknown)
		return (struct assembly_place){.status = ASSEMBLY_UNTOLD,
			.basis = FACT_UNKNOWN,
			.source = reading->configuration_unknown};
	configured = configure(reading, reference);
	with_policy = !configured || host->profile->release >= RELEASE_OF_SERVER_2003;
	shared = assembly_find_shared(host, reference, with_policy);
	if (shared.status == ASSEMBLY_FOUND)
		return shared;
	if (shared.status == ASSEMBLY_UNTOLD)
		return private_after_all(reading, reference, shared);
	place = assembly_find_private(host, reference, reading->context->folder);
	if (place.status == ASSEMBLY_MISSING)
		place.source = arena_printf(host->arena, "%s; %s", shared.source, place.source);
	return place;
}

/* Adds what a manifest names; needed_by is what it stands in. */
static void add_dependency(struct context_reading *reading, const struct image_assembly *identity,
	bool nested, const char *needed_by)
{
	struct assembly_reference reference = {.identity = identity};
	struct context_assembly assembly = {.identity = identity};
	bool any = !identity->architecture || strcmp(identity->architecture, "*") == 0;
	struct side_by_side_fault fault = {
		.assembly = identity->name, .version = identity->version, .needed_by = needed_by};

	if (is_there(reading->context, identity))
		return;
	reference.architecture = any ? reading->architecture : identity->architecture;
	if (!identity->name || !reference.architecture ||
		!assembly_version_read(identity->version, &reference.version)) {
		fault.untold = true;
		fault.detail = "its name, version or processor architecture is missing or cannot "
			       "be read";
		add_fault(reading, fault);
		return;
	}
	assembly.asked = reference.version;
	assembly.place = find_assembly(reading, &reference);
	if (assembly.place.status == ASSEMBLY_FOUND || assembly.place.status == ASSEMBLY_UNTOLD)
		add_assembly(reading, assembly);
	if (assembly.place.status == ASSEMBLY_FOUND || identity->optional)
		return;
	/* Shared assemblies name translations of themselves that only some machines have. */
	if (nested && identity->language && strcmp(identity->language, "*") == 0)
		return;
	fault.version = assembly_title(reading->host->arena, "", &reference.version) + 1;
	fault.untold = assembly.place.status == ASSEMBLY_UNTOLD;
	fault.detail = assembly.place.source;
	add_fault(reading, fault);
}

static void add_dependencies(struct context_reading *reading)
{
	struct activation_context *context = reading->context;

	for (size_t i = 0; i < context->count; i++) {
		const struct module_manifest from = context->assemblies[i].place.manifest;

		for (size_t j = 0; from.manifest && j < from.manifest->dependency_count; j++) {
			if (context->count < MAX_CONTEXT_ASSEMBLIES &&
				context->fault_count < MAX_CONTEXT_ASSEMBLIES) {
				add_dependency(reading, &from.manifest->dependencies[j], i > 0,
					from.file->path);
				continue;
			}
			context->unknown = arena_printf(reading->host->arena,
				"%s leads to more than %d side-by-side assemblies",
				context->file->path, MAX_CONTEXT_ASSEMBLIES);
			problem_add(&reading->host->problems, reading->host->arena, "limit",
				context->file->path, PROBLEM_NO_OFFSET, "%s", context->unknown);
			return;
		}
	}
}

/* PROGRAM.EXE.config, whose part for Windows may redirect versions. */
static void read_configuration(struct context_reading *reading, struct host_file *program)
{
	struct host *host = reading->host;
	struct look look =
		tree_look(&host->tree, arena_printf(host->arena, "%s.config", program->path));
	struct module_manifest document;

	if (look.status == LOOK_ABSENT || look.folder)
		return;
	reading->configuration_unknown = look.reason;
	if (!look.file)
		return;
	document = module_manifest_of_file(host, look.file, MANIFEST_CONFIGURATION);
	reading->configuration = document.manifest;
	reading->configuration_unknown = document.unknown;
}

static void read_context(struct host *host, struct activation_context *context)
{
	struct context_reading reading = {.host = host, .context = context};
	const struct image *image = host_file_image(&host->tree, context->file);
	const struct processor *processor;
	struct context_assembly root = {.place = {.basis = FACT_READ}};
	struct side_by_side_fault fault = {.needed_by = context->file->path, .untold = true};

	context->folder = winpath_folder(host->arena, context->file->path);
	if (!image)
		context->unknown = host_file_unreadable(&host->tree, context->file);
	if (!image || (image->kind != IMAGE_PE32 && image->kind != IMAGE_PE32PLUS))
		return;
	processor = processor_of_machine(image->machine_code);
	reading.architecture = processor ? processor->assembly : NULL;
	root.place.manifest =
		image->dll ? module_manifest_of_resource(host, context->file, MANIFEST_OF_DLL)
			   : module_manifest_of_program(host, context->file);
	root.place.folder = context->folder;
	context->unknown = root.place.manifest.unknown;
	if (context->unknown) {
		fault.detail = context->unknown;
		add_fault(&reading, fault);
		return;
	}
	if (!root.place.manifest.manifest)
		return;
	root.place.source = root.place.manifest.file->path;
	if (!image->dll && root.place.manifest.manifest->dependency_count)
		read_configuration(&reading, context->file);
	add_assembly(&reading, root);
	add_dependencies(&reading);
}

const struct activation_context *activation_context_of(struct host *host, struct host_file *file)
{
	struct activation_context **bucket =
		&side_by_side_memory(host)->contexts[side_by_side_bucket(file)];
	struct activation_context *context = *bucket;

	while (context && context->file != file)
		context = context->next;
	if (context)
		return context;
	context = arena_alloc(host->arena, sizeof(*context));
	*context = (struct activation_context){.file = file, .next = *bucket};
	*bucket = context;
	if (host->profile->side_by_side)
		read_context(host, context);
	return context;
}
