/*
 * The packing of DoubleSpace and MRCI, in which W4 collections keep their chunks: bytes and
 * back-references of variable length. Bits are taken from the lowest of a byte up; numbers have
 * their lowest bit first.
 *
 *     1 0, 7 bits           a byte from 80 up
 *     0 1, 7 bits           a byte below 80
 *     0 0, 6 bits           a reference 1 to 63 back; 0 ends the chunk
 *     1 1 0, 8 bits         a reference 64 to 319 back
 *     1 1 1, 12 bits        a reference 320 to 4414 back; 4415 marks 512 bytes done
 *     n zeros, 1, n bits    the length behind a reference: 2^n + 1 and what the bits say; n to 8
 *
 * The source is the description that comes with C. Turvey's VxDLIB (1996), which agrees with
 * chapter 9 of Davis and Wallace, "Windows Undocumented File Formats" (1997).
 */
#ifndef COMPATSCAN_IMAGE_DOUBLESPACE_H
#define COMPATSCAN_IMAGE_DOUBLESPACE_H

#include "scanner/image/reader.h"

enum doublespace_result {
	DOUBLESPACE_OK,
	DOUBLESPACE_CUT,     /* the packed bytes end before the chunk does */
	DOUBLESPACE_DAMAGED, /* a reference leads out of the chunk */
	DOUBLESPACE_LIMIT,   /* the budget has run out */
};

/* Unpacks at most capacity bytes into out; *length is how many were unpacked, whatever the result.
 */
enum doublespace_result doublespace_unpack(struct image_reader *reader, const struct view *packed,
	uint8_t *out, size_t capacity, size_t *length);

#endif
