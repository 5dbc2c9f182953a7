/* --set: values that the user gives to parameters of packs. */
#ifndef COMPATSCAN_CLI_PACK_SETTINGS_H
#define COMPATSCAN_CLI_PACK_SETTINGS_H

#include "rules/language/pack.h"
#include "scanner/cli/options.h"

/* Whether each name given is that of a parameter of one of the packs. False, told with the names
 * that are near, when one is not. */
bool pack_settings_check(
	const struct invocation *invocation, const struct pack *packs, size_t count);

#endif
