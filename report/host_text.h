/* What every page for a person says of the machine it is about, and of a file of it. */
#ifndef COMPATSCAN_REPORT_HOST_TEXT_H
#define COMPATSCAN_REPORT_HOST_TEXT_H

#include "report/page.h"
#include "scanner/host/host.h"

/* Machine, drives and Windows folder, behind labels of this width. */
void host_put(struct page *page, size_t label_width, const struct host *host);

/* Where the file really is, its size, time and digest; or why it cannot be read. */
void host_file_put(struct page *page, size_t indent, size_t label_width, struct host *host,
	struct host_file *file);

/* What could not be read as it should be; nothing when there is nothing. */
void host_problems_put(struct page *page, const struct host *host);

#endif
