/* Every unit suite: suite_NAME is defined in the file of its subject. */
#ifndef COMPATSCAN_TESTS_UNIT_SUITES_H
#define COMPATSCAN_TESTS_UNIT_SUITES_H

#include <check.h>

#define UNIT_SUITES                                                                                \
	SUITE(spool)                                                                               \
	SUITE(post)

#define SUITE(name) Suite *suite_##name(void);
UNIT_SUITES
#undef SUITE

#endif
