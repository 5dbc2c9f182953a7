#include "report/writers.h"

#include <string.h>

static const struct report_writer writers[] = {
	{"text", "for a person, on a page of 80 columns", report_write_text},
	{"json", "one document, " REPORT_SCHEMA, report_write_json},
};

const struct report_writer *report_writer_at(size_t index)
{
	return index < sizeof(writers) / sizeof(writers[0]) ? &writers[index] : NULL;
}

const struct report_writer *report_writer_named(const char *name)
{
	const struct report_writer *writer;

	for (size_t i = 0; (writer = report_writer_at(i)); i++)
		if (strcmp(writer->name, name) == 0)
			return writer;
	return NULL;
}
