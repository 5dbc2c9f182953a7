#include "scanner/base/diagnostic.h"

#include "scanner/base/arena.h"
#include "scanner/base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

void diagnostic_tell(
	const struct diagnostics *diagnostics, enum diagnostic_level level, const char *format, ...)
{
	va_list arguments;
	struct arena scratch;
	const char *message;

	if (!diagnostics)
		return;
	arena_init(&scratch);
	va_start(arguments, format);
	message = arena_vprintf(&scratch, format, arguments);
	va_end(arguments);
	message = text_from_bytes(&scratch, message, strlen(message));
	diagnostics->tell(diagnostics->context, level, text_printable(&scratch, message));
	arena_free(&scratch);
}
