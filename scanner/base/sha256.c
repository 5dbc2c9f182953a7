#include "scanner/base/sha256.h"

void sha256_of(const void *bytes, size_t size, char digest[65])
{
	struct sha256 *hash = sha256_new();

	sha256_add(hash, bytes, size);
	sha256_finish(hash, digest);
}

bool sha256_of_view(const struct view *view, char digest[65])
{
	struct sha256 *hash = sha256_new();
	uint8_t bytes[8192];
	uint64_t done = 0;

	while (done < view->size) {
		uint64_t left = view->size - done;
		size_t wanted = left < sizeof(bytes) ? (size_t)left : sizeof(bytes);

		if (!view_copy(view, done, wanted, bytes))
			break;
		sha256_add(hash, bytes, wanted);
		done += wanted;
	}
	sha256_finish(hash, digest);
	return done == view->size;
}
