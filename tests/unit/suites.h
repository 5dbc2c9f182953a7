/* Every unit suite: suite_NAME is defined in the file of its subject. */
#ifndef COMPATSCAN_TESTS_UNIT_SUITES_H
#define COMPATSCAN_TESTS_UNIT_SUITES_H

#include <check.h>

#define UNIT_SUITES                                                                                \
	SUITE(image_kinds)                                                                         \
	SUITE(image_mz)                                                                            \
	SUITE(image_ne)                                                                            \
	SUITE(image_le)                                                                            \
	SUITE(image_pe)                                                                            \
	SUITE(image_pe_odd)                                                                        \
	SUITE(image_version)                                                                       \
	SUITE(image_limits)                                                                        \
	SUITE(image_hostile)                                                                       \
	SUITE(spool)                                                                               \
	SUITE(post)

#define SUITE(name) Suite *suite_##name(void);
UNIT_SUITES
#undef SUITE

#endif
