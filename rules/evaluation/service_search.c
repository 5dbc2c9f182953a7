#include "rules/evaluation/service_search.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/services.h"

/* What all programs of a machine may cost together: symbols looked up, and modules searched for at
 * what that costs more. Three hundred programs that load three hundred modules each take a third.
 */
enum { MAX_DEPENDENCY_WORK = 64 * 1000 * 1000, WORK_OF_MODULE = 100 };

/* PATH of services that see the same one. */
struct service_path {
	const struct service *service; /* the first of them */
	const struct path_list *path;
	struct service_path *next;
};

struct known_dependencies {
	const struct host_file *program;
	struct search_request request;
	struct dependencies dependencies;
	struct known_dependencies *next;
};

/* Whether two services see the same PATH: what they set themselves is their own. */
static bool share_path(const struct service *one, const struct service *other)
{
	return one == other || (!one->environment_count && !other->environment_count &&
				       text_same_name(one->account, other->account));
}

static const struct path_list *path_of(struct evaluation *evaluation, const struct service *service)
{
	struct service_path *known;

	for (known = evaluation->service_paths; known; known = known->next)
		if (share_path(known->service, service))
			return known->path;
	known = arena_alloc(evaluation->arena, sizeof(*known));
	*known = (struct service_path){.service = service,
		.path = path_list_of_service(evaluation->host, service),
		.next = evaluation->service_paths};
	evaluation->service_paths = known;
	return known->path;
}

void evaluation_take_service(
	struct evaluation *evaluation, const char *service, struct search_request *request)
{
	const struct service *known = service_named(evaluation->host, service);

	if (known && !known->unknown && service_is_program(known))
		request->path = path_of(evaluation, known);
}

static bool same_text(const char *one, const char *other)
{
	return one && other ? text_same_name(one, other) : one == other;
}

static bool same_request(const struct search_request *one, const struct search_request *other)
{
	return one->path == other->path && one->session == other->session &&
	       one->current_directory_basis == other->current_directory_basis &&
	       same_text(one->current_directory, other->current_directory);
}

const struct dependencies *evaluation_dependencies(struct evaluation *evaluation,
	struct host_file *program, const struct search_request *request)
{
	struct known_dependencies *known;

	for (known = evaluation->dependencies; known; known = known->next)
		if (known->program == program && same_request(&known->request, request))
			return &known->dependencies;
	if (evaluation->dependency_work > MAX_DEPENDENCY_WORK)
		return NULL;
	known = arena_alloc(evaluation->arena, sizeof(*known));
	*known = (struct known_dependencies){.program = program,
		.request = *request,
		.dependencies = dependencies_read(evaluation->host, program, request),
		.next = evaluation->dependencies};
	evaluation->dependencies = known;
	evaluation->dependency_work += known->dependencies.graph->symbols_checked +
				       WORK_OF_MODULE * known->dependencies.graph->node_count;
	return &known->dependencies;
}
