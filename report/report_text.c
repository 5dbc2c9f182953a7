/* The report a person reads: verdict, machine, findings, what else is wrong with the machine. */
#include "report/findings_text.h"
#include "report/host_text.h"
#include "report/reasons_text.h"
#include "report/writers.h"
#include "rules/waivers/waivers.h"
#include "scanner/base/clock.h"
#include "scanner/base/text.h"

#include <stdio.h>
#include <string.h>

enum { MARGIN = 2, LABEL_COLUMNS = 11, PARAMETER_COLUMNS = 20 };

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

/* How many rules the failures at or above the threshold belong to; the findings of a rule stand
 * together. */
static size_t failed_rules(const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->pack_count; i++) {
		const char *last = "";

		for (size_t j = 0; j < report->packs[i].finding_count; j++) {
			const struct finding *finding = &report->packs[i].findings[j];

			if (finding->status != FINDING_FAIL ||
				finding->severity < report->threshold ||
				strcmp(last, finding->rule) == 0)
				continue;
			last = finding->rule;
			count++;
		}
	}
	return count;
}

static const char *failures_text(
	struct page *page, const struct report *report, const struct report_summary *summary)
{
	size_t rules = failed_rules(report);
	const char *text = arena_printf(
		&page->scratch, "%zu rule%s not hold", rules, rules == 1 ? " does" : "s do");

	if (rules != summary->fail)
		text = arena_printf(&page->scratch, "%s, in %zu places", text, summary->fail);
	return text;
}

static void put_verdict(struct page *page, const struct report *report)
{
	struct report_summary summary = report_summarise(report);
	const char *worst = summary.any_failed ? severity_name(summary.worst) : "";

	if (summary.exit_code == REPORT_FAILS)
		page_paragraph(page, PAGE_RED, 0, 6,
			arena_printf(&page->scratch, "FAIL  %s; the worst is %s.",
				failures_text(page, report, &summary), worst));
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

static void put_parameter(
	struct page *page, const struct pack *pack, const struct parameter_value *parameter)
{
	const char *value = parameter->text;

	if (!value)
		value = arena_printf(&page->scratch, "(not known; --set %s.%s=VALUE gives it)",
			pack->id, parameter->name);
	else if (!*value)
		value = "(nothing)";
	page_field(page, MARGIN + 2, PARAMETER_COLUMNS, parameter->name,
		parameter->origin
			? arena_printf(&page->scratch, "%s (%s%s)", value, parameter->origin,
				  parameter->assumed ? ", assumed" : "")
			: value);
}

/* What the packs went by. */
static void put_parameters(struct page *page, const struct report *report)
{
	bool headed = false;

	for (size_t i = 0; i < report->pack_count; i++) {
		const struct pack_result *pack = &report->packs[i];

		if (!pack->parameter_count || pack->applies == APPLIES_NO)
			continue;
		if (!headed) {
			page_blank(page);
			page_paragraph(page, PAGE_BOLD, 0, 0, "PARAMETERS");
		}
		headed = true;
		page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, pack->pack->id);
		for (size_t j = 0; j < pack->parameter_count; j++)
			put_parameter(page, pack->pack, &pack->parameters[j]);
	}
}

char *report_write_text(const struct report *report, struct report_style style)
{
	struct page page;

	page_init(&page, style.columns, style.colour);
	put_verdict(&page, report);
	page_blank(&page);
	put_target(&page, report);
	findings_put_failed(&page, report);
	reasons_put_untold(&page, report);
	findings_put_waived(&page, report);
	reasons_put_not_applicable(&page, report);
	put_problems(&page, report);
	findings_put_held(&page, report);
	put_parameters(&page, report);
	return page_finish(&page);
}
