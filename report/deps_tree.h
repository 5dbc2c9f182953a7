/* The modules of a program as a tree for people. */
#ifndef COMPATSCAN_REPORT_DEPS_TREE_H
#define COMPATSCAN_REPORT_DEPS_TREE_H

#include "report/deps_report.h"
#include "report/page.h"

/* Each module is a branch wherever it is imported, but its own imports hang only on the first: the
 * tree is as low as it can be and names each import once. */
void deps_tree_put(struct page *page, const struct deps_report *report, bool unicode);

/* How a module is to be shown: red for what keeps a program from running, ... */
enum page_colour deps_colour(const struct dependency_node *node);

#endif
