/* What the diagnostics said, kept as text: one line a message, "error: ", "warning: " or "note: "
 * before it. */
#ifndef COMPATSCAN_TESTS_POST_HEARD_H
#define COMPATSCAN_TESTS_POST_HEARD_H

#include "scanner/base/buffer.h"
#include "scanner/base/diagnostic.h"

#include <stdbool.h>

struct heard {
	struct buffer text;
	struct diagnostics diagnostics; /* to be handed on */
};

void heard_start(struct heard *heard);
void heard_end(struct heard *heard);

/* Whether some message holds fragment. */
bool heard_says(const struct heard *heard, const char *fragment);

#endif
