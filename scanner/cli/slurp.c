#include "scanner/cli/slurp.h"

#include "scanner/base/error_text.h"
#include "scanner/cli/places.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_stream(FILE *stream, size_t limit, size_t *size, const char **why)
{
	size_t capacity = 64 * 1024;
	char *bytes = malloc(capacity);
	size_t length = 0;

	if (!bytes)
		memory_exhausted();
	for (;;) {
		char *grown;

		length += fread(bytes + length, 1, capacity - length, stream);
		if (length < capacity || length > limit)
			break;
		capacity *= 2;
		grown = realloc(bytes, capacity);
		if (!grown)
			memory_exhausted();
		bytes = grown;
	}
	if (ferror(stream))
		*why = error_text(errno);
	else if (length > limit)
		*why = "it is larger than is taken from such a source";
	else {
		*size = length;
		return bytes;
	}
	free(bytes);
	return NULL;
}

char *slurp(struct invocation *invocation, const char *file, size_t limit, size_t *size)
{
	bool standard_input = strcmp(file, "-") == 0;
	FILE *stream = standard_input ? stdin : place_open(file);
	const char *why = NULL;
	char *bytes = NULL;

	if (!stream)
		why = error_text(errno);
	else
		bytes = read_stream(stream, limit, size, &why);
	if (stream && !standard_input)
		fclose(stream);
	if (!bytes)
		diagnostic_tell(
			invocation->diagnostics, DIAGNOSTIC_ERROR, "cannot read %s: %s", file, why);
	return bytes;
}

void slurp_free(char *bytes)
{
	free(bytes);
}
