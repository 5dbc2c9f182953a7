/* Everything the rules can see, for a person: sections of aligned lines. */
#include "report/facts.h"

#include "report/fact_names.h"
#include "report/host_text.h"
#include "report/start_facts.h"
#include "scanner/base/text.h"
#include "scanner/host/machine/app_paths.h"
#include "scanner/host/machine/exchange.h"
#include "scanner/host/machine/host_facts.h"
#include "scanner/host/machine/known_dlls.h"
#include "scanner/host/machine/service_environment.h"
#include "scanner/host/machine/services.h"
#include "scanner/host/machine/session_flags.h"

#include <string.h>

enum { MARGIN = 2, LABEL_COLUMNS = 24, FLAG_COLUMNS = 30, POSITION_COLUMNS = 4 };

static void put_section(struct page *page, const char *title)
{
	page_blank(page);
	page_paragraph(page, PAGE_BOLD, 0, 0, title);
}

static void put_unknown(struct page *page, const char *reason)
{
	if (reason)
		page_paragraph(page, PAGE_YELLOW, MARGIN, MARGIN,
			arena_printf(&page->scratch, "not known: %s", reason));
}

/* Which option gives a hive is said once, at the end, and not with each fact that is not known for
 * want of it. */
static const char *short_reason(struct page *page, const char *reason)
{
	const char *advice = strstr(reason, "; give one with --");

	return advice ? arena_copy(&page->scratch, reason, (size_t)(advice - reason)) : reason;
}

/* "C:\WINNT (derived: ...)": where a thing was read is left to JSON. */
static const char *fact_text(struct page *page, const struct fact *fact)
{
	const char *value = fact->value;
	const char *basis = fact_basis_name(fact->basis);

	if (fact->basis == FACT_UNKNOWN)
		return arena_printf(
			&page->scratch, "not known: %s", short_reason(page, fact->source));
	if (!value)
		value = "not set";
	else if (!*value)
		value = "(empty)";
	if (fact->basis == FACT_READ)
		return arena_printf(&page->scratch, "%s (%s)", value, basis);
	return arena_printf(
		&page->scratch, "%s (%s: %s)", value, basis, short_reason(page, fact->source));
}

static void put_fact(struct page *page, const char *label, const struct fact *fact)
{
	page_field(page, MARGIN, LABEL_COLUMNS, label, fact_text(page, fact));
}

static void put_shown(
	struct page *page, const char *title, const struct shown_fact *facts, size_t count)
{
	put_section(page, title);
	for (size_t i = 0; i < count; i++)
		put_fact(page, facts[i].label, &facts[i].fact);
}

static void put_environment(struct page *page, struct host *host)
{
	const struct environment *environment = &host->environment;

	put_section(page, "ENVIRONMENT OF THE SYSTEM");
	if (!environment->complete)
		put_unknown(page, "whether there are more variables than these");
	for (size_t i = 0; i < environment->count; i++) {
		const struct environment_variable *variable = &environment->variables[i];
		struct fact fact = host_variable_fact(host, variable);

		/* What it follows from stands in the value as stored. */
		if (fact.basis == FACT_DERIVED && variable->expandable)
			fact.source = variable->raw;
		put_fact(page, variable->name, &fact);
	}
}

static const char *entry_text(struct page *page, const struct path_entry *entry)
{
	struct arena *arena = &page->scratch;
	const char *text = *entry->directory ? entry->directory : "(nothing)";

	text = arena_printf(arena, "%s (%s%s)", text, entry->origin,
		entry->folder   ? ""
		: entry->absent ? ", not there"
				: ", not known");
	if (entry->inferred)
		text = arena_printf(arena, "%s; likely: %s", text, entry->inferred);
	for (size_t i = 0; i < entry->problems.count; i++)
		text = arena_printf(arena, "%s; %s: %s", text, entry->problems.items[i].code,
			entry->problems.items[i].detail);
	return text;
}

static void put_search_path(struct page *page, struct host *host)
{
	put_section(page, "SEARCH PATH");
	put_unknown(page, host->path.unknown);
	for (size_t i = 0; i < host->path.count; i++)
		page_field(page, MARGIN, POSITION_COLUMNS,
			arena_printf(&page->scratch, "%2u", host->path.entries[i].position),
			entry_text(page, &host->path.entries[i]));
	if (host->path.user_unknown)
		page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN,
			arena_printf(&page->scratch, "A user's part is not known: %s",
				host->path.user_unknown));
}

static void put_flags(struct page *page, struct host *host)
{
	put_section(page, "FLAGS");
	for (int id = 0; id < SESSION_FLAGS; id++) {
		const struct session_flag *flag = session_flag(host, (enum session_flag_id)id);

		page_field(page, MARGIN, FLAG_COLUMNS, flag->name, fact_text(page, &flag->fact));
	}
}

static void put_names(struct page *page, const char *label, const struct known_dll_list *list)
{
	const char *text =
		list->count ? text_join(&page->scratch, list->names, list->count) : "none";

	if (list->reason)
		text = arena_printf(
			&page->scratch, "not known: %s", short_reason(page, list->reason));
	page_field(page, MARGIN, LABEL_COLUMNS, label, text);
}

static void put_known_dlls(struct page *page, struct host *host)
{
	const struct known_dlls *known = known_dlls(host);

	put_section(page, "KNOWN DLLS");
	put_fact(page, "from", &known->directory);
	put_names(page, "listed", &known->listed);
	put_names(page, "excluded", &known->excluded);
	put_names(page, "of the 16-bit loader", &known->win16);
}

static void put_app_paths(struct page *page, struct host *host)
{
	const struct app_path_list *list = app_paths(host);

	put_section(page, "APP PATHS");
	if (list->reason)
		page_paragraph(page, PAGE_YELLOW, MARGIN, MARGIN,
			arena_printf(&page->scratch, "%s: %s",
				list->count ? "There may be more" : "not known", list->reason));
	for (size_t i = 0; i < list->count; i++) {
		const struct app_path *entry = &list->items[i];

		page_field(page, MARGIN, LABEL_COLUMNS, entry->name,
			arena_printf(&page->scratch, "%s%s%s",
				entry->path ? entry->path : "no program",
				entry->search ? "; Path " : "",
				entry->search ? entry->search : ""));
	}
	if (!list->count && !list->reason)
		page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, "none");
}

static const char *file_text(struct page *page, const struct service_file *file)
{
	struct arena *arena = &page->scratch;
	const char *path = file->path ? file->path : file->raw;

	switch (file->status) {
	case SERVICE_FILE_NONE:
		return "";
	case SERVICE_FILE_FOUND:
		if (file->inferred)
			return arena_printf(arena, "; %s (likely: %s)", path, file->inferred);
		if (file->candidate_count < 2)
			return arena_printf(arena, "; %s", path);
		return arena_printf(arena, "; %s (without quotation marks: %s would come first)",
			path, file->candidates[0]);
	case SERVICE_FILE_MISSING:
		return arena_printf(arena, "; %s, which is not there", path);
	case SERVICE_FILE_UNTOLD:
		break;
	}
	return arena_printf(arena, "; %s (not known: %s)", path ? path : "no path", file->reason);
}

static const char *service_text(struct page *page, const struct service *service)
{
	struct arena *arena = &page->scratch;

	return arena_printf(arena, "%s%s, %s%s%s%s%s%s%s%s%s", service_start_name(service->start),
		service->delayed ? " (delayed)" : "", service_type_name(service->type),
		service->interactive ? ", interactive" : "", service->account ? ", as " : "",
		service->account ? service->account : "", file_text(page, &service->program),
		file_text(page, &service->dll), service->depends_count ? "; needs " : "",
		text_join(arena, service->depends_on, service->depends_count),
		service->unknown ? arena_printf(arena, " (not known: %s)", service->unknown) : "");
}

static void put_services(struct page *page, struct host *host)
{
	const struct service_list *list = services(host);

	put_section(page, "SERVICES AND DRIVERS");
	put_unknown(page, list->reason);
	for (size_t i = 0; i < list->count; i++)
		page_field(page, MARGIN, LABEL_COLUMNS, list->items[i].name,
			service_text(page, &list->items[i]));
}

static void put_list(struct page *page, const struct fact_list *list)
{
	put_unknown(page, list->reason);
	for (size_t i = 0; i < list->count; i++)
		put_fact(page, *list->items[i].name ? list->items[i].name : "(default value)",
			&list->items[i].fact);
}

static void put_connector_environment(struct page *page, struct host *host)
{
	const struct service *connector = exchange_connector(host);
	struct service_environment of;

	if (!connector)
		return;
	of = service_environment(host, connector);
	for (size_t i = 0; i < of.environment.count; i++) {
		const struct environment_variable *variable = &of.environment.variables[i];
		struct fact fact = host_variable_fact(host, variable);

		if (service_environment_own(variable))
			put_fact(page, arena_printf(&page->scratch, "%%%s%%", variable->name),
				&fact);
	}
	put_unknown(page, of.unknown);
}

static void put_exchange(struct page *page, struct host *host)
{
	const struct exchange *found = exchange(host);

	put_section(page, "EXCHANGE");
	put_fact(page, "installed", &found->installed);
	put_fact(page, "folder", &found->folder);
	if (found->installed.basis != FACT_UNKNOWN)
		put_list(page, &found->setup);
	put_section(page, "CONNECTOR FOR LOTUS CC:MAIL");
	put_fact(page, "installed", &found->connector);
	if (found->connector.basis != FACT_UNKNOWN)
		put_list(page, &found->parameters);
	put_connector_environment(page, host);
}

static void put_completeness(struct page *page, struct host *host)
{
	static const struct {
		enum registry_root root;
		const char *key;
	} hives[] = {{REGISTRY_SYSTEM, "HKLM\\SYSTEM"}, {REGISTRY_SOFTWARE, "HKLM\\SOFTWARE"}};

	page_blank(page);
	if (host_facts_complete(host)) {
		page_paragraph(page, PAGE_GREEN, 0, 0, "Everything could be read.");
		return;
	}
	page_paragraph(page, PAGE_YELLOW, 0, 0,
		"Not everything could be read, or some of it may be out of date.");
	for (size_t i = 0; i < sizeof(hives) / sizeof(hives[0]); i++)
		if (!host->registry.sources[hives[i].root])
			page_paragraph(page, PAGE_YELLOW, MARGIN, MARGIN,
				arena_printf(&page->scratch, "%s.",
					registry_unknown_reason(&host->registry, hives[i].key)));
}

char *facts_write_text(const struct facts_shown *shown, struct report_style style)
{
	struct host *host = shown->host;
	struct shown_fact machine[SHOWN_MACHINE];
	struct shown_fact locale[SHOWN_LOCALE];
	struct page page;

	page_init(&page, style.columns, style.colour);
	host_put(&page, LABEL_COLUMNS + MARGIN, host);
	shown_machine_facts(host, machine);
	shown_locale_facts(host, locale);
	put_shown(&page, "MACHINE", machine, SHOWN_MACHINE);
	put_shown(&page, "LOCALE", locale, SHOWN_LOCALE);
	put_environment(&page, host);
	put_search_path(&page, host);
	put_flags(&page, host);
	put_known_dlls(&page, host);
	put_app_paths(&page, host);
	put_services(&page, host);
	put_section(&page, "STARTED BY WINDOWS AND ITS USERS");
	start_facts_put(&page, MARGIN, LABEL_COLUMNS, host);
	put_exchange(&page, host);
	host_problems_put(&page, host);
	put_completeness(&page, host);
	return page_finish(&page);
}
