#include "report/start_facts.h"

#include "report/json.h"
#include "scanner/host/start/start_points.h"

#include <string.h>

static bool is_told_here(enum start_kind how)
{
	return how >= START_RUN && how < START_APP_PATH;
}

static cJSON *point_json(const struct start_point *point)
{
	cJSON *item = cJSON_CreateObject();

	json_add_text(item, "how", start_kind_name(point->how));
	json_add_text(item, "name", point->name);
	json_add_text(item, "where", point->where);
	json_add_text(item, "command", point->command);
	json_add_text(item, "program", point->program);
	if (point->status == START_UNTOLD)
		cJSON_AddNullToObject(item, "exists");
	else
		cJSON_AddBoolToObject(item, "exists", point->status == START_FOUND);
	json_add_text(item, "account", point->account);
	json_add_text(item, "inferred", point->inferred);
	json_add_text(item, "unknown", point->reason);
	return item;
}

cJSON *start_facts_json(struct host *host)
{
	const struct start_list *list = start_points(host);
	cJSON *object = cJSON_CreateObject();
	cJSON *gaps = cJSON_AddArrayToObject(object, "gaps");
	cJSON *entries = cJSON_AddArrayToObject(object, "entries");

	for (size_t i = 0; i < list->gap_count; i++) {
		cJSON *gap;

		if (!is_told_here(list->gaps[i].how))
			continue;
		gap = cJSON_CreateObject();
		json_add_text(gap, "how", start_kind_name(list->gaps[i].how));
		json_add_text(gap, "unknown", list->gaps[i].reason);
		cJSON_AddItemToArray(gaps, gap);
	}
	for (size_t i = 0; i < list->count; i++)
		if (is_told_here(list->items[i].how))
			cJSON_AddItemToArray(entries, point_json(&list->items[i]));
	return object;
}

static const char *point_text(struct page *page, const struct start_point *point)
{
	struct arena *arena = &page->scratch;
	const char *leads = point->program ? point->program : "not known where to";

	return arena_printf(arena, "%s%s%s: %s%s%s%s", start_kind_title(point->how),
		point->account ? " of " : "", point->account ? point->account : "", leads,
		point->status == START_MISSING ? " (not there)" : "",
		point->reason ? arena_printf(arena, " (not known: %s)", point->reason) : "",
		point->inferred ? arena_printf(arena, "; likely: %s", point->inferred) : "");
}

static bool is_same_gap(const struct start_gap *one, const struct start_gap *other)
{
	return is_told_here(other->how) && strcmp(one->reason, other->reason) == 0;
}

static bool is_told_before(const struct start_list *list, size_t gap)
{
	for (size_t i = 0; i < gap; i++)
		if (is_same_gap(&list->gaps[gap], &list->gaps[i]))
			return true;
	return false;
}

/* One hive that is not there is the reason for several kinds. */
static void put_gap(struct page *page, size_t margin, const struct start_list *list, size_t gap)
{
	const char *kinds = start_kind_title(list->gaps[gap].how);

	for (size_t i = gap + 1; i < list->gap_count; i++)
		if (is_same_gap(&list->gaps[gap], &list->gaps[i]))
			kinds = arena_printf(&page->scratch, "%s, %s", kinds,
				start_kind_title(list->gaps[i].how));
	page_paragraph(page, PAGE_YELLOW, margin, margin,
		arena_printf(&page->scratch, "not known (%s): %s", kinds, list->gaps[gap].reason));
}

void start_facts_put(struct page *page, size_t margin, size_t label_columns, struct host *host)
{
	const struct start_list *list = start_points(host);

	for (size_t i = 0; i < list->count; i++)
		if (is_told_here(list->items[i].how))
			page_field(page, margin, label_columns, list->items[i].name,
				point_text(page, &list->items[i]));
	for (size_t i = 0; i < list->gap_count; i++)
		if (is_told_here(list->gaps[i].how) && !is_told_before(list, i))
			put_gap(page, margin, list, i);
}
