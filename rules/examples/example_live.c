/* What the running machine of an example tells: from JSON to a live source in memory. */
#include "rules/examples/example_parts.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/live_memory.h"

#include <string.h>

struct example_service {
	const char *name;
	struct live_service service;
};

struct example_space {
	char letter;
	struct live_space space;
};

struct example_live {
	struct example_service *services;
	size_t service_count;
	struct example_space *spaces;
	size_t space_count;
};

static void load_state(
	struct json_reader *reader, const char *at, const cJSON *object, struct live_service *out)
{
	const char *state = json_text(reader, at, object, "state", true);
	const char *known = "";

	if (!state)
		return;
	for (int i = 0; i < LIVE_STATES; i++)
		known = arena_printf(reader->arena, "%s%s%s", known, i ? ", " : "",
			live_state_name((enum live_state)i));
	if (!live_state_from_name(state, &out->state))
		json_error(reader, json_at(reader, at, "state"),
			"unknown state \"%s\"; expected one of %s", state, known);
}

/* A service that cannot be told about has a reason and nothing else. */
static struct live_service load_service(
	struct json_reader *reader, const char *at, const cJSON *object)
{
	static const char *const keys[] = {"state", "started", "reason", NULL};
	struct live_service service = {.status = LIVE_TOLD};

	if (cJSON_IsNull(object))
		return (struct live_service){.status = LIVE_ABSENT};
	if (!json_check_object(reader, at, object, keys))
		return service;
	service.reason = json_text(reader, at, object, "reason", false);
	if (service.reason && cJSON_GetArraySize(object) == 1) {
		service.status = LIVE_UNTOLD;
		return service;
	}
	load_state(reader, at, object, &service);
	service.start_told = example_time(reader, at, object, "started", &service.started);
	if (!service.start_told && !service.reason)
		service.reason = "the machine of the example does not tell";
	return service;
}

static void load_services(
	struct json_reader *reader, const char *path, const cJSON *object, struct example_live *out)
{
	const cJSON *services = cJSON_GetObjectItemCaseSensitive(object, "services");
	const char *at = json_at(reader, path, "services");
	const cJSON *member;

	if (!services || !json_check_object(reader, at, services, NULL))
		return;
	out->services = arena_array(
		reader->arena, (size_t)cJSON_GetArraySize(services), sizeof(*out->services));
	cJSON_ArrayForEach(member, services)
		out->services[out->service_count++] = (struct example_service){
		.name = text_from_bytes(reader->arena, member->string, strlen(member->string)),
		.service = load_service(reader, json_at(reader, at, member->string), member)};
}

/* The free bytes alone, or with those of the volume, or why they cannot be told. */
static struct live_space load_space(struct json_reader *reader, const char *at, const cJSON *value)
{
	static const char *const keys[] = {"free", "total", "reason", NULL};
	const cJSON *total = cJSON_GetObjectItemCaseSensitive(value, "total");
	const cJSON *amount = cJSON_GetObjectItemCaseSensitive(value, "free");
	struct live_space space = {.status = LIVE_TOLD};

	if (cJSON_IsNull(value))
		return (struct live_space){.status = LIVE_ABSENT};
	if (cJSON_IsNumber(value)) {
		json_whole(reader, at, value, MAX_JSON_NUMBER, &space.free);
		space.total = space.free;
		return space;
	}
	if (!json_check_object(reader, at, value, keys))
		return space;
	space.reason = json_text(reader, at, value, "reason", false);
	if (space.reason && cJSON_GetArraySize(value) == 1) {
		space.status = LIVE_UNTOLD;
		return space;
	}
	if (!amount)
		json_error(reader, at, "\"free\" is missing; expected a whole number of bytes");
	else
		json_whole(
			reader, json_at(reader, at, "free"), amount, MAX_JSON_NUMBER, &space.free);
	space.total = space.free;
	if (total)
		json_whole(
			reader, json_at(reader, at, "total"), total, MAX_JSON_NUMBER, &space.total);
	return space;
}

static void load_spaces(
	struct json_reader *reader, const char *path, const cJSON *object, struct example_live *out)
{
	const cJSON *spaces = cJSON_GetObjectItemCaseSensitive(object, "free");
	const char *at = json_at(reader, path, "free");
	const cJSON *member;

	if (!spaces || !json_check_object(reader, at, spaces, NULL))
		return;
	out->spaces = arena_array(
		reader->arena, (size_t)cJSON_GetArraySize(spaces), sizeof(*out->spaces));
	cJSON_ArrayForEach(member, spaces)
	{
		const char *name = member->string;

		if (*name < 'A' || *name > 'Z' || name[1]) {
			json_error(reader, json_at(reader, at, name),
				"expected the letter of a drive, such as C");
			continue;
		}
		out->spaces[out->space_count++] = (struct example_space){
			*name, load_space(reader, json_at(reader, at, name), member)};
	}
}

void example_live_load(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out)
{
	static const char *const keys[] = {"services", "free", NULL};
	const cJSON *live = cJSON_GetObjectItemCaseSensitive(object, "live");
	const char *at = json_at(reader, path, "live");

	if (!live)
		return;
	out->live_given = true;
	if (cJSON_IsNull(live) || !json_check_object(reader, at, live, keys))
		return;
	out->live = arena_alloc(reader->arena, sizeof(*out->live));
	load_services(reader, at, live, out->live);
	load_spaces(reader, at, live, out->live);
}

const struct live_source *example_live_source(
	const struct example_machine *machine, struct arena *arena, int64_t now)
{
	const struct example_machine *chain[MAX_MACHINE_BASES + 1];
	size_t count = example_machine_chain(machine, chain);
	struct live_memory *memory = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct example_live *live = chain[i]->live;

		if (chain[i]->live_given && !live)
			memory = NULL;
		if (!live)
			continue;
		if (!memory)
			memory = live_memory_new(arena, now);
		for (size_t j = 0; j < live->service_count; j++)
			live_memory_service(
				memory, live->services[j].name, live->services[j].service);
		for (size_t j = 0; j < live->space_count; j++)
			live_memory_space(memory, live->spaces[j].letter, live->spaces[j].space);
	}
	return memory ? live_memory_source(memory) : NULL;
}
