#include "scanner/base/file_posix.h"
#include "scanner/cli/output_system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

intptr_t output_standard(void)
{
	return STDOUT_FILENO;
}

bool output_is_special(const char *name)
{
	struct stat facts;

	return stat(name, &facts) == 0 && !S_ISREG(facts.st_mode);
}

int output_open_special(const char *name, intptr_t *handle)
{
	*handle = open(name, O_WRONLY | O_CLOEXEC);
	return *handle < 0 ? errno : 0;
}

int output_create_temporary(
	struct arena *arena, const char *name, char **temporary, intptr_t *handle)
{
	*temporary = arena_printf(arena, "%s.XXXXXX", name);
	*handle = mkstemp(*temporary);
	return *handle < 0 ? errno : 0;
}

int output_write_all(intptr_t handle, const char *bytes, size_t size)
{
	return file_write_all((int)handle, bytes, size) ? 0 : errno;
}

/* mkstemp makes files that only their owner may read. */
int output_complete(intptr_t handle)
{
	mode_t mask = umask(0);

	umask(mask);
	return fchmod((int)handle, 0666 & ~mask) != 0 || fsync((int)handle) != 0 ? errno : 0;
}

int output_close(intptr_t handle)
{
	return close((int)handle) != 0 ? errno : 0;
}

int output_replace(const char *temporary, const char *name)
{
	return rename(temporary, name) != 0 ? errno : 0;
}

void output_remove(const char *temporary)
{
	unlink(temporary);
}
