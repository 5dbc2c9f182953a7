/* A running machine as it is declared, for the examples of packs and for tests. What was not
 * declared is not there: a service as one that is not installed, a volume as one without a letter.
 */
#ifndef COMPATSCAN_HOST_MACHINE_LIVE_MEMORY_H
#define COMPATSCAN_HOST_MACHINE_LIVE_MEMORY_H

#include "scanner/host/machine/live.h"

struct live_memory;

/* Lives in the arena, as do copies of all that is declared below. */
struct live_memory *live_memory_new(struct arena *arena, int64_t now);

const struct live_source *live_memory_source(const struct live_memory *memory);

/* The last one declared under a name or letter counts. What is LIVE_UNTOLD has its reason. */
void live_memory_service(struct live_memory *memory, const char *name, struct live_service service);
void live_memory_space(struct live_memory *memory, char letter, struct live_space space);

#endif
