#include "report/spool.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char magic[] = "compatscan-spool/1";

bool spool_url_valid(const char *url)
{
	size_t length = strlen(url);

	if (!length || length > SPOOL_MAX_URL_BYTES)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (url[i] <= ' ' || url[i] > '~')
			return false;
	}
	return true;
}

char *spool_envelope_text(struct arena *arena, const struct spool_envelope *envelope)
{
	return arena_printf(arena, "%s\nreport-id: %s\nurl: %s\nsize: %" PRIu64 "\nsha256: %s\n\n",
		magic, envelope->report_id, envelope->url, envelope->size, envelope->sha256);
}

static bool read_report_id(const char *value, struct spool_envelope *envelope)
{
	if (!report_id_valid(value))
		return false;
	memcpy(envelope->report_id, value, sizeof(envelope->report_id));
	return true;
}

static bool read_url(const char *value, struct spool_envelope *envelope)
{
	if (!spool_url_valid(value))
		return false;
	memcpy(envelope->url, value, strlen(value) + 1);
	return true;
}

static bool read_size(const char *value, struct spool_envelope *envelope)
{
	uint64_t size = 0;

	if (!*value)
		return false;
	for (; *value; value++) {
		if (*value < '0' || *value > '9')
			return false;
		size = size * 10 + (uint64_t)(*value - '0');
		if (size > SPOOL_MAX_REPORT_BYTES)
			return false;
	}
	envelope->size = size;
	return true;
}

static bool read_sha256(const char *value, struct spool_envelope *envelope)
{
	if (strlen(value) != 64 || strspn(value, "0123456789abcdef") != 64)
		return false;
	memcpy(envelope->sha256, value, sizeof(envelope->sha256));
	return true;
}

/* The lines in their order; each stands exactly once. */
static const struct envelope_line {
	const char *label;
	bool (*read)(const char *value, struct spool_envelope *envelope);
	const char *wrong;
} lines[] = {
	{"report-id: ", read_report_id, "its report-id line is missing or wrong"},
	{"url: ", read_url, "its url line is missing or wrong"},
	{"size: ", read_size, "its size line is missing or wrong"},
	{"sha256: ", read_sha256, "its sha256 line is missing or wrong"},
};

/* Copies the next line without its newline into line. False when there is none or it holds a NUL.
 */
static bool next_line(const char *bytes, size_t length, size_t *at, char *line, size_t capacity)
{
	const char *end = memchr(bytes + *at, '\n', length - *at);
	size_t line_length;

	if (!end)
		return false;
	line_length = (size_t)(end - (bytes + *at));
	if (line_length >= capacity || memchr(bytes + *at, '\0', line_length))
		return false;
	memcpy(line, bytes + *at, line_length);
	line[line_length] = '\0';
	*at += line_length + 1;
	return true;
}

const char *spool_envelope_parse(
	const char *bytes, size_t length, struct spool_envelope *out, size_t *header_length)
{
	char line[SPOOL_MAX_URL_BYTES + 64];
	struct spool_envelope envelope = {0};
	size_t at = 0;

	if (!next_line(bytes, length, &at, line, sizeof(line)) || strcmp(line, magic) != 0)
		return "its first line is not compatscan-spool/1";
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		size_t label = strlen(lines[i].label);

		if (!next_line(bytes, length, &at, line, sizeof(line)) ||
			strncmp(line, lines[i].label, label) != 0 ||
			!lines[i].read(line + label, &envelope))
			return lines[i].wrong;
	}
	if (!next_line(bytes, length, &at, line, sizeof(line)) || *line)
		return "the empty line before the report is missing";
	*out = envelope;
	*header_length = at;
	return NULL;
}
