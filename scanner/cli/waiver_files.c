#include "scanner/cli/waiver_files.h"

#include "scanner/cli/slurp.h"

static bool load_file(struct invocation *invocation, const char *file, struct waivers *out)
{
	size_t size;
	char *text = slurp(invocation, file, MAX_WAIVERS_BYTES, &size);
	bool loaded = text && waivers_load(file, text, size, invocation->arena,
				      invocation->diagnostics, out);

	slurp_free(text);
	return loaded;
}

bool waiver_files_load(struct invocation *invocation, struct waivers **out, size_t *count)
{
	const struct settings *settings = &invocation->settings;
	bool sound = true;

	*out = arena_array(invocation->arena, settings->waiver_count, sizeof(**out));
	*count = settings->waiver_count;
	for (size_t i = 0; i < settings->waiver_count; i++)
		sound &= load_file(invocation, settings->waivers[i], &(*out)[i]);
	return sound;
}
