/*
 * What is fuzzed. A target names the inputs it is for and what must hold for each of them. The same
 * targets run under libFuzzer (fuzzer_main.c) and, over the kept corpus, in `make check`
 * (replay_main.c).
 */
#ifndef COMPATSCAN_TESTS_FUZZ_TARGET_H
#define COMPATSCAN_TESTS_FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
	const char *name; /* also of its corpus folder */

	/* FUZZ_FORMAT bits of layout.h that it takes; 0: any bytes. Others are refused before any
	 * parser sees them, so that a corpus exercises its own parser. */
	unsigned formats;

	/* What is read of an image, IMAGE_* of image.h. */
	unsigned wanted;

	/* Bytes at the end of an input that steer the target and are no part of the file. */
	size_t trailer;

	/*
	 * Ends the process when something does not hold. thorough asks for every comparison; else
	 * those that cost much are drawn by the bytes of the input, always the same ones for the
	 * same input.
	 */
	void (*check)(
		const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough);
};

extern const struct fuzz_target fuzz_targets[];
extern const size_t fuzz_target_count;

/* NULL when there is none of that name. */
const struct fuzz_target *fuzz_target_find(const char *name);

/* Whether the target takes this input. */
bool fuzz_target_takes(const struct fuzz_target *target, const uint8_t *data, size_t size);

/* Prints what does not hold and ends the process by SIGABRT, unless it holds. */
void fuzz_require(bool holds, const char *what);

/* The checks of targets.c, one file each. */
void fuzz_check_image(const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_read_error(
	const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_version_32bit(
	const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_version_16bit(
	const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_manifest(
	const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_apiset(const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_names(const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_text(const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_hive(const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_host_text(
	const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_pack(const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_shell_link(
	const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);
void fuzz_check_view(const struct fuzz_target *, const uint8_t *data, size_t size, bool thorough);

#endif
