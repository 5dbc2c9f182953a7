#include "tests/unit/pack_text.h"

#include "tests/unit/rules_case.h"

#include <string.h>

const char *json_of(struct arena *arena, const char *text)
{
	char *json = arena_strdup(arena, text);

	for (char *at = json; *at; at++)
		if (*at == '\'')
			*at = '"';
	return json;
}

bool pack_text_load(const char *text, struct arena *arena, struct heard *heard, struct pack *out)
{
	const char *json = json_of(arena, text);

	return pack_load("p.json", json, strlen(json), arena, &heard->diagnostics, out);
}

void expect_pack_refused(const char *text, struct arena *arena, const char *complaint)
{
	struct heard heard;
	struct pack pack;

	heard_start(&heard);
	ck_assert(!pack_text_load(text, arena, &heard, &pack));
	expect_text(buffer_text(&heard.text), complaint);
	heard_end(&heard);
}
