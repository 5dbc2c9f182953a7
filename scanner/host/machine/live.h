/*
 * What only a running machine can tell: in which state a service is and since when, how much room a
 * volume has. A host that is looked at from outside has no live source (struct host, live is NULL),
 * and nobody may fill the gap from the machine that compatscan runs on.
 */
#ifndef COMPATSCAN_HOST_MACHINE_LIVE_H
#define COMPATSCAN_HOST_MACHINE_LIVE_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order of the numbers of doc "SERVICE_STATUS_PROCESS", which begin with 1. */
enum live_state {
	LIVE_STOPPED,
	LIVE_START_PENDING,
	LIVE_STOP_PENDING,
	LIVE_RUNNING,
	LIVE_CONTINUE_PENDING,
	LIVE_PAUSE_PENDING,
	LIVE_PAUSED,
	LIVE_STATES,
};

enum live_status {
	LIVE_TOLD,
	LIVE_ABSENT, /* there is no such service, or no volume with that letter */
	LIVE_UNTOLD, /* reason says why */
};

/* The texts live in the arena that the question named. */
struct live_service {
	enum live_status status;
	enum live_state state; /* LIVE_TOLD */
	bool start_told;       /* LIVE_TOLD, of a service that has a process */
	int64_t started;       /* when that process was started, in seconds since 1970 */
	const char *reason;    /* a clause for a person: why it is LIVE_UNTOLD; or, for a service
				  that has a process, why its start is not told */
};

struct live_space {
	enum live_status status;
	uint64_t free;  /* bytes that the user compatscan runs as may still write */
	uint64_t total; /* bytes of the volume, as far as that user may fill it */
	bool remote;    /* unless LIVE_ABSENT: the letter stands for a share of another machine */
	const char *reason;
};

struct live_source;

struct live_operations {
	struct live_service (*service)(
		const struct live_source *source, const char *name, struct arena *arena);
	struct live_space (*space)(
		const struct live_source *source, char letter, struct arena *arena);
	int64_t (*now)(const struct live_source *source);
};

struct live_source {
	const struct live_operations *operations;
};

/* Whether a service in this state has a process. */
bool live_state_has_process(enum live_state state);

/* "stopped", "start-pending", "stop-pending", "running", "continue-pending", "pause-pending",
 * "paused". */
const char *live_state_name(enum live_state state);
bool live_state_from_name(const char *name, enum live_state *out);

#endif
