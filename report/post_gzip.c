#include "report/post_gzip.h"

#include "scanner/base/arena.h"

#include <stdlib.h>
#include <zlib.h>

/* zlib's default window and memory; 16 more asks for a gzip header instead of a zlib one. */
enum { GZIP_WINDOW_BITS = MAX_WBITS + 16, MEMORY_LEVEL = 8 };

void *post_gzip(const void *bytes, size_t size, size_t *out_size)
{
	z_stream stream = {0};
	void *packed;
	uLong bound;

	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW_BITS, MEMORY_LEVEL,
		    Z_DEFAULT_STRATEGY) != Z_OK)
		memory_exhausted();
	bound = deflateBound(&stream, (uLong)size);
	packed = malloc(bound);
	if (!packed)
		memory_exhausted();
	stream.next_in = (z_const Bytef *)bytes;
	stream.avail_in = (uInt)size;
	stream.next_out = packed;
	stream.avail_out = (uInt)bound;
	/* With deflateBound bytes of room, one call does it all or memory has run out. */
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
		memory_exhausted();
	*out_size = (size_t)stream.total_out;
	deflateEnd(&stream);
	return packed;
}
