/* SHA-256 through libcrypto, which uses the instructions of the processor for it. */
#include "scanner/base/sha256.h"

#include "scanner/base/arena.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

struct sha256 {
	EVP_MD_CTX *context;
};

struct sha256 *sha256_new(void)
{
	struct sha256 *hash = malloc(sizeof(*hash));

	if (!hash)
		memory_exhausted();
	hash->context = EVP_MD_CTX_new();
	if (!hash->context || EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL) != 1)
		memory_exhausted();
	return hash;
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t size)
{
	if (EVP_DigestUpdate(hash->context, bytes, size) != 1)
		memory_exhausted();
}

void sha256_finish(struct sha256 *hash, char digest[65])
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	if (EVP_DigestFinal_ex(hash->context, raw, &length) != 1 || length != 32)
		memory_exhausted();
	for (unsigned i = 0; i < length; i++)
		snprintf(digest + (size_t)i * 2, 3, "%02x", raw[i]);
	EVP_MD_CTX_free(hash->context);
	free(hash);
}
