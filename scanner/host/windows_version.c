#include "scanner/host/windows_version.h"

#include "scanner/host/host.h"

#include <stdlib.h>
#include <string.h>

static const char CURRENT_VERSION[] = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
static const char PRODUCT_OPTIONS[] = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions";
static const char CONTROL_WINDOWS[] = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Windows";

static unsigned number_of(const struct fact *fact)
{
	unsigned long number = fact->value ? strtoul(fact->value, NULL, 10) : 0;

	return number < 1000000 ? (unsigned)number : 0;
}

static bool is_number(const char *text)
{
	return text && *text && !text[strspn(text, "0123456789")];
}

/* Windows 10 and 11 keep calling themselves 6.3 where older programs look. */
static void read_version(struct host *host, struct windows_version *version)
{
	struct fact major =
		registry_fact(&host->registry, CURRENT_VERSION, "CurrentMajorVersionNumber");
	struct fact minor =
		registry_fact(&host->registry, CURRENT_VERSION, "CurrentMinorVersionNumber");

	version->version = registry_fact(&host->registry, CURRENT_VERSION, "CurrentVersion");
	if (is_number(major.value) && is_number(minor.value)) {
		version->version = major;
		version->version.value =
			arena_printf(host->arena, "%s.%s", major.value, minor.value);
	}
	version->major = number_of(&version->version);
	if (version->version.value && strchr(version->version.value, '.'))
		version->minor =
			(unsigned)strtoul(strchr(version->version.value, '.') + 1, NULL, 10);
	if (!version->major || version->major > 99 || version->minor > 99)
		version->major = version->minor = 0;
}

/* On NT 4 the value CurrentBuild holds a sentence, later the number again. */
static void read_build(struct host *host, struct windows_version *version)
{
	struct fact other = registry_fact(&host->registry, CURRENT_VERSION, "CurrentBuild");

	version->build = registry_fact(&host->registry, CURRENT_VERSION, "CurrentBuildNumber");
	if (!version->build.value && is_number(other.value))
		version->build = other;
	version->build_number = number_of(&version->build);
}

/* CSDVersion is "Service Pack 6" in one place, 0x600 in the other, and absent without one. */
static void read_service_pack(struct host *host, struct windows_version *version)
{
	struct fact text = registry_fact(&host->registry, CURRENT_VERSION, "CSDVersion");
	struct fact number = registry_fact(&host->registry, CONTROL_WINDOWS, "CSDVersion");
	struct fact *pack = &version->service_pack;
	const char *digits = text.value ? strpbrk(text.value, "0123456789") : NULL;

	*pack = text;
	if (digits) {
		pack->value = arena_copy(host->arena, digits, strspn(digits, "0123456789"));
	} else if (text.basis == FACT_READ) {
		pack->value = "0";
		pack->basis = FACT_DERIVED;
		pack->source = arena_printf(
			host->arena, "%s, CSDVersion names no service pack", CURRENT_VERSION);
	} else if (is_number(number.value)) {
		*pack = number;
		pack->value = arena_printf(
			host->arena, "%lu", strtoul(number.value, NULL, 10) >> 8 & 0xFF);
	}
	version->service_pack_number = number_of(pack);
}

const struct windows_version *windows_version(struct host *host)
{
	struct windows_version *version = host->version;

	if (version)
		return version;
	version = arena_alloc(host->arena, sizeof(*version));
	read_version(host, version);
	read_build(host, version);
	read_service_pack(host, version);
	version->product = registry_fact(&host->registry, CURRENT_VERSION, "ProductName");
	version->edition = registry_fact(&host->registry, CURRENT_VERSION, "EditionID");
	version->product_type = registry_fact(&host->registry, PRODUCT_OPTIONS, "ProductType");
	host->version = version;
	return version;
}

unsigned windows_release(const struct host *host)
{
	const char *version = host->profile->version;
	const char *dot = strchr(version, '.');

	return (unsigned)strtoul(version, NULL, 10) * 100 +
	       (dot ? (unsigned)strtoul(dot + 1, NULL, 10) : 0);
}
