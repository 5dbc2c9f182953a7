#include "scanner/cli/terminal.h"

#include "scanner/base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool cannot_write(const struct diagnostics *diagnostics, const char *output, int error)
{
	diagnostic_tell(
		diagnostics, DIAGNOSTIC_ERROR, "cannot write %s: %s", output, strerror(error));
	return false;
}

/* A file, complete or not at all: what reads it while we write sees the old one. */
static int write_file(const char *output, const char *text)
{
	struct arena scratch;
	char *temporary;
	mode_t mask = umask(0);
	int error, descriptor;

	umask(mask);
	arena_init(&scratch);
	temporary = arena_printf(&scratch, "%s.XXXXXX", output);
	descriptor = mkstemp(temporary);
	if (descriptor < 0) {
		error = errno;
		arena_free(&scratch);
		return error;
	}
	error = file_write_all(descriptor, text, strlen(text)) ? 0 : errno;
	if (!error && (fchmod(descriptor, 0666 & ~mask) != 0 || fsync(descriptor) != 0))
		error = errno;
	if (close(descriptor) != 0 && !error)
		error = errno;
	if (!error && rename(temporary, output) != 0)
		error = errno;
	if (error)
		unlink(temporary);
	arena_free(&scratch);
	return error;
}

bool output_write(const struct diagnostics *diagnostics, const char *output, const char *text)
{
	bool to_stdout = !output || strcmp(output, "-") == 0;
	struct stat facts;
	int error;

	/* A device such as /dev/null or a FIFO is written to, never replaced. */
	if (!to_stdout && stat(output, &facts) == 0 && !S_ISREG(facts.st_mode)) {
		FILE *stream = fopen(output, "w");

		if (!stream)
			return cannot_write(diagnostics, output, errno);
		error = fputs(text, stream) < 0 ? errno : 0;
		if (fclose(stream) != 0 && !error)
			error = errno;
	} else if (to_stdout) {
		error = file_write_all(STDOUT_FILENO, text, strlen(text)) ? 0 : errno;
	} else {
		error = write_file(output, text);
	}
	return error ? cannot_write(diagnostics, to_stdout ? "standard output" : output, error)
		     : true;
}
