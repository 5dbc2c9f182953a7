#include "report/host_json.h"

#include "report/json.h"
#include "rules/facts/image_facts.h"
#include "scanner/base/text.h"
#include "scanner/host/machine/windows_version.h"

#include <string.h>

cJSON *fact_json(const struct fact *fact)
{
	cJSON *object = cJSON_CreateObject();

	json_add_text(object, "value", fact->value);
	json_add_text(object, "basis", fact_basis_name(fact->basis));
	json_add_text(object, "source", fact->source);
	return object;
}

cJSON *host_json(struct host *host)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *drives;

	json_add_text(object, "name", host->name);
	json_add_text(object, "profile", host->profile->name);
	cJSON_AddBoolToObject(object, "profile_assumed", host->profile_assumed);
	cJSON_AddItemToObject(
		object, "architecture", fact_json(&windows_version(host)->architecture));
	json_add_text(object, "windows_directory", host->windows_directory);
	json_add_text(object, "source", host->live ? "live" : "offline");
	drives = cJSON_AddArrayToObject(object, "drives");
	for (size_t i = 0; i < MAX_VOLUMES; i++) {
		const struct volume *volume = host->tree.volumes[i];
		cJSON *drive;

		if (!volume)
			continue;
		drive = cJSON_CreateObject();
		json_add_text(drive, "drive",
			volume->share ? volume->share
				      : arena_printf(host->arena, "%c:", volume->letter));
		json_add_text(drive, "folder",
			text_from_bytes(host->arena, volume->real_root, strlen(volume->real_root)));
		cJSON_AddItemToArray(drives, drive);
	}
	return object;
}

void image_json_add(cJSON *object, struct arena *arena, const struct image *image)
{
	json_add_text(object, "kind", image ? image_kind_name(image->kind) : NULL);
	if (image && image->bits)
		json_add_number(object, "bits", (uint64_t)image->bits);
	else
		cJSON_AddNullToObject(object, "bits");
	json_add_text(object, "machine", image ? image->machine : NULL);
	json_add_text(object, "version", image ? image_version_text(arena, image) : NULL);
}

cJSON *search_path_json(const struct path_list *path)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; i < path->count; i++) {
		const struct path_entry *entry = &path->entries[i];
		cJSON *item = cJSON_CreateObject();

		json_add_number(item, "position", entry->position);
		json_add_text(item, "directory", entry->directory);
		json_add_text(item, "raw", entry->raw);
		json_add_text(item, "origin", entry->origin);
		if (entry->folder || entry->absent)
			cJSON_AddBoolToObject(item, "exists", entry->folder != NULL);
		else
			cJSON_AddNullToObject(item, "exists");
		json_add_text(item, "inferred", entry->inferred);
		json_add_problems(item, "problems", &entry->problems);
		cJSON_AddItemToArray(array, item);
	}
	return array;
}
