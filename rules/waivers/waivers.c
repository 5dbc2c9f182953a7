#include "rules/waivers/waivers.h"

#include "scanner/base/clock.h"
#include "scanner/base/text.h"
#include "scanner/base/wildcard.h"

#include <stdlib.h>
#include <string.h>

/* What became of one waiver. */
struct waiver_use {
	bool for_this_host;
	bool expired;
	bool pack_used;
	bool rule_known;
	size_t matched; /* findings that it waives, or would if it had not expired */
	size_t missed;  /* findings of its rule and subject with a status that it does not waive */
};

struct waiving {
	struct arena *arena;
	const char *host_name;
	int64_t now;
};

static bool names_finding(const struct waiver *waiver, const struct finding *finding)
{
	return strcmp(waiver->pack, finding->pack) == 0 &&
	       (strcmp(waiver->rule, "*") == 0 || strcmp(waiver->rule, finding->rule) == 0) &&
	       (!waiver->subject || wildcard_match(waiver->subject, finding->subject));
}

/* What the finding is but for waivers. */
static enum finding_status own_status(const struct finding *finding)
{
	return finding->status == FINDING_WAIVED ? finding->waived : finding->status;
}

static bool may_be_waived(enum finding_status status)
{
	return status == FINDING_FAIL || status == FINDING_UNKNOWN || status == FINDING_ERROR;
}

static void waive(struct finding *finding, const struct waiver *waiver, struct waiver_use *use)
{
	enum finding_status status = own_status(finding);

	if (!may_be_waived(status) || !names_finding(waiver, finding))
		return;
	if (!waiver->waives[status]) {
		use->missed++;
		return;
	}
	use->matched++;
	if (use->expired || finding->status == FINDING_WAIVED)
		return;
	finding->waived = finding->status;
	finding->status = FINDING_WAIVED;
	finding->waiver = waiver;
}

static struct waiver_use apply_one(const struct waiving *waiving, const struct waiver *waiver,
	struct pack_result *packs, size_t pack_count)
{
	struct waiver_use use = {
		.for_this_host =
			!waiver->host ||
			(waiving->host_name && wildcard_match(waiver->host, waiving->host_name)),
		.expired = waiving->now >= waiver->until,
	};

	if (!use.for_this_host)
		return use;
	for (size_t i = 0; i < pack_count; i++) {
		if (strcmp(packs[i].pack->id, waiver->pack) != 0)
			continue;
		use.pack_used = true;
		use.rule_known = strcmp(waiver->rule, "*") == 0 ||
				 pack_rule(packs[i].pack, waiver->rule) != NULL;
		for (size_t j = 0; j < packs[i].finding_count; j++)
			waive(&packs[i].findings[j], waiver, &use);
	}
	return use;
}

static const char *name_of(struct arena *arena, const struct waiver *waiver)
{
	return arena_printf(arena, "%s/%s%s%s", waiver->pack, waiver->rule,
		waiver->subject ? " " : "", waiver->subject ? waiver->subject : "");
}

/* What the finding about a waiver has whichever it is. */
static struct finding finding_about(
	const struct waiving *waiving, const struct waiver *waiver, size_t index)
{
	static const char *const references[] = {"docs/waivers.md"};
	struct evidence *evidence = arena_alloc(waiving->arena, sizeof(*evidence));

	*evidence = (struct evidence){
		.path = arena_printf(waiving->arena, "$.waivers[%zu]", index),
		.fact = "waiver",
		.offset = PROBLEM_NO_OFFSET,
	};
	return (struct finding){
		.pack = WAIVERS_PACK,
		.status = FINDING_FAIL,
		.subject = name_of(waiving->arena, waiver),
		.references = references,
		.reference_count = 1,
		.evidence = evidence,
		.evidence_count = 1,
	};
}

static struct finding expired_finding(const struct waiving *waiving, const struct waiver *waiver,
	const struct waiver_use *use, size_t index)
{
	struct arena *arena = waiving->arena;
	struct finding finding = finding_about(waiving, waiver, index);
	const char *today = arena_copy(arena, clock_text(arena, waiving->now), 10);

	finding.rule = "expired";
	finding.title = "Waivers have not expired";
	finding.severity = SEVERITY_MEDIUM;
	finding.explanation = arena_printf(arena,
		"The waiver of %s, given by %s (%s), expired at the end of %s UTC. It waives "
		"nothing any more; %s.",
		finding.subject, waiver->by, waiver->reason, waiver->expires,
		use->matched ? arena_printf(arena, "%s that it waived %s again",
				       text_counted(arena, use->matched, "result"),
				       use->matched == 1 ? "counts" : "count")
			     : "there is nothing left that it would waive");
	finding.remedy = use->matched
				 ? "Put right what it waived and delete the waiver from its file, "
				   "or let the person who answers for it renew it with a later "
				   "date."
				 : "Delete the waiver from its file.";
	finding.evidence->expected = arena_printf(arena, "a day that is not before %s", today);
	finding.evidence->actual = arena_printf(arena, "expires %s", waiver->expires);
	return finding;
}

static const char *why_unused(
	struct arena *arena, const struct waiver *waiver, const struct waiver_use *use)
{
	if (!use->pack_used)
		return arena_printf(arena, "the pack %s took no part in this scan", waiver->pack);
	if (!use->rule_known)
		return arena_printf(
			arena, "the pack %s has no rule %s", waiver->pack, waiver->rule);
	if (use->missed)
		return "what it names could not be told, or failed, and its \"status\" does not "
		       "list that";
	return waiver->subject ? "no finding with such a subject fails" : "nothing of it fails";
}

static struct finding unused_finding(const struct waiving *waiving, const struct waiver *waiver,
	const struct waiver_use *use, size_t index)
{
	struct arena *arena = waiving->arena;
	struct finding finding = finding_about(waiving, waiver, index);

	finding.rule = "unused";
	finding.title = "Waivers waive something";
	finding.severity = SEVERITY_INFO;
	finding.explanation = arena_printf(arena,
		"The waiver of %s, given by %s until %s (%s), waives nothing on this machine: %s.",
		finding.subject, waiver->by, waiver->expires, waiver->reason,
		why_unused(arena, waiver, use));
	finding.remedy = "Delete the waiver when what it was for is put right; otherwise correct "
			 "its rule, subject or status.";
	finding.evidence->expected = "a finding that it waives";
	finding.evidence->actual = "none";
	return finding;
}

static int by_rule_and_subject(const void *left, const void *right)
{
	const struct finding *one = left;
	const struct finding *other = right;
	int order = strcmp(one->rule, other->rule);

	if (!order)
		order = strcmp(one->subject, other->subject);
	/* One waiver may stand in a file twice. */
	return order ? order : strcmp(one->evidence->path, other->evidence->path);
}

static void apply_file(const struct waiving *waiving, const struct waivers *file,
	struct pack_result *packs, size_t pack_count, struct pack_result *out)
{
	struct arena *arena = waiving->arena;
	struct pack *pack = arena_alloc(arena, sizeof(*pack));
	size_t used = 0, expired = 0, others = 0;

	*pack = (struct pack){
		.file = file->file,
		.id = WAIVERS_PACK,
		.version = file->version,
		.title = "Waivers",
	};
	memcpy(pack->sha256, file->sha256, sizeof(pack->sha256));
	*out = (struct pack_result){.pack = pack, .applies = APPLIES_YES};
	out->findings = arena_array(arena, file->count, sizeof(*out->findings));
	for (size_t i = 0; i < file->count; i++) {
		const struct waiver *waiver = &file->items[i];
		struct waiver_use use = apply_one(waiving, waiver, packs, pack_count);

		used += use.for_this_host && !use.expired && use.matched;
		expired += use.for_this_host && use.expired;
		others += !use.for_this_host;
		if (use.for_this_host && use.expired)
			out->findings[out->finding_count++] =
				expired_finding(waiving, waiver, &use, i);
		else if (use.for_this_host && !use.matched)
			out->findings[out->finding_count++] =
				unused_finding(waiving, waiver, &use, i);
	}
	if (out->finding_count)
		qsort(out->findings, out->finding_count, sizeof(*out->findings),
			by_rule_and_subject);
	out->reason = arena_printf(arena,
		"%s: %zu in use, %zu unused, %zu expired, %zu for other machines%s",
		text_counted(arena, file->count, "waiver"), used,
		file->count - used - expired - others, expired, others,
		others && !waiving->host_name ? " (the name of this one is not known; give it "
						"with --host)"
					      : "");
}

void waivers_apply(const struct waivers *files, size_t count, struct pack_result *packs,
	size_t pack_count, const char *host_name, int64_t now, struct arena *arena,
	struct pack_result *out)
{
	struct waiving waiving = {.arena = arena, .host_name = host_name, .now = now};

	for (size_t i = 0; i < count; i++)
		apply_file(&waiving, &files[i], packs, pack_count, &out[i]);
}
