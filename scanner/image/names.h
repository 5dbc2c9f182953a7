/* Code to name, where the codes are those of the formats. */
#ifndef COMPATSCAN_IMAGE_NAMES_H
#define COMPATSCAN_IMAGE_NAMES_H

#include "scanner/image/reader.h"

/* A code of the PE and TE headers, or of the CPU field of LE and LX. */
struct machine_row {
	uint16_t code;
	uint8_t bits; /* of an image for this machine; 0 when it does not settle that */
	const char *name;
};

/* The row of a PE or TE machine code, or NULL when it is not known. */
const struct machine_row *machine_find(uint16_t code);

/*
 * Sets machine_code, machine and machine_offset from an IMAGE_FILE_MACHINE_* code, or from a CPU
 * code of the LE and LX header; a code that is not known becomes "0xNNNN" and the problem
 * "unknown-machine".
 */
void image_set_pe_machine(struct image_reader *reader, uint16_t code, uint64_t offset);
void image_set_le_machine(struct image_reader *reader, uint16_t code, uint64_t offset);

/* Sets subsystem and subsystem_name, and the target that follows. */
void image_set_subsystem(struct image_reader *reader, uint16_t code);

#endif
