/* Imports by name, by ordinal and delayed; nothing of it is ever run. */
__declspec(dllimport) void ExitProcess(unsigned code);
__declspec(dllimport) int by_name(int number);
__declspec(dllimport) int by_ordinal_only(int number);
__declspec(dllimport) int first_ordinal(void);
__declspec(dllimport) int last_ordinal(void);
__declspec(dllimport) int with_name(void);
int delayed_by_name(void);
int delayed_by_ordinal(void);

/* What delayed imports call; on Windows the compiler's library has it. */
#ifdef _MSC_VER
#define HELPER_CALL __stdcall
#else
#define HELPER_CALL
#endif
void *HELPER_CALL __delayLoadHelper2(const void *descriptor, void **address)
{
	return descriptor == address ? 0 : *address;
}

int start(void)
{
	ExitProcess((unsigned)(by_name(1) + by_ordinal_only(2) + first_ordinal() + last_ordinal() +
			       with_name() + delayed_by_name() + delayed_by_ordinal()));
	return 0;
}
