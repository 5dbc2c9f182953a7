#include "scanner/cli/output.h"

#include "scanner/base/error_text.h"
#include "scanner/cli/output_system.h"

#include <string.h>

static void fail(struct output *out, int error)
{
	if (error && !out->failed)
		diagnostic_tell(out->diagnostics, DIAGNOSTIC_ERROR, "cannot write %s: %s",
			out->name, error_text(error));
	out->failed |= error != 0;
}

void output_begin(struct output *out, const struct diagnostics *diagnostics, const char *output)
{
	*out = (struct output){.diagnostics = diagnostics, .name = output};
	arena_init(&out->arena);
	if (!output || strcmp(output, "-") == 0) {
		out->name = "standard output";
		out->handle = output_standard();
	} else if (output_is_special(output)) {
		fail(out, output_open_special(output, &out->handle));
		out->opened = !out->failed;
	} else {
		/* What reads the file while we write sees the old one. */
		out->file = output;
		fail(out, output_create_temporary(
				  &out->arena, output, &out->temporary, &out->handle));
		out->opened = !out->failed;
	}
}

bool output_put(struct output *out, const char *text)
{
	if (!out->failed)
		fail(out, output_write_all(out->handle, text, strlen(text)));
	return !out->failed;
}

bool output_end(struct output *out)
{
	bool temporary = out->opened && out->file;
	bool failed;

	if (temporary && !out->failed)
		fail(out, output_complete(out->handle));
	if (out->opened)
		fail(out, output_close(out->handle));
	if (temporary && !out->failed)
		fail(out, output_replace(out->temporary, out->file));
	if (temporary && out->failed)
		output_remove(out->temporary);
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
