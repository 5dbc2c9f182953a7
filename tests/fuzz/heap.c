#include "tests/fuzz/heap.h"

#include <stdbool.h>

/* Of the run time library of the address sanitizer (sanitizer/allocator_interface.h). */
size_t __sanitizer_get_allocated_size(const volatile void *bytes) __attribute__((weak));
int __sanitizer_install_malloc_and_free_hooks(
	void (*taken)(const volatile void *bytes, size_t size),
	void (*freed)(const volatile void *bytes)) __attribute__((weak));

static size_t in_use, peak;

static void count_taken(const volatile void *bytes, size_t size)
{
	(void)bytes;
	in_use += size;
	if (in_use > peak)
		peak = in_use;
}

/* What was there before the count began may go as well. */
static void count_freed(const volatile void *bytes)
{
	size_t size = __sanitizer_get_allocated_size(bytes);

	in_use -= in_use < size ? in_use : size;
}

void fuzz_heap_begin(void)
{
	static bool installed;

	if (!installed && __sanitizer_install_malloc_and_free_hooks)
		__sanitizer_install_malloc_and_free_hooks(count_taken, count_freed);
	installed = true;
	in_use = 0;
	peak = 0;
}

size_t fuzz_heap_peak(void)
{
	return peak;
}
