/* compatscan-facts/1, described by report/schema/facts.schema.json. */
#include "report/facts.h"

#include "report/fact_names.h"
#include "report/host_json.h"
#include "report/json.h"
#include "report/start_facts.h"
#include "scanner/host/machine/app_paths.h"
#include "scanner/host/machine/exchange.h"
#include "scanner/host/machine/host_facts.h"
#include "scanner/host/machine/known_dlls.h"
#include "scanner/host/machine/service_environment.h"
#include "scanner/host/machine/services.h"
#include "scanner/host/machine/session_flags.h"

static void add_fact(cJSON *object, const char *name, const struct fact *fact)
{
	cJSON_AddItemToObject(object, name, fact_json(fact));
}

static void add_shown(cJSON *root, const char *name, const struct shown_fact *facts, size_t count)
{
	cJSON *object = cJSON_AddObjectToObject(root, name);

	for (size_t i = 0; i < count; i++)
		add_fact(object, facts[i].name, &facts[i].fact);
}

/* A fact of a list: {name, value, basis, source}. */
static cJSON *named_fact_json(const char *name, const struct fact *fact)
{
	cJSON *object = cJSON_CreateObject();

	json_add_text(object, "name", name);
	json_add_text(object, "value", fact->value);
	json_add_text(object, "basis", fact_basis_name(fact->basis));
	json_add_text(object, "source", fact->source);
	return object;
}

static cJSON *variable_json(struct host *host, const struct environment_variable *variable)
{
	struct fact fact = host_variable_fact(host, variable);
	cJSON *item = named_fact_json(variable->name, &fact);

	json_add_text(item, "raw", variable->raw);
	json_add_text(item, "origin", variable->origin);
	return item;
}

static void add_environment(cJSON *root, struct host *host)
{
	const struct environment *environment = &host->environment;
	cJSON *object = cJSON_AddObjectToObject(root, "environment");
	cJSON *array;

	cJSON_AddBoolToObject(object, "complete", environment->complete);
	array = cJSON_AddArrayToObject(object, "variables");
	for (size_t i = 0; i < environment->count; i++)
		cJSON_AddItemToArray(array, variable_json(host, &environment->variables[i]));
}

static void add_flags(cJSON *root, struct host *host)
{
	cJSON *array = cJSON_AddArrayToObject(root, "session_flags");

	for (int id = 0; id < SESSION_FLAGS; id++) {
		const struct session_flag *flag = session_flag(host, (enum session_flag_id)id);
		cJSON *item = named_fact_json(flag->name, &flag->fact);

		json_add_text(item, "key", flag->key);
		json_add_text(item, "document", flag->document);
		cJSON_AddItemToArray(array, item);
	}
}

static void add_name_list(cJSON *object, const char *name, const struct known_dll_list *list)
{
	cJSON *item = cJSON_AddObjectToObject(object, name);

	json_add_texts(item, "names", list->names, list->count);
	json_add_text(item, "source", list->source);
	json_add_text(item, "unknown", list->reason);
}

static void add_known_dlls(cJSON *root, struct host *host)
{
	const struct known_dlls *known = known_dlls(host);
	cJSON *object = cJSON_AddObjectToObject(root, "known_dlls");

	add_fact(object, "directory", &known->directory);
	add_name_list(object, "listed", &known->listed);
	add_name_list(object, "excluded", &known->excluded);
	add_name_list(object, "win16", &known->win16);
}

static void add_app_paths(cJSON *root, struct host *host)
{
	const struct app_path_list *list = app_paths(host);
	cJSON *object = cJSON_AddObjectToObject(root, "app_paths");
	cJSON *array;

	json_add_text(object, "unknown", list->reason);
	array = cJSON_AddArrayToObject(object, "entries");
	for (size_t i = 0; i < list->count; i++) {
		const struct app_path *entry = &list->items[i];
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "name", entry->name);
		json_add_text(item, "key", entry->key);
		json_add_text(item, "raw", entry->raw);
		json_add_text(item, "path", entry->path);
		json_add_text(item, "search", entry->search);
		cJSON_AddItemToArray(array, item);
	}
}

static void add_service_file(cJSON *object, const char *name, const struct service_file *file)
{
	cJSON *item;

	if (file->status == SERVICE_FILE_NONE) {
		cJSON_AddNullToObject(object, name);
		return;
	}
	item = cJSON_AddObjectToObject(object, name);
	json_add_text(item, "raw", file->raw);
	json_add_text(item, "path", file->path);
	if (file->status == SERVICE_FILE_UNTOLD)
		cJSON_AddNullToObject(item, "exists");
	else
		cJSON_AddBoolToObject(item, "exists", file->status == SERVICE_FILE_FOUND);
	json_add_text(item, "inferred", file->inferred);
	json_add_text(item, "unknown", file->reason);
	json_add_texts(item, "candidates", file->candidates, file->candidate_count);
}

static cJSON *service_json(const struct service *service)
{
	cJSON *item = cJSON_CreateObject();

	json_add_text(item, "name", service->name);
	json_add_text(item, "display_name", service->display_name);
	json_add_text(item, "key", service->key);
	json_add_text(item, "type", service_type_name(service->type));
	cJSON_AddBoolToObject(item, "interactive", service->interactive);
	json_add_text(item, "start", service_start_name(service->start));
	cJSON_AddBoolToObject(item, "delayed", service->delayed);
	json_add_text(item, "account", service->account);
	add_service_file(item, "program", &service->program);
	add_service_file(item, "dll", &service->dll);
	json_add_texts(item, "depends_on", service->depends_on, service->depends_count);
	json_add_texts(item, "environment", service->environment, service->environment_count);
	json_add_text(item, "unknown", service->unknown);
	return item;
}

static void add_services(cJSON *root, struct host *host)
{
	const struct service_list *list = services(host);
	cJSON *object = cJSON_AddObjectToObject(root, "services");
	cJSON *array;

	json_add_text(object, "unknown", list->reason);
	array = cJSON_AddArrayToObject(object, "entries");
	for (size_t i = 0; i < list->count; i++)
		cJSON_AddItemToArray(array, service_json(&list->items[i]));
}

static void add_fact_list(cJSON *object, const char *name, const struct fact_list *list)
{
	cJSON *item = cJSON_AddObjectToObject(object, name);
	cJSON *array;

	json_add_text(item, "key", list->key);
	json_add_text(item, "unknown", list->reason);
	array = cJSON_AddArrayToObject(item, "values");
	for (size_t i = 0; i < list->count; i++)
		cJSON_AddItemToArray(
			array, named_fact_json(list->items[i].name, &list->items[i].fact));
}

/* What the connector's environment has beside that of the system. */
static void add_connector_environment(cJSON *object, struct host *host)
{
	const struct service *connector = exchange_connector(host);
	struct service_environment of;
	cJSON *item, *array;

	if (!connector) {
		cJSON_AddNullToObject(object, "connector_environment");
		return;
	}
	of = service_environment(host, connector);
	item = cJSON_AddObjectToObject(object, "connector_environment");
	json_add_text(item, "unknown", of.unknown);
	array = cJSON_AddArrayToObject(item, "variables");
	for (size_t i = 0; i < of.environment.count; i++)
		if (service_environment_own(&of.environment.variables[i]))
			cJSON_AddItemToArray(
				array, variable_json(host, &of.environment.variables[i]));
}

static void add_exchange(cJSON *root, struct host *host)
{
	const struct exchange *found = exchange(host);
	cJSON *object = cJSON_AddObjectToObject(root, "exchange");

	add_fact(object, "installed", &found->installed);
	add_fact(object, "folder", &found->folder);
	add_fact_list(object, "setup", &found->setup);
	add_fact(object, "connector", &found->connector);
	add_fact_list(object, "parameters", &found->parameters);
	add_connector_environment(object, host);
}

char *facts_write_json(const struct facts_shown *shown, struct report_style style)
{
	struct host *host = shown->host;
	struct shown_fact machine[SHOWN_MACHINE];
	struct shown_fact locale[SHOWN_LOCALE];
	cJSON *root = cJSON_CreateObject();

	(void)style;
	json_add_text(root, "schema", "compatscan-facts/1");
	json_add_tool(root, shown->tool_version);
	cJSON_AddItemToObject(root, "host", host_json(host));
	shown_machine_facts(host, machine);
	shown_locale_facts(host, locale);
	add_shown(root, "machine", machine, SHOWN_MACHINE);
	add_shown(root, "locale", locale, SHOWN_LOCALE);
	add_environment(root, host);
	cJSON_AddItemToObject(root, "search_path", search_path_json(&host->path));
	json_add_text(root, "search_path_unknown", host->path.unknown);
	json_add_text(root, "user_search_path_unknown", host->path.user_unknown);
	add_flags(root, host);
	add_known_dlls(root, host);
	add_app_paths(root, host);
	add_services(root, host);
	cJSON_AddItemToObject(root, "start_points", start_facts_json(host));
	add_exchange(root, host);
	cJSON_AddBoolToObject(root, "complete", host_facts_complete(host));
	json_add_problems(root, "problems", &host->problems);
	return json_finish(root, true);
}
