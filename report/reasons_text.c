#include "report/reasons_text.h"

#include "report/findings_text.h"

#include <string.h>

enum { MARGIN = 2, MAX_REASONS_SHOWN = 12 /* of one pack */ };

typedef bool finding_predicate(const struct finding *finding);

static bool is_untold(const struct finding *finding)
{
	return finding->status == FINDING_UNKNOWN || finding->status == FINDING_ERROR;
}

static bool is_not_applicable(const struct finding *finding)
{
	return finding->status == FINDING_NOT_APPLICABLE;
}

static bool has_reason(const struct finding *finding, finding_predicate *wanted, const char *reason)
{
	return wanted(finding) && strcmp(finding->explanation, reason) == 0;
}

/* The names of the rules with this reason; a rule that is told of several things has their number.
 */
static const char *rules_with_reason(struct page *page, const struct pack_result *pack,
	finding_predicate *wanted, const char *reason)
{
	const char *rules = "";

	for (size_t i = 0; i < pack->finding_count; i++) {
		const char *rule = pack->findings[i].rule;
		size_t count = 0;

		if (!has_reason(&pack->findings[i], wanted, reason))
			continue;
		for (; i < pack->finding_count && strcmp(pack->findings[i].rule, rule) == 0; i++)
			count += has_reason(&pack->findings[i], wanted, reason);
		i--;
		rules = arena_printf(&page->scratch, "%s%s%s", rules, *rules ? ", " : "", rule);
		if (count > 1)
			rules = arena_printf(&page->scratch, "%s (%zu times)", rules, count);
	}
	return rules;
}

static bool reason_came_before(
	const struct pack_result *pack, finding_predicate *wanted, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (has_reason(&pack->findings[i], wanted, pack->findings[index].explanation))
			return true;
	return false;
}

/* Writes the reasons of one pack, and before the first of all packs the heading, which then is
 * NULL. */
static void put_reasons_of(struct page *page, const struct pack_result *pack,
	finding_predicate *wanted, const char **heading)
{
	size_t shown = 0, left = 0;

	for (size_t i = 0; i < pack->finding_count; i++) {
		const char *reason = pack->findings[i].explanation;

		if (!wanted(&pack->findings[i]) || reason_came_before(pack, wanted, i))
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
				rules_with_reason(page, pack, wanted, reason)));
		page_paragraph(page, PAGE_PLAIN, 4, 4, reason);
	}
	findings_put_more(page, MARGIN, left, "more reason");
}

void reasons_put_untold(struct page *page, const struct report *report)
{
	const char *heading = "COULD NOT BE TOLD";

	for (size_t i = 0; i < report->pack_count; i++)
		put_reasons_of(page, &report->packs[i], is_untold, &heading);
}

void reasons_put_not_applicable(struct page *page, const struct report *report)
{
	const char *heading = "NOT APPLICABLE";

	for (size_t i = 0; i < report->pack_count; i++) {
		const struct pack_result *pack = &report->packs[i];

		if (pack->applies != APPLIES_NO) {
			put_reasons_of(page, pack, is_not_applicable, &heading);
			continue;
		}
		if (heading) {
			page_blank(page);
			page_paragraph(page, PAGE_YELLOW, 0, 0, heading);
		}
		heading = NULL;
		page_paragraph(page, PAGE_BOLD, MARGIN, 4,
			arena_printf(&page->scratch, "%s: all of its rules", pack->pack->id));
		page_paragraph(page, PAGE_PLAIN, 4, 4, pack->reason);
	}
}
