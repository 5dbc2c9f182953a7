/* Packs and waivers as texts of tests, in which ' stands for ". */
#ifndef COMPATSCAN_TESTS_UNIT_PACK_TEXT_H
#define COMPATSCAN_TESTS_UNIT_PACK_TEXT_H

#include "rules/language/pack.h"
#include "tests/post/heard.h"

/* A copy that is JSON. */
const char *json_of(struct arena *arena, const char *text);

/* Loads a pack as p.json; what is wrong with it is heard. */
bool pack_text_load(const char *text, struct arena *arena, struct heard *heard, struct pack *out);

/* Fails unless the pack is refused with a message that holds complaint. */
void expect_pack_refused(const char *text, struct arena *arena, const char *complaint);

#endif
