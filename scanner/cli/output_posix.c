#include "scanner/cli/output.h"

#include "scanner/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(struct output *out)
{
	int error = errno;

	if (!out->failed)
		diagnostic_tell(out->diagnostics, DIAGNOSTIC_ERROR, "cannot write %s: %s",
			out->name, strerror(error));
	out->failed = true;
}

/* A device such as /dev/null or a FIFO is written to, never replaced. */
static bool is_special(const char *output)
{
	struct stat facts;

	return stat(output, &facts) == 0 && !S_ISREG(facts.st_mode);
}

/* What reads the file while we write sees the old one. */
static void begin_file(struct output *out)
{
	out->temporary = arena_printf(&out->arena, "%s.XXXXXX", out->file);
	out->descriptor = mkstemp(out->temporary);
	if (out->descriptor < 0) {
		fail(out);
		out->temporary = NULL;
	}
}

void output_begin(struct output *out, const struct diagnostics *diagnostics, const char *output)
{
	*out = (struct output){
		.diagnostics = diagnostics, .name = output, .descriptor = STDOUT_FILENO};
	arena_init(&out->arena);
	if (!output || strcmp(output, "-") == 0) {
		out->name = "standard output";
	} else if (is_special(output)) {
		out->descriptor = open(output, O_WRONLY | O_CLOEXEC);
		if (out->descriptor < 0)
			fail(out);
	} else {
		out->file = output;
		begin_file(out);
	}
}

bool output_put(struct output *out, const char *text)
{
	if (!out->failed && !file_write_all(out->descriptor, text, strlen(text)))
		fail(out);
	return !out->failed;
}

/* mkstemp makes files that only their owner may read. */
static void complete_file(struct output *out)
{
	mode_t mask = umask(0);

	umask(mask);
	if (!out->failed &&
		(fchmod(out->descriptor, 0666 & ~mask) != 0 || fsync(out->descriptor) != 0))
		fail(out);
}

bool output_end(struct output *out)
{
	bool failed;

	if (out->temporary)
		complete_file(out);
	if (out->descriptor >= 0 && out->descriptor != STDOUT_FILENO && close(out->descriptor) != 0)
		fail(out);
	if (out->temporary && !out->failed && rename(out->temporary, out->file) != 0)
		fail(out);
	if (out->temporary && out->failed)
		unlink(out->temporary);
	arena_free(&out->arena);
	failed = out->failed;
	*out = (struct output){0};
	return !failed;
}

bool output_write(const struct diagnostics *diagnostics, const char *output, const char *text)
{
	struct output out;

	output_begin(&out, diagnostics, output);
	output_put(&out, text);
	return output_end(&out);
}
