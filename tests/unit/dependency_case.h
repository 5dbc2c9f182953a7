/* A machine with one program, and the graph of what it loads. */
#ifndef COMPATSCAN_TESTS_UNIT_DEPENDENCY_CASE_H
#define COMPATSCAN_TESTS_UNIT_DEPENDENCY_CASE_H

#include "scanner/host/dependencies/dependency_summary.h"
#include "tests/machine/machine.h"

#define DEPENDENCY_CASE_PROGRAM "C:\\ccmail\\import.exe"

/* The one under test. */
extern struct dependency_case {
	struct machine machine; /* Windows in C:\WINNT, C:\lib on PATH */
	struct dependency_graph *graph;
} dependency_case;

/* What the images of these tests import, and export. */
extern const struct specimen_symbol dependency_case_wanted;
extern const struct specimen_export dependency_case_offered;

/* The fixture of a test case. */
void dependency_case_begin(void);
void dependency_case_end(void);

/* Reads the machine, and the graph of its program. */
struct dependency_summary dependency_case_read(void);

/* The only edge between two nodes of these names, which must be there. */
const struct dependency_edge *dependency_case_edge(const char *from, const char *to);

#endif
