#include "scanner/host/machine/machine_locale.h"

#include "scanner/host/host.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define CONTROL "HKLM\\SYSTEM\\CurrentControlSet\\Control"

static const struct {
	size_t member;
	const char *key;
	const char *value; /* "" is the key's default value */
} rows[] = {
	{offsetof(struct machine_locale, ansi_code_page), CONTROL "\\Nls\\CodePage", "ACP"},
	{offsetof(struct machine_locale, oem_code_page), CONTROL "\\Nls\\CodePage", "OEMCP"},
	{offsetof(struct machine_locale, system_locale), CONTROL "\\Nls\\Locale", ""},
	{offsetof(struct machine_locale, system_language), CONTROL "\\Nls\\Language", "Default"},
	{offsetof(struct machine_locale, install_language), CONTROL "\\Nls\\Language",
		"InstallLanguage"},
	{offsetof(struct machine_locale, time_zone), CONTROL "\\TimeZoneInformation",
		"TimeZoneKeyName"},
	{offsetof(struct machine_locale, bias), CONTROL "\\TimeZoneInformation", "ActiveTimeBias"},
};

/* A bias is a signed number in an unsigned value. */
static void make_signed(struct host *host, struct fact *fact)
{
	if (fact->value)
		fact->value = arena_printf(host->arena, "%ld",
			(long)(int32_t)(uint32_t)strtoul(fact->value, NULL, 10));
}

const struct machine_locale *machine_locale(struct host *host)
{
	struct machine_locale *locale = host->locale;

	if (locale)
		return locale;
	locale = arena_alloc(host->arena, sizeof(*locale));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fact *fact = (struct fact *)(void *)((char *)locale + rows[i].member);

		*fact = registry_fact(&host->registry, rows[i].key, rows[i].value);
	}
	/* Before Vista there is only the name that a person reads. */
	if (!locale->time_zone.value)
		locale->time_zone = registry_fact(
			&host->registry, CONTROL "\\TimeZoneInformation", "StandardName");
	make_signed(host, &locale->bias);
	host->locale = locale;
	return locale;
}

struct fact machine_name(struct host *host)
{
	struct fact name;

	if (host->options.name)
		return (struct fact){host->options.name, FACT_GIVEN, "--host"};
	name = registry_fact(
		&host->registry, CONTROL "\\ComputerName\\ComputerName", "ComputerName");
	if (name.value && !*name.value)
		name.value = NULL;
	return name;
}
