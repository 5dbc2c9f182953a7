/*
 * The registry of the running Windows, in its 64-bit view, with the limits and the answers of a
 * hive. Two things differ from hives, since Windows itself answers: CurrentControlSet is the set
 * that it was started with, and a key that is a link is the key it leads to.
 */
#ifndef COMPATSCAN_HOST_REGISTRY_REGISTRY_LIVE_WINDOWS_H
#define COMPATSCAN_HOST_REGISTRY_REGISTRY_LIVE_WINDOWS_H

#include "scanner/base/problem.h"
#include "scanner/host/registry/registry.h"

/* HKCU is that of the user whom compatscan runs as. Lives in the arena; what may not be read is the
 * problem "unreadable-key" and unknown. Both must outlive it. */
struct registry_source *registry_live_open(
	enum registry_root root, struct arena *arena, struct problem_list *problems);

#endif
