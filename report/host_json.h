/* What every JSON document says of the machine it is about. */
#ifndef COMPATSCAN_REPORT_HOST_JSON_H
#define COMPATSCAN_REPORT_HOST_JSON_H

#include "scanner/host/fact.h"
#include "scanner/host/host.h"

#include <cjson/cJSON.h>

/* {name, profile, profile_assumed, architecture, windows_directory, source, drives[]} */
cJSON *host_json(struct host *host);

/* [{position, directory, raw, origin, exists, inferred, problems[]}] */
cJSON *search_path_json(const struct path_list *path);

/* Adds {kind, bits, machine, version} of an image, which may be NULL. */
void image_json_add(cJSON *object, struct arena *arena, const struct image *image);

/* {value, basis, source} */
cJSON *fact_json(const struct fact *fact);

#endif
