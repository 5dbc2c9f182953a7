#include "scanner/host/machine/services.h"

#include "scanner/base/text.h"
#include "scanner/host/host.h"
#include "scanner/host/machine/service_file.h"

static const char SERVICES[] = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

/* Bits of Type: winnt.h. A user's copy of a service and its template have bits of their own. */
enum {
	TYPE_KERNEL_DRIVER = 0x01,
	TYPE_FILE_SYSTEM_DRIVER = 0x02,
	TYPE_ADAPTER = 0x04,
	TYPE_RECOGNIZER_DRIVER = 0x08,
	TYPE_OWN_PROCESS = 0x10,
	TYPE_SHARE_PROCESS = 0x20,
	TYPE_INTERACTIVE = 0x100,
};

static const struct {
	unsigned bit;
	enum service_type type;
} types[] = {
	{TYPE_KERNEL_DRIVER, SERVICE_KERNEL_DRIVER},
	{TYPE_FILE_SYSTEM_DRIVER, SERVICE_FILE_SYSTEM_DRIVER},
	{TYPE_ADAPTER, SERVICE_ADAPTER},
	{TYPE_RECOGNIZER_DRIVER, SERVICE_RECOGNIZER_DRIVER},
	{TYPE_OWN_PROCESS, SERVICE_OWN_PROCESS},
	{TYPE_SHARE_PROCESS, SERVICE_SHARE_PROCESS},
};

const char *service_type_name(enum service_type type)
{
	static const char *const names[] = {[SERVICE_KERNEL_DRIVER] = "kernel driver",
		[SERVICE_FILE_SYSTEM_DRIVER] = "file system driver",
		[SERVICE_ADAPTER] = "adapter",
		[SERVICE_RECOGNIZER_DRIVER] = "recognizer driver",
		[SERVICE_OWN_PROCESS] = "own process",
		[SERVICE_SHARE_PROCESS] = "share process",
		[SERVICE_OTHER_TYPE] = "other"};

	return names[type];
}

const char *service_start_name(enum service_start start)
{
	static const char *const names[] = {[SERVICE_BOOT] = "boot",
		[SERVICE_SYSTEM] = "system",
		[SERVICE_AUTOMATIC] = "automatic",
		[SERVICE_MANUAL] = "manual",
		[SERVICE_DISABLED] = "disabled",
		[SERVICE_OTHER_START] = "other"};

	return names[start];
}

/* Whether it is a program of the user's side, not a driver. */
bool service_is_program(const struct service *service)
{
	return service->type == SERVICE_OWN_PROCESS || service->type == SERVICE_SHARE_PROCESS;
}

/* The values of one service under way. */
struct service_values {
	struct registry_value *items;
	size_t count;
};

static const struct registry_value *find_value(
	const struct service_values *values, const char *name)
{
	for (size_t i = 0; i < values->count; i++)
		if (text_same_name(values->items[i].name, name))
			return &values->items[i];
	return NULL;
}

static const struct registry_value *find_text(const struct service_values *values, const char *name)
{
	const struct registry_value *value = find_value(values, name);

	return value && registry_is_text(value) ? value : NULL;
}

static const char *text_of(const struct service_values *values, const char *name)
{
	const struct registry_value *value = find_text(values, name);

	return value ? value->text : NULL;
}

/* False when it is not set. */
static bool number_of(const struct service_values *values, const char *name, uint64_t *out)
{
	const struct registry_value *value = find_value(values, name);

	if (!value || value->type != REGISTRY_NUMBER)
		return false;
	*out = value->number;
	return true;
}

static void list_of(
	const struct service_values *values, const char *name, const char ***out, size_t *count)
{
	const struct registry_value *value = find_value(values, name);

	if (value && value->type == REGISTRY_LIST) {
		*out = value->texts;
		*count = value->text_count;
	}
}

static void read_kind(const struct service_values *values, uint64_t type, struct service *service)
{
	uint64_t number = 0;

	service->type = SERVICE_OTHER_TYPE;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (service->type == SERVICE_OTHER_TYPE && type & types[i].bit)
			service->type = types[i].type;
	service->interactive = type & TYPE_INTERACTIVE;
	service->start = number_of(values, "Start", &number) && number < SERVICE_OTHER_START
				 ? (enum service_start)number
				 : SERVICE_OTHER_START;
	number = 0;
	service->delayed = number_of(values, "DelayedAutoStart", &number) && number != 0 &&
			   service->start == SERVICE_AUTOMATIC;
}

static void read_program(
	struct host *host, const struct service_values *values, struct service *service)
{
	const struct registry_value *image = find_text(values, "ImagePath");
	const char *raw = image ? image->text : NULL;
	bool expandable = image && image->type == REGISTRY_EXPANDABLE_TEXT;

	if (service_is_program(service))
		service->program = service_program_file(host, service->name, raw, expandable);
	else if (service->type != SERVICE_ADAPTER && service->type != SERVICE_OTHER_TYPE)
		service->program = service_driver_file(host, service->name, raw, expandable);
}

static void read_dll(struct host *host, struct service *service)
{
	const char *key = arena_printf(host->arena, "%s\\Parameters", service->key);
	struct registry_value value;
	enum registry_status status = registry_value(&host->registry, key, "ServiceDll", &value);

	if (status == REGISTRY_UNKNOWN)
		service->unknown = registry_unknown_reason(&host->registry, key);
	if (status == REGISTRY_FOUND && registry_is_text(&value))
		service->dll =
			service_dll_file(host, value.text, value.type == REGISTRY_EXPANDABLE_TEXT);
}

/* A key without Type holds something else than a service, such as counters. */
static bool read_service(struct host *host, const char *name, struct service *service)
{
	struct service_values values = {0};
	uint64_t type;
	enum registry_status status;

	*service = (struct service){
		.name = name, .key = arena_printf(host->arena, "%s\\%s", SERVICES, name)};
	status = registry_values(&host->registry, service->key, &values.items, &values.count);
	if (status == REGISTRY_UNKNOWN) {
		service->type = SERVICE_OTHER_TYPE;
		service->start = SERVICE_OTHER_START;
		service->unknown = registry_unknown_reason(&host->registry, service->key);
		return true;
	}
	if (status != REGISTRY_FOUND || !number_of(&values, "Type", &type))
		return false;
	read_kind(&values, type, service);
	service->display_name = text_of(&values, "DisplayName");
	service->account = text_of(&values, "ObjectName");
	if (!service->account && service_is_program(service))
		service->account = "LocalSystem";
	list_of(&values, "DependOnService", &service->depends_on, &service->depends_count);
	list_of(&values, "Environment", &service->environment, &service->environment_count);
	read_program(host, &values, service);
	if (service_is_program(service))
		read_dll(host, service);
	return true;
}

const struct service_list *services(struct host *host)
{
	struct service_list *list = host->services;
	enum registry_status status;
	const char **names;
	size_t count = 0;

	if (list)
		return list;
	list = arena_alloc(host->arena, sizeof(*list));
	host->services = list;
	status = registry_keys(&host->registry, SERVICES, &names, &count);
	if (status == REGISTRY_UNKNOWN)
		list->reason = registry_unknown_reason(&host->registry, SERVICES);
	if (status != REGISTRY_FOUND)
		return list;
	if (count > MAX_SERVICES) {
		list->reason = "there are more services than are read";
		problem_add(&host->problems, host->arena, "limit", SERVICES, PROBLEM_NO_OFFSET,
			"only the first %d services were looked at", MAX_SERVICES);
		count = MAX_SERVICES;
	}
	list->items = arena_array(host->arena, count, sizeof(*list->items));
	for (size_t i = 0; i < count; i++)
		list->count += read_service(host, names[i], &list->items[list->count]);
	return list;
}

const struct service *service_named(struct host *host, const char *name)
{
	const struct service_list *list = services(host);

	for (size_t i = 0; i < list->count; i++)
		if (text_same_name(list->items[i].name, name))
			return &list->items[i];
	return NULL;
}
