/* What an errno means, in the same words on every system. */
#ifndef COMPATSCAN_BASE_ERROR_TEXT_H
#define COMPATSCAN_BASE_ERROR_TEXT_H

/* "No such file or directory". Valid until the next call. */
const char *error_text(int error);

#endif
