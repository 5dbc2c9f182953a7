/*
 * The fields that only VxDs have: e32_winresoff, e32_winreslen, e32_devid and e32_ddkver at the end
 * of IMAGE_VXD_HEADER in winnt.h; and the device descriptor block that their ordinal 1 leads to.
 */
#include "scanner/image/le.h"
#include "scanner/image/version_resource.h"

enum {
	VERSION_RESOURCE = 0xB8, /* file offset */
	VERSION_RESOURCE_SIZE = 0xBC,
	DEVICE_ID = 0xC0,
	DDK_VERSION = 0xC2, /* minor, major */
	VXD_HEADER_SIZE = 0xC4,

	/* VxD_Desc_Block in vmm.h of the Windows 3.1 DDK. */
	DDB_ORDINAL = 1,
	DDB_NEXT = 0x00, /* filled in by the loader */
	DDB_SDK_VERSION = 0x04,
	DDB_REQ_DEVICE_NUMBER = 0x06,

	/* Windows 3.0 brought the block, Windows Me (4.90) read it last. */
	OLDEST_DDK = 3,
	NEWEST_DDK = 4,
};

/* In a header without these fields the object table begins where they would be. */
static bool has_vxd_fields(const struct le *le)
{
	return le->reader->image->target == IMAGE_TARGET_WINDOWS386 &&
	       le->object_table >= VXD_HEADER_SIZE &&
	       view_holds(le->reader->file, le->header, VXD_HEADER_SIZE);
}

bool le_version_resource(const struct le *le, uint32_t *offset, uint32_t *size)
{
	const struct view *file = le->reader->file;

	return has_vxd_fields(le) && view_u32(file, le->header + VERSION_RESOURCE, offset) &&
	       view_u32(file, le->header + VERSION_RESOURCE_SIZE, size) && *offset && *size;
}

/*
 * A VxD carries its version as one resource in the form of a Win16 .RES file: FF and type, FF and
 * name, flags, size, and then VS_VERSION_INFO with 8-bit strings.
 */
void le_read_version(const struct le *le)
{
	enum { RES_HEADER_SIZE = 12, RES_TYPE = 1, RES_SIZE = 8, RT_VERSION = 16 };
	const struct view *file = le->reader->file;
	struct view resource, data;
	uint32_t offset = 0, length = 0, size = 0;
	uint16_t type = 0;
	uint8_t mark = 0;

	if (!le_version_resource(le, &offset, &length))
		return;
	if (!view_slice(file, offset, length, &resource)) {
		image_problem(le->reader, "out-of-bounds", le->header + VERSION_RESOURCE,
			"the version resource lies outside the file");
		if (!view_slice_clipped(file, offset, length, &resource))
			return;
	}
	view_u8(&resource, 0, &mark);
	view_u16(&resource, RES_TYPE, &type);
	view_u32(&resource, RES_SIZE, &size);
	if (mark != 0xFF || type != RT_VERSION) {
		image_problem(le->reader, "bad-version", offset,
			"what the header calls the resource is no version resource");
		return;
	}
	if (view_slice_clipped(&resource, RES_HEADER_SIZE, size, &data))
		version_resource_read(le->reader, &data, VERSION_16BIT);
}

struct device {
	uint16_t id;
	uint16_t ddk;
};

static bool read_block_device(const struct le *le, struct device *out)
{
	const struct view *file = le->reader->file;
	struct le_entries walk;
	struct le_entry entry;
	struct device found;
	uint64_t block;
	uint32_t next;

	le_entries_start(&walk, le);
	if (!le_next_entry(&walk, &entry) || entry.ordinal != DDB_ORDINAL || entry.forwarder ||
		!le_locate(le, entry.object, entry.target, &block) ||
		!view_u32(file, block + DDB_NEXT, &next) || next ||
		!view_u16(file, block + DDB_SDK_VERSION, &found.ddk) ||
		found.ddk >> 8 < OLDEST_DDK || found.ddk >> 8 > NEWEST_DDK ||
		!view_u16(file, block + DDB_REQ_DEVICE_NUMBER, &found.id))
		return false;
	*out = found;
	return true;
}

/*
 * ADDHDR of the DDK copies both numbers from the block into the header after linking, so the header
 * of a VxD that it never saw has zeros. Id 0 is an honest one too: a device that nobody calls.
 */
void le_read_device(const struct le *le)
{
	const struct view *file = le->reader->file;
	struct device device = {0}, block = {0};
	bool known = has_vxd_fields(le) && view_u16(file, le->header + DEVICE_ID, &device.id) &&
		     view_u16(file, le->header + DDK_VERSION, &device.ddk);

	if ((!device.id || !device.ddk) && read_block_device(le, &block)) {
		device.id = device.id ? device.id : block.id;
		device.ddk = device.ddk ? device.ddk : block.ddk;
		known = true;
	}
	/* One of the two might be the other block's. */
	if (known && !file->source->error)
		le->reader->image->vxd = (struct image_vxd){.present = true,
			.device_id = device.id,
			.ddk_major = (uint8_t)(device.ddk >> 8),
			.ddk_minor = (uint8_t)device.ddk};
}
