#include "scanner/host/machine/windows_version.h"

#include "scanner/host/host.h"
#include "scanner/host/machine/processor.h"

#include <stdlib.h>
#include <string.h>

static const char CURRENT_VERSION[] = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
static const char PRODUCT_OPTIONS[] = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions";
static const char CONTROL_WINDOWS[] = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Windows";

/* Its CurrentVersion says 6.3, as that of Windows 8.1. */
enum { FIRST_BUILD_OF_WINDOWS_10 = 10240 };

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

static void set_processor(struct windows_version *version, const struct processor *processor,
	enum fact_basis basis, const char *source)
{
	version->architecture = (struct fact){processor->name, basis, source};
	version->machine = processor->machine;
}

/* The variable that Setup stores; the processor of the system, not of a program. */
static bool processor_by_variable(struct host *host, struct windows_version *version)
{
	const struct environment_variable *variable =
		environment_get(&host->environment, "PROCESSOR_ARCHITECTURE");
	const struct processor *processor = variable ? processor_of_name(variable->value) : NULL;
	bool given;

	if (!processor)
		return false;
	given = strcmp(variable->origin, "--env") == 0;
	set_processor(version, processor, given ? FACT_GIVEN : FACT_READ,
		given ? "--env PROCESSOR_ARCHITECTURE" : "system variable PROCESSOR_ARCHITECTURE");
	return true;
}

static bool processor_by_build(struct host *host, struct windows_version *version)
{
	struct fact build = registry_fact(&host->registry, CURRENT_VERSION, "BuildLabEx");
	const struct processor *processor = processor_of_build(build.value);

	if (processor)
		set_processor(version, processor, FACT_DERIVED, build.source);
	return processor != NULL;
}

static struct look look_below_windows(struct host *host, const char *below)
{
	const char *path = host_windows_folder(host, below);

	return path ? tree_look(&host->tree, path) : (struct look){.status = LOOK_ABSENT};
}

/* A module that is always for the processor itself. */
static bool processor_by_ntdll(struct host *host, struct windows_version *version)
{
	struct look look = look_below_windows(host, "System32\\ntdll.dll");
	const struct image *image = look.file ? host_file_image(&host->tree, look.file) : NULL;
	const struct processor *processor =
		image ? processor_of_machine(image->machine_code) : NULL;

	if (processor)
		set_processor(
			version, processor, FACT_DERIVED, "the machine of System32\\ntdll.dll");
	return processor != NULL;
}

/* SysWOW64 is the 32-bit system folder of a 64-bit Windows; SysArm32 is one on ARM alone. */
static bool processor_by_folders(struct host *host, struct windows_version *version)
{
	if (!look_below_windows(host, "SysWOW64").folder)
		return false;
	if (look_below_windows(host, "SysArm32").folder)
		set_processor(version, processor_of_machine(MACHINE_ARM64), FACT_DERIVED,
			"the Windows folder holds SysWOW64 and SysArm32");
	else
		set_processor(version, processor_of_machine(MACHINE_AMD64), FACT_ASSUMED,
			"the Windows folder holds SysWOW64; most 64-bit machines are AMD64");
	return true;
}

static void find_processor(struct host *host, struct windows_version *version)
{
	if (processor_by_variable(host, version) || processor_by_build(host, version) ||
		processor_by_ntdll(host, version) || processor_by_folders(host, version))
		return;
	if (host->profile->only_64bit)
		set_processor(version, processor_of_machine(MACHINE_AMD64), FACT_ASSUMED,
			"this Windows has no 32-bit edition, and most machines are AMD64");
	else
		set_processor(version, processor_of_machine(MACHINE_I386), FACT_ASSUMED,
			"nothing on the target says that it is another; give it with --env "
			"PROCESSOR_ARCHITECTURE=AMD64");
}

static struct windows_version *read_all(struct host *host)
{
	struct windows_version *version = arena_alloc(host->arena, sizeof(*version));

	read_version(host, version);
	read_build(host, version);
	read_service_pack(host, version);
	version->product = registry_fact(&host->registry, CURRENT_VERSION, "ProductName");
	version->edition = registry_fact(&host->registry, CURRENT_VERSION, "EditionID");
	version->product_type = registry_fact(&host->registry, PRODUCT_OPTIONS, "ProductType");
	return version;
}

const struct windows_version *windows_version(struct host *host)
{
	if (!host->version)
		host->version = read_all(host);
	/* The profile is chosen by the version, and the processor may be assumed by the profile. */
	if (!host->version->machine && host->profile)
		find_processor(host, host->version);
	return host->version;
}

unsigned windows_release(const struct windows_version *version)
{
	unsigned release = version->major * 100 + version->minor;

	return release == RELEASE_OF_WINDOWS_8_1 &&
			       version->build_number >= FIRST_BUILD_OF_WINDOWS_10
		       ? RELEASE_OF_WINDOWS_10
		       : release;
}
