/* How the first things about the machine are known, and whether all of them are. */
#ifndef COMPATSCAN_HOST_MACHINE_HOST_FACTS_H
#define COMPATSCAN_HOST_MACHINE_HOST_FACTS_H

#include "scanner/host/host.h"

/* The contract name ("nt4"), and why this one. */
struct fact host_profile_fact(struct host *host);

struct fact host_windows_directory_fact(const struct host *host);

/* A variable as a fact: where it stands, or what it follows from. */
struct fact host_variable_fact(
	const struct host *host, const struct environment_variable *variable);

/* Whether everything a rule may ask of the registry and of PATH could be read, and nothing of it
 * may be out of date. A user's hive is not asked for. */
bool host_facts_complete(struct host *host);

#endif
