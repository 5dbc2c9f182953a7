#include "scanner/base/diagnostic.h"

#include "scanner/base/arena.h"

#include <stdarg.h>
#include <stddef.h>

void diagnostic_tell(const struct diagnostics *diagnostics, enum diagnostic_level level,
	const char *format, ...)
{
	va_list arguments;
	struct arena scratch;

	if (!diagnostics)
		return;
	arena_init(&scratch);
	va_start(arguments, format);
	diagnostics->tell(diagnostics->context, level, arena_vprintf(&scratch, format, arguments));
	va_end(arguments);
	arena_free(&scratch);
}
