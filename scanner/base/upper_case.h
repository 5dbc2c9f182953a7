/*
 * Upper case as Windows knows it when it compares names: the table that NTFS stores on every volume
 * ($UpCase) and that RtlUpcaseUnicodeChar goes by. One UTF-16 unit becomes one, so nothing grows to
 * two letters (U+00DF) and nothing beyond U+FFFF changes. It is not Unicode's simple case mapping:
 * no letter becomes an ASCII one (U+0131, U+017F), the Greek final sigma and the symbols made of
 * Greek letters, the titlecase digraphs and the micro sign stay as they are, and letters that got a
 * capital after Unicode 5.1 have none (Georgian, Cherokee).
 *
 * The table is that of Windows 7 and later, as published with ntfs-3g. Volumes formatted by older
 * versions know fewer letters (M. Kaplan, "New in Vista Beta 1: Updated OS casing tables"): two
 * names that differ only there are told to be one where NT 4 to XP took them for two.
 */
#ifndef COMPATSCAN_BASE_UPPER_CASE_H
#define COMPATSCAN_BASE_UPPER_CASE_H

#include <stdint.h>

/* The code point itself when it has no upper case. */
uint32_t upper_case(uint32_t code_point);

#endif
