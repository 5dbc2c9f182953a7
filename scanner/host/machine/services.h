/*
 * The services and drivers of the current control set, as the service control manager reads them
 * (Windows NT Resource Kit, "Services Subkeys"; doc "CreateServiceW", "CreateProcessW").
 */
#ifndef COMPATSCAN_HOST_MACHINE_SERVICES_H
#define COMPATSCAN_HOST_MACHINE_SERVICES_H

#include <stdbool.h>
#include <stddef.h>

struct host;
struct host_file;

/* More are the problem "limit". */
enum { MAX_SERVICES = 8192, MAX_SERVICE_CANDIDATES = 16 };

enum service_type {
	SERVICE_KERNEL_DRIVER,
	SERVICE_FILE_SYSTEM_DRIVER,
	SERVICE_ADAPTER,
	SERVICE_RECOGNIZER_DRIVER,
	SERVICE_OWN_PROCESS,
	SERVICE_SHARE_PROCESS,
	SERVICE_OTHER_TYPE,
};

enum service_start {
	SERVICE_BOOT,
	SERVICE_SYSTEM,
	SERVICE_AUTOMATIC,
	SERVICE_MANUAL,
	SERVICE_DISABLED,
	SERVICE_OTHER_START, /* not set, or a number that is none of these */
};

enum service_file_status {
	SERVICE_FILE_NONE, /* none is named, and none is meant */
	SERVICE_FILE_FOUND,
	SERVICE_FILE_MISSING,
	SERVICE_FILE_UNTOLD, /* reason says why */
};

/* A program, driver or DLL that a service names. */
struct service_file {
	const char *raw;     /* as stored; NULL when the value is not set */
	const char *command; /* raw expanded: NULL likewise. What is not set is meant to be the
				service's name in System32 or System32\drivers */
	const char *path; /* full Windows path, in the disk's own case where it exists; NULL when it
			     cannot be worked out */
	enum service_file_status status;
	const char *reason;
	struct host_file *file; /* SERVICE_FILE_FOUND */
	const char *inferred;   /* why it is only likely the one, or NULL: its path has a short name
				 */
	const char **candidates; /* for a command line without quotation marks whose path has
				    spaces: what CreateProcess tries, in order, up to the one found;
				    the names that come before path can take its place */
	size_t candidate_count;
};

struct service {
	const char *name;
	const char *key;
	const char *display_name; /* NULL when it is not set; "@file,-id" as it stands */
	enum service_type type;
	bool interactive;
	enum service_start start;
	bool delayed;        /* automatic, but some time after the others (Vista and later) */
	const char *account; /* ObjectName; "LocalSystem" for a program's service without one; NULL
				for a driver without one */
	struct service_file program;
	struct service_file dll; /* Parameters\ServiceDll, for a program that hosts it */
	const char **depends_on; /* DependOnService */
	size_t depends_count;
	const char **environment; /* its own variables, NAME=VALUE */
	size_t environment_count;
	const char *unknown; /* why one of these values could not be told, or NULL */
};

struct service_list {
	struct service *items; /* sorted by name, without case */
	size_t count;
	const char *reason; /* why they, or some of them, could not be told; NULL when they could */
};

/* Read once and kept in the host; never NULL. Looks for the programs, opens none. */
const struct service_list *services(struct host *host);

/* NULL when there is none of this name. */
const struct service *service_named(struct host *host, const char *name);

/* "kernel driver", "own process", ...; "boot", "automatic", ... */
const char *service_type_name(enum service_type type);
const char *service_start_name(enum service_start start);

/* Whether it is a program, and no driver of the kernel. */
bool service_is_program(const struct service *service);

#endif
