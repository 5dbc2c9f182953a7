/* The MZ program in front of a new header, as far as it tells who else runs what is behind it. */
#ifndef COMPATSCAN_IMAGE_DOS_STUB_H
#define COMPATSCAN_IMAGE_DOS_STUB_H

#include "scanner/image/reader.h"

/*
 * The name of the DOS extender that the bytes in front of the new header at the file offset header
 * speak of, or NULL. Such a stub loads the image under DOS, whatever system its header is for.
 */
const char *dos_stub_extender(struct image_reader *reader, uint64_t header);

/*
 * As dos_stub_extender, for a DOS program that ends at the file offset end and has something behind
 * it that is no format known here: only extenders that load such formats count.
 */
const char *dos_stub_loader(struct image_reader *reader, uint64_t end);

#endif
