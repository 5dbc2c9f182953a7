#include "scanner/cli/pack_places.h"

#include "scanner/cli/places.h"

static const char *const beside_program[] = {"../share/compatscan/packs", "../rules/packs"};

static struct pack_place shipped(struct arena *arena)
{
	const char *given = place_from_environment(arena, "COMPATSCAN_PACKS");
	const char *program;

	if (given && *given)
		return (struct pack_place){given, true};
	program = place_of_program(arena);
	for (size_t i = 0; program && i < sizeof(beside_program) / sizeof(beside_program[0]); i++) {
		const char *folder = arena_printf(arena, "%s/%s", program, beside_program[i]);

		if (place_is_folder(folder))
			return (struct pack_place){folder, false};
	}
	return (struct pack_place){0};
}

static struct pack_place below(struct arena *arena, const char *settings, const char *name)
{
	return (struct pack_place){
		settings ? arena_printf(arena, "%s/%s", settings, name) : NULL, false};
}

struct pack_places pack_places(struct invocation *invocation)
{
	const struct settings *settings = &invocation->settings;
	struct arena *arena = invocation->arena;
	const char *machine = place_from_environment(arena, "COMPATSCAN_ETC");
	struct pack_places places = {0};

	if (!machine || !*machine)
		machine = place_of_machine_settings(arena);
	places.items[places.count++] = shipped(arena);
	places.items[places.count++] = below(arena, machine, "rules.d");
	places.items[places.count++] = below(arena, place_of_user_settings(arena), "rules");
	for (size_t i = 0; i < settings->pack_folder_count; i++)
		places.items[places.count++] = (struct pack_place){settings->pack_folders[i], true};
	return places;
}
