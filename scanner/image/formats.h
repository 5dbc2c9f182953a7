/* The readers of the formats; each does what struct image_format says of its read. */
#ifndef COMPATSCAN_IMAGE_FORMATS_H
#define COMPATSCAN_IMAGE_FORMATS_H

#include "scanner/image/reader.h"

/* MZ, and whatever new header it leads to; ZM, which is for DOS alone. */
bool mz_read(struct image_reader *reader, uint64_t header);

/* New headers, at e_lfanew. */
bool ne_read(struct image_reader *reader, uint64_t header);
bool le_read(struct image_reader *reader, uint64_t header);
bool lx_read(struct image_reader *reader, uint64_t header);
bool pe_read(struct image_reader *reader, uint64_t header);
bool w3_read(struct image_reader *reader, uint64_t header);
bool w4_read(struct image_reader *reader, uint64_t header);

/* New headers at the start of a file: two letters are weak evidence, so the fields have to agree
 * too. */
bool ne_read_bare(struct image_reader *reader, uint64_t header);
bool le_read_bare(struct image_reader *reader, uint64_t header);
bool lx_read_bare(struct image_reader *reader, uint64_t header);
bool w3_read_bare(struct image_reader *reader, uint64_t header);
bool w4_read_bare(struct image_reader *reader, uint64_t header);

/* Whether the fields of an NE header agree with each other and with the file. */
bool ne_agrees(struct image_reader *reader, uint64_t header);

/* Formats of DOS extenders and EFI, at the start of a file, at e_lfanew or behind a DOS program;
 * they check their fields too. */
bool p2_read(struct image_reader *reader, uint64_t header);
bool p3_read(struct image_reader *reader, uint64_t header);
bool mp_read(struct image_reader *reader, uint64_t header);
bool bw_read(struct image_reader *reader, uint64_t header);
bool te_read(struct image_reader *reader, uint64_t header);

#endif
