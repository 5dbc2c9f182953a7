#include "tests/unit/spool_case.h"

#include "tests/post/folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

struct spool_case spooling;

void spool_case_begin(void)
{
	spooling.folder = folder_make();
	ck_assert_int_gt(asprintf(&spooling.place, "%s/state/spool", spooling.folder), 0);
	heard_start(&spooling.heard);
	ck_assert(spool_open(&spooling.spool, spooling.place, &spooling.heard.diagnostics));
}

void spool_case_end(void)
{
	spool_close(&spooling.spool);
	heard_end(&spooling.heard);
	folder_remove(spooling.folder);
	free(spooling.place);
}

char *spool_case_path(const char *name)
{
	char *path;

	ck_assert_int_gt(asprintf(&path, "%s/%s", spooling.place, name), 0);
	return path;
}

void spool_case_put(const char *report_id, const char *report, int age)
{
	struct timespec times[2];
	struct spool_claim claim;

	ck_assert(spool_put(&spooling.spool, report_id, report, strlen(report), SPOOL_URL, &claim,
		&spooling.heard.diagnostics));
	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= age;
	times[1] = times[0];
	ck_assert_int_eq(utimensat(spooling.spool.descriptor, claim.name, times, 0), 0);
	spool_release(&claim);
}

void spool_case_write(const char *name, const char *text, int age)
{
	char *path = spool_case_path(name);
	struct timespec times[2];

	folder_write(path, text, strlen(text));
	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= age;
	times[1] = times[0];
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	free(path);
}
