/*
 * How the libraries tell a person something: through this callback, which the command line points
 * at standard error. A message is one line of UTF-8 without the program's name or a newline: what,
 * where, why, and what to do next. diagnostic_tell makes it printable (text_printable), so a name
 * from a target or a command line may stand in it as it is.
 */
#ifndef COMPATSCAN_BASE_DIAGNOSTIC_H
#define COMPATSCAN_BASE_DIAGNOSTIC_H

enum diagnostic_level { DIAGNOSTIC_ERROR, DIAGNOSTIC_WARNING, DIAGNOSTIC_NOTE };

struct diagnostics {
	void (*tell)(void *context, enum diagnostic_level level, const char *message);
	void *context;
};

/* diagnostics may be NULL: then nobody is told. */
void diagnostic_tell(const struct diagnostics *diagnostics, enum diagnostic_level level,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
