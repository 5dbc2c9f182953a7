#include "scanner/host/machine/host_facts.h"

#include "scanner/host/machine/exchange.h"
#include "scanner/host/machine/known_dlls.h"
#include "scanner/host/machine/services.h"
#include "scanner/host/machine/windows_version.h"

struct fact host_profile_fact(struct host *host)
{
	const struct windows_version *version = windows_version(host);
	struct fact fact = {.value = host->profile->name, .basis = FACT_DERIVED};

	if (host->options.profile) {
		fact.basis = FACT_GIVEN;
		fact.source = "--profile";
	} else if (host->profile_assumed) {
		fact.basis = FACT_ASSUMED;
		fact.source = version->version.basis == FACT_UNKNOWN
				      ? version->version.source
				      : "the SOFTWARE hive names no Windows that is known; give it "
					"with --profile";
	} else if (host->profile_source) {
		fact.source = host->profile_source;
	} else {
		fact.source = arena_printf(host->arena, "version %s, build %s, service pack %s",
			version->version.value ? version->version.value : "not set",
			version->build.value ? version->build.value : "not set",
			version->service_pack.value ? version->service_pack.value : "not set");
	}
	return fact;
}

static bool is_given(const struct host *host, const char *name)
{
	const struct environment_variable *variable = environment_get(&host->environment, name);

	return variable && variable->step == ENVIRONMENT_GIVEN;
}

struct fact host_windows_directory_fact(const struct host *host)
{
	if (!host->windows_directory)
		return (struct fact){.basis = FACT_UNKNOWN,
			.source = "no folder in the root of a drive holds System32; give it with "
				  "--env SystemRoot=C:\\WINNT"};
	if (host->options.live)
		return (struct fact){host->windows_directory, FACT_READ, "the running Windows"};
	if (is_given(host, "SystemRoot") || is_given(host, "windir"))
		return (struct fact){host->windows_directory, FACT_GIVEN, "--env"};
	return (struct fact){host->windows_directory, FACT_DERIVED,
		"the folder in the root of a drive that holds System32"};
}

struct fact host_variable_fact(const struct host *host, const struct environment_variable *variable)
{
	struct fact fact = {.value = variable->value, .basis = environment_basis(variable)};

	switch (variable->step) {
	case ENVIRONMENT_GIVEN:
		fact.source = "--env";
		break;
	case ENVIRONMENT_CORE:
	case ENVIRONMENT_LATE:
		fact.source = "Windows sets it itself";
		break;
	case ENVIRONMENT_SYSTEM_PLAIN:
	case ENVIRONMENT_SYSTEM_EXPANDED:
		fact.source =
			arena_printf(host->arena, "%s, %s", SYSTEM_ENVIRONMENT_KEY, variable->name);
		break;
	case ENVIRONMENT_USER_PLAIN:
	case ENVIRONMENT_USER_EXPANDED:
		fact.source = "the environment of the account";
		break;
	case ENVIRONMENT_SERVICE:
		fact.source = "Environment of the service";
		break;
	}
	if (variable->doubt)
		fact.source = variable->doubt;
	return fact;
}

bool host_facts_complete(struct host *host)
{
	static const char *const codes[] = {"control-set", "hive-damaged", "hive-dirty",
		"hive-truncated", "limit", "wrong-hive"};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (problem_list_has(&host->problems, codes[i]))
			return false;
	return host->windows_directory && host->environment.complete && !host->path.unknown &&
	       !known_dlls(host)->listed.reason && !services(host)->reason &&
	       !exchange(host)->setup.reason;
}
