#include "scanner/host/loader/assembly_identity.h"

#include "scanner/base/text.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	MAX_STORED_NAME = 64, /* characters of an assembly's name in WinSxS */
	MAX_COMPONENT_NAME = 40,
	DOTS = 2, /* between the ends of a longer one */
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

static bool is_filed(char character)
{
	return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
	       (character >= 'A' && character <= 'Z') || strchr(".-_", character);
}

const char *store_prefix(struct arena *arena, const char *architecture, const char *name,
	const char *token, bool components)
{
	size_t limit = components ? MAX_COMPONENT_NAME : MAX_STORED_NAME;
	int kept = (int)(limit - DOTS) / 2;
	char *filed = arena_strdup(arena, name);
	size_t length = 0;

	for (; *name; name++)
		if (is_filed(*name))
			filed[length++] = *name;
	filed[length] = '\0';
	if (!token || !*token)
		token = "none";
	if (length <= limit)
		return arena_printf(arena, "%s_%s_%s_", architecture, filed, token);
	return arena_printf(
		arena, "%s_%.*s..%s_%s_", architecture, kept, filed, filed + length - kept, token);
}

bool store_name_read(const char *text, size_t length, bool versioned, struct store_name *out)
{
	struct store_name name = {0};
	const char *underscore;

	if (versioned) {
		underscore = memchr(text, '_', length);
		if (!underscore || !read_version(text, (size_t)(underscore - text), &name.version))
			return false;
		length -= (size_t)(underscore + 1 - text);
		text = underscore + 1;
	}
	underscore = memchr(text, '_', length);
	if (!underscore || memchr(underscore + 1, '_', (size_t)(text + length - underscore - 1)))
		return false;
	name.language = text;
	name.language_length = (size_t)(underscore - text);
	*out = name;
	return true;
}
