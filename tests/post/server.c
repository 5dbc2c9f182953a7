#include "tests/post/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct server {
	struct MHD_Daemon *daemon;
	const struct scripted_answer *script;
	size_t script_count;
	uint16_t port;
	atomic_bool stopping;
	pthread_mutex_t mutex; /* over what follows */
	struct seen_request *requests[SERVER_MAX_REQUESTS];
	size_t count;
};

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "test server: %s\n", what);
	abort();
}

static char *copy_of(const char *text)
{
	return text ? strdup(text) : NULL;
}

static char *header_of(struct MHD_Connection *connection, const char *name)
{
	return copy_of(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

static struct seen_request *begin_request(
	struct MHD_Connection *connection, const char *method, const char *path)
{
	struct seen_request *request = calloc(1, sizeof(*request));

	if (!request)
		give_up("no memory");
	request->method = copy_of(method);
	request->path = copy_of(path);
	request->authorization = header_of(connection, "Authorization");
	request->content_type = header_of(connection, "Content-Type");
	request->content_encoding = header_of(connection, "Content-Encoding");
	request->idempotency_key = header_of(connection, "Idempotency-Key");
	request->report_sha256 = header_of(connection, "Compatscan-Report-SHA256");
	request->expect = header_of(connection, "Expect");
	request->user_agent = header_of(connection, "User-Agent");
	return request;
}

static void free_request(struct seen_request *request)
{
	if (!request)
		return;
	free(request->method);
	free(request->path);
	free(request->authorization);
	free(request->content_type);
	free(request->content_encoding);
	free(request->idempotency_key);
	free(request->report_sha256);
	free(request->expect);
	free(request->user_agent);
	free(request->body);
	free(request);
}

static void add_body(struct seen_request *request, const char *bytes, size_t size)
{
	request->body = realloc(request->body, request->body_size + size);
	if (!request->body)
		give_up("no memory");
	memcpy(request->body + request->body_size, bytes, size);
	request->body_size += size;
}

/* Keeps a request that is there in full and returns how to answer it. */
static const struct scripted_answer *keep_request(
	struct server *server, struct seen_request *request)
{
	size_t index;

	pthread_mutex_lock(&server->mutex);
	if (server->count == SERVER_MAX_REQUESTS)
		give_up("more requests than the test allows for");
	index = server->count++;
	server->requests[index] = request;
	pthread_mutex_unlock(&server->mutex);
	return &server->script[index < server->script_count ? index : server->script_count - 1];
}

static enum MHD_Result answer_with(
	struct MHD_Connection *connection, const struct scripted_answer *answer)
{
	const char *body = answer->body ? answer->body : "";
	struct MHD_Response *response = MHD_create_response_from_buffer(
		strlen(body), (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (answer->header)
		MHD_add_response_header(response, answer->header, answer->header_value);
	result = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
	const char *method, const char *version, const char *upload, size_t *upload_size,
	void **request_context)
{
	struct server *server = context;
	struct seen_request *request = *request_context;
	const struct scripted_answer *answer;

	(void)version;
	if (!request) {
		*request_context = begin_request(connection, method, path);
		return MHD_YES;
	}
	if (*upload_size) {
		add_body(request, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	answer = keep_request(server, request);
	*request_context = NULL;
	if (answer->manner == ANSWER_CUT)
		return MHD_NO;
	while (answer->manner == ANSWER_NEVER && !atomic_load(&server->stopping))
		nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
	return answer_with(connection, answer);
}

/* A request that was cut off before it was there in full. */
static void forget(void *context, struct MHD_Connection *connection, void **request_context,
	enum MHD_RequestTerminationCode code)
{
	(void)context;
	(void)connection;
	(void)code;
	free_request(*request_context);
	*request_context = NULL;
}

struct server *server_start(const struct scripted_answer *script, size_t count, uint16_t port,
	const char *key, const char *certificate)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key},
		{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate},
		{MHD_OPTION_END, 0, NULL},
	};
	const struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
	unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION;
	struct server *server = calloc(1, sizeof(*server));

	if (!server || pthread_mutex_init(&server->mutex, NULL))
		give_up("no memory");
	server->script = script;
	server->script_count = count;
	server->daemon = MHD_start_daemon(key ? flags | MHD_USE_TLS : flags, 0, NULL, NULL, handle,
		server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
		MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
		MHD_OPTION_ARRAY, key ? tls : none, MHD_OPTION_END);
	if (!server->daemon)
		give_up("cannot listen on the loopback address");
	server->port = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	return server;
}

uint16_t server_port(const struct server *server)
{
	return server->port;
}

size_t server_count(struct server *server)
{
	size_t count;

	pthread_mutex_lock(&server->mutex);
	count = server->count;
	pthread_mutex_unlock(&server->mutex);
	return count;
}

const struct seen_request *server_request(struct server *server, size_t n)
{
	return n < server_count(server) ? server->requests[n] : NULL;
}

void server_stop(struct server *server)
{
	if (!server)
		return;
	atomic_store(&server->stopping, true);
	MHD_stop_daemon(server->daemon);
	for (size_t i = 0; i < server->count; i++)
		free_request(server->requests[i]);
	pthread_mutex_destroy(&server->mutex);
	free(server);
}
