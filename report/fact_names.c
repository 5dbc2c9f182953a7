#include "report/fact_names.h"

#include "scanner/host/machine/host_facts.h"
#include "scanner/host/machine/machine_locale.h"
#include "scanner/host/machine/windows_version.h"

#include <string.h>

void shown_machine_facts(struct host *host, struct shown_fact out[SHOWN_MACHINE])
{
	const struct windows_version *version = windows_version(host);
	const struct shown_fact facts[SHOWN_MACHINE] = {
		{"name", "name", machine_name(host)},
		{"windows_directory", "Windows folder", host_windows_directory_fact(host)},
		{"profile", "profile", host_profile_fact(host)},
		{"version", "version", version->version},
		{"build", "build", version->build},
		{"service_pack", "service pack", version->service_pack},
		{"product", "product", version->product},
		{"edition", "edition", version->edition},
		{"product_type", "product type", version->product_type},
		{"architecture", "processor", version->architecture},
	};

	memcpy(out, facts, sizeof(facts));
}

void shown_locale_facts(struct host *host, struct shown_fact out[SHOWN_LOCALE])
{
	const struct machine_locale *locale = machine_locale(host);
	const struct shown_fact facts[SHOWN_LOCALE] = {
		{"ansi_code_page", "ANSI code page", locale->ansi_code_page},
		{"oem_code_page", "OEM code page", locale->oem_code_page},
		{"system_locale", "system locale", locale->system_locale},
		{"system_language", "system language", locale->system_language},
		{"install_language", "installed in", locale->install_language},
		{"time_zone", "time zone", locale->time_zone},
		{"bias", "minutes to UTC", locale->bias},
	};

	memcpy(out, facts, sizeof(facts));
}
