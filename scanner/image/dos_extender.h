/* What the readers of DOS programs share: programs that stand behind another one in the same file.
 */
#ifndef COMPATSCAN_IMAGE_DOS_EXTENDER_H
#define COMPATSCAN_IMAGE_DOS_EXTENDER_H

#include "scanner/image/reader.h"

/* Bytes of a program counted as DOS does: pages of 512, the last one filled up to last_page. False
 * when that is no size. */
bool dos_page_size(uint16_t pages, uint16_t last_page, uint64_t *out);

/* Reads the one DOS/16M header at the file offset header; *next is set to the file offset of the
 * program that it is spliced to, or to 0. False when the bytes there are no such header. */
bool dos16m_read(struct image_reader *reader, uint64_t header, uint32_t *next);

/*
 * Reads the program that a DOS extender runs, which begins where the MZ image of the extender or of
 * its stub ends. False, with the image untouched, when there is none.
 */
bool dos_read_bound(struct image_reader *reader, uint64_t end_of_image);

#endif
