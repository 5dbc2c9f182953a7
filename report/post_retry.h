/* How long to wait before the next attempt, and waiting that a signal can end. */
#ifndef COMPATSCAN_REPORT_POST_RETRY_H
#define COMPATSCAN_REPORT_POST_RETRY_H

#include "report/post.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The wait in milliseconds after the failed-th failed attempt (1 is the first). retry_after is what
 * the server asked for in seconds, 0 or less when it did not. Without it the wait doubles with each
 * failure; random picks a point in its upper half, so that a fleet that failed together does not
 * return together. Never more than options->max_backoff_ms.
 */
unsigned post_retry_wait_ms(
	const struct post_options *options, unsigned failed, int64_t retry_after, uint32_t random);

/* Waits after a failed attempt as above. False when it was interrupted. */
bool post_retry_sleep(const struct post_options *options, unsigned milliseconds);

/* 32 random bits; 0 when the system has none to give. */
uint32_t post_retry_random(void);

/* Whether the options' flag is set. */
bool post_interrupted(const struct post_options *options);

#endif
