/* libFuzzer's side: one program for each target, whose name is FUZZ_TARGET. */
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/mutate_json.h"
#include "tests/fuzz/target.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static const struct fuzz_target *chosen(void)
{
	static const struct fuzz_target *target;

	if (!target)
		target = fuzz_target_find(FUZZ_TARGET);
	fuzz_require(target, "the target " FUZZ_TARGET " is in the table");
	return target;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fuzz_target *target = chosen();

	/* -1 keeps it out of the corpus from LLVM 15 on. Before, it stays out because it reaches
	   none of the code that is measured. */
	if (!fuzz_target_takes(target, data, size))
		return -1;
	target->check(target, data, size, false);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	/* Now and then as mere bytes, for the JSON reader itself. */
	if (chosen()->check == fuzz_check_pack && seed % 8) {
		size_t length = fuzz_mutate_json(data, size, max_size, seed);

		if (length)
			return length;
	}
	return fuzz_mutate(chosen(), data, size, max_size, seed);
}
