#include "scanner/cli/option_values.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <stdlib.h>
#include <string.h>

bool option_refuse(struct invocation *invocation, const char *value, const char *expected)
{
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"--%s: \"%s\" will not do; expected %s", invocation->option, value, expected);
	return false;
}

bool option_number(struct invocation *invocation, const char *value, unsigned most, unsigned *out)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end || number < 1 || number > most)
		return option_refuse(invocation, value,
			arena_printf(invocation->arena, "a whole number from 1 to %u", most));
	*out = (unsigned)number;
	return true;
}

bool option_folder(struct invocation *invocation, const char *value, const char **out)
{
	const char *path = text_from_bytes(invocation->arena, value, strlen(value));

	if (winpath_kind_of(path) != WINPATH_ABSOLUTE && winpath_kind_of(path) != WINPATH_UNC)
		return option_refuse(invocation, value, "a full Windows path, such as C:\\ccmail");
	*out = path;
	return true;
}

bool option_take_format(struct invocation *invocation, const char *value)
{
	invocation->settings.format = value;
	return true;
}

bool option_take_output(struct invocation *invocation, const char *value)
{
	invocation->settings.output = value;
	return true;
}

bool option_take_symbols(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.symbols = true;
	return true;
}

bool option_take_hash(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.hash = true;
	return true;
}
