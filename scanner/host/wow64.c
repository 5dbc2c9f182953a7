#include "scanner/host/wow64.h"

#include "scanner/base/text.h"
#include "scanner/host/winpath.h"

#include <string.h>

static const struct {
	const char *architecture;
	uint16_t machine;
	bool is_64bit;
} machines[] = {
	{"x86", MACHINE_I386, false},
	{"AMD64", MACHINE_AMD64, true},
	{"ARM64", MACHINE_ARM64, true},
	{"IA64", MACHINE_IA64, true},
	{"ARM", MACHINE_ARMNT, false},
	{"ALPHA", MACHINE_ALPHA, false},
	{"ALPHA64", MACHINE_ALPHA64, true},
	{"MIPS", MACHINE_MIPS, false},
	{"PPC", MACHINE_POWERPC, false},
};

enum { MACHINES = sizeof(machines) / sizeof(machines[0]) };

uint16_t machine_of_architecture(const char *architecture)
{
	for (size_t i = 0; i < MACHINES; i++)
		if (text_same_name(machines[i].architecture, architecture))
			return machines[i].machine;
	return MACHINE_UNKNOWN;
}

const char *architecture_of_machine(uint16_t machine)
{
	for (size_t i = 0; i < MACHINES; i++)
		if (machines[i].machine == machine)
			return machines[i].architecture;
	return NULL;
}

bool machine_is_64bit(uint16_t machine)
{
	for (size_t i = 0; i < MACHINES; i++)
		if (machines[i].machine == machine)
			return machines[i].is_64bit;
	return false;
}

static void set_machine(
	struct host *host, uint16_t machine, enum fact_basis basis, const char *source)
{
	host->machine = machine;
	host->architecture = (struct fact){
		.value = architecture_of_machine(machine), .basis = basis, .source = source};
}

static bool machine_from_environment(struct host *host)
{
	const struct environment_variable *variable =
		environment_get(&host->environment, "PROCESSOR_ARCHITECTURE");
	uint16_t machine = variable ? machine_of_architecture(variable->value) : MACHINE_UNKNOWN;

	if (!machine)
		return false;
	set_machine(host, machine, strcmp(variable->origin, "--env") == 0 ? FACT_GIVEN : FACT_READ,
		"PROCESSOR_ARCHITECTURE of the system environment");
	return true;
}

/* BuildLabEx of 64-bit Windows and of Windows 7 and later: 7601.17514.amd64fre.win7sp1_rtm. */
static bool machine_from_build(struct host *host)
{
	static const struct {
		const char *start;
		uint16_t machine;
	} builds[] = {{"x86", MACHINE_I386}, {"amd64", MACHINE_AMD64}, {"arm64", MACHINE_ARM64},
		{"ia64", MACHINE_IA64}, {"woa", MACHINE_ARMNT}};
	struct fact build = registry_fact(&host->registry,
		"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "BuildLabEx");
	const char *part = build.value;

	for (int dots = 0; part && dots < 2; dots++) {
		part = strchr(part, '.');
		part = part ? part + 1 : NULL;
	}
	for (size_t i = 0; part && i < sizeof(builds) / sizeof(builds[0]); i++) {
		size_t length = strlen(builds[i].start);

		if (strncmp(part, builds[i].start, length) != 0 ||
			(strncmp(part + length, "fre", 3) != 0 &&
				strncmp(part + length, "chk", 3) != 0))
			continue;
		set_machine(host, builds[i].machine, FACT_DERIVED, build.source);
		return true;
	}
	return false;
}

static struct look look_below_windows(struct host *host, const char *below)
{
	const char *path = host_windows_folder(host, below);

	return path ? tree_look(&host->tree, path) : (struct look){.status = LOOK_ABSENT};
}

static bool machine_from_ntdll(struct host *host)
{
	struct look look = look_below_windows(host, "System32\\ntdll.dll");
	const struct image *image = look.file ? host_file_image(&host->tree, look.file) : NULL;

	if (!image || !architecture_of_machine(image->machine_code))
		return false;
	set_machine(host, image->machine_code, FACT_DERIVED, "the machine of System32\\ntdll.dll");
	return true;
}

void wow64_find_machine(struct host *host)
{
	if (machine_from_environment(host) || machine_from_build(host) || machine_from_ntdll(host))
		return;
	if (look_below_windows(host, "SysWOW64").folder)
		set_machine(host, MACHINE_AMD64, FACT_DERIVED,
			"the Windows folder holds SysWOW64, which only 64-bit Windows has");
	else if (host->profile->only_64bit)
		set_machine(host, MACHINE_AMD64, FACT_ASSUMED,
			"this Windows has no 32-bit edition, and most machines are AMD64");
	else
		set_machine(host, MACHINE_I386, FACT_ASSUMED,
			"nothing on the target says that it is 64-bit Windows");
}

/* The folder that takes System32's place for a program of this machine; NULL for none. */
static const char *system_folder_for(const struct host *host, uint16_t machine)
{
	if (!machine_is_64bit(host->machine))
		return NULL;
	if (machine == MACHINE_I386)
		return "SysWOW64";
	return machine == MACHINE_ARMNT ? "SysArm32" : NULL;
}

bool wow64_redirects(const struct host *host, uint16_t caller_machine)
{
	return host->windows_directory && system_folder_for(host, caller_machine);
}

/* Whether path is folder or lies in it; *rest then is what follows. */
static bool lies_in(const char *path, const char *folder, struct arena *arena, const char **rest)
{
	size_t length = strlen(folder);

	if (strlen(path) < length || (path[length] && path[length] != '\\') ||
		!text_same_name(arena_copy(arena, path, length), folder))
		return false;
	*rest = path + length;
	return true;
}

/* Folders of System32 that 32-bit programs share with the others. */
static bool is_exempt(const struct host *host, const char *below_system32)
{
	static const char *const exempt[] = {"\\catroot", "\\catroot2", "\\drivers\\etc",
		"\\logfiles", "\\spool", "\\driverstore"};
	size_t count = sizeof(exempt) / sizeof(exempt[0]) - !host->profile->driverstore_exempt;
	const char *rest;

	for (size_t i = 0; i < count; i++)
		if (lies_in(below_system32, exempt[i], host->arena, &rest))
			return true;
	return false;
}

const char *wow64_path(const struct host *host, uint16_t caller_machine, const char *path)
{
	const char *windows = host->windows_directory;
	const char *substitute;
	const char *rest;

	if (!wow64_redirects(host, caller_machine))
		return path;
	substitute = winpath_join(host->arena, windows, system_folder_for(host, caller_machine));
	if (lies_in(path, winpath_join(host->arena, windows, "System32"), host->arena, &rest))
		return is_exempt(host, rest) ? path
					     : arena_printf(host->arena, "%s%s", substitute, rest);
	if (host->profile->sysnative &&
		lies_in(path, winpath_join(host->arena, windows, "Sysnative"), host->arena, &rest))
		return arena_printf(host->arena, "%s\\System32%s", windows, rest);
	if (lies_in(path, winpath_join(host->arena, windows, "regedit.exe"), host->arena, &rest))
		return winpath_join(host->arena, substitute, "regedit.exe");
	return path;
}
