/*
 * Where Windows would find a program or DLL given by a name. The order is the profile's
 * (search_order.h); the result keeps every candidate in order, so that a verdict can name the
 * winner, what it shadows, why each other copy lost, and what could not be told.
 */
#ifndef COMPATSCAN_HOST_SEARCH_SEARCH_H
#define COMPATSCAN_HOST_SEARCH_SEARCH_H

#include "scanner/host/loader/api_set.h"

/* How an answer that rests on a folder is known. */
enum search_basis {
	BASIS_CERTAIN,
	BASIS_LIKELY, /* the caller's current directory, or the long name behind a short one, is
			 inferred, not read: word it as "likely" */
};

/* "certain" or "likely". */
const char *search_basis_name(enum search_basis basis);

/* Whose PATH counts. */
enum path_session {
	SESSION_SERVICE, /* the system's alone */
	SESSION_USER,    /* and behind it the user's own */
};

struct search_request {
	enum launcher launcher;
	const char *name;              /* bare, a path, or for CreateProcess a command line */
	const char *named_folder;      /* a folder configured for the program, searched before all
					  others; or NULL */
	struct host_file *caller;      /* the program that calls; NULL when not known */
	const char *caller_folder;     /* NULL: the caller's own */
	const char *current_directory; /* of the program that calls; NULL when not known */
	enum search_basis current_directory_basis;
	uint16_t caller_machine; /* IMAGE_FILE_MACHINE_*; 0: the caller's, or else that of Windows
				    itself */
	enum path_session session;
	const struct path_list *path; /* of one service; NULL: the host's */
	struct host_file *importer;   /* the module that imports it, which an API set or an assembly
					 may depend on; NULL: the caller itself */
};

struct search_candidate {
	struct host_file *file;
	enum search_place place;
	const char *step;              /* "PATH entry 4 (C:\ccmail)", for a person */
	size_t position;               /* of the step, from 1 */
	struct path_entry *path_entry; /* set when the step was one of PATH */
	enum search_basis basis;
	const char *lost; /* why it is not the winner; NULL for the winner */
};

enum step_answer {
	STEP_FOUND,
	STEP_ABSENT,
	STEP_PASSED, /* not looked into: detail says why */
	STEP_UNTOLD, /* what is there could not be told: detail says why */
};

/* One place looked at. */
struct search_step {
	enum search_place place;
	const char *text;      /* "PATH entry 4 (C:\ccmail)" */
	const char *directory; /* NULL where the place is no folder */
	enum step_answer answer;
	const char *detail; /* NULL unless the answer needs one */
};

enum search_outcome {
	SEARCH_FOUND,     /* the winner is certain, or likely where its basis says so */
	SEARCH_MISSING,   /* it is in none of the folders, all of which could be looked at */
	SEARCH_UNCERTAIN, /* something in front of the winner, or instead of one, could not be told
			   */
	SEARCH_API_SET,   /* a contract: no file of that name is loaded; the candidate, when there
			     is one, is the module that stands for it */
};

struct search_result {
	enum search_outcome outcome;
	const char *name;              /* looked for, with its extension when only one is tried */
	const char *reason;            /* what could not be told, for SEARCH_UNCERTAIN */
	const char *note;              /* what a person must know beside it, or NULL */
	struct api_set_answer api_set; /* is_contract for SEARCH_API_SET */
	const char *source;            /* the document the order comes from */
	struct search_candidate *candidates; /* in the order of the search, each file once */
	size_t count;
	/* Copies that the search does not come by, with the reason as lost. */
	struct search_candidate *excluded;
	size_t excluded_count;
	struct search_step *steps;
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

/* The texts of all steps with ", " between them. */
const char *search_steps_text(struct arena *arena, const struct search_result *result);

#endif
