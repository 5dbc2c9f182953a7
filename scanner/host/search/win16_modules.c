#include "scanner/host/search/win16_modules.h"

#include "scanner/base/text.h"

#include <stddef.h>

/* File names: the value KnownDLLs of HKLM\SYSTEM\CurrentControlSet\Control\WOW as Windows NT 4.0
 * sets it up, and the drivers of its SYSTEM.INI; module names: those in the files' own headers. */
static const struct {
	const char *module;
	const char *file;
} modules[] = {
	{"KERNEL", "krnl386.exe"},
	{"USER", "user.exe"},
	{"GDI", "gdi.exe"},
	{"SYSTEM", "system.drv"},
	{"KEYBOARD", "keyboard.drv"},
	{"MOUSE", "mouse.drv"},
	{"SOUND", "sound.drv"},
	{"COMM", "comm.drv"},
	{"DISPLAY", "vga.drv"},
	{"COMMDLG", NULL},
	{"COMPOBJ", NULL},
	{"CTL3DV2", NULL},
	{"DDEML", NULL},
	{"LZEXPAND", NULL},
	{"MMSYSTEM", NULL},
	{"NETAPI", NULL},
	{"OLE2", NULL},
	{"OLE2DISP", NULL},
	{"OLE2NLS", NULL},
	{"OLECLI", NULL},
	{"OLESVR", NULL},
	{"RASAPI16", NULL},
	{"SHELL", NULL},
	{"STORAGE", NULL},
	{"TOOLHELP", NULL},
	{"TYPELIB", NULL},
	{"VER", NULL},
	{"WIFEMAN", NULL},
	{"WIN87EM", NULL},
	{"WINNLS", NULL},
	{"WINSOCK", NULL},
	{"WINSPOOL", NULL},
};

enum { MODULES = sizeof(modules) / sizeof(modules[0]) };

const char *win16_module_file(const char *module)
{
	for (size_t i = 0; i < MODULES; i++)
		if (modules[i].file && text_same_name(modules[i].module, module))
			return modules[i].file;
	return module;
}

bool is_win16_system_module(const char *name)
{
	for (size_t i = 0; i < MODULES; i++)
		if (text_same_name(modules[i].module, name) ||
			(modules[i].file && text_same_name(modules[i].file, name)))
			return true;
	return false;
}
