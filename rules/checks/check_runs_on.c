/*
 * runs-on: an image runs on the Windows of today in the way it is put to use. What fails says which
 * error a person would see. Of what Windows starts something else in place of, the finding weighs
 * less.
 */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"
#include "rules/facts/installer_engine.h"
#include "rules/facts/refusal.h"
#include "rules/facts/windows_parts.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/session_flags.h"
#include "scanner/host/search/wow64.h"

#include <string.h>

static const char *const windows_words[] = {[WINDOWS_X86_64] = "x86-64",
	[WINDOWS_ARM64] = "arm64",
	[WINDOWS_X86] = "x86",
	[WINDOWS_KINDS] = NULL};
static const char *const use_words[] = {[USE_PROGRAM] = "program",
	[USE_MODULE] = "module",
	[USE_DRIVER] = "driver",
	[IMAGE_USES] = NULL};

struct running {
	struct evaluation *evaluation;
	const struct check *check;
	struct verdict *verdict;
	enum windows_kind windows;
	enum image_use use;
	struct host_file *file;
	const struct image *image;
};

static unsigned index_of(const char *word, const char *const *words, unsigned otherwise)
{
	for (unsigned i = 0; word && words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return otherwise;
}

static void set_message(struct running *running, const char *case_name)
{
	const struct refusal *refusal = refusal_of(running->image, case_name, running->use);

	verdict_set(running->verdict, "name", winpath_name(running->file->path));
	verdict_set(running->verdict, "error", refusal->error);
	verdict_set(running->verdict, "status",
		*refusal->status
			? arena_printf(running->evaluation->arena, "NTSTATUS %s", refusal->status)
			: "");
	verdict_set(running->verdict, "message",
		evaluation_fill(running->evaluation, running->verdict, refusal->message));
}

static enum severity lesser_severity(const struct running *running)
{
	const char *name = field_text_of(&running->check->values, "severity_replaced");
	enum severity severity = SEVERITY_INFO;

	if (name)
		severity_from_name(name, &severity);
	return severity;
}

static void add_source(struct running *running, const struct substitution *substitution)
{
	struct evidence *evidence = verdict_evidence(running->verdict, running->evaluation->arena);

	evidence->path = substitution->source;
	evidence->fact = "program that Windows starts instead";
	evidence->actual = substitution->program ? substitution->program : substitution->engine;
}

/* Whether something else is started in its place, on the only Windows that does so. */
static bool is_replaced(struct running *running)
{
	struct verdict *verdict = running->verdict;
	struct substitution substitution;

	if (running->windows != WINDOWS_X86_64 || running->use != USE_PROGRAM)
		return false;
	substitution = substitution_of(running->evaluation->host, running->image);
	if (!substitution.found)
		return false;
	add_source(running, &substitution);
	verdict_set(verdict, "engine", substitution.engine);
	verdict_set(verdict, "replacement",
		substitution.program ? substitution.program : "a 32-bit program of its own");
	if (substitution.missing)
		return false;
	verdict_fail_lesser(verdict, substitution.emulator ? "emulated" : "installer-replaced",
		lesser_severity(running));
	return true;
}

/* Programs of the kinds that Windows or an emulator may start something else for. */
static bool is_16_bit_case(const char *case_name)
{
	return strcmp(case_name, "dos") == 0 || strcmp(case_name, "win16") == 0;
}

static void refuse(struct running *running, const char *case_name)
{
	struct host *host = running->evaluation->host;
	const char *payload = NULL;

	set_message(running, case_name);
	if (is_16_bit_case(case_name) && is_replaced(running))
		return;
	if (is_16_bit_case(case_name) && running->use == USE_PROGRAM && !running->image->dll)
		payload = stub_payload(host, running->file, running->image);
	verdict_set(running->verdict, "payload", payload ? payload : "");
	verdict_fail(running->verdict, payload ? "installer-stub" : case_name);
}

/* Whether this machine itself is a 32-bit Windows 8 or later without the feature. */
static const char *missing_ntvdm(struct host *host)
{
	const char *path = host_windows_folder(host, "System32\\ntvdm.exe");

	if (!path || wow64_is_64bit(host) || host->profile->release < RELEASE_OF_WINDOWS_8 ||
		!host_shows_windows(host, MACHINE_UNKNOWN) ||
		tree_look(&host->tree, path).status != LOOK_ABSENT)
		return NULL;
	return path;
}

static void judge_ntvdm(struct running *running, const struct image_fate *fate)
{
	const char *missing = missing_ntvdm(running->evaluation->host);
	struct evidence *evidence;

	if (!missing)
		return;
	evidence = verdict_evidence(running->verdict, running->evaluation->arena);
	evidence->path = missing;
	evidence->fact = "NTVDM";
	evidence->expected = "a file";
	evidence->actual = "not there";
	set_message(running, fate->case_name);
	verdict_fail(running->verdict, "ntvdm-missing");
}

/* NTVDM may be forbidden, or not installed. */
static void judge_vdm(struct running *running, const struct image_fate *fate)
{
	const struct session_flag *flag =
		session_flag(running->evaluation->host, FLAG_VDM_DISALLOWED);
	struct evidence *evidence;

	if (!fate->case_name)
		return;
	if (flag->fact.basis == FACT_READ && flag->number) {
		evidence = verdict_evidence(running->verdict, running->evaluation->arena);
		evidence->path = flag->key;
		evidence->fact = flag->name;
		evidence->expected = "0";
		evidence->actual = flag->fact.value;
		set_message(running, fate->case_name);
		verdict_fail(running->verdict, "vdm-disallowed");
		return;
	}
	judge_ntvdm(running, fate);
}

static void add_evidence(struct running *running)
{
	struct arena *arena = running->evaluation->arena;
	struct evidence *evidence = verdict_evidence(running->verdict, arena);
	const struct image *image = running->image;

	evidence->path = running->file->path;
	evidence->file = running->file;
	evidence->fact = "image";
	evidence->expected =
		arena_printf(arena, "an image that runs on %s", windows_title(running->windows));
	evidence->actual = image_title(arena, image);
	evidence->offset = image->kind == IMAGE_NONE ? 0 : image->signature_offset;
}

static void judge(struct running *running)
{
	struct arena *arena = running->evaluation->arena;
	struct verdict *verdict = running->verdict;
	const char *path = running->file->path;
	struct image_fate fate =
		image_fate(arena, running->image, path, running->windows, running->use);

	if (fate.fate == FATE_NOT_MEANT) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena, "%s: %s", path, fate.how);
		return;
	}
	if (field_flag_of(&running->check->values, "except_windows", false) &&
		is_part_of_windows(running->evaluation->host, path, running->image)) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"%s is a part of Windows, which another Windows brings itself", path);
		return;
	}
	add_evidence(running);
	verdict_set(verdict, "image",
		running->image->kind == IMAGE_NONE ? "DOS program without a header (com)"
						   : image_title(arena, running->image));
	if (fate.fate == FATE_UNTOLD)
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"whether %s runs on %s could not be told: %s", path,
			windows_title(running->windows), fate.how);
	else if (fate.fate == FATE_REFUSED)
		refuse(running, fate.case_name);
	else {
		verdict_set(verdict, "how", fate.how);
		judge_vdm(running, &fate);
	}
}

/* What is not there starts nothing, here or elsewhere. */
static void judge_missing(struct running *running, const struct look *look)
{
	struct arena *arena = running->evaluation->arena;

	if (look->folder)
		verdict_reason(running->verdict, FINDING_NOT_APPLICABLE, arena, "%s is a folder",
			look->path);
	else if (look->status == LOOK_ABSENT)
		verdict_reason(running->verdict, FINDING_NOT_APPLICABLE, arena,
			"%s is not there, so it does not start today either", look->path);
	else
		verdict_reason(running->verdict, FINDING_UNKNOWN, arena,
			"what %s is could not be told: %s", look->path, look->reason);
}

static void judge_path(struct running *running, const char *path)
{
	struct evaluation *evaluation = running->evaluation;
	struct verdict *verdict = running->verdict;
	struct look look = tree_look(&evaluation->host->tree, path);

	verdict->subject = look.path ? look.path : path;
	verdict_set(verdict, "path", verdict->subject);
	if (!look.file) {
		judge_missing(running, &look);
		return;
	}
	running->file = look.file;
	verdict->subject = look.file->path;
	verdict_set(verdict, "path", look.file->path);
	running->image = verdict_image(evaluation, verdict, look.file);
	if (running->image)
		judge(running);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const char *windows =
		evaluation_fill(evaluation, NULL, check_value(check, "windows")->text);
	unsigned kind = index_of(windows, windows_words, WINDOWS_KINDS);
	struct running running = {.evaluation = evaluation,
		.check = check,
		.verdict = verdict,
		.windows = (enum windows_kind)kind,
		.use = (enum image_use)index_of(
			field_text_of(&check->values, "as"), use_words, USE_PROGRAM)};

	if (kind == WINDOWS_KINDS) {
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"there is no Windows \"%s\"; give x86-64, arm64 or x86", windows);
		return;
	}
	verdict_set(verdict, "windows", windows_title(running.windows));
	judge_path(&running, evaluation_fill(evaluation, NULL, check_value(check, "path")->text));
}

#define REFUSED(name, what)                                                                        \
	{                                                                                          \
		name, "${path} is " what ", which ${windows} does not run: ${message}"             \
	}

const struct check_type check_runs_on = {
	.name = "runs-on",
	.summary = "A program, driver or DLL runs on a Windows of today.",
	.fields = {{"path", &field_template, FIELD_REQUIRED},
		{"windows", &field_template, FIELD_REQUIRED}, {"as", &field_word, 0, use_words},
		{"except_windows", &field_flag, 0}, {"severity_replaced", &field_severity, 0}},
	.cases = {REFUSED("dos", "a DOS program"),
		REFUSED("dos-extender", "a program for a DOS extender"),
		REFUSED("win16", "a 16-bit Windows program or library"),
		REFUSED("os2", "an OS/2 program or library"),
		REFUSED("vxd", "a virtual device driver of Windows 3.x and 9x"),
		REFUSED("other-16-bit", "a 16-bit program of another system"),
		{"other-machine", "${path} is a ${image}, and ${windows} runs nothing for that "
				  "processor: ${message}"},
		{"other-system", "${path} is a ${image}, and ${windows} has no such subsystem: "
				 "${message}"},
		{"driver-32-bit", "${path} is a 32-bit driver, and the kernel of ${windows} loads "
				  "64-bit ones only: ${message}"},
		{"module-32-bit", "${path} is a 32-bit DLL, and a 64-bit process of ${windows} "
				  "loads 64-bit ones only: ${message}"},
		{"installer-stub", "${path} is a 16-bit program in front of ${payload}; what is "
				   "behind it may well run, but ${windows} does not start the "
				   "front: ${message}"},
		{"installer-replaced",
			"${path} is the 16-bit front of ${engine}, in whose place ${windows} "
			"starts ${replacement}"},
		{"emulated", "${path} does not run on ${windows} itself; ${engine} below NtVdm64 "
			     "starts ${replacement} for it"},
		{"vdm-disallowed", "${path} needs NTVDM, which a policy (VDMDisallowed) forbids: "
				   "${message}"},
		{"ntvdm-missing", "${path} needs NTVDM, an optional feature that is not installed: "
				  "${message}"}},
	.variables = {"path", "name", "windows", "image", "how", "error", "status", "message",
		"engine", "replacement", "payload"},
	.holds = "${path} runs on ${windows} ${how}",
	.evaluate = evaluate,
};
