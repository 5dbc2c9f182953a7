/* Which file a service's ImagePath or ServiceDll leads to. */
#ifndef COMPATSCAN_HOST_MACHINE_SERVICE_FILE_H
#define COMPATSCAN_HOST_MACHINE_SERVICE_FILE_H

#include "scanner/host/machine/services.h"

/* For a program: a command line as CreateProcess takes it apart. raw may be NULL: then name.exe in
 * System32. */
struct service_file service_program_file(
	struct host *host, const char *name, const char *raw, bool expandable);

/* For a driver: a path without arguments, which the kernel takes as below the Windows folder unless
 * it is a full one. raw may be NULL: then System32\drivers\name.sys. */
struct service_file service_driver_file(
	struct host *host, const char *name, const char *raw, bool expandable);

/* For a DLL that a program hosts: its full path. raw may be NULL: then there is none. */
struct service_file service_dll_file(struct host *host, const char *raw, bool expandable);

#endif
