/* The inspect object: one image as JSON (report/schema/inspect.schema.json). */
#ifndef COMPATSCAN_REPORT_IMAGE_JSON_H
#define COMPATSCAN_REPORT_IMAGE_JSON_H

#include "report/image_shown.h"

#include <cjson/cJSON.h>

/* sha256 and strings are left out where they were not asked for; every other key is always there.
 */
cJSON *image_json(struct arena *arena, const struct image_shown *shown);

#endif
