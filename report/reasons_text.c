#include "report/reasons_text.h"

#include "report/findings_text.h"

#include <string.h>

enum { MARGIN = 2, MAX_REASONS_SHOWN = 12 /* of one pack */ };

static bool is_untold(const struct finding *finding)
{
	return finding->status == FINDING_UNKNOWN || finding->status == FINDING_ERROR;
}

static bool is_not_applicable(const struct finding *finding)
{
	return finding->status == FINDING_NOT_APPLICABLE;
}

static bool is_untold_for(const struct finding *finding, const char *reason)
{
	return is_untold(finding) && strcmp(finding->explanation, reason) == 0;
}

/* The names of the rules with this reason; a rule that is told of several things has their number.
 */
static const char *rules_with_reason(
	struct page *page, const struct pack_result *pack, const char *reason)
{
	const char *rules = "";

	for (size_t i = 0; i < pack->finding_count; i++) {
		const char *rule = pack->findings[i].rule;
		size_t count = 0;

		if (!is_untold_for(&pack->findings[i], reason))
			continue;
		for (; i < pack->finding_count && strcmp(pack->findings[i].rule, rule) == 0; i++)
			count += is_untold_for(&pack->findings[i], reason);
		i--;
		rules = arena_printf(&page->scratch, "%s%s%s", rules, *rules ? ", " : "", rule);
		if (count > 1)
			rules = arena_printf(&page->scratch, "%s (%zu times)", rules, count);
	}
	return rules;
}

static bool reason_came_before(const struct pack_result *pack, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_untold_for(&pack->findings[i], pack->findings[index].explanation))
			return true;
	return false;
}

/* Writes the reasons of one pack, and before the first of all packs the heading, which then is
 * NULL. */
static void put_reasons_of(struct page *page, const struct pack_result *pack, const char **heading)
{
	size_t shown = 0, left = 0;

	for (size_t i = 0; i < pack->finding_count; i++) {
		const char *reason = pack->findings[i].explanation;

		if (!is_untold(&pack->findings[i]) || reason_came_before(pack, i))
			continue;
		if (shown == MAX_REASONS_SHOWN) {
			left++;
			continue;
		}
		if (*heading) {
			page_blank(page);
			page_paragraph(page, PAGE_YELLOW, 0, 0, *heading);
		}
		*heading = NULL;
		shown++;
		page_paragraph(page, PAGE_BOLD, MARGIN, 4,
			arena_printf(&page->scratch, "%s: %s", pack->pack->id,
				rules_with_reason(page, pack, reason)));
		page_paragraph(page, PAGE_PLAIN, 4, 4, reason);
	}
	findings_put_more(page, MARGIN, left, "more reason");
}

void reasons_put_untold(struct page *page, const struct report *report)
{
	const char *heading = "COULD NOT BE TOLD";

	for (size_t i = 0; i < report->pack_count; i++)
		put_reasons_of(page, &report->packs[i], &heading);
}

/* The names of the rules that do not apply, each once. */
static const char *names_not_applicable(struct page *page, const struct pack_result *pack)
{
	const char *names = "";
	const char *last = "";

	for (size_t i = 0; i < pack->finding_count; i++) {
		const char *rule = pack->findings[i].rule;

		if (!is_not_applicable(&pack->findings[i]) || strcmp(rule, last) == 0)
			continue;
		names = arena_printf(&page->scratch, "%s%s%s", names, *names ? ", " : "", rule);
		last = rule;
	}
	return names;
}

void reasons_put_not_applicable(struct page *page, const struct report *report)
{
	bool headed = false, why = false;

	for (size_t i = 0; i < report->pack_count; i++) {
		const struct pack_result *pack = &report->packs[i];
		bool whole = pack->applies == APPLIES_NO;
		const char *names = whole ? pack->reason : names_not_applicable(page, pack);

		if (!*names)
			continue;
		if (!headed) {
			page_blank(page);
			page_paragraph(page, PAGE_YELLOW, 0, 0, "NOT APPLICABLE");
		}
		headed = true;
		why |= !whole;
		page_paragraph(page, PAGE_PLAIN, MARGIN, 4,
			arena_printf(&page->scratch, "%s%s: %s", pack->pack->id,
				whole ? ", all of its rules" : "", names));
	}
	if (why)
		page_paragraph(page, PAGE_DIM, MARGIN, MARGIN,
			"The JSON report (--format json) has the reason of each.");
}
