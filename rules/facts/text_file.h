/* Small text files of the machine, line by line. */
#ifndef COMPATSCAN_RULES_FACTS_TEXT_FILE_H
#define COMPATSCAN_RULES_FACTS_TEXT_FILE_H

#include "rules/evaluation/evaluation.h"

/* Files that people write are far below. Of a larger one, of which a folder may hold many, only the
 * beginning is read. */
enum {
	MAX_TEXT_FILE_BYTES = 1024 * 1024,
	MAX_TEXT_BEGINNING_BYTES = 64 * 1024,
	MAX_TEXT_FILE_LINES = 100000
};

struct text_lines {
	const char **lines; /* UTF-8, without what ends them */
	size_t count;
	const char
		*reason; /* why they are not all there, or NULL; those that are there are whole */
};

/*
 * A file that begins with a byte order mark is UTF-16 or UTF-8, any other is in the machine's ANSI
 * code page (1252 when it does not tell), and ends at Ctrl-Z as DOS ends it. Lines end with LF, CR
 * LF or CR; what ends the last one may be missing.
 */
struct text_lines text_file_lines(struct evaluation *evaluation, struct host_file *file);

#endif
