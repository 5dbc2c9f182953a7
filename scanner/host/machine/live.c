#include "scanner/host/machine/live.h"

#include <string.h>

static const char *const names[LIVE_STATES] = {[LIVE_STOPPED] = "stopped",
	[LIVE_START_PENDING] = "start-pending",
	[LIVE_STOP_PENDING] = "stop-pending",
	[LIVE_RUNNING] = "running",
	[LIVE_CONTINUE_PENDING] = "continue-pending",
	[LIVE_PAUSE_PENDING] = "pause-pending",
	[LIVE_PAUSED] = "paused"};

bool live_state_has_process(enum live_state state)
{
	return state != LIVE_STOPPED;
}

const char *live_state_name(enum live_state state)
{
	return names[state];
}

bool live_state_from_name(const char *name, enum live_state *out)
{
	for (size_t i = 0; i < LIVE_STATES; i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		*out = (enum live_state)i;
		return true;
	}
	return false;
}
