/* A service that does nothing until it is stopped. */
#include <windows.h>

#include <winsvc.h>

static SERVICE_STATUS_HANDLE status_handle;
static HANDLE stopped;

static void tell(DWORD state)
{
	SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS,
		.dwCurrentState = state,
		.dwControlsAccepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN};

	SetServiceStatus(status_handle, &status);
}

static DWORD WINAPI handle_control(DWORD control, DWORD type, void *data, void *context)
{
	(void)type;
	(void)data;
	(void)context;
	if (control == SERVICE_CONTROL_STOP || control == SERVICE_CONTROL_SHUTDOWN)
		SetEvent(stopped);
	return NO_ERROR;
}

static void WINAPI serve(DWORD argc, wchar_t **argv)
{
	(void)argc;
	status_handle = RegisterServiceCtrlHandlerExW(argv[0], handle_control, NULL);
	stopped = CreateEventW(NULL, TRUE, FALSE, NULL);
	tell(SERVICE_RUNNING);
	WaitForSingleObject(stopped, INFINITE);
	tell(SERVICE_STOPPED);
}

int main(void)
{
	static wchar_t name[] = L"";
	const SERVICE_TABLE_ENTRYW services[] = {{name, serve}, {NULL, NULL}};

	return !StartServiceCtrlDispatcherW(services);
}
