/* What the two halves of the loader share; see pack.h for what it does. */
#ifndef COMPATSCAN_RULES_PACK_LOAD_H
#define COMPATSCAN_RULES_PACK_LOAD_H

#include "rules/check.h"
#include "rules/json_reader.h"
#include "rules/pack.h"

struct pack_loading {
	struct json_reader reader;
	struct pack *pack;
};

/* What a template may name: the parameters so far and the variables of a check, if any. */
struct template_scope {
	const struct pack *pack;
	const struct check_type *check;
};

bool template_name_is_known(const void *scope, const char *name);

/* Complains of a ${name} in text (which may be NULL) that nothing defines. */
void pack_load_check_template(struct pack_loading *loading, const char *path, const char *text,
	const struct check_type *check);

bool pack_id_is_sound(const char *id);

/* The "id" of an object, with a complaint when it is missing or malformed. */
const char *pack_load_id(struct json_reader *reader, const char *path, const cJSON *object);

/* Adds a rule to the pack. */
void pack_load_rule(struct pack_loading *loading, const char *path, const cJSON *object);

#endif
