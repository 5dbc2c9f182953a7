#include "report/post.h"

#include <cjson/cJSON.h>
#include <string.h>

/* Whether only white space follows the document that ends at end. */
static bool ends_there(const char *json, size_t size, const char *end)
{
	if (!end)
		return false;
	for (; end < json + size; end++) {
		if (!strchr(" \t\r\n", *end) || !*end)
			return false;
	}
	return true;
}

bool post_report_id_of(const char *json, size_t size, char out[REPORT_ID_BYTES], const char **why)
{
	const char *end = NULL;
	cJSON *document = cJSON_ParseWithLengthOpts(json, size, &end, 0);
	const cJSON *id = cJSON_GetObjectItemCaseSensitive(document, "report_id");
	const char *wrong = NULL;

	if (!document || !ends_there(json, size, end))
		wrong = "is not JSON";
	else if (!cJSON_IsObject(document))
		wrong = "is not a JSON object";
	else if (!id)
		wrong = "has no report_id";
	else if (!cJSON_IsString(id) || !report_id_valid(id->valuestring))
		wrong = "has a report_id that is not a UUID";
	else
		memcpy(out, id->valuestring, REPORT_ID_BYTES);
	cJSON_Delete(document);
	if (wrong && why)
		*why = wrong;
	return !wrong;
}
