#include "scanner/base/random.h"

#include <windows.h>

#include <bcrypt.h>
#include <errno.h>

bool random_bytes(void *out, size_t size)
{
	if (BCRYPT_SUCCESS(
		    BCryptGenRandom(NULL, out, (ULONG)size, BCRYPT_USE_SYSTEM_PREFERRED_RNG)))
		return true;
	errno = EIO;
	return false;
}
