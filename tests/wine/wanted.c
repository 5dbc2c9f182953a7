/* A DLL that knows which file it was loaded from: wanted.dll, and under every DLL's name that a
 * case looks for. */
#include <windows.h>

static HMODULE self;

__declspec(dllexport) HMODULE wanted(void)
{
	return self;
}

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, void *reserved)
{
	(void)reserved;
	if (reason == DLL_PROCESS_ATTACH)
		self = module;
	return TRUE;
}
