/*
 * DLLs that run in the processes of Explorer and of the control panel (doc "Registering Shell
 * Extension Handlers", doc "Registering Control Panel Items"). A DLL that cannot be loaded there is
 * not loaded at all, whatever Windows could do with a program of its kind.
 */
#include "scanner/host/start/start_private.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"

static const char APPROVED[] = "HKLM\\" CURRENT_VERSION "Shell Extensions\\Approved";
static const char CLASSES[] = "HKLM\\SOFTWARE\\Classes";

enum { MAX_CLASS_CHARACTERS = 64 };

static bool is_class_id(const char *name)
{
	size_t length = text_utf16_length(name);

	return name[0] == '{' && length <= MAX_CLASS_CHARACTERS && name[length - 1] == '}';
}

/* What a value names, as a module. */
static void add_module(
	struct start_reading *reading, struct start_point point, const struct registry_value *value)
{
	const char *unknown = NULL;
	const char *name = value->text;

	point.command = value->text;
	if (value->type == REGISTRY_EXPANDABLE_TEXT)
		name = start_expand(reading, name, &unknown);
	if (unknown)
		start_untold(&point, unknown);
	else
		start_find_module(reading, &point, name);
	start_add(reading, point);
}

static void add_class(struct start_reading *reading, const char *class_id, const char *title)
{
	struct host *host = reading->host;
	const char *key =
		arena_printf(host->arena, "%s\\CLSID\\%s\\InprocServer32", CLASSES, class_id);
	struct start_point point = start_at_value(reading, START_SHELL_EXTENSION, key, "");
	struct registry_value value;
	enum registry_status status = registry_value(&host->registry, key, "", &value);

	if (status == REGISTRY_UNKNOWN)
		start_gap(reading, START_SHELL_EXTENSION,
			registry_unknown_reason(&host->registry, key));
	if (status != REGISTRY_FOUND || !registry_is_text(&value) || !*value.text)
		return;
	point.name = title && *title ? title : class_id;
	add_module(reading, point, &value);
}

static void read_approved(struct start_reading *reading)
{
	struct host *host = reading->host;
	struct registry_value *values;
	size_t count;
	enum registry_status status = registry_values(&host->registry, APPROVED, &values, &count);

	if (status == REGISTRY_UNKNOWN)
		start_gap(reading, START_SHELL_EXTENSION,
			registry_unknown_reason(&host->registry, APPROVED));
	if (status != REGISTRY_FOUND)
		return;
	for (size_t i = 0; i < count; i++)
		if (is_class_id(values[i].name))
			add_class(reading, values[i].name,
				registry_is_text(&values[i]) ? values[i].text : NULL);
}

/* The class is the name of the key, or its default value. */
static void read_handlers(struct start_reading *reading, const char *kind_of_file)
{
	struct host *host = reading->host;
	const char *key = arena_printf(
		host->arena, "%s\\%s\\shellex\\ContextMenuHandlers", CLASSES, kind_of_file);
	const char **names;
	size_t count;
	enum registry_status status = registry_keys(&host->registry, key, &names, &count);

	if (status == REGISTRY_UNKNOWN)
		start_gap(reading, START_SHELL_EXTENSION,
			registry_unknown_reason(&host->registry, key));
	if (status != REGISTRY_FOUND)
		return;
	for (size_t i = 0; i < count; i++) {
		const char *below = arena_printf(host->arena, "%s\\%s", key, names[i]);
		struct registry_value value;

		if (is_class_id(names[i]))
			add_class(reading, names[i], NULL);
		else if (registry_value(&host->registry, below, "", &value) == REGISTRY_FOUND &&
			 registry_is_text(&value) && is_class_id(value.text))
			add_class(reading, value.text, names[i]);
	}
}

void start_read_shell_extensions(struct start_reading *reading)
{
	static const char *const kinds_of_file[] = {"*", "Directory", "Folder", "Drive"};

	read_approved(reading);
	for (size_t i = 0; i < sizeof(kinds_of_file) / sizeof(kinds_of_file[0]); i++)
		read_handlers(reading, kinds_of_file[i]);
}

static void read_named_items(struct start_reading *reading, const char *key)
{
	struct host *host = reading->host;
	struct registry_value *values;
	size_t count;
	enum registry_status status = registry_values(&host->registry, key, &values, &count);

	if (status == REGISTRY_UNKNOWN)
		start_gap(reading, START_CONTROL_PANEL,
			registry_unknown_reason(&host->registry, key));
	if (status != REGISTRY_FOUND)
		return;
	for (size_t i = 0; i < count; i++)
		if (registry_is_text(&values[i]) && *values[i].text)
			add_module(reading,
				start_at_value(reading, START_CONTROL_PANEL, key, values[i].name),
				&values[i]);
}

struct control_panel_folder {
	struct start_reading *reading;
	struct host_folder *folder;
};

static bool take_item(void *context, const char *name, enum entry_type type)
{
	struct control_panel_folder *panel = context;
	struct start_point point = {.how = START_CONTROL_PANEL, .name = name};

	if (type == ENTRY_FOLDER || !text_ends_name(name, ".cpl"))
		return true;
	point.where =
		winpath_join(panel->reading->host->arena, host_folder_path(panel->folder), name);
	start_find_path(panel->reading, &point, point.where);
	start_add(panel->reading, point);
	return true;
}

void start_read_control_panel(struct start_reading *reading)
{
	struct host *host = reading->host;
	struct control_panel_folder panel = {.reading = reading};
	const char *system32 = host_windows_folder(host, "System32");
	const char *unreadable = NULL;
	struct look look = {.reason = host_no_windows_folder};

	if (system32)
		look = tree_look(&host->tree, system32);
	panel.folder = look.folder;
	if (look.folder)
		unreadable = host_folder_visit(&host->tree, look.folder, take_item, &panel);
	else
		unreadable = look.reason;
	if (unreadable)
		start_gap(reading, START_CONTROL_PANEL, unreadable);
	read_named_items(reading, "HKLM\\" CURRENT_VERSION "Control Panel\\Cpls");
}
