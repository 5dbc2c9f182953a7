/* A search under way, shared by search.c (the order, the winner) and search_place.c (the places).
 */
#ifndef COMPATSCAN_HOST_SEARCH_SEARCH_PRIVATE_H
#define COMPATSCAN_HOST_SEARCH_SEARCH_PRIVATE_H

#include "scanner/host/search/search.h"
#include "scanner/host/search/search_names.h"

struct search {
	struct host *host;
	const struct search_request *request;
	const struct search_attempt *attempt;
	struct search_result *result;
	size_t candidate_capacity, excluded_capacity, step_capacity;
	const char *caller_folder;
	uint16_t caller_machine;
	const char *machine_untold; /* why caller_machine could not be told, or NULL */
	bool redirected;            /* WOW64 shows the caller other folders than System32 */
	bool settled; /* a certain candidate was found: what comes later only shows what it
			 shadows */
	/* The file that wins if the name, which is not listed, is a KnownDLL all the same; why it
	 * may be one is doubt, or, when that is NULL, what search_known_dll_doubt says. */
	const struct host_file *doubted;
	const char *doubt;
	bool ended;       /* no later place is looked into */
	const char *only; /* why nothing but the winner can be meant, whatever else is found; or
			     NULL */
};

/* Looks into one place. */
void search_place(struct search *search, enum search_place place);

/* For an attempt that is a path. */
void search_full_path(struct search *search);

/* For the places: adds a step; marks the last one as not told; takes what a look
 * into the last one found; looks into a folder. */
struct search_step *search_add_step(
	struct search *search, enum search_place place, const char *text, const char *directory);
void search_untold(struct search *search, const char *reason);
void search_take_look(struct search *search, struct look look, struct search_candidate candidate);
void search_in_folder(struct search *search, enum search_place place, const char *title,
	const char *folder, enum search_basis basis);

/* What the loader looks at before any folder. */
void search_dot_local(struct search *search);
void search_api_set(struct search *search);
void search_side_by_side(struct search *search);
void search_known_dll(struct search *search);
void search_win16_known_dll(struct search *search);

/* Why the last name tried may be a KnownDLL although it is not listed as one; NULL when it is none.
 */
const char *search_known_dll_doubt(struct search *search);

#endif
