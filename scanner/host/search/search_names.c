#include "scanner/host/search/search_names.h"

#include "scanner/host/disk/winpath.h"

#include <string.h>

static bool is_searched(const struct name_rule *rule, const char *name)
{
	if (winpath_kind_of(name) != WINPATH_RELATIVE)
		return false;
	if (!strpbrk(name, "\\/") || rule->relative == RELATIVE_SEARCHED)
		return true;
	return rule->relative == RELATIVE_SEARCHED_WITHOUT_DOTS && *name != '.';
}

/* The name without the dots and spaces at its end that Windows drops; a dot there says that it has
 * no extension. */
static const char *trimmed(struct arena *arena, const char *name)
{
	size_t length = strlen(name);

	while (length > 1 && (name[length - 1] == '.' || name[length - 1] == ' '))
		length--;
	return arena_copy(arena, name, length);
}

static const char *extensions_of(const struct host *host, const struct name_rule *rule)
{
	const struct environment_variable *pathext;

	if (rule->extensions)
		return rule->extensions;
	pathext = environment_get(&host->environment, "PATHEXT");
	return pathext ? pathext->value : host->profile->pathext;
}

static size_t count_extensions(const char *list)
{
	size_t count = 1;

	for (; *list; list++)
		count += *list == ';';
	return count < MAX_EXTENSIONS ? count : MAX_EXTENSIONS;
}

static void add_extensions(
	struct arena *arena, struct search_attempt *attempt, const char *name, const char *list)
{
	for (size_t left = count_extensions(list); left; left--) {
		size_t length = strcspn(list, ";");

		if (length)
			attempt->forms[attempt->form_count++] =
				arena_printf(arena, "%s%.*s", name, (int)length, list);
		list += length + (list[length] == ';');
	}
}

static struct search_attempt attempt_at(
	struct host *host, const struct name_rule *rule, const char *asked)
{
	struct search_attempt attempt = {.asked = asked, .is_path = !is_searched(rule, asked)};
	bool has_extension = winpath_has_extension(asked);
	bool extends = !has_extension || rule->extends_all;
	const char *list = extensions_of(host, rule);
	const char *name = trimmed(host->arena, asked);

	attempt.forms =
		arena_array(host->arena, count_extensions(list) + 1, sizeof(*attempt.forms));
	if (has_extension || !extends || (attempt.is_path && rule->paths == PATHS_EXTENDED_LAST))
		attempt.forms[attempt.form_count++] = name;
	if (extends)
		add_extensions(host->arena, &attempt, name, list);
	if (!attempt.form_count)
		attempt.forms[attempt.form_count++] = name;
	return attempt;
}

/* Where the part of a command line behind from ends. */
static size_t next_end(const char *line, size_t from)
{
	size_t start = from + strspn(line + from, " ");

	return start + strcspn(line + start, " ");
}

struct search_attempts search_names(
	struct host *host, const struct search_order *order, const char *asked)
{
	struct search_attempts attempts = {
		.items = arena_array(host->arena, MAX_ATTEMPTS, sizeof(*attempts.items))};
	size_t length = strlen(asked);

	while (length && asked[length - 1] == ' ')
		length--;
	asked = arena_copy(host->arena, asked, length);
	if (*asked == '"' && order->names.takes_quotes)
		asked = arena_copy(host->arena, asked + 1, strcspn(asked + 1, "\""));
	else if (order->names.cuts_at_spaces)
		for (size_t end = next_end(asked, 0);
			asked[end] && attempts.count < MAX_ATTEMPTS - 1; end = next_end(asked, end))
			attempts.items[attempts.count++] = attempt_at(
				host, &order->names, arena_copy(host->arena, asked, end));
	attempts.items[attempts.count++] = attempt_at(host, &order->names, asked);
	return attempts;
}
