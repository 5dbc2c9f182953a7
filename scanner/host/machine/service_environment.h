/*
 * The environment that the service control manager gives a service: the system's variables, those
 * of the account it runs under, and on top the list Environment of its own key.
 */
#ifndef COMPATSCAN_HOST_MACHINE_SERVICE_ENVIRONMENT_H
#define COMPATSCAN_HOST_MACHINE_SERVICE_ENVIRONMENT_H

#include "scanner/host/host.h"
#include "scanner/host/machine/services.h"

struct service_environment {
	struct environment environment;
	const char *unknown; /* why a variable may be missing or other, or NULL */
};

/* A copy: the host's own environment stays as it is. Only LocalSystem's variables
 * (HKU\.DEFAULT\Environment, from Windows 2000 on) can be read; under another account what is
 * missing is said. The copy is never complete: what Windows sets from the account's profile
 * (USERPROFILE, APPDATA, ...) is not in it. */
struct service_environment service_environment(struct host *host, const struct service *service);

/* The key of the variables of a service's account; NULL when none count, or, with *unknown set,
 * when they are not read. */
const char *service_account_variables(
	struct host *host, const struct service *service, const char **unknown);

/* Whether a variable of it comes from the account or from the service's own key. */
bool service_environment_own(const struct environment_variable *variable);

#endif
