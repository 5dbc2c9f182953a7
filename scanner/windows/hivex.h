/*
 * Those functions of libhivex that scanner/host/registry/hive.c calls, for Windows, where Debian
 * has no libhivex: same names, same answers, same errno for what is wrong with a hive, so that
 * hive.c is one file. tests/unit/host_own_hivex.c holds the two against each other. Nothing here
 * leaves the file, where libhivex does (docs/fuzzing.md).
 */
#ifndef COMPATSCAN_WINDOWS_HIVEX_H
#define COMPATSCAN_WINDOWS_HIVEX_H

#include <errno.h>
#include <stddef.h>

typedef struct hive_h hive_h;
typedef size_t hive_node_h;  /* place of the key's cell in the file; 0 is none */
typedef size_t hive_value_h; /* likewise */

#ifdef ENOKEY
#define HIVEX_NO_KEY ENOKEY
#else
#define HIVEX_NO_KEY ENOENT
#endif

/* The numbers of winnt.h; a hive may hold any other. */
typedef enum hive_type {
	hive_t_REG_NONE,
	hive_t_REG_SZ,
	hive_t_REG_EXPAND_SZ,
	hive_t_REG_BINARY,
	hive_t_REG_DWORD,
	hive_t_REG_DWORD_BIG_ENDIAN,
	hive_t_REG_LINK,
	hive_t_REG_MULTI_SZ,
	hive_t_REG_RESOURCE_LIST,
	hive_t_REG_FULL_RESOURCE_DESCRIPTOR,
	hive_t_REG_RESOURCE_REQUIREMENTS_LIST,
	hive_t_REG_QWORD,
} hive_type;

/* NULL with errno when the file is no sound hive. flags must be 0: reading only. */
hive_h *hivex_open(const char *file, int flags);
int hivex_close(hive_h *hive);

hive_node_h hivex_root(hive_h *hive);

/* What follows is freed by free; NULL with errno. The lists end with 0. */
hive_node_h *hivex_node_children(hive_h *hive, hive_node_h node);
hive_value_h *hivex_node_values(hive_h *hive, hive_node_h node);
char *hivex_value_value(hive_h *hive, hive_value_h value, hive_type *type, size_t *length);

#endif
