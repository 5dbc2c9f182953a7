#include "report/post.h"

#include "report/post_gzip.h"
#include "report/post_options.h"
#include "report/post_retry.h"
#include "report/post_target.h"
#include "report/post_token.h"
#include "report/post_transfer.h"
#include "scanner/base/sha256.h"

#include <stdlib.h>
#include <string.h>

/* One call of post_deliver or post_flush. */
struct post_run {
	const struct post_options *options;
	const struct diagnostics *diagnostics;
	struct arena arena; /* of the run: which servers are down */
	struct post_token token;
	struct post_transfer *transfer;
	const char **down; /* servers that take nothing now */
	size_t down_count;
	size_t down_capacity;
};

static bool run_start(struct post_run *run, const struct post_options *options,
	const struct diagnostics *diagnostics)
{
	*run = (struct post_run){.options = options, .diagnostics = diagnostics};
	if (!post_options_settle(options, &run->token, diagnostics))
		return false;
	run->transfer = post_transfer_new(options, &run->token);
	return true;
}

static void run_end(struct post_run *run)
{
	post_transfer_free(run->transfer);
	post_token_wipe(&run->token);
	arena_free(&run->arena);
}

static bool server_down(const struct post_run *run, const char *server)
{
	for (size_t i = 0; i < run->down_count; i++) {
		if (!strcmp(run->down[i], server))
			return true;
	}
	return false;
}

static void note_server_down(struct post_run *run, const char *server)
{
	void *down = run->down;

	arena_grow(&run->arena, &down, run->down_count, &run->down_capacity, sizeof(*run->down));
	run->down = down;
	run->down[run->down_count++] = arena_strdup(&run->arena, server);
}

/* A report on its way. */
struct parcel {
	const char *report_id;
	const void *report;
	size_t size;
	const char *entry; /* the path of its spool entry; NULL: it could not be spooled */
};

static void tell_failure(const struct post_run *run, const struct parcel *parcel,
	const char *destination, const struct post_answer *answer, unsigned attempts)
{
	const char *whereabouts =
		"the report is NOT in the spool; keep it with -o FILE and post it again";
	const char *tries = "";
	const char *hint = "";
	struct arena arena;

	arena_init(&arena);
	if (attempts > 1)
		tries = arena_printf(&arena, " (after %u attempts)", attempts);
	if (answer->hint)
		hint = arena_printf(&arena, "; %s", answer->hint);
	if (parcel->entry)
		whereabouts = arena_printf(&arena,
			"the report waits in %s, deliver it with: compatscan post --flush",
			parcel->entry);
	diagnostic_tell(run->diagnostics, DIAGNOSTIC_ERROR,
		"cannot deliver report %s to %s: %s%s%s; %s", parcel->report_id, destination,
		answer->why, tries, hint, whereabouts);
	arena_free(&arena);
}

/* Attempts until the answer is final. Returns the number of attempts made. */
static unsigned attempt(struct post_run *run, const struct post_request *request,
	struct arena *arena, struct post_answer *answer)
{
	const struct post_options *options = run->options;
	unsigned made = 0;

	*answer = (struct post_answer){.result = POST_INTERRUPTED, .why = "interrupted"};
	while (!post_interrupted(options)) {
		unsigned wait;

		post_transfer_send(run->transfer, request, arena, answer);
		made++;
		if (answer->result != POST_UNREACHABLE || made == options->attempts)
			return made;
		wait = post_retry_wait_ms(options, made, answer->retry_after, post_retry_random());
		diagnostic_tell(run->diagnostics, DIAGNOSTIC_NOTE,
			"attempt %u of %u to deliver report %s to %s: %s; the next one in %u ms%s",
			made, options->attempts, request->report_id, request->target->shown,
			answer->why, wait, answer->retry_after > 0 ? " (Retry-After)" : "");
		if (!post_retry_sleep(options, wait))
			break;
	}
	answer->result = POST_INTERRUPTED;
	answer->why = "interrupted";
	answer->hint = NULL;
	return made;
}

/* Delivers one report and tells how it went. */
static enum post_result send_parcel(
	struct post_run *run, const struct post_target *target, const struct parcel *parcel)
{
	struct post_request request = {.target = target, .report_id = parcel->report_id};
	struct post_answer answer;
	char digest[65];
	unsigned attempts;
	struct arena arena;
	void *body = post_gzip(parcel->report, parcel->size, &request.body_size);

	arena_init(&arena);
	sha256_of(parcel->report, parcel->size, digest);
	request.sha256 = digest;
	request.body = body;
	attempts = attempt(run, &request, &arena, &answer);
	if (answer.result == POST_DELIVERED)
		diagnostic_tell(run->diagnostics, DIAGNOSTIC_NOTE, "delivered report %s to %s",
			parcel->report_id, target->shown);
	else
		tell_failure(run, parcel, target->shown, &answer, attempts);
	if (answer.whole_server && answer.result != POST_DELIVERED)
		note_server_down(run, target->server);
	arena_free(&arena);
	free(body);
	return answer.result;
}

static const char *entry_path(
	struct arena *arena, const struct spool *spool, const struct spool_claim *claim)
{
	return arena_printf(arena, "%s/%s", spool->folder, claim->name);
}

/* Whether the report can be delivered at all; these two are not spooled when they are at fault. */
static bool can_deliver(const struct post_options *options, const char *report_id, size_t size,
	struct post_target *target, const struct diagnostics *diagnostics)
{
	if (!report_id_valid(report_id)) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot post a report whose report_id is not a UUID");
		return false;
	}
	if (size > SPOOL_MAX_REPORT_BYTES) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot post report %s: it is larger than 512 MiB; scan a smaller part of "
			"the "
			"machine",
			report_id);
		return false;
	}
	if (!options->url) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot post: no URL was given; name the collector with --to URL");
		return false;
	}
	return post_target_parse(target, options->url, options->allow_http, diagnostics);
}

enum post_result post_deliver(const struct post_options *options, struct spool *spool,
	const char *report_id, const void *report, size_t size,
	const struct diagnostics *diagnostics)
{
	struct parcel parcel = {.report_id = report_id, .report = report, .size = size};
	struct spool_claim claim = {.descriptor = -1};
	enum post_result result = POST_BAD_OPTIONS;
	struct post_target target = {0};
	struct post_run run = {0};
	struct arena arena;

	if (!can_deliver(options, report_id, size, &target, diagnostics))
		return POST_BAD_OPTIONS;
	arena_init(&arena);
	if (spool && spool_put(spool, report_id, report, size, options->url, &claim, diagnostics))
		parcel.entry = entry_path(&arena, spool, &claim);
	if (run_start(&run, options, diagnostics)) {
		result = send_parcel(&run, &target, &parcel);
	} else {
		struct post_answer answer = {.why = "the options above have to be put right first"};

		run.diagnostics = diagnostics;
		tell_failure(&run, &parcel, target.shown, &answer, 0);
	}
	if (result == POST_DELIVERED && parcel.entry)
		spool_remove(spool, &claim, diagnostics);
	spool_release(&claim);
	run_end(&run);
	post_target_free(&target);
	arena_free(&arena);
	return result;
}

/* Delivers one claimed and read entry. */
static enum post_result flush_report(struct post_run *run, struct spool *spool,
	struct spool_claim *claim, const struct spool_report *report)
{
	const struct post_options *options = run->options;
	const char *url = options->url ? options->url : report->envelope.url;
	enum post_result result = POST_UNREACHABLE;
	struct post_target target = {0};
	struct arena arena;

	arena_init(&arena);
	if (!post_target_parse(&target, url, options->allow_http, run->diagnostics)) {
		diagnostic_tell(run->diagnostics, DIAGNOSTIC_ERROR,
			"the spool entry %s stays there; send it elsewhere with: "
			"compatscan post --flush --to URL",
			entry_path(&arena, spool, claim));
		result = POST_REFUSED;
	} else if (!server_down(run, target.server)) {
		struct parcel parcel = {
			.report_id = report->envelope.report_id,
			.report = report->bytes,
			.size = (size_t)report->envelope.size,
			.entry = entry_path(&arena, spool, claim),
		};

		result = send_parcel(run, &target, &parcel);
	}
	if (result == POST_DELIVERED)
		spool_remove(spool, claim, run->diagnostics);
	post_target_free(&target);
	arena_free(&arena);
	return result;
}

/* Delivers one entry by name and counts it. */
static enum post_result flush_entry(
	struct post_run *run, struct spool *spool, const char *name, struct post_counts *counts)
{
	struct spool_claim claim = {.descriptor = -1};
	struct spool_report report = {0};
	enum post_result result = POST_FAILED;

	switch (spool_claim(spool, name, &claim, run->diagnostics)) {
	case SPOOL_BUSY:
	case SPOOL_GONE:
		counts->elsewhere++;
		return POST_DELIVERED;
	case SPOOL_DAMAGED:
		counts->damaged++;
		return POST_FAILED;
	case SPOOL_CLAIMED:
		break;
	}
	if (!spool_read(spool, &claim, &report, run->diagnostics)) {
		counts->damaged++;
	} else {
		result = flush_report(run, spool, &claim, &report);
		counts->delivered += result == POST_DELIVERED;
		counts->refused += result == POST_REFUSED;
		counts->failed += result == POST_FAILED || result == POST_BAD_OPTIONS;
		counts->unreachable += result == POST_UNREACHABLE;
		counts->untried += result == POST_INTERRUPTED;
	}
	spool_report_free(&report);
	spool_release(&claim);
	return result;
}

static void flush_list(struct post_run *run, struct spool *spool, const struct spool_list *list,
	struct post_counts *counts, enum post_result *worst)
{
	for (size_t i = 0; i < list->count; i++) {
		enum post_result result;

		if (post_interrupted(run->options)) {
			counts->untried += list->count - i;
			*worst = POST_INTERRUPTED;
			return;
		}
		result = flush_entry(run, spool, list->items[i].name, counts);
		if (result > *worst)
			*worst = result;
	}
}

/* Reports that were not even tried are told in one line, not one by one. */
static void tell_left(
	const struct post_run *run, const struct spool *spool, const struct post_counts *counts)
{
	size_t left = counts->refused + counts->failed + counts->unreachable + counts->untried;

	if (left)
		diagnostic_tell(run->diagnostics, DIAGNOSTIC_ERROR,
			"%zu of %zu reports were not delivered and wait in %s; put right what is "
			"said "
			"above, then run: compatscan post --flush",
			left, counts->found, spool->folder);
}

enum post_result post_flush(const struct post_options *options, struct spool *spool,
	struct post_counts *counts, const struct diagnostics *diagnostics)
{
	enum post_result result = POST_BAD_OPTIONS;
	struct post_target target = {0};
	struct spool_list list = {0};
	struct post_run run = {0};

	*counts = (struct post_counts){0};
	if (options->url &&
		!post_target_parse(&target, options->url, options->allow_http, diagnostics))
		return result;
	post_target_free(&target);
	if (!run_start(&run, options, diagnostics))
		goto done;
	result = POST_SPOOL_BUSY;
	if (!spool_lock(spool, diagnostics) || !spool_list(spool, &list, diagnostics))
		goto done;
	counts->found = list.count + list.damaged;
	counts->damaged = list.damaged;
	result = list.damaged ? POST_FAILED : POST_DELIVERED;
	flush_list(&run, spool, &list, counts, &result);
	tell_left(&run, spool, counts);
done:
	spool_unlock(spool);
	spool_list_free(&list);
	run_end(&run);
	return result;
}
