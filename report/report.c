#include "report/report.h"

static void count(
	struct report_summary *summary, const struct finding *finding, enum severity threshold)
{
	switch (finding->status) {
	case FINDING_PASS:
		summary->pass++;
		break;
	case FINDING_FAIL:
		if (finding->severity >= threshold)
			summary->fail++;
		else
			summary->warn++;
		if (!summary->any_failed || finding->severity > summary->worst)
			summary->worst = finding->severity;
		summary->any_failed = true;
		break;
	case FINDING_UNKNOWN:
		summary->unknown++;
		break;
	case FINDING_ERROR:
		summary->error++;
		break;
	case FINDING_NOT_APPLICABLE:
		summary->not_applicable++;
		break;
	case FINDING_WAIVED:
		summary->waived++;
		break;
	}
}

static bool is_open_question(const struct finding *finding, enum severity threshold)
{
	return finding->severity >= threshold &&
	       (finding->status == FINDING_UNKNOWN || finding->status == FINDING_ERROR);
}

struct report_summary report_summarise(const struct report *report)
{
	struct report_summary summary = {0};
	bool open = !report->complete;

	for (size_t i = 0; i < report->pack_count; i++) {
		for (size_t j = 0; j < report->packs[i].finding_count; j++) {
			const struct finding *finding = &report->packs[i].findings[j];

			count(&summary, finding, report->threshold);
			open |= is_open_question(finding, report->threshold);
		}
	}
	if (summary.fail)
		summary.exit_code = REPORT_FAILS;
	else
		summary.exit_code = open ? REPORT_INCOMPLETE : REPORT_HOLDS;
	return summary;
}
