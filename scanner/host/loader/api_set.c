#include "scanner/host/loader/api_set.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/image/api_set_schema.h"

/* What is known of the schema, read once. */
struct api_set_memory {
	const struct api_set_schema *schema; /* NULL when it is not there or cannot be relied on */
	const char *path;                    /* NULL when the Windows folder is not known */
	const char *unknown;                 /* why it cannot be relied on, or NULL */
};

struct schema_reading {
	struct arena *arena;
	struct image image;
};

static void use_as_schema(void *context, const struct view *view)
{
	struct schema_reading *reading = context;

	image_read(view, IMAGE_API_SETS, reading->arena, &reading->image);
}

static void read_file(struct host *host, struct host_file *file, struct api_set_memory *memory)
{
	struct schema_reading reading = {.arena = host->arena};
	const struct problem_list *problems = &reading.image.problems;
	const char *why;

	if (!host_file_read(&host->tree, file, use_as_schema, &reading)) {
		memory->unknown = host_file_unreadable(&host->tree, file);
		return;
	}
	if (reading.image.api_sets && reading.image.api_sets->whole) {
		memory->schema = reading.image.api_sets;
		return;
	}
	why = problems->count ? problems->items[problems->count - 1].detail
			      : "it has no API set schema";
	memory->unknown = arena_printf(host->arena, "%s cannot be relied on: %s", file->path, why);
	problem_add(&host->problems, host->arena, "bad-api-set", file->path, PROBLEM_NO_OFFSET,
		"%s", why);
}

static struct api_set_memory *memory_of(struct host *host)
{
	const char *folder = host_windows_folder(host, "System32");
	struct api_set_memory *memory = host->api_sets;
	struct look look;

	if (memory)
		return memory;
	memory = host->api_sets = arena_alloc(host->arena, sizeof(*memory));
	if (!folder)
		return memory;
	memory->path = winpath_join(host->arena, folder, "apisetschema.dll");
	look = tree_look(&host->tree, memory->path);
	if (look.file)
		read_file(host, look.file, memory);
	else if (look.status != LOOK_ABSENT && look.status != LOOK_NO_DRIVE)
		memory->unknown =
			look.reason ? look.reason
				    : arena_printf(host->arena, "%s is a folder", memory->path);
	return memory;
}

static struct api_set_answer answer_of_schema(struct host *host,
	const struct api_set_memory *memory, const char *name, const char *importer)
{
	struct api_set_answer answer = {.basis = FACT_READ, .source = memory->path};
	const struct api_set *set = api_set_find(memory->schema, name);

	if (!set || !set->host_count)
		return answer;
	answer.is_contract = true;
	answer.host_module = api_set_host(set, importer);
	answer.source = arena_printf(host->arena, "%s, %s", memory->path, set->name);
	return answer;
}

/* The Universal CRT, whose contracts their schemas do not have, came after them. */
static bool searches_for_others(const struct host *host)
{
	return host->profile->release < RELEASE_OF_WINDOWS_10;
}

struct api_set_answer api_set_resolve(struct host *host, const char *name, const char *importer)
{
	const struct api_set_memory *memory;

	if (!host->profile->api_sets)
		return (struct api_set_answer){
			.basis = host->profile_assumed ? FACT_ASSUMED : FACT_DERIVED,
			.source = arena_printf(
				host->arena, "%s has no API sets", host->profile->title)};
	memory = memory_of(host);
	if (memory->schema)
		return answer_of_schema(host, memory, name, importer);
	if (!is_api_set(name))
		return (struct api_set_answer){
			.basis = FACT_DERIVED, .source = "its name is not that of an API set"};
	if (memory->unknown)
		return (struct api_set_answer){
			.is_contract = true, .basis = FACT_UNKNOWN, .source = memory->unknown};
	return (struct api_set_answer){.is_contract = true,
		.file_beats_it = searches_for_others(host),
		.basis = FACT_ASSUMED,
		.source = memory->path
				  ? arena_printf(host->arena,
					    "it has the name of an API set; %s is not there to say "
					    "so",
					    memory->path)
				  : "it has the name of an API set; the Windows folder was not "
				    "found"};
}

bool is_api_set(const char *name)
{
	static const char *const prefixes[] = {"API-MS-", "EXT-MS-"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t at = 0;

		while (prefixes[i][at] && (name[at] == prefixes[i][at] ||
						  (name[at] >= 'a' && name[at] <= 'z' &&
							  name[at] - 'a' + 'A' == prefixes[i][at])))
			at++;
		if (!prefixes[i][at])
			return true;
	}
	return false;
}
