/* The files of waivers that the user gave. None is ever taken that was not given. */
#ifndef COMPATSCAN_CLI_WAIVER_FILES_H
#define COMPATSCAN_CLI_WAIVER_FILES_H

#include "rules/waivers/waivers.h"
#include "scanner/cli/options.h"

/* Loads each file of --waivers, in the order given. False, told, when one cannot be read or has an
 * error. */
bool waiver_files_load(struct invocation *invocation, struct waivers **out, size_t *count);

#endif
