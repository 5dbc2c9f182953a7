/* A DLL linked against wanted.dll: loaded by its full path, it has the loader look for the other by
 * name alone. */
#include <windows.h>

__declspec(dllimport) HMODULE wanted(void);

__declspec(dllexport) HMODULE chain(void)
{
	return wanted();
}
