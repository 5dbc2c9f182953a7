#include "scanner/host/machine/service_environment.h"

#include "scanner/base/text.h"

#include <string.h>

static const char LOCAL_SYSTEM_VARIABLES[] = "HKU\\.DEFAULT\\Environment";

const char *service_account_variables(
	struct host *host, const struct service *service, const char **unknown)
{
	const char *account = service->account;

	if (host->profile->release < RELEASE_OF_WINDOWS_2000)
		return NULL;
	if (account && text_same_name(account, "LocalSystem"))
		return LOCAL_SYSTEM_VARIABLES;
	*unknown = arena_printf(host->arena, "variables of the account %s are not read",
		account ? account : "(none)");
	return NULL;
}

static void add_account_variables(
	struct host *host, const struct service *service, struct service_environment *result)
{
	const char *key = service_account_variables(host, service, &result->unknown);

	if (key && environment_add_user(&result->environment, &host->registry, key) ==
			   REGISTRY_UNKNOWN)
		result->unknown = registry_unknown_reason(&host->registry, key);
}

static void add_own_variables(struct environment *environment, const struct service *service)
{
	for (size_t i = 0; i < service->environment_count; i++) {
		const char *text = service->environment[i];
		const char *equals = strchr(text, '=');

		if (!equals || equals == text)
			continue;
		environment_set(environment,
			(struct environment_variable){.name = arena_copy(environment->arena, text,
							      (size_t)(equals - text)),
				.raw = equals + 1,
				.value = equals + 1,
				.origin = "service",
				.step = ENVIRONMENT_SERVICE});
	}
}

struct service_environment service_environment(struct host *host, const struct service *service)
{
	const struct environment *system = &host->environment;
	struct service_environment result = {0};

	environment_init(&result.environment, host->arena);
	for (size_t i = 0; i < system->count; i++)
		environment_set(&result.environment, system->variables[i]);
	if (!system->complete)
		result.unknown = "the system's variables could not be read";
	add_account_variables(host, service, &result);
	add_own_variables(&result.environment, service);
	/* USERPROFILE, APPDATA and others of the account's profile are set, too. */
	result.environment.complete = false;
	return result;
}

bool service_environment_own(const struct environment_variable *variable)
{
	return variable->step == ENVIRONMENT_USER_PLAIN ||
	       variable->step == ENVIRONMENT_USER_EXPANDED || variable->step == ENVIRONMENT_SERVICE;
}
