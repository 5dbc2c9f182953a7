#include "scanner/host/windows_version.h"

#include "scanner/base/text.h"
#include "scanner/host/host.h"
#include "scanner/host/winpath.h"

#include <stdlib.h>
#include <string.h>

static const char CURRENT_VERSION[] = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
static const char PRODUCT_OPTIONS[] = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions";
static const char CONTROL_WINDOWS[] = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Windows";

/* Processors: doc "WOW64 Implementation Details" for the names, the PE format for the machines; the
 * last name is how BuildLabEx ends (7601.17514.amd64fre.win7sp1_rtm). */
static const struct {
	const char *name;
	uint16_t machine;
	const char *build;
	bool wow64;
} processors[] = {
	{"x86", 0x014C, "x86", false},
	{"AMD64", 0x8664, "amd64", true},
	{"ARM64", 0xAA64, "arm64", true},
	{"IA64", 0x0200, "ia64", true},
	{"ARM", 0x01C4, "woa", false},
	{"ALPHA", 0x0184, "alpha", false},
	{"MIPS", 0x0166, "mips", false},
	{"PPC", 0x01F0, "ppc", false},
};

enum { PROCESSORS = sizeof(processors) / sizeof(processors[0]) };

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
	if (version->major > 99 || version->minor > 99)
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

static void set_architecture(
	struct windows_version *version, size_t row, enum fact_basis basis, const char *source)
{
	version->architecture = (struct fact){processors[row].name, basis, source};
	version->machine = processors[row].machine;
}

/* The variable that Setup stores; the processor of the system, not of a program. */
static bool architecture_of_variable(struct host *host, struct windows_version *version)
{
	const struct environment_variable *variable =
		environment_get(&host->environment, "PROCESSOR_ARCHITECTURE");
	bool given;

	if (!variable)
		return false;
	given = strcmp(variable->origin, "--env") == 0;
	version->architecture = (struct fact){variable->value, given ? FACT_GIVEN : FACT_READ,
		given ? "--env PROCESSOR_ARCHITECTURE" : "system variable PROCESSOR_ARCHITECTURE"};
	for (size_t i = 0; i < PROCESSORS; i++)
		if (text_same_name(processors[i].name, variable->value))
			set_architecture(version, i, version->architecture.basis,
				version->architecture.source);
	return true;
}

static bool architecture_of_build(struct host *host, struct windows_version *version)
{
	struct fact build = registry_fact(&host->registry, CURRENT_VERSION, "BuildLabEx");
	const char *part = build.value;

	for (int dots = 0; part && dots < 2; dots++) {
		part = strchr(part, '.');
		part = part ? part + 1 : NULL;
	}
	for (size_t i = 0; part && i < PROCESSORS; i++) {
		size_t length = strlen(processors[i].build);

		if (strncmp(part, processors[i].build, length) == 0 &&
			(strncmp(part + length, "fre", 3) == 0 ||
				strncmp(part + length, "chk", 3) == 0)) {
			set_architecture(version, i, FACT_DERIVED, build.source);
			return true;
		}
	}
	return false;
}

static bool is_folder(struct host *host, const char *below)
{
	const char *path = host_windows_folder(host, below);

	return path && tree_look(&host->tree, path).folder;
}

/* SysWOW64 is the 32-bit system folder of a 64-bit Windows; SysArm32 is one on ARM alone. */
static bool architecture_of_folders(struct host *host, struct windows_version *version)
{
	if (!is_folder(host, "SysWOW64"))
		return false;
	if (is_folder(host, "SysArm32"))
		set_architecture(
			version, 2, FACT_DERIVED, "the Windows folder holds SysWOW64 and SysArm32");
	else
		set_architecture(version, 1, FACT_ASSUMED,
			"the Windows folder holds SysWOW64; most 64-bit machines are AMD64");
	return true;
}

static void read_architecture(struct host *host, struct windows_version *version)
{
	if (architecture_of_variable(host, version) || architecture_of_build(host, version) ||
		architecture_of_folders(host, version))
		return;
	version->architecture = (struct fact){.basis = FACT_UNKNOWN,
		.source = host->environment.complete
				  ? "neither PROCESSOR_ARCHITECTURE nor BuildLabEx is set"
				  : "no SYSTEM hive could be read; give one with --system-hive "
				    "FILE, or --env PROCESSOR_ARCHITECTURE=x86"};
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
	read_architecture(host, version);
	host->version = version;
	return version;
}

unsigned windows_release(const struct windows_version *version)
{
	return version->major * 100 + version->minor;
}

bool windows_has_wow64(const struct windows_version *version)
{
	for (size_t i = 0; i < PROCESSORS; i++)
		if (processors[i].machine == version->machine)
			return processors[i].wow64;
	return false;
}
