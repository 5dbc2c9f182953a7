#include "scanner/host/dependencies/dependency_fit.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/windows_version.h"
#include "scanner/host/search/wow64.h"

#include <string.h>

/*
 * Modules that a process loads beside those of its own machine: docs "Arm64EC" and "Arm64X PE
 * files". An ARM64EC image says that it is for x86-64 but holds ARM64 code, so only Windows on
 * ARM64 runs it, in processes that call themselves x86-64; an ARM64X image holds both sorts. A
 * program that is ARM64X runs as ARM64 unless it is asked to do otherwise.
 */
static const struct {
	const char *process;
	const char *image;
	const char *processor; /* where that holds; NULL: everywhere the program itself runs */
} loaded_too[] = {
	{"x86-64", "arm64ec", "ARM64"},
	{"x86-64", "arm64x", "ARM64"},
	{"arm64ec", "x86-64", NULL},
	{"arm64ec", "arm64x", NULL},
	{"arm64", "arm64x", NULL},
	{"arm64x", "arm64", NULL},
	{"i386", "chpe-x86", "ARM64"},
};

static bool is_pe(const struct image *image)
{
	return image->kind == IMAGE_PE32 || image->kind == IMAGE_PE32PLUS;
}

struct dependency_process dependency_process_of(struct host *host, const struct image *program)
{
	const struct windows_version *version = windows_version(host);
	struct dependency_process process = {.program = program};

	if (version->architecture.basis != FACT_ASSUMED)
		process.processor = version->architecture.value;
	/* Which word size it gets shows in the mscoree.dll that it finds. */
	if (wow64_any_processor(program)) {
		process.caller_machine = wow64_process_machine(host, program);
		return process;
	}
	process.machine = program->machine;
	process.bits = program->bits;
	return process;
}

/* 1: the process loads such an image; 0: it does not; -1: it does on a processor that is not known
 * to be this one. */
static int loads(const struct dependency_process *process, const struct image *image)
{
	if (!image->machine || !process->machine)
		return 0;
	if (strcmp(image->machine, process->machine) == 0)
		return 1;
	for (size_t i = 0; i < sizeof(loaded_too) / sizeof(loaded_too[0]); i++) {
		if (strcmp(loaded_too[i].process, process->machine) != 0 ||
			strcmp(loaded_too[i].image, image->machine) != 0)
			continue;
		if (!loaded_too[i].processor)
			return 1;
		if (!process->processor)
			return -1;
		return text_same_name(loaded_too[i].processor, process->processor);
	}
	return 0;
}

static const char *title(struct arena *arena, const struct image *image)
{
	return image->bits ? arena_printf(arena, "a %d-bit image (%s%s%s)", image->bits,
				     image_kind_name(image->kind), image->machine ? ", " : "",
				     image->machine ? image->machine : "")
			   : arena_printf(arena, "an image of another system (%s)",
				     image_kind_name(image->kind));
}

static enum dependency_status misfit(const struct dependency_process *process,
	const struct image *image, const char *path, struct arena *arena, const char **reason)
{
	if (image->kind == IMAGE_NONE) {
		*reason = arena_printf(arena, "%s is no executable image", path);
		return DEPENDENCY_NO_IMAGE;
	}
	*reason = arena_printf(arena, "%s is %s, and the program needs one of %d bits (%s, %s)",
		path, title(arena, image), process->bits, image_kind_name(process->program->kind),
		process->machine ? process->machine : "unknown");
	return image->bits && image->bits != process->bits ? DEPENDENCY_WRONG_BITS
							   : DEPENDENCY_WRONG_MACHINE;
}

enum dependency_status dependency_fit(struct dependency_process *process, const struct image *image,
	const char *path, struct arena *arena, const char **reason)
{
	int answer;

	*reason = NULL;
	if (image == process->program && image->kind != IMAGE_NONE)
		return DEPENDENCY_FOUND;
	if (!process->machine && is_pe(image)) {
		process->machine = image->machine;
		process->bits = image->bits;
	}
	if (!is_pe(image) || !is_pe(process->program))
		return image->kind != IMAGE_NONE && image->kind == process->program->kind
			       ? DEPENDENCY_FOUND
			       : misfit(process, image, path, arena, reason);
	answer = image->bits == process->bits ? loads(process, image) : 0;
	if (answer > 0)
		return DEPENDENCY_FOUND;
	if (!answer)
		return misfit(process, image, path, arena, reason);
	*reason = arena_printf(arena,
		"%s is for %s, which a program for %s loads on Windows for ARM64 only; whether "
		"this is one could not be told (give it with --env PROCESSOR_ARCHITECTURE=ARM64)",
		path, image->machine, process->machine);
	return DEPENDENCY_UNTOLD;
}
