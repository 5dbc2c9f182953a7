#include "report/host_json.h"

#include "report/json.h"
#include "scanner/base/text.h"
#include "scanner/host/windows_version.h"

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
	json_add_text(object, "source", "offline");
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
