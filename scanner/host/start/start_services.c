/* Services, drivers and the DLLs of services; App Paths. */
#include "scanner/host/start/start_private.h"

#include "scanner/host/machine/app_paths.h"
#include "scanner/host/machine/services.h"

static void add_service_file(struct start_reading *reading, const struct service *service,
	enum start_kind how, const struct service_file *file)
{
	struct start_point point = {.how = how,
		.name = service->name,
		.where = service->key,
		.command = file->raw,
		.program = file->path,
		.status = file->status == SERVICE_FILE_FOUND     ? START_FOUND
			  : file->status == SERVICE_FILE_MISSING ? START_MISSING
								 : START_UNTOLD,
		.reason = file->reason,
		.file = file->file,
		.inferred = file->inferred,
		.disabled = service->start == SERVICE_DISABLED,
		.account = service->account};

	if (file->status != SERVICE_FILE_NONE)
		start_add(reading, point);
}

void start_read_services(struct start_reading *reading)
{
	const struct service_list *list = services(reading->host);

	for (size_t i = 0; i < list->count; i++) {
		const struct service *service = &list->items[i];
		enum start_kind how = service_is_program(service) ? START_SERVICE : START_DRIVER;

		add_service_file(reading, service, how, &service->program);
		add_service_file(reading, service, START_SERVICE_DLL, &service->dll);
		if (service->unknown)
			start_gap(reading, how, service->unknown);
	}
	for (int how = START_SERVICE; list->reason && how <= START_SERVICE_DLL; how++)
		start_gap(reading, (enum start_kind)how, list->reason);
}

static void add_app_path(struct start_reading *reading, const struct app_path *entry)
{
	struct start_point point = start_at_value(reading, START_APP_PATH, entry->key, "");

	point.name = entry->name;
	point.command = entry->raw;
	if (entry->status == REGISTRY_UNKNOWN) {
		start_gap(reading, START_APP_PATH, entry->reason);
		return;
	}
	if (!entry->path || !*entry->path)
		return; /* some hold nothing but a search path */
	start_find_shell_command(reading, &point, entry->path);
	if (entry->untold)
		start_untold(&point, entry->untold);
	start_add(reading, point);
}

void start_read_app_paths(struct start_reading *reading)
{
	const struct app_path_list *list = app_paths(reading->host);

	for (size_t i = 0; i < list->count; i++)
		add_app_path(reading, &list->items[i]);
	if (list->reason)
		start_gap(reading, START_APP_PATH, list->reason);
}
