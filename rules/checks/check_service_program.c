/* service-program, service-command: what the service control manager starts is there, and nothing
 * else can take its place. */
#include "rules/checks/check.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/services.h"

#include <string.h>

/* The service that a check names; NULL, with the verdict set, when it has no program. */
static const struct service *service_of(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const char *name = evaluation_fill(evaluation, NULL, check_value(check, "service")->text);
	const struct service *service = service_named(evaluation->host, name);
	const char *reason = services(evaluation->host)->reason;

	verdict->subject = name;
	verdict_set(verdict, "service", name);
	if (service && service_is_program(service) && !service->unknown)
		return service;
	if (service ? service->unknown : reason)
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"what the service %s runs could not be told: %s", name,
			service ? service->unknown : reason);
	else
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			service ? "%s is a driver" : "there is no service %s", name);
	return NULL;
}

static struct evidence *add_evidence(struct evaluation *evaluation, struct verdict *verdict,
	const struct service *service, const struct service_file *file)
{
	struct evidence *evidence = verdict_evidence(verdict, evaluation->arena);

	evidence->path = service->key;
	evidence->file = file->file;
	evidence->fact = file == &service->dll ? "ServiceDll" : "ImagePath";
	evidence->actual = file->raw ? file->raw : "(not set)";
	return evidence;
}

/* Windows' own files are missed only where any of them are there. */
static bool may_be_missing(struct host *host, const char *path)
{
	const char *rest = host->windows_directory && path
				   ? text_behind_name(path, host->windows_directory)
				   : NULL;

	return rest && *rest == '\\' && !host_shows_windows(host, 0);
}

static void judge_file(struct evaluation *evaluation, struct verdict *verdict,
	const struct service *service, const struct service_file *file, const char *case_name)
{
	const char *path = file->path ? file->path : file->command;
	struct evidence *evidence;

	if (!path)
		path = service->name;
	switch (file->status) {
	case SERVICE_FILE_NONE:
		return;
	case SERVICE_FILE_FOUND:
		add_evidence(evaluation, verdict, service, file)->expected = file->path;
		return;
	case SERVICE_FILE_UNTOLD:
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"whether the file of the service %s is there could not be told: %s",
			service->name, file->reason);
		return;
	case SERVICE_FILE_MISSING:
		break;
	}
	if (may_be_missing(evaluation->host, path)) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			"%s lies in the Windows folder, whose own files are not on the target; "
			"give the whole drive of the machine",
			path);
		return;
	}
	evidence = add_evidence(evaluation, verdict, service, file);
	evidence->expected = arena_printf(evaluation->arena, "the file %s", path);
	if (verdict->status == FINDING_FAIL)
		return;
	verdict_set(verdict, "file", path);
	verdict_fail(verdict, case_name);
}

static void set_variables(struct verdict *verdict, const struct service *service)
{
	const char *program = service->program.path;

	verdict_set(
		verdict, "display", service->display_name ? service->display_name : service->name);
	verdict_set(verdict, "start", service_start_name(service->start));
	verdict_set(verdict, "command", service->program.command ? service->program.command : "");
	verdict_set(verdict, "program", program ? program : service->name);
	verdict_set(verdict, "file", program ? program : service->name);
	verdict_set(verdict, "key", service->key);
}

static void evaluate_program(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct service *service = service_of(evaluation, check, verdict);

	if (!service)
		return;
	set_variables(verdict, service);
	judge_file(evaluation, verdict, service, &service->program, "missing");
	judge_file(evaluation, verdict, service, &service->dll, "missing-dll");
}

/* The file of a name, with .exe behind it where it has no extension; NULL when there is none. */
static struct host_file *file_named(struct host *host, const char *name)
{
	const char *path = winpath_absolute(host->arena, NULL, name);
	struct look look = {.status = LOOK_ABSENT};

	if (path)
		look = tree_look(&host->tree, path);
	if (path && !look.file && !winpath_has_extension(path))
		look = tree_look(&host->tree, arena_printf(host->arena, "%s.exe", path));
	return look.file;
}

/* The program that an unquoted command means, where it lies in a folder with a space and is there:
 * that of the longest part up to a space which names a file. NULL when there is none such. */
static struct host_file *intended_file(struct host *host, const struct service_file *file)
{
	const char *command = file->command + strspn(file->command, " ");
	struct host_file *intended = NULL;
	size_t length = strcspn(command, " ");

	for (int i = 0; i < MAX_SERVICE_CANDIDATES && command[length]; i++) {
		struct host_file *longer;

		length += strspn(command + length, " ");
		length += strcspn(command + length, " ");
		longer = file_named(host, arena_copy(host->arena, command, length));
		if (longer)
			intended = longer;
	}
	return intended;
}

/* The first name that can be made: its folder is there. */
static const char *open_candidate(struct host *host, const struct service_file *file)
{
	for (size_t i = 0; i + 1 < file->candidate_count; i++) {
		const char *path = winpath_absolute(host->arena, NULL, file->candidates[i]);
		struct look look = {.status = LOOK_ABSENT};

		if (path)
			look = tree_look(&host->tree, winpath_folder(host->arena, path));
		if (look.folder)
			return path;
	}
	return NULL;
}

/* A file that could be there is less than one that is. */
static void accuse_open(const struct check *check, struct verdict *verdict)
{
	const char *name = field_text_of(&check->values, "severity_open");
	enum severity severity;

	if (name && severity_from_name(name, &severity))
		verdict_fail_lesser(verdict, "open", severity);
	else
		verdict_fail(verdict, "open");
}

static void evaluate_command(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct service *service = service_of(evaluation, check, verdict);
	struct host *host = evaluation->host;
	const struct service_file *file;
	struct host_file *intended;
	const char *open;

	if (!service)
		return;
	set_variables(verdict, service);
	file = &service->program;
	verdict_set(verdict, "intended", file->path ? file->path : service->name);
	if (!file->raw || file->status != SERVICE_FILE_FOUND) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, host->arena,
			"no program of the service %s was found", service->name);
		return;
	}
	intended = strchr(file->command, '"') == file->command ? NULL : intended_file(host, file);
	open = open_candidate(host, file);
	add_evidence(evaluation, verdict, service, file)->expected =
		"a path without spaces, or in quotation marks";
	if (intended && intended != file->file) {
		verdict_set(verdict, "intended", intended->path);
		verdict_fail(verdict, "taken");
	} else if (open) {
		verdict_set(verdict, "file", open);
		accuse_open(check, verdict);
	}
}

const struct check_type check_service_program = {
	.name = "service-program",
	.summary = "The program of a service, and the DLL that holds it, are there.",
	.fields = {{"service", &field_template, FIELD_REQUIRED}},
	.cases = {{"missing", "the program of the service ${service}, ${file}, is not there"},
		{"missing-dll", "the DLL of the service ${service}, ${file}, is not there"}},
	.variables = {"service", "display", "start", "command", "program", "file", "key"},
	.holds = "the program of the service ${service} is there: ${program}",
	.evaluate = evaluate_program,
};

const struct check_type check_service_command = {
	.name = "service-command",
	.summary = "No other file can take the place of the program that the command of a service "
		   "names.",
	.fields = {{"service", &field_template, FIELD_REQUIRED},
		{"severity_open", &field_severity, 0}},
	.cases = {{"taken", "the service ${service} runs ${program}, not ${intended}: its command "
			    "has no quotation marks"},
		{"open", "the command of the service ${service} has no quotation marks: a file "
			 "${file} would run in the place of ${program}"}},
	.variables = {"service", "display", "start", "command", "program", "intended", "file",
		"key"},
	.holds = "the command of the service ${service} leads to ${program} alone",
	.evaluate = evaluate_command,
};
