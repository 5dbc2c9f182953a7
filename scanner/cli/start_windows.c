/* The command line of Windows is UTF-16, its console has code pages, and its C library changes line
 * ends: none of that reaches the rest of the program. */
#include "scanner/cli/start.h"

#include "scanner/base/wide_windows.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>

/* No pattern in an argument is replaced by the names that match it in the folder of whoever runs
 * this: an option's value may look like one. */
int _dowildcard = 0;

static struct {
	UINT code_page;
	DWORD mode;
	bool has_mode;
} console;

/* The console belongs to the shell, which goes on using it. */
static void restore_console(void)
{
	fflush(stderr);
	if (console.code_page)
		SetConsoleOutputCP(console.code_page);
	if (console.has_mode)
		SetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), console.mode);
}

static void prepare_console(void)
{
	HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);

	console.code_page = GetConsoleOutputCP();
	if (console.code_page)
		SetConsoleOutputCP(CP_UTF8);
	console.has_mode = GetConsoleMode(output, &console.mode);
	if (console.has_mode)
		SetConsoleMode(output, console.mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
	atexit(restore_console);
}

static void prepare_streams(void)
{
	FILE *const streams[] = {stdin, stdout, stderr};

	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
		_setmode(_fileno(streams[i]), _O_BINARY);
	/* A message reaches the console whole: byte by byte, its characters would be torn. */
	setvbuf(stderr, NULL, _IOFBF, BUFSIZ);
}

int wmain(int argc, wchar_t **argv)
{
	struct arena arena;
	char **arguments;
	int code;

	arena_init(&arena);
	arguments = arena_array(&arena, (size_t)argc + 1, sizeof(*arguments));
	for (int i = 0; i < argc; i++)
		arguments[i] = wide_to_text(&arena, argv[i], wcslen(argv[i]));
	prepare_streams();
	prepare_console();
	code = compatscan(argc, arguments);
	arena_free(&arena);
	return code;
}
