/*
 * What becomes of an image on the Windows of today: whether it starts, and if not, with which error
 * and words. Facts of the image in, no machine asked. Sources: doc "Running 32-bit Applications",
 * doc "System Error Codes", doc "NTSTATUS Values", doc "WOW64 Implementation Details", doc "How
 * x86 and x64 emulation works on Arm", KB282423.
 */
#ifndef COMPATSCAN_RULES_FACTS_REFUSAL_H
#define COMPATSCAN_RULES_FACTS_REFUSAL_H

#include "scanner/base/arena.h"
#include "scanner/image/image.h"

/* The Windows in question. */
enum windows_kind { WINDOWS_X86_64, WINDOWS_ARM64, WINDOWS_X86, WINDOWS_KINDS };

/* How it is put to use. */
enum image_use {
	USE_PROGRAM,
	USE_MODULE, /* in a process of Windows' own, such as Explorer */
	USE_DRIVER,
	IMAGE_USES,
};

enum fate {
	FATE_RUNS,
	FATE_REFUSED,
	FATE_NOT_MEANT, /* it is nothing that this use is about */
	FATE_UNTOLD,
};

struct image_fate {
	enum fate fate;
	const char *case_name; /* FATE_REFUSED: of check_runs_on.c */
	const char *how;       /* FATE_RUNS: "as it is", "through WOW64"; FATE_NOT_MEANT and
				  FATE_UNTOLD: why, a sentence without a full stop */
};

/* How a refusal shows. */
struct refusal {
	const char *case_name;
	const char *error;   /* "193", "193 or 216" */
	const char *status;  /* NTSTATUS as eight digits, or "" where it is not documented */
	const char *message; /* a template with ${name}, that of the file: what a
				person sees */
};

/* path: for the extension .com alone. */
struct image_fate image_fate(struct arena *arena, const struct image *image, const char *path,
	enum windows_kind windows, enum image_use use);

/* The row of a refused image. Never NULL. */
const struct refusal *refusal_of(
	const struct image *image, const char *case_name, enum image_use use);

/* "64-bit Windows", "Windows on ARM64", "32-bit Windows". */
const char *windows_title(enum windows_kind windows);

#endif
