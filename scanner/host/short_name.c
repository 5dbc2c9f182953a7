#include "scanner/host/short_name.h"

#include <string.h>

enum { BASE_CHARACTERS = 8, EXTENSION_CHARACTERS = 3, HASHED_PREFIX = 2, HASHED_LENGTH = 6 };

static char upper(char character)
{
	return character >= 'a' && character <= 'z' ? (char)(character - 'a' + 'A') : character;
}

/* What Windows writes for a character of a long name in its short one; 0 when it leaves it out. */
static char short_character(char character)
{
	if (character == ' ' || character == '.')
		return 0;
	return strchr("+,;=[]", character) ? '_' : upper(character);
}

bool short_name_has_form(const char *name)
{
	const char *tilde = strchr(name, '~');
	size_t base = strcspn(name, ".");
	size_t digits;

	if (!tilde || tilde == name || base > BASE_CHARACTERS || (size_t)(tilde - name) > base)
		return false;
	digits = strspn(tilde + 1, "0123456789");
	if (!digits || (size_t)(tilde - name) + 1 + digits != base)
		return false;
	return !name[base] || strlen(name + base + 1) <= EXTENSION_CHARACTERS;
}

/* Whether the characters Windows takes from a long name's base begin with prefix. */
static bool base_begins_with(
	const char *long_name, size_t long_length, const char *prefix, size_t prefix_length)
{
	size_t at = 0;

	for (size_t i = 0; i < long_length && at < prefix_length; i++) {
		char character = short_character(long_name[i]);

		if (!character)
			continue;
		/* Characters beyond ASCII may become anything of the OEM code page. */
		if ((unsigned char)character < 0x80 && character != upper(prefix[at]))
			return false;
		at++;
	}
	return at == prefix_length;
}

static bool extension_fits(const char *short_extension, const char *long_extension)
{
	size_t at = 0;

	for (; *long_extension && at < EXTENSION_CHARACTERS; long_extension++) {
		char character = short_character(*long_extension);

		if (!character)
			continue;
		if (character != upper(short_extension[at]))
			return false;
		at++;
	}
	return !short_extension[at];
}

bool short_name_may_stand_for(const char *short_name, const char *long_name)
{
	size_t prefix = strcspn(short_name, "~");
	const char *short_dot = strchr(short_name, '.');
	const char *long_dot = strrchr(long_name, '.');
	size_t long_length = long_dot ? (size_t)(long_dot - long_name) : strlen(long_name);

	if (!extension_fits(short_dot ? short_dot + 1 : "", long_dot ? long_dot + 1 : ""))
		return false;
	if (base_begins_with(long_name, long_length, short_name, prefix))
		return true;
	return prefix == HASHED_LENGTH &&
	       base_begins_with(long_name, long_length, short_name, HASHED_PREFIX);
}
