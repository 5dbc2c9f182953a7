#include "scanner/cli/terminal.h"

#include <windows.h>

size_t terminal_columns(void)
{
	HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
	CONSOLE_SCREEN_BUFFER_INFO facts;

	if (!GetConsoleScreenBufferInfo(output, &facts))
		return 0;
	return (size_t)(facts.srWindow.Right - facts.srWindow.Left + 1);
}

/* Consoles before Windows 10 would print what other terminals take for colours. */
bool terminal_has_colour(void)
{
	DWORD mode;

	return GetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), &mode) &&
	       mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING;
}
