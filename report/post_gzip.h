/* One report as one gzip member. */
#ifndef COMPATSCAN_REPORT_POST_GZIP_H
#define COMPATSCAN_REPORT_POST_GZIP_H

#include <stddef.h>

/* Compresses size bytes, at most SPOOL_MAX_REPORT_BYTES. The result, *out_size bytes, never NULL,
 * is the caller's to free. No time or name is written, so equal reports give equal bytes. */
void *post_gzip(const void *bytes, size_t size, size_t *out_size);

#endif
