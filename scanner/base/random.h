/* Bytes nobody can foresee, from the system. */
#ifndef COMPATSCAN_BASE_RANDOM_H
#define COMPATSCAN_BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

/* False, with errno set, when the system gives none. At most 256 bytes. */
bool random_bytes(void *out, size_t size);

#endif
