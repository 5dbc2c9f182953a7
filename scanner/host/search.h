/*
 * Where Windows would find a program or DLL given by a bare name. Each launcher is a table of steps
 * with its source; the result keeps every candidate in order, so that a verdict can name the
 * winner, what it shadows, and what could not be told.
 */
#ifndef COMPATSCAN_HOST_SEARCH_H
#define COMPATSCAN_HOST_SEARCH_H

#include "scanner/host/host.h"

enum launcher { LAUNCHER_CREATEPROCESS, LAUNCHER_LOADLIBRARY };

/* How an answer that rests on a folder is known. */
enum search_basis {
	BASIS_CERTAIN,
	BASIS_LIKELY, /* the caller's current directory is inferred, not read: word it as "likely"
		       */
};

struct search_request {
	enum launcher launcher;
	const char *name;         /* bare, or a path */
	const char *named_folder; /* a folder configured for the program, searched before all
				     others; or NULL */
	const char
		*caller_folder; /* of the program that calls; Windows path; NULL when not known */
	const char *current_directory; /* of the program that calls; NULL when not known */
	enum search_basis current_directory_basis;
	struct host_file *caller; /* the program that calls, or NULL */
	uint16_t caller_machine;  /* IMAGE_FILE_MACHINE_* of its process; 0: the target's own */
};

struct search_candidate {
	struct host_file *file;
	const char *step;              /* "PATH entry 4 (C:\ccmail)", for a person */
	struct path_entry *path_entry; /* set when the step was one of PATH */
	enum search_basis basis;
	const char *place; /* "caller", "system32", ...: a stable word; NULL when not told */
};

enum search_outcome {
	SEARCH_FOUND,     /* the winner is certain, or likely where its basis says so */
	SEARCH_MISSING,   /* it is in none of the folders, all of which could be looked at */
	SEARCH_UNCERTAIN, /* something in front of the winner, or instead of one, could not be told
			   */
};

struct search_result {
	enum search_outcome outcome;
	const char *name;                    /* looked for, with its extension */
	const char *reason;                  /* what could not be told, for SEARCH_UNCERTAIN */
	struct search_candidate *candidates; /* in the order of the search, each file once */
	size_t count;
	const char **steps; /* every place looked at, for a person */
	size_t step_count;
};

struct search_result search_run(struct host *host, const struct search_request *request);

/* The candidate that wins, or would win if nothing uncertain stood before it; NULL when there is
 * none. */
const struct search_candidate *search_winner(const struct search_result *result);

/*
 * How many of the first candidates may be the one that runs: up to and with the first whose basis
 * is certain. Whoever judges the winner judges all of these.
 */
size_t search_possible_winners(const struct search_result *result);

/* The Microsoft document or article the launcher's order comes from. */
const char *search_source(enum launcher launcher);

#endif
