/* What a person sees: messages on standard error, results on standard output or in a file. */
#ifndef COMPATSCAN_CLI_TERMINAL_H
#define COMPATSCAN_CLI_TERMINAL_H

#include "report/writers.h"
#include "scanner/cli/options.h"
#include "scanner/cli/output.h"

/* Messages to standard error as "compatscan: ...". quiet drops notes. */
struct terminal {
	bool quiet;
	struct diagnostics diagnostics;
};

void terminal_init(struct terminal *terminal);

/* The columns of the terminal that standard output is (SIZE_MAX when it does not say), 0 when it is
 * none. */
size_t terminal_columns(void);

/* Whether that terminal shows colours. */
bool terminal_has_colour(void);

/* 80 columns, or fewer where the terminal has fewer; colour by --color, NO_COLOR and whether output
 * is a terminal. */
struct report_style terminal_style(const struct settings *settings);

/* The help of a command on standard output; false, told, when it cannot be written. */
bool help_show(const struct diagnostics *diagnostics, const struct command *command);

#endif
