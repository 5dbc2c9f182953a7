#include "scanner/host/machine/known_dlls.h"

#include "scanner/base/text.h"
#include "scanner/host/host.h"

#include <string.h>

static const char SESSION_MANAGER[] = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager";
static const char KNOWN_DLLS[] =
	"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\KnownDLLs";
static const char WOW[] = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\WOW";

/* Values of the key that name the folders the DLLs come from. */
static const char *const folder_values[] = {"DllDirectory", "DllDirectory32"};

enum { MAX_WIN16_NAMES = 1024 };

static bool is_folder_value(const char *name)
{
	for (size_t i = 0; i < sizeof(folder_values) / sizeof(folder_values[0]); i++)
		if (text_same_name(folder_values[i], name))
			return true;
	return false;
}

static void read_listed(struct host *host, struct known_dll_list *list)
{
	struct registry_value *values;
	size_t count;
	enum registry_status status = registry_values(&host->registry, KNOWN_DLLS, &values, &count);

	list->source = KNOWN_DLLS;
	if (status == REGISTRY_UNKNOWN)
		list->reason = registry_unknown_reason(&host->registry, KNOWN_DLLS);
	if (status != REGISTRY_FOUND)
		return;
	list->names = arena_array(host->arena, count, sizeof(*list->names));
	for (size_t i = 0; i < count; i++)
		if (registry_is_text(&values[i]) && *values[i].text &&
			!is_folder_value(values[i].name))
			list->names[list->count++] = values[i].text;
}

/* Some write the list as one text. */
static void read_excluded(struct host *host, struct known_dll_list *list)
{
	struct registry_value value;
	enum registry_status status =
		registry_value(&host->registry, SESSION_MANAGER, "ExcludeFromKnownDlls", &value);

	list->source = arena_printf(host->arena, "%s, ExcludeFromKnownDlls", SESSION_MANAGER);
	if (status == REGISTRY_UNKNOWN)
		list->reason = registry_unknown_reason(&host->registry, SESSION_MANAGER);
	if (status != REGISTRY_FOUND)
		return;
	if (value.type == REGISTRY_LIST) {
		list->names = value.texts;
		list->count = value.text_count;
	} else if (registry_is_text(&value) && *value.text) {
		list->names = arena_array(host->arena, 1, sizeof(*list->names));
		list->names[list->count++] = value.text;
	}
}

static void read_win16(struct host *host, struct known_dll_list *list)
{
	struct registry_value value;
	enum registry_status status = registry_value(&host->registry, WOW, "KnownDLLs", &value);
	const char *rest;

	list->source = arena_printf(host->arena, "%s, KnownDLLs", WOW);
	if (status == REGISTRY_UNKNOWN)
		list->reason = registry_unknown_reason(&host->registry, WOW);
	if (status != REGISTRY_FOUND || !registry_is_text(&value))
		return;
	list->names = arena_array(host->arena, MAX_WIN16_NAMES, sizeof(*list->names));
	rest = value.text + strspn(value.text, " ");
	while (*rest && list->count < MAX_WIN16_NAMES) {
		size_t length = strcspn(rest, " ");

		list->names[list->count++] = arena_copy(host->arena, rest, length);
		rest += length;
		rest += strspn(rest, " ");
	}
	if (*rest)
		list->reason = "the list has more names than are read";
}

static void read_directory(struct host *host, struct fact *directory)
{
	const char *system32 = host_windows_folder(host, "System32");

	*directory = registry_fact(&host->registry, KNOWN_DLLS, folder_values[0]);
	if (directory->value) {
		directory->value = environment_expand(&host->environment, directory->value, NULL);
		directory->basis = FACT_DERIVED;
	} else if (system32) {
		*directory = (struct fact){system32, FACT_ASSUMED, "the system folder"};
	}
}

const struct known_dlls *known_dlls(struct host *host)
{
	struct known_dlls *known = host->known_dlls;

	if (known)
		return known;
	known = arena_alloc(host->arena, sizeof(*known));
	read_listed(host, &known->listed);
	read_excluded(host, &known->excluded);
	read_win16(host, &known->win16);
	read_directory(host, &known->directory);
	host->known_dlls = known;
	return known;
}

static enum known_dll_answer find(const struct known_dll_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_same_name(list->names[i], name))
			return KNOWN_DLL_YES;
	return list->reason ? KNOWN_DLL_UNTOLD : KNOWN_DLL_NO;
}

enum known_dll_answer known_dll(struct host *host, const char *name)
{
	const struct known_dlls *known = known_dlls(host);
	enum known_dll_answer listed = find(&known->listed, name);
	enum known_dll_answer excluded = find(&known->excluded, name);

	if (listed == KNOWN_DLL_NO || excluded == KNOWN_DLL_YES)
		return KNOWN_DLL_NO;
	return excluded == KNOWN_DLL_UNTOLD ? KNOWN_DLL_UNTOLD : listed;
}

enum known_dll_answer known_dll_of_win16(struct host *host, const char *name)
{
	return find(&known_dlls(host)->win16, name);
}
