#include "scanner/host/loader/module_manifest.h"

#include "scanner/host/loader/side_by_side_memory.h"
#include "scanner/image/pe_resource.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char SIDE_BY_SIDE[] = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\SideBySide";

struct side_by_side_memory *side_by_side_memory(struct host *host)
{
	if (!host->side_by_side)
		host->side_by_side = arena_alloc(host->arena, sizeof(*host->side_by_side));
	return host->side_by_side;
}

size_t side_by_side_bucket(const struct host_file *file)
{
	return (uintptr_t)file / sizeof(*file) % MANIFEST_BUCKETS;
}

bool host_is_serviced_by_components(const struct host *host)
{
	return host->profile->release >= RELEASE_OF_VISTA;
}

struct document {
	struct arena *arena;
	enum manifest_kind kind;
	uint64_t offset, size; /* of the part that is the document */
	bool compressed;
	struct image *image;
};

/* "DCM", "DCN" and the like, and the bare delta "PA30", as servicing writes them. */
static bool is_compressed(const struct view *view)
{
	static const char *const marks[] = {
		"DCM\x01", "DCN\x01", "DCS\x01", "DCD\x01", "DCH\x01", "DCX\x01", "PA30", "PA19"};
	char mark[4];

	for (size_t i = 0; i < COUNT_OF(marks) && view_copy(view, 0, sizeof(mark), mark); i++)
		if (memcmp(mark, marks[i], sizeof(mark)) == 0)
			return true;
	return false;
}

static void use_as_document(void *context, const struct view *view)
{
	struct document *document = context;
	struct view part = *view;

	if (document->size)
		view_slice_clipped(view, document->offset, document->size, &part);
	document->compressed = is_compressed(&part);
	if (!document->compressed)
		manifest_file_read(&part, document->kind, document->arena, document->image);
}

static void take_document(
	struct host *host, const struct document *document, struct module_manifest *out)
{
	const struct problem_list *problems = &document->image->problems;

	out->compressed = document->compressed;
	if (out->compressed)
		return;
	if (!problems->count) {
		out->manifest = &document->image->manifest;
		return;
	}
	out->unknown = arena_printf(host->arena, "the manifest in %s cannot be read: %s",
		out->file->path, problems->items[0].detail);
	problem_add(&host->problems, host->arena, "bad-manifest", out->file->path,
		problems->items[0].offset, "%s", problems->items[0].detail);
}

static void read_document(struct host *host, struct document *document, struct module_manifest *out)
{
	document->arena = host->arena;
	document->image = arena_alloc(host->arena, sizeof(*document->image));
	if (host_file_read(&host->tree, out->file, use_as_document, document))
		take_document(host, document, out);
	else
		out->unknown = host_file_unreadable(&host->tree, out->file);
}

/* The resource with this number; NULL when there is none. */
static const struct image_resource *find_resource(const struct image *image, uint16_t id)
{
	const struct image_resource *found = NULL;

	for (size_t i = 0; i < image->resource_count; i++) {
		const struct image_resource *resource = &image->resources[i];

		if (resource->type_name || resource->type != PE_RT_MANIFEST || resource->name ||
			resource->id != id || resource->offset == PROBLEM_NO_OFFSET)
			continue;
		if (!found ||
			pe_language_rank(resource->language) < pe_language_rank(found->language))
			found = resource;
	}
	return found;
}

static void read_resource(struct host *host, struct module_manifest *out)
{
	const struct image *image = host_file_image(&host->tree, out->file);
	const struct image_resource *resource;
	struct document document = {.kind = MANIFEST_ASSEMBLY};

	if (!image) {
		out->unknown = host_file_unreadable(&host->tree, out->file);
		return;
	}
	if (image->manifest.present && image->manifest.id == out->resource &&
		!problem_list_has(&image->problems, "bad-manifest") &&
		!problem_list_has(&image->problems, "limit")) {
		out->manifest = &image->manifest;
		return;
	}
	resource = find_resource(image, out->resource);
	if (!resource || !resource->size)
		return;
	document.offset = resource->offset;
	document.size = resource->size;
	read_document(host, &document, out);
}

static struct manifest_note *note_of(
	struct host *host, struct host_file *file, uint16_t resource, bool *known)
{
	struct manifest_note **bucket =
		&side_by_side_memory(host)->manifests[side_by_side_bucket(file)];
	struct manifest_note *note = *bucket;

	while (note && (note->file != file || note->resource != resource))
		note = note->next;
	*known = note != NULL;
	if (note)
		return note;
	note = arena_alloc(host->arena, sizeof(*note));
	*note = (struct manifest_note){.file = file,
		.resource = resource,
		.result = {.file = file, .resource = resource},
		.next = *bucket};
	*bucket = note;
	return note;
}

struct module_manifest module_manifest_of_resource(
	struct host *host, struct host_file *file, uint16_t id)
{
	bool known;
	struct manifest_note *note = note_of(host, file, id, &known);

	if (!known)
		read_resource(host, &note->result);
	return note->result;
}

struct module_manifest module_manifest_of_file(
	struct host *host, struct host_file *file, enum manifest_kind kind)
{
	struct document document = {.kind = kind};
	bool known;
	struct manifest_note *note = note_of(host, file, 0, &known);

	if (!known)
		read_document(host, &document, &note->result);
	return note->result;
}

/* What decides between two manifests. */
static bool prefers_file(struct host *host)
{
	struct registry_value value;

	if (host->profile->release < RELEASE_OF_SERVER_2003)
		return true;
	return registry_value(&host->registry, SIDE_BY_SIDE, "PreferExternalManifest", &value) ==
		       REGISTRY_FOUND &&
	       value.type == REGISTRY_NUMBER && value.number == 1;
}

struct module_manifest module_manifest_of_program(struct host *host, struct host_file *program)
{
	struct module_manifest inside, beside = {.file = program};
	struct look look;

	if (!host->profile->side_by_side)
		return beside;
	inside = module_manifest_of_resource(host, program, MANIFEST_OF_PROGRAM);
	look = tree_look(&host->tree, arena_printf(host->arena, "%s.manifest", program->path));
	if (look.status == LOOK_ABSENT || look.folder ||
		((inside.manifest || inside.unknown) && !prefers_file(host)))
		return inside;
	if (look.file)
		return module_manifest_of_file(host, look.file, MANIFEST_ASSEMBLY);
	beside.unknown = look.reason;
	return beside;
}
