/* What the tests of side-by-side assemblies share: manifests put on a machine. */
#ifndef COMPATSCAN_TESTS_UNIT_ASSEMBLY_CASE_H
#define COMPATSCAN_TESTS_UNIT_ASSEMBLY_CASE_H

#include "scanner/host/loader/side_by_side.h"
#include "tests/machine/machine.h"

#define CASE_TOKEN "1fc8b3b9a1e18e3b"
#define CASE_BEGIN "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
#define CASE_IDENTITY(name, version)                                                               \
	"<assemblyIdentity type=\"win32\" name=\"" name "\" version=\"" version                    \
	"\" processorArchitecture=\"x86\" publicKeyToken=\"" CASE_TOKEN "\"/>"
#define CASE_DEPENDENCY(name, version)                                                             \
	"<dependency><dependentAssembly>" CASE_IDENTITY(                                           \
		name, version) "</dependentAssembly></dependency>"
#define CASE_REDIRECT(name, from, to)                                                              \
	"<dependency><dependentAssembly>" CASE_IDENTITY(name, from) "<bindingRedirect "            \
								    "oldVersion=\"" from           \
								    "\" newVersion=\"" to          \
								    "\"/></dependentAssembly></"   \
								    "dependency>"
#define CASE_FILE(name) "<file name=\"" name "\"/>"
#define CASE_END "</assembly>"

/* A program that asks for Microsoft.VC90.CRT 9.0.21022.8. */
#define CASE_CRT "Microsoft.VC90.CRT"
#define CASE_CRT_VERSION "9.0.21022.8"
#define CASE_CRT_PROGRAM CASE_BEGIN CASE_DEPENDENCY(CASE_CRT, CASE_CRT_VERSION) CASE_END

#define CASE_STORE "C:\\Windows\\WinSxS\\"
/* What Windows XP and later ones file a version of CASE_CRT under. */
#define CASE_XP_NAME(version) "x86_Microsoft.VC90.CRT_" CASE_TOKEN "_" version "_x-ww_6f74963e"
#define CASE_NEW_NAME(version)                                                                     \
	"x86_microsoft.vc90.crt_" CASE_TOKEN "_" version "_none_509463cabcb6ef2b"

#define CASE_PROGRAM "C:\\app\\app.exe"

/* A text as a file. */
void assembly_case_text(struct machine *machine, const char *path, const char *text);

/* An i386 image with a manifest; NULL: without. */
void assembly_case_image(struct machine *machine, const char *path, const char *manifest);

/* An i386 DLL whose manifest has this number. */
void assembly_case_dll(
	struct machine *machine, const char *path, uint16_t id, const char *manifest);

/* A shared assembly of CASE_CRT with its DLL msvcr90.dll, filed as Windows XP or later ones file
 * it. */
void assembly_case_share(struct machine *machine, bool components, const char *version);

/* Starts the machine as this Windows; Windows is in C:\Windows. */
void assembly_case_start(struct machine *machine, const char *profile);

/* What CASE_PROGRAM gets. */
struct side_by_side_answer assembly_case_find(struct machine *machine, const char *dll_name);

/* The same of a machine that is started as this Windows. */
struct side_by_side_answer assembly_case_answer(
	struct machine *machine, const char *profile, const char *dll_name);

/* Fails when the answer is another than this file of this version of CASE_CRT. */
void assembly_case_found(struct side_by_side_answer answer, const char *path, const char *version);

/* An empty machine with the folders of WinSxS. */
void assembly_case_init(struct machine *machine);

/* The one fault of CASE_PROGRAM. */
const struct side_by_side_fault *assembly_case_fault(struct machine *machine);

/* Fails when CASE_PROGRAM has a fault. */
void assembly_case_no_fault(struct machine *machine);

#endif
