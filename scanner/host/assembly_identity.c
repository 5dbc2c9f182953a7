#include "scanner/host/assembly_identity.h"

#include "scanner/base/text.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	MAX_STORED_NAME = 40,   /* characters of an assembly's name in WinSxS from Vista on */
	KEPT_OF_LONG_NAME = 19, /* at each end */
};

/* One number of a version; *text moves behind it. */
static bool read_part(const char **text, const char *end, uint16_t *out)
{
	const char *at = *text;
	unsigned value = 0;

	while (at < end && *at >= '0' && *at <= '9' && value <= UINT16_MAX)
		value = value * 10 + (unsigned)(*at++ - '0');
	if (at == *text || value > UINT16_MAX)
		return false;
	*text = at;
	*out = (uint16_t)value;
	return true;
}

static bool read_version(const char *text, size_t length, struct assembly_version *out)
{
	const char *end = text + length;
	struct assembly_version version;

	for (size_t i = 0; i < COUNT_OF(version.parts); i++) {
		if (i && (text == end || *text++ != '.'))
			return false;
		if (!read_part(&text, end, &version.parts[i]))
			return false;
	}
	if (text != end)
		return false;
	*out = version;
	return true;
}

bool assembly_version_read(const char *text, struct assembly_version *out)
{
	return text && read_version(text, strlen(text), out);
}

int assembly_version_compare(
	const struct assembly_version *one, const struct assembly_version *other)
{
	for (size_t i = 0; i < COUNT_OF(one->parts); i++)
		if (one->parts[i] != other->parts[i])
			return one->parts[i] < other->parts[i] ? -1 : 1;
	return 0;
}

bool assembly_version_same_family(
	const struct assembly_version *one, const struct assembly_version *other)
{
	return one->parts[0] == other->parts[0] && one->parts[1] == other->parts[1];
}

bool assembly_version_in(const char *range, const struct assembly_version *version)
{
	const char *hyphen = range ? strchr(range, '-') : NULL;
	struct assembly_version first, last;

	if (!range)
		return false;
	if (!hyphen)
		return assembly_version_read(range, &first) &&
		       assembly_version_compare(&first, version) == 0;
	return read_version(range, (size_t)(hyphen - range), &first) &&
	       assembly_version_read(hyphen + 1, &last) &&
	       assembly_version_compare(&first, version) <= 0 &&
	       assembly_version_compare(version, &last) <= 0;
}

bool assembly_language_is_neutral(const char *language)
{
	static const char *const names[] = {"", "*", "neutral", "x-ww", "none"};

	for (size_t i = 0; language && i < COUNT_OF(names); i++)
		if (text_same_name(language, names[i]))
			return true;
	return !language;
}

const char *assembly_architecture(uint16_t machine)
{
	static const struct {
		uint16_t machine;
		const char *name;
	} names[] = {
		{0x014C, "x86"},
		{0x0200, "ia64"},
		{0x01C4, "arm"},
		{0x8664, "amd64"},
		{0xAA64, "arm64"},
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (names[i].machine == machine)
			return names[i].name;
	return NULL;
}

static bool attribute_fits(const char *wanted, const char *found)
{
	if (!wanted || strcmp(wanted, "*") == 0)
		return true;
	return text_same_name(wanted, found ? found : "");
}

bool assembly_fits(const struct image_assembly *reference, const struct image_assembly *definition)
{
	return reference->name && definition->name &&
	       text_same_name(reference->name, definition->name) &&
	       attribute_fits(reference->type, definition->type) &&
	       attribute_fits(reference->architecture, definition->architecture) &&
	       attribute_fits(reference->public_key_token, definition->public_key_token) &&
	       (assembly_language_is_neutral(reference->language) ||
		       assembly_language_is_neutral(definition->language) ||
		       text_same_name(reference->language, definition->language));
}

/* Takes what stands behind the last underscore off a text; false when there is none. */
static bool take_last(struct store_part *rest, struct store_part *out)
{
	for (size_t at = rest->length; at-- > 0;) {
		if (rest->text[at] != '_')
			continue;
		*out = (struct store_part){rest->text + at + 1, rest->length - at - 1};
		rest->length = at;
		return true;
	}
	return false;
}

bool store_name_read(const char *text, size_t length, struct store_name *out)
{
	struct store_part rest = {text, length};
	struct store_part hash, version;
	const char *underscore = memchr(text, '_', length);
	struct store_name name = {0};

	if (!underscore || !take_last(&rest, &hash) || !take_last(&rest, &name.language) ||
		!take_last(&rest, &version))
		return false;
	name.versioned = read_version(version.text, version.length, &name.version);
	if (!name.versioned)
		name.token = version;
	else if (!take_last(&rest, &name.token))
		return false;
	name.architecture = (struct store_part){text, (size_t)(underscore - text)};
	if (rest.length <= name.architecture.length)
		return false;
	name.name = (struct store_part){underscore + 1, rest.length - name.architecture.length - 1};
	if (!name.name.length)
		return false;
	*out = name;
	return true;
}

static char upper(char character)
{
	return character >= 'a' && character <= 'z' ? (char)(character - 'a' + 'A') : character;
}

static bool same_part(const struct store_part *part, const char *text)
{
	for (size_t i = 0; i < part->length; i++)
		if (!text[i] || upper(part->text[i]) != upper(text[i]))
			return false;
	return !text[part->length];
}

static bool is_filed(char character)
{
	return (character >= '0' && character <= '9') ||
	       (upper(character) >= 'A' && upper(character) <= 'Z') ||
	       strchr(".-_", character) != NULL;
}

/* Whether a name is filed under the part. */
static bool same_name(const struct store_part *part, const char *name, bool shortened)
{
	size_t filed = 0, at = 0;
	bool is_long;

	for (const char *character = name; *character; character++)
		filed += is_filed(*character);
	is_long = shortened && filed > MAX_STORED_NAME;
	if (part->length != (is_long ? MAX_STORED_NAME : filed))
		return false;
	for (; *name; name++) {
		size_t from_end = filed - at;
		size_t place = at;

		if (!is_filed(*name))
			continue;
		at++;
		if (is_long && place >= KEPT_OF_LONG_NAME) {
			if (from_end > KEPT_OF_LONG_NAME)
				continue;
			place = MAX_STORED_NAME - from_end;
		}
		if (upper(part->text[place]) != upper(*name))
			return false;
	}
	return !is_long || memcmp(part->text + KEPT_OF_LONG_NAME, "..", 2) == 0;
}

bool store_name_fits(const struct store_name *stored, const char *architecture, const char *name,
	const char *token, bool shortened)
{
	return same_part(&stored->architecture, architecture) &&
	       same_part(&stored->token, token && *token ? token : "none") &&
	       same_name(&stored->name, name, shortened);
}
