/* How the programs of this folder answer: one line of UTF-8 on standard output. */
#ifndef WITNESS_SAY_H
#define WITNESS_SAY_H

#include <windows.h>

/* "WORD PATH" */
void say(const char *word, const wchar_t *path);
/* "WORD NUMBER" */
void say_number(const char *word, unsigned long number);
/* "WORD PATH", with the file that the module was made from (NULL: the program itself) */
void say_module(const char *word, HMODULE module);

#endif
