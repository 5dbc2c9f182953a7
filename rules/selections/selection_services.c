/* services, drivers, service-dlls: what the service control manager and the kernel start. */
#include "rules/selections/selection.h"
#include "scanner/base/text.h"
#include "scanner/host/host.h"
#include "scanner/host/machine/services.h"

static const char *const starts[] = {"boot", "system", "automatic", "manual", "disabled", NULL};

/* What names the file to a person, even where it could not be worked out. */
static const char *path_of(const struct service *service, const struct service_file *file)
{
	if (file->path)
		return file->path;
	return file->command && *file->command ? file->command : service->name;
}

static const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

static void visit_service(const struct service *service, const struct service_file *file,
	item_visitor *visitor, void *context)
{
	const struct selection_item item = {
		.variables = {{"item", path_of(service, file)}, {"item.name", service->name},
			{"item.display",
				service->display_name ? service->display_name : service->name},
			{"item.start", service_start_name(service->start)},
			{"item.account", text_or_empty(service->account)},
			{"item.command", text_or_empty(file->command)}},
		.variable_count = 6};

	visitor(context, &item);
}

/* The file of a service that a selection is about; NULL when the service is not of its kind. */
typedef const struct service_file *file_chooser(const struct service *service);

static const struct service_file *program_of(const struct service *service)
{
	return service_is_program(service) ? &service->program : NULL;
}

static const struct service_file *dll_of(const struct service *service)
{
	return service->dll.status != SERVICE_FILE_NONE ? &service->dll : NULL;
}

static const struct service_file *driver_of(const struct service *service)
{
	return !service_is_program(service) && service->program.status != SERVICE_FILE_NONE
		       ? &service->program
		       : NULL;
}

/* Whether an earlier service runs the same program, for the same account and with the same
 * variables. */
static bool is_repeated(struct evaluation *evaluation, const struct field_values *values,
	const struct service_list *list, size_t position)
{
	const struct service *service = &list->items[position];

	if (!service->program.file || service->environment_count)
		return false;
	for (size_t i = 0; i < position; i++) {
		const struct service *earlier = &list->items[i];

		if (earlier->program.file == service->program.file && !earlier->environment_count &&
			service_is_program(earlier) &&
			selection_wants(evaluation, values, earlier->name) &&
			field_asks_for(values, "start", service_start_name(earlier->start)) &&
			text_same_name(earlier->account, service->account))
			return true;
	}
	return false;
}

static const char *visit_all(struct evaluation *evaluation, const struct field_values *values,
	file_chooser *file_of, item_visitor *visitor, void *context)
{
	const struct service_list *list = services(evaluation->host);
	bool once = field_flag_of(values, "once", false);
	const char *incomplete = list->reason;

	for (size_t i = 0; i < list->count; i++) {
		const struct service *service = &list->items[i];
		const struct service_file *file = file_of(service);

		/* What it is could not be read, so it is of no kind. */
		if (service->unknown && service->type == SERVICE_OTHER_TYPE && !incomplete)
			incomplete = service->unknown;
		if (file && selection_wants(evaluation, values, service->name) &&
			field_asks_for(values, "start", service_start_name(service->start)) &&
			!(once && is_repeated(evaluation, values, list, i)))
			visit_service(service, file, visitor, context);
	}
	return incomplete;
}

static const char *visit_services(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	return visit_all(evaluation, values, program_of, visitor, context);
}

static const char *visit_dlls(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	return visit_all(evaluation, values, dll_of, visitor, context);
}

static const char *visit_drivers(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	return visit_all(evaluation, values, driver_of, visitor, context);
}

#define SERVICE_VARIABLES                                                                          \
	{                                                                                          \
		"item", "item.name", "item.display", "item.start", "item.account", "item.command"  \
	}

const struct selection_type selection_services = {
	.name = "services",
	.summary = "services that run a program",
	.none = "no such service is installed",
	.fields = {{"start", &field_word, FIELD_ONE_OR_LIST, starts},
		{SELECTION_PATTERN, &field_template, FIELD_ONE_OR_LIST}, {"once", &field_flag, 0},
		{SELECTION_WHERE_KNOWN, &field_flag, 0}},
	.variables = SERVICE_VARIABLES,
	.visit = visit_services,
};

const struct selection_type selection_service_dlls = {
	.name = "service-dlls",
	.summary = "services that a DLL holds, which another program loads",
	.none = "no such service is installed",
	.fields = {{"start", &field_word, FIELD_ONE_OR_LIST, starts},
		{SELECTION_PATTERN, &field_template, FIELD_ONE_OR_LIST},
		{SELECTION_WHERE_KNOWN, &field_flag, 0}},
	.variables = SERVICE_VARIABLES,
	.visit = visit_dlls,
};

const struct selection_type selection_drivers = {
	.name = "drivers",
	.summary = "drivers",
	.none = "no such driver is installed",
	.fields = {{"start", &field_word, FIELD_ONE_OR_LIST, starts},
		{SELECTION_PATTERN, &field_template, FIELD_ONE_OR_LIST},
		{SELECTION_WHERE_KNOWN, &field_flag, 0}},
	.variables = SERVICE_VARIABLES,
	.visit = visit_drivers,
};
