#include "say.h"

#include <stdio.h>

enum { MAX_ANSWER = 4096 };

static void write_line(const char *line, int length)
{
	DWORD written;

	if (length > 0 && length < MAX_ANSWER)
		WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)length, &written, NULL);
}

void say(const char *word, const wchar_t *path)
{
	char text[MAX_ANSWER / 2];
	char line[MAX_ANSWER];

	if (!WideCharToMultiByte(CP_UTF8, 0, path, -1, text, sizeof(text), NULL, NULL))
		text[0] = '\0';
	write_line(line, snprintf(line, sizeof(line), "%s %s\n", word, text));
}

void say_number(const char *word, unsigned long number)
{
	char line[MAX_ANSWER];

	write_line(line, snprintf(line, sizeof(line), "%s %lu\n", word, number));
}

void say_module(const char *word, HMODULE module)
{
	wchar_t path[MAX_PATH];

	path[0] = L'\0';
	GetModuleFileNameW(module, path, MAX_PATH);
	say(word, path);
}
