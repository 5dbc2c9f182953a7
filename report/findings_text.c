#include "report/findings_text.h"

#include "report/host_text.h"
#include "rules/waivers/waivers.h"
#include "scanner/base/text.h"

#include <string.h>

enum {
	MARGIN = 2,
	LABEL_COLUMNS = 11,
	MAX_EVIDENCE_SHOWN = 12, /* of one finding */
	MAX_LESSER_SHOWN = 3,    /* of one whose severity is low or info */
	MAX_GROUP_SHOWN = 12,    /* findings of one group */
};

static enum page_colour severity_colour(enum severity severity)
{
	return severity >= SEVERITY_HIGH ? PAGE_RED : PAGE_YELLOW;
}

static const char *upper(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *at = copy; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return copy;
}

void findings_put_more(struct page *page, size_t indent, size_t count, const char *what)
{
	if (count)
		page_paragraph(page, PAGE_DIM, indent, indent + 2,
			arena_printf(&page->scratch, "... and %s; --format json shows all of them",
				text_counted(&page->scratch, count, what)));
}

/* Either may be NULL. */
static bool same_text(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

/* Whether two pieces of evidence, one behind the other, are about one thing: it is named once. */
static bool same_thing(const struct evidence *one, const struct evidence *other)
{
	return one->path && one->file == other->file && same_text(one->path, other->path);
}

static void put_fact(struct page *page, const struct evidence *evidence)
{
	if (evidence->search_step)
		page_field(page, 4, LABEL_COLUMNS, "found in", evidence->search_step);
	if (evidence->fact)
		page_field(page, 4, LABEL_COLUMNS, "looked at", evidence->fact);
	if (evidence->expected)
		page_field(page, 4, LABEL_COLUMNS, "expected", evidence->expected);
	if (evidence->actual)
		page_field(page, 4, LABEL_COLUMNS, "actual",
			evidence->offset == PROBLEM_NO_OFFSET
				? evidence->actual
				: arena_printf(&page->scratch, "%s, at offset 0x%llX",
					  evidence->actual, (unsigned long long)evidence->offset));
}

static void put_all_evidence(struct page *page, struct host *host, const struct finding *finding)
{
	const struct evidence *evidence = finding->evidence;
	size_t most = finding->severity >= SEVERITY_MEDIUM ? MAX_EVIDENCE_SHOWN : MAX_LESSER_SHOWN;
	size_t shown = finding->evidence_count < most ? finding->evidence_count : most;

	if (shown)
		page_paragraph(page, PAGE_BOLD, MARGIN, MARGIN, "Evidence");
	for (size_t i = 0; i < shown; i++, evidence++) {
		if (!i || !same_thing(evidence - 1, evidence))
			page_paragraph(page, PAGE_PLAIN, MARGIN, 4,
				arena_printf(&page->scratch, "- %s",
					evidence->path ? evidence->path : evidence->fact));
		put_fact(page, evidence);
		if (evidence->file && (i + 1 == shown || !same_thing(evidence, evidence + 1)))
			host_file_put(page, 4, LABEL_COLUMNS, host, evidence->file);
	}
	findings_put_more(page, MARGIN, finding->evidence_count - shown, "more piece");
}

static void put_source(struct page *page, const struct finding *finding)
{
	page_paragraph(page, PAGE_DIM, MARGIN, MARGIN,
		arena_printf(&page->scratch, "Source: %s",
			text_join(&page->scratch, finding->references, finding->reference_count)));
}

/* Findings that belong together, in their order. */
struct group {
	const struct finding **items;
	size_t count;
};

static bool is_alike(const struct finding *one, const struct finding *other)
{
	return other->status == one->status && other->severity == one->severity &&
	       other->waiver == one->waiver && other->waived == one->waived &&
	       strcmp(other->rule, one->rule) == 0 && same_text(other->case_name, one->case_name);
}

/* The group that begins with the finding at this place; empty when it began before. */
static struct group group_at(struct arena *arena, const struct pack_result *pack, size_t first)
{
	const struct finding *leader = &pack->findings[first];
	struct group group = {0};

	for (size_t i = first; i > 0; i--)
		if (strcmp(pack->findings[i - 1].rule, leader->rule) != 0)
			break;
		else if (is_alike(leader, &pack->findings[i - 1]))
			return group;
	group.items = arena_array(arena, pack->finding_count - first, sizeof(*group.items));
	for (size_t i = first; i < pack->finding_count; i++)
		if (is_alike(leader, &pack->findings[i]))
			group.items[group.count++] = &pack->findings[i];
	return group;
}

static bool share_remedy(const struct group *group)
{
	for (size_t i = 1; i < group->count; i++)
		if (!same_text(group->items[i]->remedy, group->items[0]->remedy))
			return false;
	return true;
}

/* remedy may be NULL: there is nothing to put right. */
static void put_remedy(struct page *page, const char *remedy)
{
	if (!remedy)
		return;
	page_paragraph(page, PAGE_BOLD, MARGIN, MARGIN, "Remedy");
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, remedy);
}

static void put_items(struct page *page, struct host *host, const struct group *group)
{
	bool shared = share_remedy(group);
	size_t shown = group->count < MAX_GROUP_SHOWN ? group->count : MAX_GROUP_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		const struct finding *finding = group->items[i];

		page_paragraph(page, PAGE_PLAIN, MARGIN, 4,
			arena_printf(&page->scratch, "- %s", finding->subject));
		page_paragraph(page, PAGE_PLAIN, 4, 4, finding->explanation);
		if (!shared && finding->remedy)
			page_field(page, 4, LABEL_COLUMNS, "remedy", finding->remedy);
		for (size_t j = 0; j < finding->evidence_count; j++) {
			if (!finding->evidence[j].file)
				continue;
			host_file_put(page, 4, LABEL_COLUMNS, host, finding->evidence[j].file);
			break;
		}
	}
	findings_put_more(page, MARGIN, group->count - shown, "more finding");
	if (shared)
		put_remedy(page, group->items[0]->remedy);
}

static const char *number_of(struct page *page, const struct group *group)
{
	return group->count > 1 ? arena_printf(&page->scratch, ": %zu findings", group->count) : "";
}

static void put_group(struct page *page, struct host *host, const struct group *group)
{
	const struct finding *finding = group->items[0];
	const char *severity = upper(&page->scratch, severity_name(finding->severity));

	page_blank(page);
	page_paragraph(page, severity_colour(finding->severity), 0, 10,
		arena_printf(&page->scratch, "%-8s  %s/%s%s", severity, finding->pack,
			finding->rule, number_of(page, group)));
	page_paragraph(page, PAGE_BOLD, MARGIN, MARGIN,
		arena_printf(&page->scratch, "Does not hold: %s.", finding->title));
	if (group->count > 1) {
		put_items(page, host, group);
	} else {
		page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, finding->explanation);
		put_all_evidence(page, host, finding);
		put_remedy(page, finding->remedy);
	}
	put_source(page, finding);
}

static void put_failed_of(struct page *page, const struct report *report, enum severity severity)
{
	for (size_t i = 0; i < report->pack_count; i++) {
		const struct pack_result *pack = &report->packs[i];

		for (size_t j = 0; j < pack->finding_count; j++) {
			struct group group;

			if (pack->findings[j].status != FINDING_FAIL ||
				pack->findings[j].severity != severity)
				continue;
			group = group_at(&page->scratch, pack, j);
			if (group.count)
				put_group(page, report->host, &group);
		}
	}
}

void findings_put_failed(struct page *page, const struct report *report)
{
	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		put_failed_of(page, report, (enum severity)severity);
}

static void put_waived_group(struct page *page, struct host *host, const struct group *group)
{
	const struct finding *finding = group->items[0];
	const struct waiver *waiver = finding->waiver;

	page_blank(page);
	page_paragraph(page, PAGE_BOLD, 0, 10,
		arena_printf(&page->scratch, "%-8s  %s/%s (%s)%s", "WAIVED", finding->pack,
			finding->rule, severity_name(finding->severity), number_of(page, group)));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN,
		arena_printf(&page->scratch, "%s: %s.",
			finding->waived == FINDING_FAIL ? "Does not hold" : "Could not be told",
			finding->title));
	page_field(page, MARGIN, LABEL_COLUMNS, "Waived by",
		arena_printf(&page->scratch, "%s, until %s", waiver->by, waiver->expires));
	page_field(page, MARGIN, LABEL_COLUMNS, "Because", waiver->reason);
	if (group->count > 1) {
		put_items(page, host, group);
	} else {
		page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, finding->explanation);
		put_all_evidence(page, host, finding);
		put_remedy(page, finding->remedy);
	}
	put_source(page, finding);
}

void findings_put_waived(struct page *page, const struct report *report)
{
	for (size_t i = 0; i < report->pack_count; i++) {
		const struct pack_result *pack = &report->packs[i];

		for (size_t j = 0; j < pack->finding_count; j++) {
			struct group group;

			if (pack->findings[j].status != FINDING_WAIVED)
				continue;
			group = group_at(&page->scratch, pack, j);
			if (group.count)
				put_waived_group(page, report->host, &group);
		}
	}
}

/* Whether the rule of this finding holds wherever it was put to the machine. */
static bool holds_everywhere(const struct pack_result *pack, const struct finding *finding)
{
	for (size_t i = 0; i < pack->finding_count; i++)
		if (strcmp(pack->findings[i].rule, finding->rule) == 0 &&
			pack->findings[i].status != FINDING_PASS)
			return false;
	return true;
}

static const char *held_rules(struct page *page, const struct pack_result *pack, size_t *count)
{
	const char *rules = "";

	for (size_t i = 0; i < pack->finding_count; i++)
		if (pack->findings[i].status == FINDING_PASS &&
			holds_everywhere(pack, &pack->findings[i])) {
			rules = arena_printf(&page->scratch, "%s%s%s", rules, *rules ? ", " : "",
				pack->findings[i].rule);
			(*count)++;
		}
	return rules;
}

void findings_put_held(struct page *page, const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->pack_count; i++)
		held_rules(page, &report->packs[i], &count);
	if (!count)
		return;
	page_blank(page);
	page_paragraph(page, PAGE_GREEN, 0, 0,
		arena_printf(
			&page->scratch, "HOLDS  %s", text_counted(&page->scratch, count, "rule")));
	for (size_t i = 0; i < report->pack_count; i++) {
		const char *rules = held_rules(page, &report->packs[i], &count);

		if (!*rules)
			continue;
		if (report->pack_count == 1)
			page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, rules);
		else
			page_paragraph(page, PAGE_PLAIN, MARGIN, 4,
				arena_printf(&page->scratch, "%s: %s", report->packs[i].pack->id,
					rules));
	}
}
