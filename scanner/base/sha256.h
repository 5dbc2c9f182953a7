/* SHA-256, as the system's own library computes it. */
#ifndef COMPATSCAN_BASE_SHA256_H
#define COMPATSCAN_BASE_SHA256_H

#include "scanner/base/view.h"

#include <stdbool.h>
#include <stddef.h>

struct sha256;

struct sha256 *sha256_new(void);
void sha256_add(struct sha256 *hash, const void *bytes, size_t size);

/* Writes 64 lower-case hexadecimal digits and a NUL, and frees the hash. */
void sha256_finish(struct sha256 *hash, char digest[65]);

/* The digest of bytes that are all in memory. */
void sha256_of(const void *bytes, size_t size, char digest[65]);

/* The digest of everything in a view, read piece by piece. False when the source could not deliver
 * it all; source->error then says why. */
bool sha256_of_view(const struct view *view, char digest[65]);

#endif
