#include "tests/unit/rules_case.h"

#include "tests/fixture/draft.h"
#include "tests/fixture/file.h"
#include "tests/post/folder.h"
#include "tests/post/heard.h"
#include "tests/unit/pack_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char shipped[] = "rules/packs/ccmail-8.5.json";

static const char *real_path(struct judged_machine *machine, const char *path)
{
	return arena_printf(&machine->arena, "%s/%s", machine->folder, path);
}

void judged_start(struct judged_machine *machine, enum fixture_server_variant variant)
{
	*machine = (struct judged_machine){.folder = folder_make()};
	arena_init(&machine->arena);
	fixture_server_write(machine->folder, variant);
	machine->hive = fixture_server_hive(variant);
	machine->options.drives[0] = (struct host_drive){.letter = 'C', .folder = machine->folder};
	machine->options.drive_count = 1;
}

void judged_end(struct judged_machine *machine)
{
	if (machine->opened)
		host_release(&machine->host);
	fixture_hive_free(machine->hive);
	arena_free(&machine->arena);
	folder_remove(machine->folder);
}

void judged_remove(struct judged_machine *machine, const char *path)
{
	ck_assert_int_eq(unlink(real_path(machine, path)), 0);
}

static void read_file(const char *path, struct specimen_bytes *bytes)
{
	FILE *file = fopen(path, "rb");
	int character;

	ck_assert_ptr_nonnull(file);
	while ((character = getc(file)) != EOF)
		specimen_put_u8(bytes, (size_t)character);
	fclose(file);
}

void judged_copy(struct judged_machine *machine, const char *from, const char *to)
{
	struct specimen_bytes bytes = {0};

	read_file(real_path(machine, from), &bytes);
	fixture_file_write(real_path(machine, to), &bytes, FIXTURE_SERVER_TIME);
	specimen_bytes_free(&bytes);
}

void judged_move(struct judged_machine *machine, const char *from, const char *to)
{
	judged_copy(machine, from, to);
	judged_remove(machine, from);
}

void judged_write(struct judged_machine *machine, const char *path, const char *text)
{
	struct specimen_bytes bytes = {0};

	specimen_put_text(&bytes, text);
	fixture_file_write(real_path(machine, path), &bytes, FIXTURE_SERVER_TIME);
	specimen_bytes_free(&bytes);
}

void judged_image(
	struct judged_machine *machine, const char *path, const struct specimen_image *image)
{
	fixture_image_write(image, real_path(machine, path));
}

void judged_cut(struct judged_machine *machine, const char *path, size_t size)
{
	ck_assert_int_eq(truncate(real_path(machine, path), (off_t)size), 0);
}

void judged_parameter(struct judged_machine *machine, const char *name, const char *text)
{
	fixture_hive_set_text(machine->hive, PARAMETERS_KEY, name, FIXTURE_REG_SZ, text);
}

void judged_path(struct judged_machine *machine, const char *path)
{
	fixture_hive_set_text(machine->hive, ENVIRONMENT_KEY, "Path", FIXTURE_REG_EXPAND_SZ, path);
}

static const struct judged_machine *opening;
static const struct volume_operations *real_operations;

/* Tests may run as a user who may read everything, so the drive itself has to refuse. */
static enum file_status open_as_told(
	struct volume *volume, const char *path, struct volume_file *out, int *error)
{
	enum file_status status;

	if (opening->unreadable && strcmp(path, opening->unreadable) == 0) {
		*error = EACCES;
		return FILE_UNREADABLE;
	}
	status = real_operations->open(volume, path, out, error);
	if (status == FILE_OK && opening->retimed && strcmp(path, opening->retimed) == 0) {
		out->created = opening->created;
		out->changed = opening->changed;
	}
	return status;
}

static void watch_drive(struct judged_machine *machine)
{
	static struct volume_operations operations;
	struct volume *volume = machine->host.tree.volumes['C' - 'A'];

	ck_assert_ptr_nonnull(volume);
	real_operations = volume->operations;
	opening = machine;
	operations = *real_operations;
	operations.open = open_as_told;
	volume->operations = &operations;
}

static void open_machine(struct judged_machine *machine)
{
	const char *hive = real_path(machine, "WINNT/system32/config/system");
	struct heard heard;
	enum host_status status;

	if (machine->without_hive)
		unlink(hive);
	else
		fixture_hive_write(machine->hive, hive);
	if (machine->opened)
		host_release(&machine->host);
	machine->opened = false;
	heard_start(&heard);
	status = host_open(&machine->options, &machine->arena, &heard.diagnostics, &machine->host);
	ck_assert_msg(status == HOST_OK, "%s", buffer_text(&heard.text));
	heard_end(&heard);
	machine->opened = true;
	machine->host.live = machine->live;
	if (machine->unreadable || machine->retimed)
		watch_drive(machine);
}

static void name_cases(struct judged_machine *machine)
{
	struct pack *pack = &machine->pack;

	for (size_t i = 0; i < pack->rule_count; i++)
		for (size_t j = 0; j < pack->rules[i].case_count; j++) {
			struct rule_case *one = &pack->rules[i].cases[j];

			one->explanation = arena_printf(
				&machine->arena, "%s: %s", one->name, one->explanation);
		}
}

static void judge(struct judged_machine *machine, const char *text, size_t size)
{
	struct heard heard;
	bool loaded;

	heard_start(&heard);
	loaded = pack_load(
		"pack.json", text, size, &machine->arena, &heard.diagnostics, &machine->pack);
	ck_assert_msg(loaded, "%s", buffer_text(&heard.text));
	heard_end(&heard);
	name_cases(machine);
	open_machine(machine);
	machine->result = evaluate_pack(&machine->host, &machine->pack);
}

void judged_judge(struct judged_machine *machine)
{
	struct specimen_bytes bytes = {0};

	read_file(shipped, &bytes);
	judge(machine, (const char *)bytes.data, bytes.length);
	specimen_bytes_free(&bytes);
}

void judged_versioned(
	struct judged_machine *machine, const char *path, const char *version, uint16_t processor)
{
	struct fixture_draft draft = {.image = {.kind = SPECIMEN_PE32, .machine = processor}};

	if (version)
		fixture_draft_set_file_version(&draft, version);
	judged_image(machine, path, fixture_draft_finish(&draft));
	fixture_draft_free(&draft);
}

void judged_judge_by(struct judged_machine *machine, const char *text)
{
	const char *json = json_of(&machine->arena, text);

	judge(machine, json, strlen(json));
}

const char *judged_pack(struct judged_machine *machine, const char *parameters, const char *rules)
{
	return arena_printf(&machine->arena,
		"{'schema':'compatscan-pack/1','id':'sample','version':'1','title':'Sample',"
		"'description':'D','references':['Q1'],'parameters':[%s],"
		"'programs':[{'id':'import','name':'Import.exe','caller':'C:\\\\bin',"
		"'current_directory':'C:\\\\store','current_directory_basis':'likely'}],"
		"'libraries':[{'id':'cdmw800','name':'Cdmw800.dll'}],'rules':[%s]}",
		parameters, rules);
}

const struct finding *judged_finding(struct judged_machine *machine, const char *rule)
{
	for (size_t i = 0; i < machine->result.finding_count; i++)
		if (strcmp(machine->result.findings[i].rule, rule) == 0)
			return &machine->result.findings[i];
	ck_abort_msg("no finding of rule %s", rule);
}

void expect_text(const char *text, const char *fragment)
{
	ck_assert_msg(
		text && strstr(text, fragment), "\"%s\" does not hold \"%s\"", text, fragment);
}

static void check_filled(const char *text)
{
	ck_assert_ptr_nonnull(text);
	ck_assert_str_ne(text, "");
	ck_assert_msg(!strstr(text, "${"), "%s", text);
	ck_assert_msg(!strstr(text, "(null)"), "%s", text);
}

static const struct finding *check_finding(struct judged_machine *machine, const char *rule,
	enum finding_status status, const char *subject)
{
	const struct finding *finding = judged_finding(machine, rule);

	check_filled(finding->explanation);
	ck_assert_msg(finding->status == status, "%s is %s: %s", rule,
		finding_status_name(finding->status), finding->explanation);
	ck_assert_str_eq(finding->subject, subject);
	ck_assert_str_eq(finding->pack, machine->pack.id);
	ck_assert_ptr_eq(finding->title, pack_rule(&machine->pack, rule)->title);
	return finding;
}

const struct finding *expect_failure(struct judged_machine *machine, const char *rule,
	const char *case_name, enum severity severity, const char *subject)
{
	const struct finding *finding = check_finding(machine, rule, FINDING_FAIL, subject);
	const char *start = arena_printf(&machine->arena, "%s: ", case_name);

	ck_assert_msg(strncmp(finding->explanation, start, strlen(start)) == 0,
		"expected case %s, found %s", case_name, finding->explanation);
	ck_assert_str_eq(severity_name(finding->severity), severity_name(severity));
	check_filled(finding->remedy);
	ck_assert_uint_gt(finding->evidence_count, 0);
	return finding;
}

const struct finding *expect_status(struct judged_machine *machine, const char *rule,
	enum finding_status status, const char *subject, const char *explanation)
{
	const struct finding *finding = check_finding(machine, rule, status, subject);

	if (explanation)
		ck_assert_str_eq(finding->explanation, explanation);
	ck_assert_int_eq(finding->severity, pack_rule(&machine->pack, rule)->severity);
	ck_assert_ptr_null(finding->remedy);
	return finding;
}

void expect_evidence(const struct finding *finding, size_t index, struct evidence expected)
{
	const struct evidence *found = &finding->evidence[index];

	ck_assert_uint_lt(index, finding->evidence_count);
	ck_assert_pstr_eq(found->path, expected.path);
	ck_assert_pstr_eq(found->fact, expected.fact);
	ck_assert_pstr_eq(found->expected, expected.expected);
	ck_assert_pstr_eq(found->actual, expected.actual);
	ck_assert_pstr_eq(found->search_step, expected.search_step);
}
