#include "rules/facts/windows_parts.h"

#include "rules/facts/image_facts.h"
#include "scanner/base/text.h"
#include "scanner/base/wildcard.h"
#include "scanner/host/disk/winpath.h"

/* System32 of NT 4.0 to Windows 10, 32-bit. None of them says who made it. */
static const char *const without_version[] = {"append.exe", "command.com", "debug.exe", "dosx.exe",
	"edit.com", "edlin.exe", "exe2bin.exe", "fastopen.exe", "graphics.com", "himem.sys",
	"kb16.com", "krnl286.exe", "loadfix.com", "mem.exe", "mscdexnt.exe", "nlsfunc.exe",
	"ntdos.sys", "ntio.sys", "nw16.exe", "qbasic.exe", "redir.exe", "setver.exe", "share.exe",
	"vwipxspx.exe", "win.com"};

/* "Microsoft(R) Windows NT(TM) Operating System", in the words of each language. A product of
 * Microsoft's for Windows, such as "Microsoft FoxPro for Windows", is none of its parts. */
static bool says_so(const struct image *image)
{
	static const char *const products[] = {"Windows*", "*Microsoft Windows*",
		"*Microsoft? Windows*", "*Microsoft(R) Windows*", "*Microsoft (R) Windows*"};
	const char *product = image_version_string(image, "ProductName", "");

	if (!wildcard_match("Microsoft*", image_version_string(image, "CompanyName", "")))
		return false;
	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++)
		if (wildcard_match(products[i], product))
			return true;
	return false;
}

bool is_part_of_windows(const struct host *host, const char *path, const struct image *image)
{
	const char *rest =
		host->windows_directory ? text_behind_name(path, host->windows_directory) : NULL;
	const char *name = winpath_name(path);

	if (!rest || *rest != '\\')
		return false;
	if (says_so(image))
		return true;
	if (!text_same_name(rest + 1, arena_printf(host->arena, "System32\\%s", name)))
		return false;
	for (size_t i = 0; i < sizeof(without_version) / sizeof(without_version[0]); i++)
		if (text_same_name(without_version[i], name))
			return true;
	return false;
}
