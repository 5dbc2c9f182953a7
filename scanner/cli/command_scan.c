/* scan: one machine, judged by rule packs, as one report. */
#include "scanner/cli/delivery.h"
#include "scanner/cli/pack_settings.h"
#include "scanner/cli/packs.h"
#include "scanner/cli/rules_test.h"
#include "scanner/cli/target.h"
#include "scanner/cli/terminal.h"
#include "scanner/cli/version.h"
#include "scanner/cli/waiver_files.h"

#include "scanner/base/clock.h"
#include "scanner/base/error_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool check_usage(struct invocation *invocation, const struct report_writer **writer)
{
	const struct settings *settings = &invocation->settings;

	*writer = report_writer_named(settings->format ? settings->format : "text");
	if (!*writer) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there is no format %s; expected text or json", settings->format);
		return false;
	}
	if (invocation->operand_count) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"scan takes no file or folder by itself; give the folder of drive C: with "
			"--root DIR");
		return false;
	}
	if (!target_given(invocation))
		return false;
	return !settings->post.url || delivery_check(invocation);
}

/* What a scan judges by. */
struct judges {
	struct pack *packs;
	size_t pack_count;
	struct waivers *waivers;
	size_t waiver_count;
};

static bool load_judges(struct invocation *invocation, struct judges *out)
{
	return packs_load(invocation, &out->packs, &out->pack_count) &&
	       packs_strict(invocation, out->packs, out->pack_count) &&
	       pack_settings_check(invocation, out->packs, out->pack_count) &&
	       waiver_files_load(invocation, &out->waivers, &out->waiver_count);
}

static int by_id(const void *left, const void *right)
{
	const struct pack_result *one = left;
	const struct pack_result *other = right;
	int order = strcmp(one->pack->id, other->pack->id);

	/* Several files of waivers have one id. */
	return order ? order : strcmp(one->pack->sha256, other->pack->sha256);
}

static void evaluate(struct invocation *invocation, struct host *host, const struct judges *judges,
	struct report *report)
{
	size_t count = judges->pack_count + judges->waiver_count;

	report->packs = arena_array(invocation->arena, count, sizeof(*report->packs));
	for (size_t i = 0; i < judges->pack_count; i++)
		report->packs[report->pack_count++] = evaluate_pack(host, &judges->packs[i]);
	waivers_apply(judges->waivers, judges->waiver_count, report->packs, report->pack_count,
		host->name, report->started, invocation->arena, report->packs + report->pack_count);
	report->pack_count = count;
	qsort(report->packs, count, sizeof(*report->packs), by_id);
	report->complete = true;
	report->finished = clock_now();
}

/* Writes the report and delivers it; what is delivered is always the JSON one. */
static enum exit_code publish(struct invocation *invocation, const struct report *report,
	const struct report_writer *writer)
{
	struct settings *settings = &invocation->settings;
	struct report_summary summary = report_summarise(report);
	enum exit_code code = (enum exit_code)summary.exit_code;
	char *text = writer->write(report, terminal_style(settings));
	bool written = output_write(invocation->diagnostics, settings->output, text);
	enum post_result result = POST_DELIVERED;

	free(text);
	if (settings->post.url) {
		char *json = report_write_json(report, (struct report_style){0});

		result = deliver_report(invocation, report->id, json, strlen(json));
		free(json);
	}
	if (!written && code == EXIT_HOLDS)
		return EXIT_INCOMPLETE;
	return code == EXIT_HOLDS && result != POST_DELIVERED ? EXIT_UNDELIVERED : code;
}

static enum exit_code scan(struct invocation *invocation)
{
	struct report report = {
		.tool_version = COMPATSCAN_VERSION,
		.started = clock_now(),
		.threshold = invocation->settings.fail_on,
	};
	const struct report_writer *writer;
	struct judges judges;
	struct host host;
	enum exit_code code;

	if (!check_usage(invocation, &writer) || !load_judges(invocation, &judges))
		return EXIT_USAGE;
	if (!report_id_new(report.id)) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"the system gives no random number for the report's id: %s",
			error_text(errno));
		return EXIT_INCOMPLETE;
	}
	code = target_open(invocation, &host);
	if (code != EXIT_HOLDS)
		return code;
	report.host = &host;
	evaluate(invocation, &host, &judges, &report);
	code = publish(invocation, &report, writer);
	host_release(&host);
	return code;
}

static const struct option_group *const groups[] = {&target_options, &rules_options,
	&scan_output_options, &post_options_group, &general_options, NULL};

const struct command command_scan = {
	.name = "scan",
	.summary = "judge a machine by rule packs and report",
	.synopsis = "--root DIR [TARGET OPTION]... [--pack ID|FILE]...\n"
		    "--root DIR ... [-f FORMAT] [-o FILE] [--fail-on SEVERITY]\n"
		    "--root DIR ... --post URL [DELIVERY OPTION]...",
	.description =
		"Looks at the machine whose drive C: is the folder DIR as its own Windows would: "
		"registry, search path, programs and libraries. Judges it by rule packs and "
		"reports what is wrong, why, on what evidence, and how to put it right. Nothing is "
		"ever "
		"written to the target or executed from it.",
	.groups = groups,
	.examples =
		"compatscan scan --root /mnt/exchange\n"
		"compatscan scan --root c --drive D=d --exchsrvr 'D:\\exchsrvr' -o r.txt\n"
		"compatscan scan --root c --env 'PATH=C:\\WINNT\\system32;C:\\WINNT;C:\\ccmail'",
	.run = scan,
};
