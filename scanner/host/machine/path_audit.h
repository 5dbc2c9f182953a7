/* What is wrong with one entry of PATH; called by path_list.c for each in turn. */
#ifndef COMPATSCAN_HOST_MACHINE_PATH_AUDIT_H
#define COMPATSCAN_HOST_MACHINE_PATH_AUDIT_H

#include "scanner/host/host.h"

/* One of the values that make up PATH, under way. */
struct path_audit {
	struct host *host;
	struct path_list *list;                  /* that the entry is the next of */
	const struct environment *environment;   /* in which %NAME% is replaced */
	const struct environment_variable *path; /* the value taken apart */
	const char *same_step;    /* variable in the stretch under way that may not be set yet */
	size_t characters_before; /* of PATH after expansion, in front of this entry */
	size_t own_before;        /* the same of this value alone */
	struct path_entry *entry; /* with raw, directory (as expanded), origin and position set */
};

/* Completes the entry, and counts its characters. */
void path_audit_entry(struct path_audit *audit);

#endif
