/* What the makers of the single formats share; only the .c files behind image.h include it. */
#ifndef COMPATSCAN_SPECIMEN_IMAGE_PARTS_H
#define COMPATSCAN_SPECIMEN_IMAGE_PARTS_H

#include "scanner/specimen/bytes.h"
#include "scanner/specimen/image.h"

/* 1999-11-30T12:00:00Z: link time stamps must not change from run to run. */
#define SPECIMEN_LINK_TIME 943963200

/* VS_FIXEDFILEINFO.dwFileOS */
#define SPECIMEN_VOS_DOS_WINDOWS16 0x00010001
#define SPECIMEN_VOS_DOS_WINDOWS32 0x00010004
#define SPECIMEN_VOS_NT_WINDOWS32 0x00040004

/* Each appends one image; offsets that a format counts from the file's start come from
 * `file->length`. */
void specimen_build_mz(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_ne(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_linear(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_pe(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_w3(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_w4(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_phar_lap_new(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_phar_lap_old(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_dos16m(const struct specimen_image *image, struct specimen_bytes *file);
void specimen_build_te(const struct specimen_image *image, struct specimen_bytes *file);

/*
 * The MZ header and DOS program in front of a new header, e_lfanew pointing right behind them,
 * where the MZ image also ends (DOS extenders look there). Appends nothing for a `bare` image.
 */
void specimen_put_stub(const struct specimen_image *image, struct specimen_bytes *file);

const char *specimen_module_name(const struct specimen_image *image);
const char *specimen_module_description(const struct specimen_image *image);
uint16_t specimen_machine(const struct specimen_image *image);

/* The target byte to write: SPECIMEN_TARGET_ZERO and the default resolved. */
uint32_t specimen_target(const struct specimen_image *image, uint32_t default_target);

/* The ordinal of each export in order, free ones filled from 1 up; the caller frees it. A duplicate
 * is an error in `file`. */
uint16_t *specimen_assign_ordinals(const struct specimen_image *image, struct specimen_bytes *file);

/* Appends the CodeView record that names the symbol file. */
void specimen_put_codeview(struct specimen_bytes *bytes, const struct specimen_image *image);

/* Appends an IMAGE_DEBUG_DIRECTORY entry for it, whose data is at the RVA and file offset. */
void specimen_put_debug_entry(
	struct specimen_bytes *bytes, size_t size, size_t rva, size_t pointer);

/* Append VS_VERSIONINFO in the 32-bit form (UTF-16, type word) and in the 16-bit form (8-bit,
 * none). */
void specimen_put_version_32(struct specimen_bytes *bytes, const struct specimen_image *image);
void specimen_put_version_16(
	struct specimen_bytes *bytes, const struct specimen_image *image, uint32_t file_os);

/* The language to write: SPECIMEN_LANGUAGE_NEUTRAL and the default resolved. */
uint16_t specimen_version_language(const struct specimen_version *version);

#endif
