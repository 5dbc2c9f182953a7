/* What WinSxS files under a name, in the manifests of its assemblies and policies. */
#ifndef COMPATSCAN_HOST_LOADER_ASSEMBLY_STORE_H
#define COMPATSCAN_HOST_LOADER_ASSEMBLY_STORE_H

#include "scanner/host/loader/assembly.h"

struct store_query {
	const char *architecture, *name, *token, *language;
	const struct assembly_version *version; /* the very one, or the family; NULL: any */
	bool unversioned;                       /* names have no version */
};

/* Names of entries; NULL where there is none. */
struct store_match {
	const char *exact;  /* of the very version */
	const char *newest; /* of the family, and not older than the version */
	struct assembly_version newest_version;
};

/* Looks through a folder below WinSxS for names with the suffix. Returns why that could not be
 * done, or NULL; that the folder is not there is such a reason. */
const char *store_search(struct host *host, const char *folder, const char *suffix,
	const struct store_query *query, struct store_match *out);

/* The same of names from elsewhere, without a suffix. */
void store_choose(struct host *host, const char *const *names, size_t count,
	const struct store_query *query, struct store_match *out);

enum policy_status {
	POLICY_NONE, /* there is none, or it says nothing of this version */
	POLICY_REDIRECTS,
	POLICY_UNREADABLE, /* it is stored compressed, or the policies were not copied */
	POLICY_UNTOLD,
};

struct policy {
	enum policy_status status;
	struct assembly_version version; /* redirected to */
	const char *source;              /* its path, or why it cannot be told */
};

/*
 * What redirects a reference: from Vista on the version that servicing keeps in use
 * (HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\SideBySide\Winners), else the publisher's policy.
 */
struct policy assembly_policy(struct host *host, const struct assembly_reference *reference);

#endif
