/*
 * A program information file (.pif): which DOS program it starts, and how. The layout is IBM
 * TopView's, 369 bytes, which every Windows kept at the start of the file.
 */
#ifndef COMPATSCAN_IMAGE_PIF_H
#define COMPATSCAN_IMAGE_PIF_H

#include "scanner/base/arena.h"
#include "scanner/base/view.h"

#include <stdbool.h>

/* Texts live in the arena and are never NULL when present. */
struct pif {
	bool present; /* the file is long enough and names a program */
	const char *program;
	const char *folder; /* it starts in; "" when there is none */
	const char *arguments;
};

/* Texts are of this code page, that of DOS; *out need not be initialised. */
void pif_read(const struct view *file, unsigned code_page, struct arena *arena, struct pif *out);

#endif
