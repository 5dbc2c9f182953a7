#include "bench/path_list.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void fail(const char *file, const char *why)
{
	fprintf(stderr, "cannot read the list of files %s: %s\n", file, why);
	exit(2);
}

static char *read_text(const char *file)
{
	enum { MAX_LIST_BYTES = 16 * 1024 * 1024 };
	FILE *stream = fopen(file, "rb");
	char *text = malloc(MAX_LIST_BYTES + 1);
	size_t size;

	if (!stream || !text)
		fail(file, stream ? "out of memory" : "it cannot be opened");
	size = fread(text, 1, MAX_LIST_BYTES, stream);
	if (ferror(stream) || !feof(stream))
		fail(file, "it cannot be read to its end");
	fclose(stream);
	text[size] = '\0';
	return text;
}

void path_list_read(struct path_list *list, const char *file)
{
	size_t lines = 1;

	*list = (struct path_list){.text = read_text(file)};
	for (const char *at = list->text; *at; at++)
		lines += *at == '\n';
	list->paths = calloc(lines, sizeof(*list->paths));
	if (!list->paths)
		fail(file, "out of memory");
	for (char *line = list->text; *line;) {
		size_t length = strcspn(line, "\n");
		bool last = !line[length];

		line[length] = '\0';
		if (length)
			list->paths[list->count++] = line;
		line += length + !last;
	}
	if (!list->count)
		fail(file, "it is empty");
}

void path_list_free(struct path_list *list)
{
	free(list->paths);
	free(list->text);
	*list = (struct path_list){0};
}
