#include "report/post_retry.h"

#include <sys/random.h>
#include <time.h>

/* How late a wait notices the flag when the signal went to another thread. */
enum { SLICE_MS = 50 };

unsigned post_retry_wait_ms(
	const struct post_options *options, unsigned failed, int64_t retry_after, uint32_t random)
{
	uint64_t cap = options->max_backoff_ms;
	uint64_t wait = options->first_backoff_ms;

	if (retry_after > 0)
		return (unsigned)((uint64_t)retry_after > cap / 1000
					  ? cap
					  : (uint64_t)retry_after * 1000);
	while (--failed && wait < cap)
		wait *= 2;
	if (wait > cap)
		wait = cap;
	return (unsigned)(wait - wait / 2 + random % (wait / 2 + 1));
}

bool post_interrupted(const struct post_options *options)
{
	return options->interrupted && *options->interrupted;
}

bool post_retry_sleep(const struct post_options *options, unsigned milliseconds)
{
	while (milliseconds && !post_interrupted(options)) {
		unsigned slice = milliseconds < SLICE_MS ? milliseconds : SLICE_MS;
		struct timespec wait = {.tv_nsec = (long)slice * 1000 * 1000};

		nanosleep(&wait, NULL);
		milliseconds -= slice;
	}
	return !post_interrupted(options);
}

uint32_t post_retry_random(void)
{
	uint32_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random))
		return 0;
	return random;
}
