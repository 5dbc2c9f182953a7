/* What Windows says of itself to a program: its version and folder, its name, the environment, and
 * the services that the service control manager knows. */
#include "say.h"

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

enum { MAX_FIELD = 2048, MAX_NAME = 256, MAX_CONFIGURATION = 8192 };

static void say_version(void)
{
	OSVERSIONINFOW version = {.dwOSVersionInfoSize = sizeof(version)};
	wchar_t text[MAX_NAME];

	GetVersionExW(&version);
	_snwprintf(text, MAX_NAME, L"%lu.%lu", version.dwMajorVersion, version.dwMinorVersion);
	say("version", text);
	_snwprintf(text, MAX_NAME, L"%lu", version.dwBuildNumber);
	say("build", text);
	say("service-pack", version.szCSDVersion);
}

static void say_names(void)
{
	wchar_t text[MAX_FIELD];
	DWORD length = MAX_FIELD;

	if (GetComputerNameW(text, &length))
		say("name", text);
	if (GetWindowsDirectoryW(text, MAX_FIELD))
		say("windows_directory", text);
}

static void say_environment(void)
{
	wchar_t *block = GetEnvironmentStringsW();

	for (const wchar_t *entry = block; entry && *entry; entry += wcslen(entry) + 1)
		say("variable", entry);
	FreeEnvironmentStringsW(block);
}

static void say_service(SC_HANDLE manager, const wchar_t *name)
{
	static BYTE buffer[MAX_CONFIGURATION];
	const QUERY_SERVICE_CONFIGW *found = (const void *)buffer;
	SC_HANDLE service = OpenServiceW(manager, name, SERVICE_QUERY_CONFIG);
	wchar_t text[MAX_FIELD];
	DWORD needed;

	if (!service)
		return;
	if (QueryServiceConfigW(service, (void *)buffer, sizeof(buffer), &needed)) {
		_snwprintf(text, MAX_FIELD, L"%s\t%lu\t%lu\t%s\t%s\t%s", name, found->dwServiceType,
			found->dwStartType, found->lpBinaryPathName, found->lpServiceStartName,
			found->lpDisplayName);
		text[MAX_FIELD - 1] = L'\0';
		say("service", text);
	}
	CloseServiceHandle(service);
}

static void say_services(void)
{
	SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ENUMERATE_SERVICE);
	DWORD needed = 0, count = 0, resume = 0;
	ENUM_SERVICE_STATUSW *services;

	if (!manager)
		return;
	EnumServicesStatusW(
		manager, SERVICE_WIN32, SERVICE_STATE_ALL, NULL, 0, &needed, &count, &resume);
	services = malloc(needed);
	resume = 0;
	if (services && EnumServicesStatusW(manager, SERVICE_WIN32, SERVICE_STATE_ALL, services,
				needed, &needed, &count, &resume))
		for (DWORD i = 0; i < count; i++)
			say_service(manager, services[i].lpServiceName);
	free(services);
	CloseServiceHandle(manager);
}

int main(void)
{
	say_version();
	say_names();
	say_environment();
	say_services();
	return 0;
}
