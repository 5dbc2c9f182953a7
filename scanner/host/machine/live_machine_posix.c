#include "scanner/host/machine/live_machine.h"

bool live_machine_is_there(void)
{
	return false;
}

enum host_status live_machine_open(struct host *host, const struct diagnostics *diagnostics,
	struct registry_source *sources[REGISTRY_ROOTS])
{
	(void)host;
	(void)sources;
	diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
		"this is no Windows, so it is no machine to look at; give the folder that holds "
		"the files of a machine's drive C: with --root DIR");
	return HOST_BAD_OPTION;
}
