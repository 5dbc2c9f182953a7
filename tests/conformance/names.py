"""The contract's words for numbers of the formats, written down from the format specifications."""

MACHINES = {
    0x014C: "i386", 0x8664: "x86-64", 0x01C0: "arm", 0x01C2: "arm", 0x01C4: "armnt", 0xAA64: "arm64",
    0xA641: "arm64ec", 0x0200: "ia64", 0x0184: "alpha", 0x0284: "alpha64", 0x0162: "mips", 0x0166: "mips",
    0x01F0: "powerpc", 0x01A2: "sh", 0x01A6: "sh", 0x0EBC: "ebc", 0x5032: "riscv32", 0x5064: "riscv64",
    0x6232: "loongarch32", 0x6264: "loongarch64",
}

SUBSYSTEMS = {
    1: "native", 2: "gui", 3: "console", 5: "os2", 7: "posix", 8: "native-windows", 9: "ce-gui",
    10: "efi-application", 11: "efi-boot-driver", 12: "efi-runtime-driver", 13: "efi-rom", 14: "xbox",
    16: "boot-application",
}

RESOURCE_TYPES = {
    1: "cursor", 2: "bitmap", 3: "icon", 4: "menu", 5: "dialog", 6: "string", 7: "font-dir", 8: "font",
    9: "accelerator", 10: "rcdata", 11: "message-table", 12: "group-cursor", 14: "group-icon", 16: "version",
    17: "dlg-include", 19: "plug-play", 20: "vxd", 21: "animated-cursor", 22: "animated-icon", 23: "html",
    24: "manifest",
}

# compatibility sections of application manifests
SUPPORTED_SYSTEMS = {
    "{e2011457-1546-43c5-a5fe-008deee3d3f0}": "Windows Vista",
    "{35138b9a-5d96-4fbd-8e2d-a2440225f93a}": "Windows 7",
    "{4a2f28e3-53b9-4441-ba9c-d69d4a4a6e38}": "Windows 8",
    "{1f676c76-80e1-4239-95bb-83d0f6d0da78}": "Windows 8.1",
    "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}": "Windows 10",
}


def numbered(table, number):
    """The word for a number, or the number as the contract writes unknown ones."""
    return table.get(number, f"0x{number:04X}")


def resource_type(number):
    return RESOURCE_TYPES.get(number, str(number))
