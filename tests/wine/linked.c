/* A program linked against wanted.dll, which the loader looks for before it runs. */
#include "say.h"

__declspec(dllimport) HMODULE wanted(void);

int main(void)
{
	say_module("loaded", wanted());
	return 0;
}
