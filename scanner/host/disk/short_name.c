#include "scanner/host/disk/short_name.h"

#include "scanner/base/text.h"

#include <string.h>

enum {
	BASE_CHARACTERS = 8,
	EXTENSION_CHARACTERS = 3,
	KEPT_CHARACTERS = 6, /* of the long name, when it is not hashed */
	HASHED_CHARACTERS = 2,
	HASH_DIGITS = 4,
	MAX_FOLDED = 16, /* bytes of one character */
};

/* What Windows' Setup makes on an empty disk, in this order. */
static const struct {
	const char *short_name;
	const char *long_name;
} setup_names[] = {
	{"PROGRA~1", "Program Files"},
	{"PROGRA~2", "Program Files (x86)"},
	{"PROGRA~3", "ProgramData"},
	{"DOCUME~1", "Documents and Settings"},
};

static size_t count_characters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	return count;
}

/* Where the tilde in front of the number is: a long name may have brought another one. */
static size_t tilde_in(const char *name)
{
	size_t at = strcspn(name, ".");

	while (at && name[at] != '~')
		at--;
	return at;
}

bool short_name_has_form(const char *name)
{
	size_t prefix = tilde_in(name);
	size_t base = strcspn(name, ".");
	size_t digits;

	if (!prefix || count_characters(name, base) > BASE_CHARACTERS)
		return false;
	digits = strspn(name + prefix + 1, "0123456789");
	if (!digits || prefix + 1 + digits != base)
		return false;
	return !name[base] ||
	       count_characters(name + base + 1, strlen(name + base + 1)) <= EXTENSION_CHARACTERS;
}

unsigned short_name_number(const char *name)
{
	unsigned number = 0;

	for (name += tilde_in(name) + 1; *name >= '0' && *name <= '9'; name++)
		number = number * 10 + (unsigned)(*name - '0');
	return number;
}

const char *short_name_of_setup(const char *short_name)
{
	for (size_t i = 0; i < sizeof(setup_names) / sizeof(setup_names[0]); i++)
		if (text_same_name(setup_names[i].short_name, short_name))
			return setup_names[i].long_name;
	return NULL;
}

uint16_t short_name_hash(const char *long_name)
{
	uint16_t sum = 0;
	uint32_t product, character;

	while ((character = text_next(&long_name))) {
		if (character >= 0x10000) {
			sum = (uint16_t)(sum * 37U + 0xD800 + ((character - 0x10000) >> 10));
			character = 0xDC00 + ((character - 0x10000) & 0x3FF);
		}
		sum = (uint16_t)(sum * 37U + character);
	}
	product = sum * UINT32_C(314159269);
	if (product >= UINT32_C(0x80000000))
		product = 0 - product;
	product %= UINT32_C(1000000007);
	/* Its last digit stands first in the name. */
	return (uint16_t)((product & 0xF) << 12 | (product & 0xF0) << 4 | (product & 0xF00) >> 4 |
			  (product & 0xF000) >> 12);
}

/* One character of a long name, as it goes into the short one. */
struct taken {
	const char *text; /* in the long name */
	size_t length;    /* bytes */
};

/* Steps to the next character that Windows takes; false at end. Spaces and dots are left out. */
static bool take_next(const char **at, const char *end, struct taken *taken)
{
	while (*at < end && (**at == ' ' || **at == '.'))
		(*at)++;
	if (*at >= end)
		return false;
	taken->text = (*at)++;
	while (*at < end && ((unsigned char)**at & 0xC0) == 0x80)
		(*at)++;
	taken->length = (size_t)(*at - taken->text);
	return true;
}

/* What a short name has for a character that it may not hold. */
static char as_in_short(char folded)
{
	return folded && strchr("+,;=[]", folded) ? '_' : folded;
}

/* How a stretch of a short name fits the characters taken from a long one. */
static enum short_name_fit fit_characters(
	const char *stretch, size_t length, const char *at, const char *end)
{
	const char *stretch_end = stretch + length;
	enum short_name_fit fit = SHORT_NAME_FITS;
	struct taken long_one, short_one;

	while (take_next(&stretch, stretch_end, &short_one)) {
		char folded_long[MAX_FOLDED] = "", folded_short[MAX_FOLDED] = "";

		if (!take_next(&at, end, &long_one))
			return SHORT_NAME_NEVER;
		text_fold_into(long_one.text, long_one.length, folded_long, MAX_FOLDED);
		text_fold_into(short_one.text, short_one.length, folded_short, MAX_FOLDED);
		folded_long[0] = as_in_short(folded_long[0]);
		if (strcmp(folded_long, folded_short) == 0)
			continue;
		/* What the code page lacks becomes something else; what, it says. */
		if ((unsigned char)folded_long[0] < 0x80)
			return SHORT_NAME_NEVER;
		fit = SHORT_NAME_MAYBE;
	}
	return fit;
}

/* The characters that Windows takes, as far as limit; *beyond_ascii says whether one of them may
 * count for two (a double-byte code page) or for another. */
static size_t count_taken(const char *at, const char *end, size_t limit, bool *beyond_ascii)
{
	struct taken taken;
	size_t count = 0;

	while (count < limit && take_next(&at, end, &taken)) {
		*beyond_ascii = *beyond_ascii || taken.length > 1;
		count++;
	}
	return count;
}

/* A long name that keeps to 8.3 itself gets no other; MAYBE where its letters decide that. */
static enum short_name_fit needs_short_name(const char *name)
{
	const char *dot = strrchr(name, '.');
	bool beyond_ascii = false;

	/* No Windows disk has such a name, though a copy may. */
	if (strpbrk(name, "\"*/:<>?\\|"))
		return SHORT_NAME_NEVER;
	for (const char *at = name; *at; at++)
		beyond_ascii = beyond_ascii || (unsigned char)*at >= 0x80;
	if (*name == '.' || strpbrk(name, " +,;=[]") || strchr(name, '.') != dot)
		return SHORT_NAME_FITS;
	if (text_utf16_length(name) - (dot ? text_utf16_length(dot) : 0) > BASE_CHARACTERS)
		return SHORT_NAME_FITS;
	if (dot && text_utf16_length(dot + 1) > EXTENSION_CHARACTERS)
		return SHORT_NAME_FITS;
	return beyond_ascii ? SHORT_NAME_MAYBE : SHORT_NAME_NEVER;
}

static enum short_name_fit weaker(enum short_name_fit one, enum short_name_fit other)
{
	return one < other ? one : other;
}

/* Of the first characters that every form keeps. */
static uint16_t key_of(const char *at, const char *end)
{
	uint16_t key = 0;

	for (size_t i = 0; i < HASHED_CHARACTERS; i++) {
		struct taken taken;
		char folded[MAX_FOLDED];

		if (!take_next(&at, end, &taken) || taken.length > 1)
			return 0;
		text_fold_into(taken.text, taken.length, folded, MAX_FOLDED);
		key = (uint16_t)(key << 8 | (unsigned char)as_in_short(folded[0]));
	}
	return key;
}

bool short_name_start(const char *long_name, uint16_t *key)
{
	const char *base = long_name + strspn(long_name, ". ");
	const char *dot = strrchr(base, '.');

	if (needs_short_name(long_name) == SHORT_NAME_NEVER)
		return false;
	*key = key_of(base, dot ? dot : base + strlen(base));
	return true;
}

uint16_t short_name_key(const char *short_name)
{
	return key_of(short_name, short_name + tilde_in(short_name));
}

static bool is_hash(const char *digits)
{
	for (size_t i = 0; i < HASH_DIGITS; i++)
		if (!digits[i] || !strchr("0123456789ABCDEFabcdef", digits[i]))
			return false;
	return true;
}

static uint16_t hash_in(const char *digits)
{
	uint16_t hash = 0;

	for (size_t i = 0; i < HASH_DIGITS; i++) {
		char digit = digits[i];
		unsigned value = digit <= '9' ? (unsigned)(digit - '0')
					      : (unsigned)((digit | 0x20) - 'a' + 10);

		hash = (uint16_t)((unsigned)hash << 4 | value);
	}
	return hash;
}

/* The hashed form: the first characters, then the hash in front of the tilde. */
static enum short_name_fit fit_hashed(const char *short_name, const char *long_name,
	const char *long_base, const char *long_end, size_t kept)
{
	size_t prefix = tilde_in(short_name);
	const char *digits = short_name + prefix - HASH_DIGITS;
	enum short_name_fit fit;

	if (count_characters(short_name, prefix) != kept + HASH_DIGITS || !is_hash(digits))
		return SHORT_NAME_NEVER;
	fit = fit_characters(short_name, prefix - HASH_DIGITS, long_base, long_end);
	if (fit == SHORT_NAME_FITS && hash_in(digits) == short_name_hash(long_name))
		return SHORT_NAME_HASHED;
	return weaker(fit, SHORT_NAME_MAYBE);
}

/* The base of a short name against the base of a long one. */
static enum short_name_fit fit_base(
	const char *short_name, const char *long_name, const char *long_base, const char *long_end)
{
	size_t prefix = tilde_in(short_name);
	size_t characters = count_characters(short_name, prefix);
	size_t room = BASE_CHARACTERS - (strcspn(short_name, ".") - prefix);
	bool beyond_ascii = false;
	size_t taken = count_taken(long_base, long_end, KEPT_CHARACTERS, &beyond_ascii);
	size_t kept = taken < room ? taken : room;
	enum short_name_fit fit = SHORT_NAME_NEVER;

	if (taken > HASHED_CHARACTERS && characters == kept)
		fit = fit_characters(short_name, prefix, long_base, long_end);
	/* A double-byte code page has room for fewer. */
	else if (taken > HASHED_CHARACTERS && beyond_ascii && characters < kept)
		fit = weaker(
			fit_characters(short_name, prefix, long_base, long_end), SHORT_NAME_MAYBE);
	return fit != SHORT_NAME_NEVER
		       ? fit
		       : fit_hashed(short_name, long_name, long_base, long_end,
				 taken < HASHED_CHARACTERS ? taken : HASHED_CHARACTERS);
}

/* The extension: its first three characters, all of them when there are fewer. */
static enum short_name_fit fit_extension(const char *short_name, const char *extension)
{
	const char *end = extension + strlen(extension);
	size_t dot = strcspn(short_name, ".");
	const char *own = short_name + dot + (short_name[dot] == '.');
	bool beyond_ascii = false;
	size_t taken = count_taken(extension, end, EXTENSION_CHARACTERS, &beyond_ascii);
	size_t length = strlen(own);
	bool ignored = false;

	if (count_taken(own, own + length, EXTENSION_CHARACTERS + 1, &ignored) != taken &&
		!beyond_ascii)
		return SHORT_NAME_NEVER;
	return fit_characters(own, length, extension, end);
}

enum short_name_fit short_name_fit(const char *short_name, const char *long_name)
{
	const char *base = long_name + strspn(long_name, ". ");
	const char *dot = strrchr(base, '.');
	const char *end = dot ? dot : base + strlen(base);
	enum short_name_fit fit = fit_base(short_name, long_name, base, end);
	enum short_name_fit needed = needs_short_name(long_name);
	enum short_name_fit extension = fit_extension(short_name, dot ? dot + 1 : "");

	if (needed != SHORT_NAME_FITS)
		fit = weaker(fit, needed);
	return extension == SHORT_NAME_FITS ? fit : weaker(fit, extension);
}
