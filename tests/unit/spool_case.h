/* A spool in a temporary folder: what the suites of report/spool.h share. */
#ifndef COMPATSCAN_TESTS_UNIT_SPOOL_CASE_H
#define COMPATSCAN_TESTS_UNIT_SPOOL_CASE_H

#include "report/spool.h"
#include "tests/post/heard.h"

#include <check.h>

#define FIRST_ID "11111111-1111-4111-8111-111111111111"
#define SECOND_ID "22222222-2222-4222-8222-222222222222"
#define THIRD_ID "33333333-3333-4333-8333-333333333333"
#define SPOOL_URL "https://collector.example/reports?x=1"

/* The one that is being run. */
struct spool_case {
	char *folder; /* temporary; the spool is a folder in it */
	char *place;
	struct spool spool;
	struct heard heard;
};
extern struct spool_case spooling;

/* The checked fixture of every suite. */
void spool_case_begin(void);
void spool_case_end(void);

/* The path of a name in the spool; the caller frees it. */
char *spool_case_path(const char *name);

/* Spools a report and gives its entry the age of that many seconds. */
void spool_case_put(const char *report_id, const char *report, int age);

/* The same for a file of any name and content. */
void spool_case_write(const char *name, const char *text, int age);

#endif
