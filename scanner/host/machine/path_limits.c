#include "scanner/host/machine/path_limits.h"

enum { ENVIRONMENT_CHARACTERS = 32767 };

const struct path_limits path_limits_nt = {.combined = 1023,
	.system = 1023,
	.user = 511,
	.command_prompt = 2047,
	.source = "KB180410"};

const struct path_limits path_limits_xp = {.combined = ENVIRONMENT_CHARACTERS,
	.system = ENVIRONMENT_CHARACTERS,
	.user = ENVIRONMENT_CHARACTERS,
	.command_prompt = 8191,
	.source = "KB830473"};
