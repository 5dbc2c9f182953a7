/* SHA-256 through CNG, which every Windows since Vista has. */
#include "scanner/base/sha256.h"

#include "scanner/base/arena.h"

#include <windows.h>

#include <bcrypt.h>
#include <stdio.h>
#include <stdlib.h>

enum { DIGEST_BYTES = 32, MAX_STRETCH = 1 << 30 };

struct sha256 {
	BCRYPT_ALG_HANDLE algorithm;
	BCRYPT_HASH_HANDLE hash;
};

struct sha256 *sha256_new(void)
{
	struct sha256 *hash = calloc(1, sizeof(*hash));

	if (!hash)
		memory_exhausted();
	if (!BCRYPT_SUCCESS(BCryptOpenAlgorithmProvider(
		    &hash->algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0)) ||
		!BCRYPT_SUCCESS(
			BCryptCreateHash(hash->algorithm, &hash->hash, NULL, 0, NULL, 0, 0)))
		memory_exhausted();
	return hash;
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	while (size) {
		ULONG stretch = size < MAX_STRETCH ? (ULONG)size : MAX_STRETCH;

		/* CNG takes what it only reads as if it wrote it. */
		if (!BCRYPT_SUCCESS(BCryptHashData(hash->hash, (PUCHAR)at, stretch, 0)))
			memory_exhausted();
		at += stretch;
		size -= stretch;
	}
}

void sha256_finish(struct sha256 *hash, char digest[65])
{
	unsigned char raw[DIGEST_BYTES];

	if (!BCRYPT_SUCCESS(BCryptFinishHash(hash->hash, raw, sizeof(raw), 0)))
		memory_exhausted();
	for (size_t i = 0; i < sizeof(raw); i++)
		snprintf(digest + i * 2, 3, "%02x", raw[i]);
	BCryptDestroyHash(hash->hash);
	BCryptCloseAlgorithmProvider(hash->algorithm, 0);
	free(hash);
}
