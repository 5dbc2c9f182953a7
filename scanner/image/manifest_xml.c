/*
 * The document is fed to expat in pieces, each paid for before it is parsed. A document type
 * declaration ends it, so there are no entities but the five of XML and nothing outside is ever
 * looked for.
 */
#include "scanner/image/manifest_xml.h"

#include "scanner/image/manifest.h"

#include <expat.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum {
	PIECE_BYTES = 4096,
	BYTE_WORK = 4,
	ELEMENT_WORK = 32,
};

static uint64_t place(const struct manifest_xml *xml)
{
	XML_Index index = XML_GetCurrentByteIndex(xml->parser);

	return xml->start + (index > 0 ? (uint64_t)index : 0);
}

void manifest_xml_stop(struct manifest_xml *xml, const char *code, const char *why)
{
	if (xml->stopped)
		return;
	image_problem(xml->reader, code, place(xml), "%s", why);
	xml->stopped = true;
	XML_StopParser(xml->parser, XML_FALSE);
}

static void on_start(void *user, const char *name, const char **attributes)
{
	struct manifest_xml *xml = user;

	if (xml->stopped)
		return;
	if (!image_spend(xml->reader, ELEMENT_WORK + strlen(name))) {
		xml->stopped = true;
		XML_StopParser(xml->parser, XML_FALSE);
		return;
	}
	xml->enter(xml->context, name, attributes);
}

static void on_end(void *user, const char *name)
{
	struct manifest_xml *xml = user;

	(void)name;
	if (!xml->stopped)
		xml->leave(xml->context);
}

static void on_namespace(void *user, const char *prefix, const char *uri)
{
	(void)prefix;
	if (uri && strlen(uri) > MAX_MANIFEST_NAMESPACE)
		manifest_xml_stop(
			user, "limit", "a namespace of the manifest has a name that is too long");
}

static void on_document_type(
	void *user, const char *name, const char *system, const char *public, int has_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	manifest_xml_stop(user, "bad-manifest", "the manifest has a document type declaration");
}

/* What is left for the parser. expat gives its allocator no context, so this is found by the
 * thread. */
static _Thread_local size_t memory_left;

/* In front of each allocation. */
union allocation {
	size_t size;
	max_align_t alignment;
};

static void *take_memory(size_t size)
{
	union allocation *allocation;

	if (size > memory_left)
		return NULL;
	allocation = malloc(sizeof(*allocation) + size);
	if (!allocation)
		return NULL;
	allocation->size = size;
	memory_left -= size;
	return allocation + 1;
}

static void give_memory(void *memory)
{
	union allocation *allocation = memory;

	if (!allocation)
		return;
	allocation--;
	memory_left += allocation->size;
	free(allocation);
}

static void *resize_memory(void *memory, size_t size)
{
	union allocation *before = memory;
	void *after;

	if (!memory)
		return take_memory(size);
	before--;
	after = take_memory(size);
	if (!after)
		return NULL;
	memcpy(after, memory, size < before->size ? size : before->size);
	give_memory(memory);
	return after;
}

static XML_Parser make_parser(struct manifest_xml *xml)
{
	static const XML_Memory_Handling_Suite memory = {take_memory, resize_memory, give_memory};
	static const char separator[] = {MANIFEST_NAMESPACE_SEPARATOR, '\0'};
	XML_Parser parser;

	memory_left = MAX_MANIFEST_MEMORY;
	parser = XML_ParserCreate_MM(NULL, &memory, separator);
	if (!parser)
		memory_exhausted();
	XML_SetUserData(parser, xml);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetStartNamespaceDeclHandler(parser, on_namespace);
	XML_SetStartDoctypeDeclHandler(parser, on_document_type);
	return parser;
}

static void report_error(struct manifest_xml *xml)
{
	enum XML_Error error = XML_GetErrorCode(xml->parser);

	if (error == XML_ERROR_NO_MEMORY)
		manifest_xml_stop(
			xml, "limit", "the manifest takes more memory than is given to it");
	else
		manifest_xml_stop(xml, "bad-manifest", XML_ErrorString(error));
}

/* Parses the document; whole says that it ends where it should. */
static void feed(struct manifest_xml *xml, const struct view *document, bool whole)
{
	uint64_t offset = 0;

	while (!xml->stopped) {
		size_t length = document->size - offset < PIECE_BYTES
					? (size_t)(document->size - offset)
					: PIECE_BYTES;
		bool last = offset + length == document->size;
		char piece[PIECE_BYTES];

		if (!image_spend(xml->reader, 1 + length * BYTE_WORK) ||
			!view_copy(document, offset, length, piece))
			return;
		if (XML_Parse(xml->parser, piece, (int)length, last && whole) == XML_STATUS_ERROR) {
			report_error(xml);
			return;
		}
		if (last)
			return;
		offset += length;
	}
}

/* Linkers and resource editors fill up with zeros, which Windows takes for the end. The last byte
 * of a UTF-16 document is one as well. */
static void trim_zeros(struct view *document)
{
	uint64_t size = document->size;
	uint8_t byte = 0;

	while (size && view_u8(document, size - 1, &byte) && !byte)
		size--;
	if (size && size < document->size && size % 2 && view_u8(document, 1, &byte) &&
		(!byte || byte == 0xFE))
		size++;
	document->size = size;
}

void manifest_xml_read(struct manifest_xml *xml, const struct view *data)
{
	struct view document = *data;
	bool whole = document.size <= MAX_MANIFEST_BYTES;

	xml->start = data->start;
	if (!whole) {
		image_problem(xml->reader, "limit", data->start,
			"the manifest has more than %d bytes", MAX_MANIFEST_BYTES);
		document.size = MAX_MANIFEST_BYTES;
	}
	if (whole)
		trim_zeros(&document);
	xml->parser = make_parser(xml);
	feed(xml, &document, whole);
	XML_ParserFree(xml->parser);
}
