/* LANGIDs as Windows writes them, and in words. */
#ifndef COMPATSCAN_REPORT_LANGUAGE_H
#define COMPATSCAN_REPORT_LANGUAGE_H

#include "scanner/base/arena.h"

#include <stdint.h>

/* "0409". */
const char *language_code(struct arena *arena, uint16_t language);

/* "0409 English", or the code alone where the language has no name here. */
const char *language_title(struct arena *arena, uint16_t language);

#endif
