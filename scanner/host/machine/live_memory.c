#include "scanner/host/machine/live_memory.h"

#include "scanner/base/text.h"

enum { LETTERS = 26 };

struct declared_service {
	const char *name;
	struct live_service service;
};

struct live_memory {
	struct live_source source; /* first, so that an operation can find the memory */
	struct arena *arena;
	int64_t now;
	struct declared_service *services;
	size_t service_count, service_capacity;
	struct live_space spaces[LETTERS];
};

static struct live_service service_of(
	const struct live_source *source, const char *name, struct arena *arena)
{
	const struct live_memory *memory = (const struct live_memory *)source;

	for (size_t i = memory->service_count; i > 0; i--) {
		struct live_service service = memory->services[i - 1].service;

		if (!text_same_name(memory->services[i - 1].name, name))
			continue;
		service.reason = arena_strdup(arena, service.reason);
		return service;
	}
	return (struct live_service){.status = LIVE_ABSENT};
}

static struct live_space space_of(
	const struct live_source *source, char letter, struct arena *arena)
{
	const struct live_memory *memory = (const struct live_memory *)source;
	struct live_space space = {.status = LIVE_ABSENT};

	if (letter >= 'A' && letter <= 'Z')
		space = memory->spaces[letter - 'A'];
	space.reason = arena_strdup(arena, space.reason);
	return space;
}

static int64_t now_of(const struct live_source *source)
{
	return ((const struct live_memory *)source)->now;
}

static const struct live_operations operations = {
	.service = service_of, .space = space_of, .now = now_of};

struct live_memory *live_memory_new(struct arena *arena, int64_t now)
{
	struct live_memory *memory = arena_alloc(arena, sizeof(*memory));

	*memory = (struct live_memory){.source = {&operations}, .arena = arena, .now = now};
	for (size_t i = 0; i < LETTERS; i++)
		memory->spaces[i].status = LIVE_ABSENT;
	return memory;
}

const struct live_source *live_memory_source(const struct live_memory *memory)
{
	return &memory->source;
}

void live_memory_service(struct live_memory *memory, const char *name, struct live_service service)
{
	void *items = memory->services;

	arena_grow(memory->arena, &items, memory->service_count, &memory->service_capacity,
		sizeof(*memory->services));
	memory->services = items;
	service.reason = arena_strdup(memory->arena, service.reason);
	memory->services[memory->service_count++] = (struct declared_service){
		.name = arena_strdup(memory->arena, name), .service = service};
}

void live_memory_space(struct live_memory *memory, char letter, struct live_space space)
{
	space.reason = arena_strdup(memory->arena, space.reason);
	if (letter >= 'A' && letter <= 'Z')
		memory->spaces[letter - 'A'] = space;
}
