#include "scanner/base/random.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>

bool random_bytes(void *out, size_t size)
{
	ssize_t got;

	do {
		got = getrandom(out, size, 0);
	} while (got < 0 && errno == EINTR);
	return got == (ssize_t)size;
}
