/* A temporary folder for one test. Failures end the process. */
#ifndef COMPATSCAN_TESTS_POST_FOLDER_H
#define COMPATSCAN_TESTS_POST_FOLDER_H

#include <stddef.h>

/* Creates it with mode 0700; the path is the caller's to hand to folder_remove. */
char *folder_make(void);

/* Removes it with all that is in it, and frees path. */
void folder_remove(char *path);

/* Writes a file with these bytes and mode 0600. */
void folder_write(const char *path, const void *bytes, size_t size);

/* How many names in the folder end with ending. */
size_t folder_count(const char *path, const char *ending);

#endif
