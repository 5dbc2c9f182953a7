#include "bench/counted_memory.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

/* The allocator of glibc under the names that it exports for programs that replace malloc. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

/* The programs that count have one thread. */
static size_t out_now, out_at_mark, peak;

static void *taken(void *block)
{
	out_now += block ? malloc_usable_size(block) : 0;
	if (out_now > peak)
		peak = out_now;
	return block;
}

void *malloc(size_t size)
{
	return taken(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return taken(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
	size_t before = block ? malloc_usable_size(block) : 0;
	void *moved = __libc_realloc(block, size);

	if (moved || !size)
		out_now -= before;
	return taken(moved);
}

void *memalign(size_t alignment, size_t size)
{
	return taken(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	void *block = memalign(alignment, size);

	if (!block)
		return ENOMEM;
	*out = block;
	return 0;
}

void free(void *block)
{
	out_now -= block ? malloc_usable_size(block) : 0;
	__libc_free(block);
}

void counted_memory_mark(void)
{
	out_at_mark = out_now;
	peak = out_now;
}

size_t counted_memory_peak(void)
{
	return peak - out_at_mark;
}
