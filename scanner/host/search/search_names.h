/*
 * The file names that a launcher tries for what it was asked: extensions added to a name that has
 * none, PATHEXT, and the parts of an unquoted command line with spaces.
 */
#ifndef COMPATSCAN_HOST_SEARCH_SEARCH_NAMES_H
#define COMPATSCAN_HOST_SEARCH_SEARCH_NAMES_H

#include "scanner/host/host.h"

/* More parts of one command line, or extensions in PATHEXT, than anyone writes. */
enum { MAX_ATTEMPTS = 32, MAX_EXTENSIONS = 64 };

/* One name: all its forms are tried in one folder before the next folder is looked into. */
struct search_attempt {
	const char *asked;
	bool is_path; /* it says itself where: nothing is searched */
	const char **forms;
	size_t form_count; /* at least 1 */
};

struct search_attempts {
	struct search_attempt *items; /* each is put through the whole order before the next */
	size_t count;                 /* at least 1; the last is the whole of what was asked */
};

struct search_attempts search_names(
	struct host *host, const struct search_order *order, const char *asked);

#endif
