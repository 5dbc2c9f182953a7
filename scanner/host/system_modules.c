#include "scanner/host/system_modules.h"

#include "scanner/base/text.h"

#include <stddef.h>

static const char *const names[] = {
	"advapi32.dll",
	"avicap32.dll",
	"avifil32.dll",
	"cfgmgr32.dll",
	"comctl32.dll",
	"comdlg32.dll",
	"crtdll.dll",
	"crypt32.dll",
	"csrsrv.dll",
	"ctl3d32.dll",
	"dciman32.dll",
	"ddraw.dll",
	"dsound.dll",
	"gdi32.dll",
	"glu32.dll",
	"hal.dll",
	"icmp.dll",
	"imagehlp.dll",
	"imm32.dll",
	"inetmib1.dll",
	"kernel32.dll",
	"lsasrv.dll",
	"lz32.dll",
	"mapi32.dll",
	"mfc40.dll",
	"mfc42.dll",
	"mgmtapi.dll",
	"mpr.dll",
	"mprapi.dll",
	"msacm32.dll",
	"msafd.dll",
	"mscms.dll",
	"msimg32.dll",
	"msvcirt.dll",
	"msvcp50.dll",
	"msvcp60.dll",
	"msvcrt.dll",
	"msvcrt20.dll",
	"msvcrt40.dll",
	"msvfw32.dll",
	"mswsock.dll",
	"nddeapi.dll",
	"netapi32.dll",
	"netrap.dll",
	"ntdll.dll",
	"ntoskrnl.exe",
	"odbc32.dll",
	"odbccp32.dll",
	"ole32.dll",
	"oleacc.dll",
	"oleaut32.dll",
	"olecli32.dll",
	"oledlg.dll",
	"olepro32.dll",
	"olesvr32.dll",
	"opengl32.dll",
	"pdh.dll",
	"psapi.dll",
	"rasapi32.dll",
	"rpcltc1.dll",
	"rpcns4.dll",
	"rpcrt4.dll",
	"samlib.dll",
	"secur32.dll",
	"security.dll",
	"setupapi.dll",
	"shell32.dll",
	"shlwapi.dll",
	"snmpapi.dll",
	"svrapi.dll",
	"tapi32.dll",
	"urlmon.dll",
	"user32.dll",
	"userenv.dll",
	"version.dll",
	"wininet.dll",
	"winmm.dll",
	"winspool.drv",
	"winsta.dll",
	"wintrust.dll",
	"wldap32.dll",
	"wow32.dll",
	"ws2_32.dll",
	"ws2help.dll",
	"wsock32.dll",
};

bool is_system_module(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_same_name(names[i], name))
			return true;
	return false;
}

bool is_api_set(const char *name)
{
	return text_begins_keyword(name, "api-ms-") || text_begins_keyword(name, "ext-ms-");
}
