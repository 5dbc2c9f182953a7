#include "rules/evaluation/parameter_facts.h"

#include "scanner/host/machine/exchange.h"
#include "scanner/host/machine/host_facts.h"
#include "scanner/host/machine/machine_locale.h"
#include "scanner/host/machine/windows_version.h"

#include <string.h>

static const void *version_of(struct host *host)
{
	return windows_version(host);
}

static const void *locale_of(struct host *host)
{
	return machine_locale(host);
}

static const void *exchange_of(struct host *host)
{
	return exchange(host);
}

static struct fact windows_directory(struct host *host)
{
	return host_windows_directory_fact(host);
}

/* NewestBuild as Setup left it. */
static struct fact exchange_build(struct host *host)
{
	const struct fact_list *setup = &exchange(host)->setup;

	for (size_t i = 0; i < setup->count; i++)
		if (strcmp(setup->items[i].name, "NewestBuild") == 0)
			return setup->items[i].fact;
	if (setup->reason)
		return (struct fact){NULL, FACT_UNKNOWN, setup->reason};
	return (struct fact){NULL, FACT_READ, setup->key};
}

/* Each is what read returns, or else the fact at this offset of what group returns. */
static const struct {
	const char *name;
	const void *(*group)(struct host *host);
	size_t offset;
	struct fact (*read)(struct host *host);
} facts[] = {
	{"ansi-code-page", locale_of, offsetof(struct machine_locale, ansi_code_page), NULL},
	{"architecture", version_of, offsetof(struct windows_version, architecture), NULL},
	{"computer-name", NULL, 0, machine_name},
	{"exchange-build", NULL, 0, exchange_build},
	{"exchange-folder", exchange_of, offsetof(struct exchange, folder), NULL},
	{"exchange-installed", exchange_of, offsetof(struct exchange, installed), NULL},
	{"install-language", locale_of, offsetof(struct machine_locale, install_language), NULL},
	{"oem-code-page", locale_of, offsetof(struct machine_locale, oem_code_page), NULL},
	{"product-type", version_of, offsetof(struct windows_version, product_type), NULL},
	{"profile", NULL, 0, host_profile_fact},
	{"service-pack", version_of, offsetof(struct windows_version, service_pack), NULL},
	{"system-language", locale_of, offsetof(struct machine_locale, system_language), NULL},
	{"system-locale", locale_of, offsetof(struct machine_locale, system_locale), NULL},
	{"time-zone", locale_of, offsetof(struct machine_locale, time_zone), NULL},
	{"windows-build", version_of, offsetof(struct windows_version, build), NULL},
	{"windows-directory", NULL, 0, windows_directory},
	{"windows-edition", version_of, offsetof(struct windows_version, edition), NULL},
	{"windows-product", version_of, offsetof(struct windows_version, product), NULL},
	{"windows-version", version_of, offsetof(struct windows_version, version), NULL},
};

enum { FACTS = sizeof(facts) / sizeof(facts[0]) };

const char *parameter_fact_at(size_t index)
{
	return index < FACTS ? facts[index].name : NULL;
}

bool parameter_fact_is_known(const char *name)
{
	for (size_t i = 0; i < FACTS; i++)
		if (strcmp(facts[i].name, name) == 0)
			return true;
	return false;
}

struct fact parameter_fact(struct host *host, const char *name)
{
	size_t index = 0;
	struct fact fact;

	while (strcmp(facts[index].name, name) != 0)
		index++;
	if (facts[index].read)
		return facts[index].read(host);
	memcpy(&fact, (const char *)facts[index].group(host) + facts[index].offset, sizeof(fact));
	return fact;
}
