#include "tests/fuzz/target.h"

#include "scanner/image/image.h"
#include "tests/fuzz/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

const struct fuzz_target fuzz_targets[] = {
	{"mz", FUZZ_FORMAT_MZ | FUZZ_FORMAT_EXTENDER, IMAGE_EVERYTHING, 0, fuzz_check_image},
	{"ne", FUZZ_FORMAT_NE, IMAGE_EVERYTHING, 0, fuzz_check_image},
	{"le", FUZZ_FORMAT_LE, IMAGE_EVERYTHING, 0, fuzz_check_image},
	{"collection", FUZZ_FORMAT_COLLECTION, IMAGE_EVERYTHING, 0, fuzz_check_image},
	{"te", FUZZ_FORMAT_TE, IMAGE_EVERYTHING, 0, fuzz_check_image},
	{"pe", FUZZ_FORMAT_PE, IMAGE_IMPORTS | IMAGE_EXPORTS | IMAGE_DEBUG, 0, fuzz_check_image},
	{"resources", FUZZ_FORMAT_PE, IMAGE_VERSION | IMAGE_MANIFEST | IMAGE_RESOURCES, 0,
		fuzz_check_image},
	{"version32", 0, IMAGE_VERSION, 0, fuzz_check_version_32bit},
	{"version16", 0, IMAGE_VERSION, 0, fuzz_check_version_16bit},
	{"manifest", 0, IMAGE_MANIFEST, 0, fuzz_check_manifest},
	{"apiset", 0, IMAGE_API_SETS, 0, fuzz_check_apiset},
	{"read-error", FUZZ_FORMAT_ANY, IMAGE_EVERYTHING, FUZZ_READ_ERROR_TRAILER,
		fuzz_check_read_error},
	{"names", 0, 0, 0, fuzz_check_names},
	{"text", 0, 0, 0, fuzz_check_text},
	{"view", 0, 0, 0, fuzz_check_view},
	{"hive", 0, 0, 0, fuzz_check_hive},
	{"host-text", 0, 0, 0, fuzz_check_host_text},
	{"shell-link", 0, 0, 0, fuzz_check_shell_link},
	{"pack", 0, 0, 0, fuzz_check_pack},
};

const size_t fuzz_target_count = COUNT_OF(fuzz_targets);

const struct fuzz_target *fuzz_target_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(fuzz_targets); i++)
		if (strcmp(fuzz_targets[i].name, name) == 0)
			return &fuzz_targets[i];
	return NULL;
}

bool fuzz_target_takes(const struct fuzz_target *target, const uint8_t *data, size_t size)
{
	return size >= target->trailer &&
	       (!target->formats || target->formats & fuzz_format(data, size - target->trailer));
}

void fuzz_require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}
