/*
 * caller [NAME=VALUE]... LAUNCHER WHAT...
 *
 * Sets its environment, has Windows look for a name in one of its ways and says what was picked. It
 * is copied to where the calling program of a case stands.
 */
#include "say.h"

#include <shellapi.h>
#include <stdbool.h>
#include <wchar.h>

enum { MAX_COMMAND = 2048, CHILD_MILLISECONDS = 20000 };

/* The child says itself what it is; here it is told only that it did not come to that. */
static void end_child(HANDLE process)
{
	DWORD code = 0;

	if (WaitForSingleObject(process, CHILD_MILLISECONDS) != WAIT_OBJECT_0)
		say_number("late", CHILD_MILLISECONDS);
	else if (GetExitCodeProcess(process, &code) && code != 0)
		say_number("ended", code);
	CloseHandle(process);
}

static void create_process(const wchar_t *program, const wchar_t *command)
{
	wchar_t line[MAX_COMMAND];
	STARTUPINFOW startup = {.cb = sizeof(startup)};
	PROCESS_INFORMATION child;

	lstrcpynW(line, command, MAX_COMMAND);
	if (!CreateProcessW(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child)) {
		say_number("missing", GetLastError());
		return;
	}
	CloseHandle(child.hThread);
	end_child(child.hProcess);
}

static void by_createprocess(const wchar_t *what)
{
	create_process(NULL, what);
}

/* A program that is linked against what a case looks for: Windows loads it before it runs. */
static void by_import(const wchar_t *what)
{
	create_process(what, what);
}

static void by_cmd(const wchar_t *what)
{
	wchar_t program[MAX_PATH];
	wchar_t line[MAX_COMMAND];

	GetSystemDirectoryW(program, MAX_PATH);
	lstrcatW(program, L"\\cmd.exe");
	lstrcpyW(line, L"cmd /d /c ");
	lstrcpynW(line + lstrlenW(line), what, MAX_COMMAND - lstrlenW(line));
	create_process(program, line);
}

static void search_path(const wchar_t *name, const wchar_t *extension)
{
	wchar_t path[MAX_PATH];
	DWORD length = SearchPathW(NULL, name, extension, MAX_PATH, path, NULL);

	if (length && length < MAX_PATH)
		say("found", path);
	else
		say_number("missing", GetLastError());
}

static void by_searchpath(const wchar_t *what)
{
	search_path(what, L".exe");
}

static void by_safe_searchpath(const wchar_t *what)
{
	if (!SetSearchPathMode(BASE_SEARCH_PATH_ENABLE_SAFE_SEARCHMODE))
		say_number("mode", GetLastError());
	search_path(what, L".exe");
}

static void by_loadlibrary(const wchar_t *what)
{
	HMODULE module = LoadLibraryW(what);

	if (module)
		say_module("loaded", module);
	else
		say_number("missing", GetLastError());
}

/* A DLL that is linked against what a case looks for. */
static void by_dependent(const wchar_t *what)
{
	if (LoadLibraryW(what))
		say_module("loaded", GetModuleHandleW(L"wanted.dll"));
	else
		say_number("missing", GetLastError());
}

static void by_shell(const wchar_t *what)
{
	SHELLEXECUTEINFOW request = {.cbSize = sizeof(request),
		.fMask = SEE_MASK_NOCLOSEPROCESS | SEE_MASK_FLAG_NO_UI | SEE_MASK_NO_CONSOLE,
		.lpFile = what};

	if (!ShellExecuteExW(&request)) {
		say_number("missing", GetLastError());
		return;
	}
	if (request.hProcess)
		end_child(request.hProcess);
	else
		say_number("unseen", 0);
}

static const struct {
	const wchar_t *name;
	void (*look)(const wchar_t *what);
} launchers[] = {
	{L"createprocess", by_createprocess},
	{L"import", by_import},
	{L"cmd", by_cmd},
	{L"searchpath", by_searchpath},
	{L"searchpath-safe", by_safe_searchpath},
	{L"loadlibrary", by_loadlibrary},
	{L"dependent", by_dependent},
	{L"shell", by_shell},
};

static bool set_variable(wchar_t *argument)
{
	wchar_t *equals = wcschr(argument, L'=');

	if (!equals)
		return false;
	*equals = L'\0';
	SetEnvironmentVariableW(argument, equals + 1);
	return true;
}

int wmain(int count, wchar_t **arguments)
{
	int at = 1;

	while (at < count && set_variable(arguments[at]))
		at++;
	if (count - at != 2)
		return 2;
	for (size_t i = 0; i < sizeof(launchers) / sizeof(launchers[0]); i++) {
		if (wcscmp(launchers[i].name, arguments[at]) != 0)
			continue;
		launchers[i].look(arguments[at + 1]);
		return 0;
	}
	return 2;
}
