/*
 * Manifests of programs, DLLs and assemblies, each read once: as a resource of an image (24, number
 * 1 of a program or assembly, 2 of a DLL that names its own dependencies) or as a file of its own.
 */
#ifndef COMPATSCAN_HOST_LOADER_MODULE_MANIFEST_H
#define COMPATSCAN_HOST_LOADER_MODULE_MANIFEST_H

#include "scanner/host/host.h"
#include "scanner/image/manifest.h"

enum {
	/* Resources of type 24: CREATEPROCESS_MANIFEST_RESOURCE_ID and
	 * ISOLATIONAWARE_MANIFEST_RESOURCE_ID of winuser.h. */
	MANIFEST_OF_PROGRAM = 1,
	MANIFEST_OF_DLL = 2,
};

/* At most one of manifest and unknown is set. */
struct module_manifest {
	const struct image_manifest *manifest; /* NULL when there is none, or it is not readable */
	struct host_file *file;                /* it stands in */
	uint16_t resource;                     /* its number there; 0: it is the file */
	/* Windows 8 and later store the manifests of WinSxS compressed against one of their own;
	 * neither manifest nor unknown is set then. */
	bool compressed;
	const char *unknown; /* why what it says cannot be told */
};

/* The manifest with this number in an image; of several languages the one that nobody in particular
 * gets. */
struct module_manifest module_manifest_of_resource(
	struct host *host, struct host_file *file, uint16_t id);

struct module_manifest module_manifest_of_file(
	struct host *host, struct host_file *file, enum manifest_kind kind);

/*
 * The manifest that Windows takes for a program: its resource 1, or PROGRAM.manifest beside it.
 * Windows XP prefers the file, Server 2003 and later the resource ("internal manifest vs external
 * manifest", J. Zhang, Microsoft), unless PreferExternalManifest is set in
 * HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\SideBySide. Windows NT 4.0 and 2000 take none.
 */
struct module_manifest module_manifest_of_program(struct host *host, struct host_file *program);

/* Whether it is Windows Vista or later, whose servicing keeps one assembly of a family in use. */
bool host_is_serviced_by_components(const struct host *host);

#endif
