/* The report a person reads: verdict, failures by severity, what could not be told, what holds. */
#include "report/host_text.h"
#include "report/writers.h"
#include "rules/waivers.h"
#include "scanner/base/clock.h"
#include "scanner/base/text.h"

#include <stdio.h>
#include <string.h>

enum { MARGIN = 2, LABEL_COLUMNS = 11 };

static enum page_colour severity_colour(enum severity severity)
{
	return severity >= SEVERITY_HIGH ? PAGE_RED : PAGE_YELLOW;
}

/* A file of waivers is in the list of packs without judging anything. */
static bool judges(const struct pack_result *pack)
{
	return strcmp(pack->pack->id, WAIVERS_PACK) != 0;
}

static void put_target(struct page *page, const struct report *report)
{
	bool headed = false;

	host_put(page, LABEL_COLUMNS, report->host);
	for (size_t i = 0; i < report->pack_count; i++) {
		const struct pack *pack = report->packs[i].pack;

		if (!judges(&report->packs[i]))
			continue;
		page_field(page, 0, LABEL_COLUMNS, headed ? "" : "Rules",
			arena_printf(
				&page->scratch, "%s %s: %s", pack->id, pack->version, pack->title));
		headed = true;
	}
	for (size_t i = 0; i < report->pack_count; i++)
		if (!judges(&report->packs[i]))
			page_field(page, 0, LABEL_COLUMNS, "Waivers", report->packs[i].reason);
	page_field(page, 0, LABEL_COLUMNS, "Scanned",
		arena_printf(&page->scratch, "%s, report %s",
			clock_text(&page->scratch, report->started), report->id));
}

static bool any_pack_applies(const struct report *report)
{
	for (size_t i = 0; i < report->pack_count; i++)
		if (judges(&report->packs[i]) && report->packs[i].applies != APPLIES_NO)
			return true;
	return false;
}

static void put_verdict(struct page *page, const struct report *report)
{
	struct report_summary summary = report_summarise(report);
	const char *worst = summary.any_failed ? severity_name(summary.worst) : "";

	if (summary.exit_code == REPORT_FAILS)
		page_paragraph(page, PAGE_RED, 0, 6,
			arena_printf(&page->scratch, "FAIL  %zu rule%s not hold; the worst is %s.",
				summary.fail, summary.fail == 1 ? " does" : "s do", worst));
	else if (summary.exit_code == REPORT_INCOMPLETE)
		page_paragraph(page, PAGE_YELLOW, 0, 9,
			arena_printf(&page->scratch,
				"UNKNOWN  The machine could not be judged: %zu question%s open.",
				summary.unknown + summary.error,
				summary.unknown + summary.error == 1 ? " stays" : "s stay"));
	else if (!any_pack_applies(report))
		page_paragraph(page, PAGE_YELLOW, 0, 16,
			"NOT APPLICABLE  None of the rule packs concerns this machine.");
	else
		page_paragraph(page, PAGE_GREEN, 0, 6,
			arena_printf(&page->scratch,
				"PASS  Every rule of severity %s or above holds.",
				severity_name(report->threshold)));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN,
		arena_printf(&page->scratch,
			"%zu hold%s, %zu fail%s, %s, %zu could not be told, %zu not "
			"applicable%s",
			summary.pass, summary.pass == 1 ? "s" : "", summary.fail,
			summary.fail == 1 ? "s" : "",
			text_counted(&page->scratch, summary.warn, "warning"),
			summary.unknown + summary.error, summary.not_applicable,
			summary.waived
				? arena_printf(&page->scratch, ", %zu waived", summary.waived)
				: ""));
	if (!report->complete)
		page_paragraph(page, PAGE_YELLOW, MARGIN, MARGIN,
			"The scan was stopped before its end; this report is not complete.");
}

static void put_evidence(struct page *page, struct host *host, const struct evidence *evidence)
{
	page_paragraph(page, PAGE_PLAIN, MARGIN, 4,
		arena_printf(
			&page->scratch, "- %s", evidence->path ? evidence->path : evidence->fact));
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
	if (evidence->file)
		host_file_put(page, 4, LABEL_COLUMNS, host, evidence->file);
}

static const char *upper(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *at = copy; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return copy;
}

static void put_all_evidence(struct page *page, struct host *host, const struct finding *finding)
{
	if (!finding->evidence_count)
		return;
	page_paragraph(page, PAGE_BOLD, MARGIN, MARGIN, "Evidence");
	for (size_t i = 0; i < finding->evidence_count; i++)
		put_evidence(page, host, &finding->evidence[i]);
}

static void put_source(struct page *page, const struct finding *finding)
{
	page_paragraph(page, PAGE_DIM, MARGIN, MARGIN,
		arena_printf(&page->scratch, "Source: %s",
			text_join(&page->scratch, finding->references, finding->reference_count)));
}

static void put_failure(struct page *page, struct host *host, const struct finding *finding)
{
	page_blank(page);
	page_paragraph(page, severity_colour(finding->severity), 0, 10,
		arena_printf(&page->scratch, "%-8s  %s",
			upper(&page->scratch, severity_name(finding->severity)), finding->rule));
	page_paragraph(page, PAGE_BOLD, MARGIN, MARGIN,
		arena_printf(&page->scratch, "Does not hold: %s.", finding->title));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, finding->explanation);
	put_all_evidence(page, host, finding);
	page_paragraph(page, PAGE_BOLD, MARGIN, MARGIN, "Remedy");
	if (finding->remedy)
		page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, finding->remedy);
	put_source(page, finding);
}

static void put_waived_finding(struct page *page, struct host *host, const struct finding *finding)
{
	const struct waiver *waiver = finding->waiver;

	page_blank(page);
	page_paragraph(page, PAGE_BOLD, 0, 10,
		arena_printf(&page->scratch, "%-8s  %s (%s)", "WAIVED", finding->rule,
			severity_name(finding->severity)));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN,
		arena_printf(&page->scratch, "%s: %s.",
			finding->waived == FINDING_FAIL ? "Does not hold" : "Could not be told",
			finding->title));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, finding->explanation);
	page_field(page, MARGIN, LABEL_COLUMNS, "Waived by",
		arena_printf(&page->scratch, "%s, until %s", waiver->by, waiver->expires));
	page_field(page, MARGIN, LABEL_COLUMNS, "Because", waiver->reason);
	put_all_evidence(page, host, finding);
	put_source(page, finding);
}

static void put_waived(struct page *page, const struct report *report)
{
	for (size_t i = 0; i < report->pack_count; i++)
		for (size_t j = 0; j < report->packs[i].finding_count; j++)
			if (report->packs[i].findings[j].status == FINDING_WAIVED)
				put_waived_finding(
					page, report->host, &report->packs[i].findings[j]);
}

static void put_failures(struct page *page, const struct report *report)
{
	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		for (size_t i = 0; i < report->pack_count; i++)
			for (size_t j = 0; j < report->packs[i].finding_count; j++) {
				const struct finding *finding = &report->packs[i].findings[j];

				if (finding->status == FINDING_FAIL &&
					finding->severity == (enum severity)severity)
					put_failure(page, report->host, finding);
			}
}

static bool is_untold(const struct finding *finding)
{
	return finding->status == FINDING_UNKNOWN || finding->status == FINDING_ERROR;
}

static const char *rules_with_reason(
	struct page *page, const struct pack_result *pack, const char *reason)
{
	const char *rules = "";

	for (size_t i = 0; i < pack->finding_count; i++)
		if (is_untold(&pack->findings[i]) &&
			strcmp(pack->findings[i].explanation, reason) == 0)
			rules = arena_printf(&page->scratch, "%s%s%s", rules, *rules ? ", " : "",
				pack->findings[i].rule);
	return rules;
}

static bool reason_came_before(const struct pack_result *pack, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_untold(&pack->findings[i]) &&
			strcmp(pack->findings[i].explanation, pack->findings[index].explanation) ==
				0)
			return true;
	return false;
}

static void put_untold(struct page *page, const struct report *report)
{
	bool headed = false;

	for (size_t i = 0; i < report->pack_count; i++) {
		const struct pack_result *pack = &report->packs[i];

		for (size_t j = 0; j < pack->finding_count; j++) {
			const char *reason = pack->findings[j].explanation;

			if (!is_untold(&pack->findings[j]) || reason_came_before(pack, j))
				continue;
			if (!headed) {
				page_blank(page);
				page_paragraph(page, PAGE_YELLOW, 0, 0, "COULD NOT BE TOLD");
			}
			headed = true;
			page_paragraph(
				page, PAGE_BOLD, MARGIN, 4, rules_with_reason(page, pack, reason));
			page_paragraph(page, PAGE_PLAIN, 4, 4, reason);
		}
	}
}

static void put_problems(struct page *page, const struct report *report)
{
	const struct path_list *path = &report->host->path;
	bool headed = false;

	for (size_t i = 0; i < path->count; i++) {
		const struct path_entry *entry = &path->entries[i];

		for (size_t j = 0; j < entry->problems.count; j++) {
			if (!headed) {
				page_blank(page);
				page_paragraph(page, PAGE_BOLD, 0, 0, "SEARCH PATH");
			}
			headed = true;
			page_paragraph(page, PAGE_PLAIN, MARGIN, 4,
				arena_printf(&page->scratch, "%u %s: %s (%s)", entry->position,
					*entry->raw ? entry->raw : "(nothing)",
					entry->problems.items[j].detail,
					entry->problems.items[j].code));
		}
	}
	host_problems_put(page, report->host);
}

static void put_not_applicable(struct page *page, const struct report *report)
{
	for (size_t i = 0; i < report->pack_count; i++) {
		if (report->packs[i].applies != APPLIES_NO)
			continue;
		page_blank(page);
		page_paragraph(page, PAGE_BOLD, 0, 0,
			arena_printf(
				&page->scratch, "NOT APPLICABLE  %s", report->packs[i].pack->id));
		page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, report->packs[i].reason);
	}
}

static void put_holding(struct page *page, const struct report *report)
{
	struct report_summary summary = report_summarise(report);
	const char *rules = "";

	if (!summary.pass)
		return;
	for (size_t i = 0; i < report->pack_count; i++)
		for (size_t j = 0; j < report->packs[i].finding_count; j++)
			if (report->packs[i].findings[j].status == FINDING_PASS)
				rules = arena_printf(&page->scratch, "%s%s%s", rules,
					*rules ? ", " : "", report->packs[i].findings[j].rule);
	page_blank(page);
	page_paragraph(page, PAGE_GREEN, 0, 0,
		arena_printf(&page->scratch, "HOLDS  %s",
			text_counted(&page->scratch, summary.pass, "rule")));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, rules);
}

char *report_write_text(const struct report *report, struct report_style style)
{
	struct page page;

	page_init(&page, style.columns, style.colour);
	put_verdict(&page, report);
	page_blank(&page);
	put_target(&page, report);
	put_failures(&page, report);
	put_untold(&page, report);
	put_waived(&page, report);
	put_not_applicable(&page, report);
	put_problems(&page, report);
	put_holding(&page, report);
	return page_finish(&page);
}
