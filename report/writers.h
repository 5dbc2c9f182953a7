/* The formats of a scan report, as a table. */
#ifndef COMPATSCAN_REPORT_WRITERS_H
#define COMPATSCAN_REPORT_WRITERS_H

#include "report/report.h"

struct report_style {
	size_t columns; /* of the page, for text */
	bool colour;
	bool unicode; /* lines may be drawn with characters beyond ASCII */
};

struct report_writer {
	const char *name;  /* --format NAME */
	const char *title; /* for help */
	/* The whole document, freed with free. */
	char *(*write)(const struct report *report, struct report_style style);
};

const struct report_writer *report_writer_named(const char *name);

/* NULL past the last. */
const struct report_writer *report_writer_at(size_t index);

char *report_write_json(const struct report *report, struct report_style style);
char *report_write_text(const struct report *report, struct report_style style);

#endif
