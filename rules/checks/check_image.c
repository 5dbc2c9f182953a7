/* image: a file, or every copy of a program that may run, is an image of the wanted kind. */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"
#include "rules/language/pack_load.h"
#include "rules/checks/subject.h"

#include "scanner/base/text.h"

#include <string.h>

static void load_bits(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	const cJSON *element = cJSON_IsArray(json) ? json->child : json;

	(void)field;
	if (!element)
		json_error(&loading->reader, path, "expected a list that is not empty");
	for (; element; element = cJSON_IsArray(json) ? element->next : NULL) {
		double bits = cJSON_IsNumber(element) ? element->valuedouble : 0;

		if (bits == 16 || bits == 32 || bits == 64)
			out->number |= (uint64_t)bits;
		else
			json_error(&loading->reader, path, "expected 16, 32 or 64");
	}
}

/* The sum of those that are given. */
static const struct field_type field_bits = {.name = "bits", .load = load_bits};

struct image_question {
	struct evaluation *evaluation;
	const struct check *check;
	struct verdict *verdict;
	const char *wanted;
};

static const char *flag_text(
	const struct check *check, const char *field, const char *set, const char *unset)
{
	const struct field_value *value = check_value(check, field);

	if (!value)
		return "";
	return value->flag ? set : unset;
}

static const char *wanted_text(struct arena *arena, const struct check *check)
{
	const struct field_value *bits = check_value(check, "bits");
	const struct field_value *subsystem = check_value(check, "subsystem");
	const char *text = image_wish_text(arena, image_wish_of(check));

	for (unsigned width = 16, named = 0; bits && width <= 64; width *= 2)
		if (bits->number & width)
			text = arena_printf(
				arena, "%s%s%u-bit", text, named++ ? " or " : ", ", width);
	if (subsystem)
		text = arena_printf(arena, "%s, subsystem %s", text,
			text_join(arena, subsystem->list, subsystem->count));
	return arena_printf(arena, "%s%s%s", text,
		flag_text(check, "dll", ", a library", ", no library"),
		flag_text(check, "clr", ", of .NET", ", not of .NET"));
}

/* A program is no library, whatever else is asked of it. */
static const char *library_misfit(const struct check *check, const struct image *image)
{
	const struct field_value *dll = check_value(check, "dll");
	bool is_program = check_value(check, "program") && !check_value(check, "library");

	if (image->dll)
		return (dll && !dll->flag) || (!dll && is_program) ? "library" : NULL;
	return dll && dll->flag ? "not-a-library" : NULL;
}

static const char *subsystem_misfit(const struct check *check, const struct image *image)
{
	const struct field_value *wanted = check_value(check, "subsystem");

	if (!wanted || (image->subsystem_name && field_lists(wanted, image->subsystem_name)))
		return NULL;
	return "other-subsystem";
}

static const char *misfit_of(const struct check *check, const struct image *image)
{
	const struct field_value *bits = check_value(check, "bits");
	const struct field_value *clr = check_value(check, "clr");
	const char *misfit = image_misfit(image, image_wish_of(check));

	if (!check_value(check, "kind") && image->kind == IMAGE_NONE)
		return "not-an-image";
	if (!misfit && bits && !((uint64_t)image->bits & bits->number))
		misfit = "other-bits";
	if (!misfit)
		misfit = library_misfit(check, image);
	if (!misfit)
		misfit = subsystem_misfit(check, image);
	if (!misfit && clr && clr->flag != image->clr.present)
		misfit = clr->flag ? "not-clr" : "clr";
	return misfit;
}

static void add_evidence(
	struct image_question *question, const struct subject *subject, const struct image *image)
{
	struct arena *arena = question->evaluation->arena;
	struct evidence *evidence = subject_evidence(question->verdict, arena, subject);

	evidence->fact = "image";
	evidence->expected = question->wanted;
	evidence->actual = image_title(arena, image);
	if (check_value(question->check, "subsystem") && image->subsystem_name)
		evidence->actual = arena_printf(
			arena, "%s, subsystem %s", evidence->actual, image->subsystem_name);
	if (check_value(question->check, "clr"))
		evidence->actual = arena_printf(arena, "%s, %s", evidence->actual,
			image->clr.present ? "of .NET" : "not of .NET");
	evidence->offset = image->kind == IMAGE_NONE ? 0 : image->signature_offset;
}

/* A new header may be gone from a file that was cut short, so that it looks like a DOS program. */
static bool may_be_as_asked(const struct image *image, const char *misfit)
{
	return !misfit || strcmp(misfit, "damaged") == 0 || image->kind == IMAGE_MZ;
}

static void note_contrary(struct image_question *question, const struct subject *subject,
	const struct image *image, const char *misfit)
{
	struct arena *arena = question->evaluation->arena;
	const char *path = subject->file->path;

	if (image_doubt(image) && may_be_as_asked(image, misfit))
		verdict_contrary(question->verdict, FINDING_UNKNOWN, path,
			arena_printf(arena,
				"%s is damaged, so what it is could not be relied on: %s", path,
				image_doubt(image)));
	else if (!misfit)
		verdict_contrary(question->verdict, FINDING_FAIL, path,
			arena_printf(arena, "%s, which may be the copy that runs, is a %s", path,
				image_title(arena, image)));
}

static void judge(void *context, const struct subject *subject)
{
	struct image_question *question = context;
	struct verdict *verdict = question->verdict;
	struct arena *arena = question->evaluation->arena;
	const struct image *image = verdict_image(question->evaluation, verdict, subject->file);
	const char *misfit;

	if (!image) {
		verdict_contrary(verdict, FINDING_UNKNOWN, subject->file->path,
			host_file_unreadable(&question->evaluation->host->tree, subject->file));
		return;
	}
	if (!verdict->evidence_count) {
		verdict_set(verdict, "winner", subject->file->path);
		verdict_set(verdict, "image", image_title(arena, image));
	}
	add_evidence(question, subject, image);
	misfit = misfit_of(question->check, image);
	note_contrary(question, subject, image, misfit);
	if (!misfit && image_doubt(image))
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s is damaged, so what it is could not be relied on: %s",
			subject->file->path, image_doubt(image));
	if (!misfit || verdict->status == FINDING_FAIL)
		return;
	verdict->subject = subject->file->path;
	verdict_set(verdict, "path", subject->file->path);
	verdict_set(verdict, "winner", subject->file->path);
	verdict_set(verdict, "image", image_title(arena, image));
	if (subject->candidate) {
		verdict_set(verdict, "step", subject->candidate->step);
		verdict_set(verdict, "likely",
			subject->candidate->basis == BASIS_LIKELY ? "likely " : "");
	}
	verdict_fail(verdict, misfit);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct image_question question = {.evaluation = evaluation,
		.check = check,
		.verdict = verdict,
		.wanted = wanted_text(evaluation->arena, check)};
	const char *id = field_text_of(&check->values, "program");

	verdict_set(verdict, "step", "");
	verdict_set(verdict, "image", "");
	verdict_set(verdict, "likely", "");
	verdict_set(verdict, "program", id ? evaluation_program(evaluation, id)->name : "");
	verdict_set(verdict, "wanted", question.wanted);
	verdict_set(verdict, "winner", "");
	subject_visit(evaluation, check, verdict, judge, &question);
}

static const char *const subsystems[] = {"native", "gui", "console", "os2", "posix",
	"native-windows", "ce-gui", "efi-application", "efi-boot-driver", "efi-runtime-driver",
	"efi-rom", "xbox", "boot-application", NULL};

const struct check_type check_image = {
	.name = "image",
	.summary = "A file, or every copy of a program that may run, is an image of the wanted "
		   "kind.",
	.fields = {{"program", &field_program, 0}, {"path", &field_template, 0},
		{"library", &field_library, 0}, {"kind", &field_kind, FIELD_ONE_OR_LIST},
		{"machine", &field_machine, FIELD_ONE_OR_LIST},
		{"target", &field_target, FIELD_ONE_OR_LIST},
		{"bits", &field_bits, FIELD_ONE_OR_LIST}, {"dll", &field_flag, 0},
		{"subsystem", &field_word, FIELD_ONE_OR_LIST, subsystems}, {"clr", &field_flag, 0}},
	.choices = {{CHOICE_ONE, {"program", "path"}}, {CHOICE_BESIDE, {"program", "library"}},
		{CHOICE_SOME, {"kind", "machine", "target", "bits", "dll", "subsystem", "clr"}}},
	.cases = {{"missing", "${path} is not there", "path library"}, IMAGE_CASES("${path}"),
		{"other-bits", "${path} is a ${image}, expected ${wanted}", "bits"},
		{"library", "${path} is a library", "program dll"},
		{"not-a-library", "${path} is no library", "dll"},
		{"other-subsystem", "${path} is for another subsystem: ${image}", "subsystem"},
		{"clr", "${path} is an image of .NET", "clr"},
		{"not-clr", "${path} is no image of .NET", "clr"}},
	.variables = {"program", "path", "winner", "step", "image", "wanted", "likely"},
	.holds = "${path} is a ${image}",
	.evaluate = evaluate,
};
