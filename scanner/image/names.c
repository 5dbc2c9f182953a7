#include "scanner/image/names.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* The one that Windows NT ran on. */
enum { MIPS_R4000 = 0x0166 };

static const char *const kinds[] = {
	[IMAGE_NONE] = "none",
	[IMAGE_MZ] = "mz",
	[IMAGE_NE] = "ne",
	[IMAGE_LE] = "le",
	[IMAGE_LX] = "lx",
	[IMAGE_W3] = "w3",
	[IMAGE_W4] = "w4",
	[IMAGE_P2] = "p2",
	[IMAGE_P3] = "p3",
	[IMAGE_MP] = "mp",
	[IMAGE_BW] = "bw",
	[IMAGE_PE32] = "pe32",
	[IMAGE_PE32PLUS] = "pe32plus",
	[IMAGE_TE] = "te",
};

static const char *const targets[] = {
	[IMAGE_TARGET_UNKNOWN] = "unknown",
	[IMAGE_TARGET_DOS] = "dos",
	[IMAGE_TARGET_WINDOWS] = "windows",
	[IMAGE_TARGET_OS2] = "os2",
	[IMAGE_TARGET_DOS4] = "dos4",
	[IMAGE_TARGET_WINDOWS386] = "windows386",
	[IMAGE_TARGET_BOSS] = "boss",
	[IMAGE_TARGET_EFI] = "efi",
	[IMAGE_TARGET_NATIVE] = "native",
	[IMAGE_TARGET_CE] = "ce",
	[IMAGE_TARGET_POSIX] = "posix",
	[IMAGE_TARGET_PHARLAP] = "pharlap",
};

/*
 * IMAGE_FILE_MACHINE_*: PE format specification, "Machine types", with the codes that older winnt.h
 * versions and the SDKs of Windows CE add. Variants that one system runs alike share a name.
 */
static const struct machine_row machines[] = {
	{0x014C, 32, "i386"},
	{0x8664, 64, "x86-64"},
	{0x01C0, 32, "arm"},
	{0x01C2, 32, "arm"}, /* Thumb, Windows CE */
	{0x01C4, 32, "armnt"},
	{0xAA64, 64, "arm64"},
	{0xA641, 64, "arm64ec"},
	{0xA64E, 64, "arm64x"},
	{0x0200, 64, "ia64"},
	{0x0184, 32, "alpha"},
	{0x0284, 64, "alpha64"},
	{0x0160, 32, "mips"}, /* R3000, big-endian */
	{0x0162, 32, "mips"}, /* R3000 */
	{0x0166, 32, "mips"}, /* R4000 */
	{0x0168, 32, "mips"}, /* R10000 */
	{0x0169, 32, "mips"}, /* WCE v2 */
	{0x0266, 32, "mips"}, /* MIPS16 */
	{0x0366, 32, "mips"}, /* with FPU */
	{0x0466, 32, "mips"}, /* MIPS16 with FPU */
	{0x01F0, 32, "powerpc"},
	{0x01F1, 32, "powerpc"}, /* with FPU */
	{0x01F2, 32, "powerpc"}, /* big-endian, Xbox 360 */
	{0x01A2, 32, "sh"},      /* SH3 */
	{0x01A3, 32, "sh"},      /* SH3 DSP */
	{0x01A4, 32, "sh"},      /* SH3E */
	{0x01A6, 32, "sh"},      /* SH4 */
	{0x01A8, 32, "sh"},      /* SH5 */
	{0x01D3, 32, "am33"},
	{0x0290, 32, "parisc"},
	{0x0601, 32, "powerpc"}, /* Macintosh */
	{0x3A64, 32, "chpe-x86"},
	{0x0CEF, 0, "cef"},
	{0xC0EE, 0, "cee"},
	{0x9041, 32, "m32r"},
	{0x0268, 32, "m68k"},
	{0x0520, 32, "tricore"},
	{0x0EBC, 0, "ebc"},
	{0x5032, 32, "riscv32"},
	{0x5064, 64, "riscv64"},
	{0x5128, 0, "riscv128"},
	{0x6232, 32, "loongarch32"},
	{0x6264, 64, "loongarch64"},
};

/* LX specification (OS/2 Warp), "CPU type". */
static const struct machine_row le_machines[] = {
	{0x01, 16, "i286"}, {0x02, 32, "i386"}, {0x03, 32, "i486"}, {0x04, 32, "i586"},
	{0x20, 32, "i860"}, {0x21, 32, "i860"}, /* N11 */
	{0x40, 32, "mips"},                     /* R2000, R3000 */
	{0x41, 32, "mips"},                     /* R6000 */
	{0x42, 32, "mips"},                     /* R4000 */
};

/* PE format specification, "Windows subsystem". */
static const struct {
	uint16_t code;
	enum image_target target;
	const char *name;
} subsystems[] = {
	{1, IMAGE_TARGET_NATIVE, "native"},
	{2, IMAGE_TARGET_WINDOWS, "gui"},
	{3, IMAGE_TARGET_WINDOWS, "console"},
	{5, IMAGE_TARGET_OS2, "os2"},
	{7, IMAGE_TARGET_POSIX, "posix"},
	{8, IMAGE_TARGET_NATIVE, "native-windows"}, /* Windows 9x driver */
	{9, IMAGE_TARGET_CE, "ce-gui"},
	{10, IMAGE_TARGET_EFI, "efi-application"},
	{11, IMAGE_TARGET_EFI, "efi-boot-driver"},
	{12, IMAGE_TARGET_EFI, "efi-runtime-driver"},
	{13, IMAGE_TARGET_EFI, "efi-rom"},
	{14, IMAGE_TARGET_UNKNOWN, "xbox"},
	{16, IMAGE_TARGET_UNKNOWN, "boot-application"},
};

static const char *name_at(const char *const *names, size_t count, size_t index)
{
	return index < count ? names[index] : names[0];
}

static bool index_of(const char *const *names, size_t count, const char *name, size_t *out)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0) {
			*out = i;
			return true;
		}
	return false;
}

const char *image_kind_name(enum image_kind kind)
{
	return name_at(kinds, COUNT_OF(kinds), (size_t)kind);
}

const char *image_target_name(enum image_target target)
{
	return name_at(targets, COUNT_OF(targets), (size_t)target);
}

bool image_kind_from_name(const char *name, enum image_kind *out)
{
	size_t index;

	if (!index_of(kinds, COUNT_OF(kinds), name, &index))
		return false;
	*out = (enum image_kind)index;
	return true;
}

bool image_target_from_name(const char *name, enum image_target *out)
{
	size_t index;

	if (!index_of(targets, COUNT_OF(targets), name, &index))
		return false;
	*out = (enum image_target)index;
	return true;
}

static bool has_name(const struct machine_row *rows, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].name, name) == 0)
			return true;
	return false;
}

/* The number that "0xNNNN" stands for. */
static bool code_of(const char *name, uint16_t *out)
{
	static const char hexadecimal[] = "0123456789ABCDEF";
	unsigned code = 0;

	if (strlen(name) != 6 || name[0] != '0' || name[1] != 'x' ||
		strspn(name + 2, hexadecimal) != 4)
		return false;
	for (const char *digit = name + 2; *digit; digit++)
		code = code * 16 + (unsigned)(strchr(hexadecimal, *digit) - hexadecimal);
	*out = (uint16_t)code;
	return true;
}

bool image_machine_code(const char *name, uint16_t *out)
{
	for (size_t i = 0; i < COUNT_OF(machines); i++)
		if (strcmp(machines[i].name, name) == 0) {
			*out = strcmp(name, "mips") == 0 ? MIPS_R4000 : machines[i].code;
			return true;
		}
	return code_of(name, out);
}

bool image_subsystem_code(const char *name, uint16_t *out)
{
	for (size_t i = 0; i < COUNT_OF(subsystems); i++)
		if (strcmp(subsystems[i].name, name) == 0) {
			*out = subsystems[i].code;
			return true;
		}
	return code_of(name, out);
}

bool image_machine_name_is_known(const char *name)
{
	uint16_t code;

	if (strcmp(name, "i8086") == 0 || has_name(machines, COUNT_OF(machines), name) ||
		has_name(le_machines, COUNT_OF(le_machines), name))
		return true;
	return code_of(name, &code);
}

static const struct machine_row *find(const struct machine_row *rows, size_t count, uint16_t code)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

const struct machine_row *machine_find(uint16_t code)
{
	return find(machines, COUNT_OF(machines), code);
}

static void set_machine(
	struct image_reader *reader, const struct machine_row *row, uint16_t code, uint64_t offset)
{
	struct image *image = reader->image;

	image->machine_known = true;
	image->machine_code = code;
	image->machine_offset = offset;
	if (row) {
		image->machine = row->name;
		return;
	}
	image->machine = arena_printf(reader->arena, "0x%04X", code);
	image_problem(reader, "unknown-machine", offset, "machine code 0x%04X is not known", code);
}

void image_set_pe_machine(struct image_reader *reader, uint16_t code, uint64_t offset)
{
	set_machine(reader, machine_find(code), code, offset);
}

void image_set_le_machine(struct image_reader *reader, uint16_t code, uint64_t offset)
{
	const struct machine_row *row = find(le_machines, COUNT_OF(le_machines), code);

	set_machine(reader, row, code, offset);
	if (row)
		reader->image->bits = row->bits;
}

void image_set_subsystem(struct image_reader *reader, uint16_t code)
{
	struct image *image = reader->image;

	image->subsystem_known = true;
	image->subsystem = code;
	for (size_t i = 0; i < COUNT_OF(subsystems); i++)
		if (subsystems[i].code == code) {
			image->subsystem_name = subsystems[i].name;
			image->target = subsystems[i].target;
			return;
		}
	image->subsystem_name = arena_printf(reader->arena, "0x%04X", code);
}
