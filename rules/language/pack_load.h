/* What the parts of the loader share; see pack.h for what it does. */
#ifndef COMPATSCAN_RULES_LANGUAGE_PACK_LOAD_H
#define COMPATSCAN_RULES_LANGUAGE_PACK_LOAD_H

#include "rules/checks/check.h"
#include "rules/language/json_reader.h"
#include "rules/language/pack.h"

struct pack_loading {
	struct json_reader reader;
	struct pack *pack;
	unsigned depth;                       /* of checks in checks */
	const struct selection_type *in_hand; /* of the rule being read, or NULL */
	struct parameter_uses *uses; /* what is being read, or NULL: each parameter that it asks
					for is added */
};

/* Adds those that are not there yet to what is being read. */
void pack_load_use(struct pack_loading *loading, const struct parameter_uses *uses);

/* A parameter, to be added to the pack. */
void pack_load_parameter(struct pack_loading *loading, const char *path, const cJSON *object);

/* The index of the parameter of that name, or of the path whose folder ${name.folder} is. False
 * when there is none so far. */
bool pack_load_find_parameter(const struct pack *pack, const char *name, size_t *index);

/* Complains of a ${name} in text (which may be NULL) that nothing defines: neither a parameter so
 * far, nor what the selection of the rule in hand has, nor one of values, a list that ends with
 * NULL, or NULL. */
void pack_load_check_template(struct pack_loading *loading, const char *path, const char *text,
	const char *const *values);

/* The "id" of an object, with a complaint when it is missing or malformed. */
const char *pack_load_id(struct json_reader *reader, const char *path, const cJSON *object);

/* A check; its type is NULL when it was complained of. */
struct check pack_load_check(struct pack_loading *loading, const char *path, const cJSON *object);

/* Adds a rule to the pack. */
void pack_load_rule(struct pack_loading *loading, const char *path, const cJSON *object);

#endif
