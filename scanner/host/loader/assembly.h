/*
 * Where a side-by-side assembly is that a manifest refers to: among the shared ones in WinSxS, by
 * way of the publisher's policy, then in the program's own folder (docs "Assembly Searching
 * Sequence", "Publisher Configuration").
 */
#ifndef COMPATSCAN_HOST_LOADER_ASSEMBLY_H
#define COMPATSCAN_HOST_LOADER_ASSEMBLY_H

#include "scanner/host/fact.h"
#include "scanner/host/loader/assembly_identity.h"
#include "scanner/host/loader/module_manifest.h"

struct assembly_reference {
	const struct image_assembly *identity; /* with a name */
	const char *architecture; /* "*" and none in particular replaced by that of the process */
	struct assembly_version version;
};

enum assembly_status {
	ASSEMBLY_FOUND,
	ASSEMBLY_MISSING,
	ASSEMBLY_WRONG,  /* what stands in its place is another one, and ends the search */
	ASSEMBLY_UNTOLD, /* source says why */
};

struct assembly_place {
	enum assembly_status status;
	struct module_manifest manifest;
	const char *folder; /* its files lie in; Windows path */
	const char *name;   /* as it calls itself */
	struct assembly_version version;
	bool shared; /* in WinSxS */
	enum fact_basis basis;
	const char *source; /* what was found or looked at, and how the version was chosen */
};

/*
 * In WinSxS. with_policy says that policies count: reference->version is set to the version that
 * one redirects to, so that private assemblies are held against it as well. Without any, Windows XP
 * and Server 2003 take the very version; from Vista on the newest of the same major and minor
 * number is taken, as servicing leaves no other in use: that is FACT_DERIVED.
 */
struct assembly_place assembly_find_shared(
	struct host *host, struct assembly_reference *reference, bool with_policy);

/* In the folder of a program, in the order of the document; the version has to be the very one. */
struct assembly_place assembly_find_private(
	struct host *host, const struct assembly_reference *reference, const char *folder);

/* The version that a policy or configuration file redirects the reference to; false, with *out
 * untouched, when it does not. */
bool assembly_redirect(const struct image_manifest *manifest,
	const struct assembly_reference *reference, struct assembly_version *out);

/* "Microsoft.VC90.CRT 9.0.30729.1" */
const char *assembly_title(
	struct arena *arena, const char *name, const struct assembly_version *version);

#endif
