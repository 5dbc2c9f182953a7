/*
 * 8.3 short names such as PROGRA~1. A copy of a disk holds the long names only, so which long name
 * a short one stood for can be narrowed down but not read: NTFS stores each short name when the
 * file is made, and leaves it out where NtfsDisable8dot3NameCreation said so at that time.
 *
 * The rule is that of doc RtlGenerate8dot3Name and Q142982: the first six characters without
 * spaces and dots, a tilde, a number, three characters of the extension; after four names alike,
 * or where the name has no more than two characters, the first two and four digits of a hash.
 */
#ifndef COMPATSCAN_HOST_DISK_SHORT_NAME_H
#define COMPATSCAN_HOST_DISK_SHORT_NAME_H

#include <stdbool.h>
#include <stdint.h>

/* Whether a name has the form that NTFS and VFAT generate: up to eight characters with a tilde and
 * a number, and an extension of up to three. */
bool short_name_has_form(const char *name);

/* The number behind the tilde of a name that has the form. */
unsigned short_name_number(const char *name);

enum short_name_fit {
	SHORT_NAME_NEVER,  /* Windows makes another short name, or none, for that long name */
	SHORT_NAME_MAYBE,  /* it depends on the OEM code page, or on a hash that is not the one of
			      Windows 7 and later */
	SHORT_NAME_FITS,   /* it is the one, if no other file took it first */
	SHORT_NAME_HASHED, /* the hash in it is that of the long name */
};

/* Whether short_name, which has the form, may have been generated for long_name. */
enum short_name_fit short_name_fit(const char *short_name, const char *long_name);

/*
 * A short name begins as its long name does. The key of that start, 0 where it depends on more:
 * what fits has the same key, or one of the two is 0. False for a long name that never gets a short
 * one.
 */
bool short_name_start(const char *long_name, uint16_t *key);
uint16_t short_name_key(const char *short_name);

/* The hash in short names since Windows 7, as its four digits are read. Found by experiment: T.
 * Galvin, "A Tale of Disassembly"; that of older versions is not published. */
uint16_t short_name_hash(const char *long_name);

/* The long name to which Windows' own Setup gives this short one in the root of a drive ("Program
 * Files" for PROGRA~1); NULL for any other. */
const char *short_name_of_setup(const char *short_name);

#endif
