/* A private, unchanging copy of a hive under a name that libhivex can open. */
#ifndef COMPATSCAN_HOST_REGISTRY_HIVE_COPY_H
#define COMPATSCAN_HOST_REGISTRY_HIVE_COPY_H

#include "scanner/base/view.h"

enum { MAX_HIVE_COPY_NAME = 1024 };

struct hive_copy {
	intptr_t handle; /* what the system calls it by */
	char name[MAX_HIVE_COPY_NAME];
};

/* False, with errno set, when the view cannot be read or the copy cannot be made. */
bool hive_copy_make(const struct view *file, struct hive_copy *out);

void hive_copy_drop(struct hive_copy *copy);

#endif
