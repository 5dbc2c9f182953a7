#include "scanner/cli/terminal.h"

#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

size_t terminal_columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
		return SIZE_MAX;
	return size.ws_col;
}

bool terminal_has_colour(void)
{
	return isatty(STDOUT_FILENO);
}
