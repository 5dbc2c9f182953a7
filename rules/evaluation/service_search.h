/* What a program is searched with when a service runs it, and what programs load: each is worked
 * out once for a pack. */
#ifndef COMPATSCAN_RULES_EVALUATION_SERVICE_SEARCH_H
#define COMPATSCAN_RULES_EVALUATION_SERVICE_SEARCH_H

#include "rules/evaluation/evaluation.h"

/* Lets a search go over the PATH that the service of this name sees. The request stays as it is
 * when there is no such service, or the registry could not be asked. */
void evaluation_take_service(
	struct evaluation *evaluation, const char *service, struct search_request *request);

/* What a program loads when its modules are searched for as the request says, see
 * dependencies_read. NULL when the programs before it have taken all that a pack may cost. */
const struct dependencies *evaluation_dependencies(struct evaluation *evaluation,
	struct host_file *program, const struct search_request *request);

#endif
