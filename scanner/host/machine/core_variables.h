/*
 * The variables that Windows sets itself, before and after those of the registry's environment key
 * (Raymond Chen, as in environment.h): from the Windows folder, and from where Setup keeps the
 * folders.
 */
#ifndef COMPATSCAN_HOST_MACHINE_CORE_VARIABLES_H
#define COMPATSCAN_HOST_MACHINE_CORE_VARIABLES_H

struct host;

/* SystemRoot, SystemDrive, ALLUSERSPROFILE, ProgramData, PUBLIC: before the system's own. */
void core_variables_add(struct host *host);

/* COMPUTERNAME and those of the program folders: after them. */
void late_variables_add(struct host *host);

#endif
