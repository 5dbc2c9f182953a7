/* The facts that stand under one name each, as tables: both formats show the same ones. */
#ifndef COMPATSCAN_REPORT_FACT_NAMES_H
#define COMPATSCAN_REPORT_FACT_NAMES_H

#include "scanner/host/host.h"

struct shown_fact {
	const char *name;  /* in JSON */
	const char *label; /* for a person */
	struct fact fact;
};

enum { SHOWN_MACHINE = 10, SHOWN_LOCALE = 7 };

/* Name, Windows folder, profile, version and processor. */
void shown_machine_facts(struct host *host, struct shown_fact out[SHOWN_MACHINE]);

void shown_locale_facts(struct host *host, struct shown_fact out[SHOWN_LOCALE]);

#endif
