/* What a module that cannot be used means for the program, and what to do about it. */
#ifndef COMPATSCAN_REPORT_DEPS_ADVICE_H
#define COMPATSCAN_REPORT_DEPS_ADVICE_H

#include "report/deps_report.h"
#include "report/page.h"

/* Whether what is wrong with a module keeps the program, or what imports the module, from starting.
 */
bool deps_is_lacking(const struct dependency_node *node);

/* Whether a file is Windows' own: by its name, and because it lies in the Windows folder. */
bool deps_is_of_windows(const struct deps_report *report, const struct host_file *file);

void deps_advice_put(
	struct page *page, const struct deps_report *report, const struct dependency_node *node);

#endif
