/* What the readers of start points share. */
#ifndef COMPATSCAN_HOST_START_START_PRIVATE_H
#define COMPATSCAN_HOST_START_START_PRIVATE_H

#include "scanner/host/host.h"
#include "scanner/host/start/start_points.h"
#include "scanner/host/start/user_profiles.h"

struct shortcut_places; /* of start_shortcuts.c */

/* Whose start points are read. */
struct start_reading {
	struct host *host;
	struct start_list *list;
	size_t capacity, gap_capacity;
	struct user_profiles profiles;
	struct shortcut_places *places;

	/* The user's, of whom HKCU is read here; NULL in account: the machine's. */
	const struct registry *registry;
	const struct environment *environment;
	const char *account;
	const char *hive; /* which file HKCU is, when it is not the host's own; or NULL */
};

/* Appends a point. */
void start_add(struct start_reading *reading, struct start_point point);

/* Says that points of this kind may be missing; the same is said once. */
void start_gap(struct start_reading *reading, enum start_kind how, const char *reason);

/* The account, and the place of a registry value: "KEY, NAME". */
struct start_point start_at_value(
	struct start_reading *reading, enum start_kind how, const char *key, const char *value);

/* %NAME% replaced as far as it can be; *unknown says why a part could not, or is NULL. */
const char *start_expand(struct start_reading *reading, const char *text, const char **unknown);

/* Where a command line, a module's name or a path leads. Each sets program, status, reason, file
 * and inferred. The text has no variables any more. */
void start_find_command(
	struct start_reading *reading, struct start_point *point, const char *command);
void start_find_shell_command(
	struct start_reading *reading, struct start_point *point, const char *command);
void start_find_module(struct start_reading *reading, struct start_point *point, const char *name);
void start_find_path(struct start_reading *reading, struct start_point *point, const char *path);
void start_untold(struct start_point *point, const char *reason);

/* The readers, each of its kinds. */
void start_read_services(struct start_reading *reading);
void start_read_machine_values(struct start_reading *reading);
void start_read_users(struct start_reading *reading);
void start_read_shortcuts(struct start_reading *reading);
void start_read_shell_extensions(struct start_reading *reading);
void start_read_control_panel(struct start_reading *reading);
void start_read_ini_files(struct start_reading *reading);
void start_read_dos_files(struct start_reading *reading);
void start_read_app_paths(struct start_reading *reading);
void start_read_path(struct start_reading *reading);

/* The parts of start_read_users, for the user that the reading is set to: values of the registry,
 * and the folders in which start_read_shortcuts looks afterwards. */
void start_read_user_values(struct start_reading *reading);
void start_find_user_places(struct start_reading *reading);
struct shortcut_places *start_no_places(struct arena *arena);

#endif
