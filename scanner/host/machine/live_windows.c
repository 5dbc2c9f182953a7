#include "scanner/host/machine/live_windows.h"

#include "scanner/base/clock.h"
#include "scanner/base/file_windows.h"
#include "scanner/base/wide_windows.h"

#include <winsvc.h>

#include <string.h>

enum { MAX_TRIES = 4 }; /* of a service that changes its state while it is asked */

static struct live_service untold(struct arena *arena, const char *what, DWORD error)
{
	return (struct live_service){.status = LIVE_UNTOLD,
		.reason = arena_printf(arena, "%s: %s; run as an administrator of the machine",
			what, file_error_words(arena, error))};
}

static bool query(SC_HANDLE service, SERVICE_STATUS_PROCESS *out)
{
	DWORD needed;

	return QueryServiceStatusEx(
		service, SC_STATUS_PROCESS_INFO, (BYTE *)out, sizeof(*out), &needed);
}

/* 0, or the error of Windows for which the start of the process could not be told. */
static DWORD process_start(DWORD process_id, int64_t *out)
{
	HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process_id);
	FILETIME created, ended, kernel, user;
	DWORD error = 0;

	if (!process)
		return GetLastError();
	if (GetProcessTimes(process, &created, &ended, &kernel, &user))
		*out = file_seconds_of(created);
	else
		error = GetLastError();
	CloseHandle(process);
	return error;
}

/* A process id is given to another process as soon as its own has ended, so the service is asked
 * once more behind it. */
static struct live_service state_of(SC_HANDLE handle, struct arena *arena)
{
	SERVICE_STATUS_PROCESS status, later;

	if (!query(handle, &status))
		return untold(arena, "its state could not be asked", GetLastError());
	for (int i = 0; i < MAX_TRIES; i++) {
		struct live_service service = {.status = LIVE_TOLD};
		DWORD error = 0;

		if (status.dwCurrentState < 1 || status.dwCurrentState > LIVE_STATES)
			return (struct live_service){.status = LIVE_UNTOLD,
				.reason = "Windows gives a state that has no name"};
		service.state = (enum live_state)(status.dwCurrentState - 1);
		if (!live_state_has_process(service.state))
			return service;
		if (status.dwProcessId)
			error = process_start(status.dwProcessId, &service.started);
		if (!query(handle, &later))
			return untold(arena, "its state could not be asked", GetLastError());
		if (later.dwProcessId == status.dwProcessId &&
			later.dwCurrentState == status.dwCurrentState) {
			service.start_told = status.dwProcessId && !error;
			service.reason =
				error ? untold(arena, "its process may not be asked", error).reason
				: status.dwProcessId ? NULL
						     : "it has no process of its own";
			return service;
		}
		status = later;
	}
	return (struct live_service){
		.status = LIVE_UNTOLD, .reason = "it changes its state again and again"};
}

static struct live_service service_of(
	const struct live_source *source, const char *name, struct arena *arena)
{
	const wchar_t *wide = wide_from_text(arena, name, strlen(name));
	SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
	struct live_service service = {.status = LIVE_ABSENT};
	SC_HANDLE handle;
	DWORD error;

	(void)source;
	if (!manager)
		return untold(
			arena, "the service control manager could not be asked", GetLastError());
	handle = OpenServiceW(manager, wide, SERVICE_QUERY_STATUS);
	error = GetLastError();
	if (handle) {
		service = state_of(handle, arena);
		CloseServiceHandle(handle);
	} else if (error != ERROR_SERVICE_DOES_NOT_EXIST && error != ERROR_INVALID_NAME) {
		service = untold(arena, "it may not be asked", error);
	}
	CloseServiceHandle(manager);
	return service;
}

static struct live_space space_of(
	const struct live_source *source, char letter, struct arena *arena)
{
	const wchar_t root[] = {(wchar_t)letter, L':', L'\\', L'\0'};
	struct live_space space = {.status = LIVE_ABSENT};
	ULARGE_INTEGER available, total;
	UINT type;

	(void)source;
	if (letter < 'A' || letter > 'Z')
		return space;
	type = GetDriveTypeW(root);
	if (type == DRIVE_NO_ROOT_DIR)
		return space;
	space.remote = type == DRIVE_REMOTE;
	if (GetDiskFreeSpaceExW(root, &available, &total, NULL)) {
		space.status = LIVE_TOLD;
		space.free = available.QuadPart;
		space.total = total.QuadPart;
	} else {
		space.status = LIVE_UNTOLD;
		space.reason = arena_printf(arena, "Windows does not tell how much is free: %s",
			file_error_words(arena, GetLastError()));
	}
	return space;
}

static int64_t now_of(const struct live_source *source)
{
	(void)source;
	return clock_now();
}

static const struct live_operations operations = {
	.service = service_of, .space = space_of, .now = now_of};

const struct live_source *live_windows(void)
{
	static const struct live_source source = {&operations};

	return &source;
}
