/*
 * Images made by hand to cost as much as they can: every table as large as the limits of the
 * readers allow or larger, names shared so that a small file gives much text, trees in which every
 * way is another one.
 */
#ifndef COMPATSCAN_BENCH_MONSTERS_H
#define COMPATSCAN_BENCH_MONSTERS_H

#include "scanner/specimen/bytes.h"

struct monster {
	const char *name;
	/* Appends the file to out, which is empty. */
	void (*build)(struct specimen_bytes *out);
};

extern const struct monster pe_monsters[];
extern const size_t pe_monster_count;
extern const struct monster resource_monsters[]; /* in PE images */
extern const size_t resource_monster_count;
extern const struct monster linear_monsters[]; /* NE, LE, LX, W3, W4 */
extern const size_t linear_monster_count;

enum { MONSTER_PE_SECTION = 0x1000 }; /* file offset and RVA of the only section */

/*
 * A PE32 whose only section has size bytes of filler. Offsets in the file and RVAs are the same
 * from MONSTER_PE_SECTION on, so that tables can be patched in with specimen_patch_u32.
 */
void monster_pe(struct specimen_bytes *out, size_t size, unsigned char filler);

/* Sets the data directory. */
void monster_pe_directory(struct specimen_bytes *out, size_t index, size_t rva, size_t size);

/* 65537 exports, all forwarders to one name, and as many imports of one name; the section is free
 * from 0x141000 on, up to 2 MB. */
void monster_pe_symbols(struct specimen_bytes *out);

/* count times the same 32-bit value from offset on, step bytes apart. */
void monster_fill_u32(
	struct specimen_bytes *out, size_t offset, size_t count, size_t step, size_t value);

#endif
