/* The standard resource types. winuser.h, RT_*; 15 is the name table of Windows before 3.1. */
#include "scanner/image/image.h"

static const char *const types[] = {
	[1] = "cursor",
	[2] = "bitmap",
	[3] = "icon",
	[4] = "menu",
	[5] = "dialog",
	[6] = "string",
	[7] = "font-dir",
	[8] = "font",
	[9] = "accelerator",
	[10] = "rcdata",
	[11] = "message-table",
	[12] = "group-cursor",
	[14] = "group-icon",
	[15] = "name-table",
	[16] = "version",
	[17] = "dlg-include",
	[19] = "plug-play",
	[20] = "vxd",
	[21] = "animated-cursor",
	[22] = "animated-icon",
	[23] = "html",
	[24] = "manifest",
};

const char *image_resource_type_name(uint16_t type)
{
	return type < sizeof(types) / sizeof(types[0]) ? types[type] : NULL;
}
