#include "scanner/host/disk/device_name.h"

#include "scanner/base/text.h"

#include <string.h>

#define RULE(rule) (1u << (rule))

enum {
	BEFORE_11 = RULE(DEVICES_WIDEST) | RULE(DEVICES_NT) | RULE(DEVICES_VISTA) | RULE(DEVICES_8),
	EVER = BEFORE_11 | RULE(DEVICES_11),
	LONGEST_DEVICE = 8, /* bytes: CONOUT$ and a NUL */
};

static const struct {
	const char *name;
	unsigned rules; /* under which it is a device */
} devices[] = {
	{"NUL", EVER},
	{"CON", BEFORE_11},
	{"PRN", BEFORE_11},
	{"AUX", BEFORE_11},
	{"CONIN$", RULE(DEVICES_WIDEST) | RULE(DEVICES_8)},
	{"CONOUT$", RULE(DEVICES_WIDEST) | RULE(DEVICES_8)},
	{"CLOCK$", RULE(DEVICES_WIDEST) | RULE(DEVICES_NT)},
};

static const struct {
	const char *profile;
	enum device_rule rule;
} profile_rules[] = {
	{"nt4", DEVICES_NT},
	{"w2k", DEVICES_NT},
	{"xp", DEVICES_NT},
	{"win7", DEVICES_VISTA},
	{"win10", DEVICES_8},
	{"win11", DEVICES_11},
};

/* The serial and printer ports, by the digit behind COM and LPT; the superscript digits of ISO
 * 8859-1 count as digits. */
static const char *const serial_ports[] = {
	"COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9"};
static const char *const printer_ports[] = {
	"LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"};
static const char *const superscripts[] = {"\xC2\xB9", "\xC2\xB2", "\xC2\xB3"};

enum device_rule device_rule_of(const char *profile)
{
	for (size_t i = 0; i < sizeof(profile_rules) / sizeof(profile_rules[0]); i++)
		if (strcmp(profile_rules[i].profile, profile) == 0)
			return profile_rules[i].rule;
	return DEVICES_WIDEST;
}

/* What Windows compares with the names of its devices: before Windows 11 what stands in front of
 * the first dot or colon, since then the whole; without spaces and dots at its end. */
static size_t compared_length(const char *name, size_t length, enum device_rule rule)
{
	if (rule != DEVICES_11)
		for (size_t i = 0; i < length; i++)
			if (name[i] == '.' || name[i] == ':')
				length = i;
	while (length && (name[length - 1] == ' ' || name[length - 1] == '.'))
		length--;
	return length;
}

static const char *port_of(const char *name)
{
	const char *const *ports = NULL;

	if (strncmp(name, "COM", 3) == 0)
		ports = serial_ports;
	else if (strncmp(name, "LPT", 3) == 0)
		ports = printer_ports;
	if (!ports)
		return NULL;
	if (name[3] >= '1' && name[3] <= '9' && !name[4])
		return ports[name[3] - '1'];
	for (size_t i = 0; i < sizeof(superscripts) / sizeof(superscripts[0]); i++)
		if (strcmp(name + 3, superscripts[i]) == 0)
			return ports[i];
	return NULL;
}

const char *device_name(const char *name, size_t length, enum device_rule rule)
{
	char folded[LONGEST_DEVICE];

	if (!text_fold_into(name, compared_length(name, length, rule), folded, sizeof(folded)))
		return NULL;
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (devices[i].rules & RULE(rule) && strcmp(devices[i].name, folded) == 0)
			return devices[i].name;
	return rule == DEVICES_11 ? NULL : port_of(folded);
}
