#include "scanner/host/fact.h"

const char *fact_basis_name(enum fact_basis basis)
{
	static const char *const names[] = {[FACT_READ] = "read",
		[FACT_GIVEN] = "given",
		[FACT_DERIVED] = "derived",
		[FACT_ASSUMED] = "assumed",
		[FACT_UNKNOWN] = "unknown"};

	return names[basis];
}
