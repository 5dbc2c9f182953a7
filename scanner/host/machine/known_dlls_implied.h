/*
 * DLLs that are on no list but imported by known ones. Some versions of Windows count them as known
 * too, others do not, and no document says which ("The Known DLLs Balancing Act", TechNet Magazine,
 * September 2007): whether such a DLL comes from the system folder first cannot be told.
 */
#ifndef COMPATSCAN_HOST_MACHINE_KNOWN_DLLS_IMPLIED_H
#define COMPATSCAN_HOST_MACHINE_KNOWN_DLLS_IMPLIED_H

struct host;

/* More modules than this are not followed, which is the problem "limit". */
enum { MAX_IMPLIED_DLLS = 1024 };

/*
 * The module that brings name in: one of the listed DLLs, or one that they import, when name is no
 * listed one itself; NULL when none does. Reads the images in folder, the system folder as the
 * program sees it, once for each such folder.
 */
const char *known_dll_implied_by(struct host *host, const char *folder, const char *name);

#endif
