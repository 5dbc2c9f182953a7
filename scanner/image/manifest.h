/* The application manifest: an XML document ("Application manifests" and "Assembly manifests",
 * Windows SDK). */
#ifndef COMPATSCAN_IMAGE_MANIFEST_H
#define COMPATSCAN_IMAGE_MANIFEST_H

#include "scanner/image/reader.h"

enum {
	/* A manifest takes 1 to 2 KiB; those that register the COM classes of a program some 30. */
	MAX_MANIFEST_BYTES = 64 * 1024,

	/* What the XML parser may allocate at a time: room for an element that fills the document
	 * several times over. */
	MAX_MANIFEST_MEMORY = 2 * 1024 * 1024,

	MAX_MANIFEST_DEPTH = 64,      /* of elements; the schema is seven deep */
	MAX_MANIFEST_NAMESPACE = 256, /* bytes of its name, which the parser repeats for each use */
	MAX_MANIFEST_DEPENDENCIES = 256,
	MAX_MANIFEST_REDIRECTS = 256,
	MAX_MANIFEST_FILES = 1024,
	MAX_MANIFEST_SYSTEMS = 64,
};

/* Fills what a document says into *out, whose other fields are left alone. data is a window on the
 * image file. */
void manifest_read(
	struct image_reader *reader, const struct view *data, struct image_manifest *out);

enum manifest_kind {
	MANIFEST_ASSEMBLY,      /* of a program or an assembly, or a publisher's policy */
	MANIFEST_CONFIGURATION, /* PROGRAM.exe.config: the part of it that is for Windows itself */
};

/*
 * Reads a document that is a file of its own, or a part of one, into out->manifest; of the rest of
 * *out, which need not be initialised, only the problems are set. Sources: "Manifest File Schema",
 * "Publisher Configuration File Schema", "Application Configuration File Schema", Windows SDK.
 */
void manifest_file_read(const struct view *document, enum manifest_kind kind, struct arena *arena,
	struct image *out);

#endif
