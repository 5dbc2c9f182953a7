#include "report/deps_report.h"

#include <string.h>

static const struct deps_writer writers[] = {
	{"text", deps_write_text},
	{"json", deps_write_json},
	{"dot", deps_write_dot},
};

const struct deps_writer *deps_writer_named(const char *name)
{
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (strcmp(writers[i].name, name) == 0)
			return &writers[i];
	return NULL;
}
