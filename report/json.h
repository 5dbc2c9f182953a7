/* Small steps every JSON writer takes. A NULL text is written as null. */
#ifndef COMPATSCAN_REPORT_JSON_H
#define COMPATSCAN_REPORT_JSON_H

#include "scanner/base/buffer.h"
#include "scanner/base/problem.h"

#include <cjson/cJSON.h>

void json_add_text(cJSON *object, const char *key, const char *text);
void json_add_number(cJSON *object, const char *key, uint64_t number);

/* "tool": {name, version}: compatscan itself. */
void json_add_tool(cJSON *object, const char *version);

/* A list of texts. */
void json_add_texts(cJSON *object, const char *key, const char *const *texts, size_t count);

/* [{code, path, offset, detail}]; path only where a problem has one. */
void json_add_problems(cJSON *object, const char *key, const struct problem_list *problems);

/* Writes text as a JSON string, quotation marks and all; for lists too long to be made of nodes. */
void json_put_text(struct buffer *out, const char *text);

/* The text of value, which is deleted; one line when not pretty, always ending in a newline. Freed
 * with free. */
char *json_finish(cJSON *value, bool pretty);

#endif
