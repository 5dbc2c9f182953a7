/* An XML document of Windows, element by element, within the budget of an image. */
#ifndef COMPATSCAN_IMAGE_MANIFEST_XML_H
#define COMPATSCAN_IMAGE_MANIFEST_XML_H

#include "scanner/image/reader.h"

enum { MANIFEST_NAMESPACE_SEPARATOR = '|' };

struct manifest_xml {
	struct image_reader *reader;
	/* For each element: its name, "NAMESPACE|NAME" where it has a namespace, and pairs of
	 * attribute and value up to a NULL. All of it is UTF-8 that lives during the call. */
	void (*enter)(void *context, const char *name, const char **attributes);
	void (*leave)(void *context);
	void *context;

	/* Private. */
	uint64_t start; /* of the document, in the file */
	void *parser;
	bool stopped; /* a problem says why */
};

/* Reads the document; data is a window on the file of the reader. What is wrong with it is a
 * problem. */
void manifest_xml_read(struct manifest_xml *xml, const struct view *data);

/* Ends the reading with a problem where it stands; no more elements come. */
void manifest_xml_stop(struct manifest_xml *xml, const char *code, const char *why);

#endif
