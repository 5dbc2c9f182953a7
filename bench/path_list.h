/* A list of files, one path a line: what every program of this folder is pointed at. */
#ifndef COMPATSCAN_BENCH_PATH_LIST_H
#define COMPATSCAN_BENCH_PATH_LIST_H

#include <stddef.h>

struct path_list {
	char *text;
	char **paths; /* into text */
	size_t count;
};

/* Reads the list in file. Prints why and exits with 2 when it cannot be read or is empty. */
void path_list_read(struct path_list *list, const char *file);

void path_list_free(struct path_list *list);

#endif
