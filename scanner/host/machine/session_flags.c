#include "scanner/host/machine/session_flags.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/host.h"

#define CONTROL "HKLM\\SYSTEM\\CurrentControlSet\\Control"
#define SESSION_MANAGER CONTROL "\\Session Manager"

static const char EXECUTION_OPTIONS[] =
	"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options";

enum { NO_DEFAULT = -1, MAX_DEFAULTS = 4 };

/* What counts from a release and service pack on when the value is not set. */
struct flag_default {
	unsigned release; /* as windows_release */
	unsigned service_pack;
	int number;
};

static const struct flag_row {
	const char *name;
	const char *key;
	bool per_program;
	struct flag_default defaults[MAX_DEFAULTS]; /* in order; the last that fits counts */
	size_t default_count;
	const char *document;
} rows[SESSION_FLAGS] = {
	[FLAG_SAFE_DLL_SEARCH_MODE] = {"SafeDllSearchMode", SESSION_MANAGER, false,
		{{0, 0, 0}, {501, 2, 1}, {502, 0, 1}}, 3, "Dynamic-link library search order"},
	[FLAG_SAFE_PROCESS_SEARCH_MODE] = {"SafeProcessSearchMode", SESSION_MANAGER, false,
		{{0, 0, 0}}, 1, "SearchPathW"},
	[FLAG_CWD_ILLEGAL_IN_DLL_SEARCH] = {"CWDIllegalInDllSearch", SESSION_MANAGER, true,
		{{0, 0, 0}}, 1, "KB2264107"},
	/* Windows 2000 and later set it when they are installed. */
	[FLAG_PROTECTION_MODE] = {"ProtectionMode", SESSION_MANAGER, false, {{0, 0, 0}}, 1,
		"Q218473"},
	[FLAG_DISABLE_SHORT_NAMES] = {"NtfsDisable8dot3NameCreation", CONTROL "\\FileSystem", false,
		{{0, 0, 0}, {601, 0, 2}}, 2, "Fsutil 8dot3name"},
	[FLAG_VDM_DISALLOWED] = {"VDMDisallowed",
		"HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\AppCompat", false, {{0, 0, 0}}, 1,
		"Prevent access to 16-bit applications (AppCompat.admx)"},
	/* Windows 8.1 and later ask an administrator instead; of Windows 8 nothing is said. */
	[FLAG_DISALLOWED_POLICY_DEFAULT] = {"DisallowedPolicyDefault", CONTROL "\\WOW", false,
		{{0, 0, 0}, {602, 0, NO_DEFAULT}}, 2,
		"Prevent access to 16-bit applications (AppCompat.admx)"},
	[FLAG_DEV_OVERRIDE_ENABLE] = {"DevOverrideEnable", EXECUTION_OPTIONS, false, {{0, 0, 0}}, 1,
		"Dynamic-link library redirection"},
};

static int default_of(const struct flag_row *row, unsigned release, unsigned service_pack)
{
	int number = NO_DEFAULT;

	for (size_t i = 0; i < row->default_count; i++) {
		const struct flag_default *from = &row->defaults[i];

		if (release > from->release ||
			(release == from->release && service_pack >= from->service_pack))
			number = from->number;
	}
	return number;
}

/* What counts where the registry sets nothing, or could not be asked for the reason given. */
static void take_default(struct host *host, const struct flag_row *row, const char *reason,
	struct session_flag *flag)
{
	const struct profile *profile = host->profile;
	bool assumed = host->profile_assumed;
	int number = default_of(row, profile->release, profile->first_service_pack);
	const char *windows = profile->title;

	if (number == NO_DEFAULT) {
		flag->fact = (struct fact){.basis = FACT_UNKNOWN,
			.source = reason ? reason
					 : arena_printf(host->arena,
						   "not set; no default of %s is documented",
						   windows)};
		return;
	}
	flag->number = (uint32_t)number;
	flag->fact.value = arena_printf(host->arena, "%d", number);
	flag->fact.basis = reason || assumed ? FACT_ASSUMED : FACT_DERIVED;
	flag->fact.source = reason ? arena_printf(host->arena, "default of %s: %s", windows, reason)
				   : arena_printf(host->arena, "not set; default of %s%s", windows,
					     assumed ? ", which is assumed" : "");
}

/* A value of another type counts as not set. */
static enum registry_status read_number(
	struct host *host, const char *key, const char *name, struct session_flag *flag)
{
	struct registry_value value;
	enum registry_status status = registry_value(&host->registry, key, name, &value);

	if (status != REGISTRY_FOUND)
		return status;
	if (value.type != REGISTRY_NUMBER || value.number > UINT32_MAX)
		return REGISTRY_ABSENT;
	flag->key = key;
	flag->number = (uint32_t)value.number;
	flag->fact = (struct fact){
		value.text, FACT_READ, arena_printf(host->arena, "%s, %s", key, name)};
	return status;
}

static struct session_flag read_flag(struct host *host, const struct flag_row *row)
{
	struct session_flag flag = {.name = row->name, .key = row->key, .document = row->document};
	enum registry_status status = read_number(host, row->key, row->name, &flag);

	if (status != REGISTRY_FOUND)
		take_default(host, row,
			status == REGISTRY_UNKNOWN
				? registry_unknown_reason(&host->registry, row->key)
				: NULL,
			&flag);
	return flag;
}

const struct session_flag *session_flag(struct host *host, enum session_flag_id id)
{
	if (!host->session_flags) {
		struct session_flag *flags =
			arena_array(host->arena, SESSION_FLAGS, sizeof(*flags));

		for (size_t i = 0; i < SESSION_FLAGS; i++)
			flags[i] = read_flag(host, &rows[i]);
		host->session_flags = flags;
	}
	return &host->session_flags[id];
}

struct session_flag session_flag_for_program(
	struct host *host, enum session_flag_id id, const char *program)
{
	struct session_flag flag = *session_flag(host, id);
	const char *key =
		arena_printf(host->arena, "%s\\%s", EXECUTION_OPTIONS, winpath_name(program));

	if (rows[id].per_program &&
		read_number(host, key, rows[id].name, &flag) == REGISTRY_UNKNOWN &&
		flag.fact.value) {
		flag.fact.basis = FACT_ASSUMED;
		flag.fact.source = arena_printf(host->arena, "%s for all programs: %s",
			flag.fact.source, registry_unknown_reason(&host->registry, key));
	}
	return flag;
}
