/*
 * Where compatscan's own files are on the machine it runs on. All names are UTF-8, and / separates
 * folders on every system. Never for files of a target: links are followed here.
 */
#ifndef COMPATSCAN_CLI_PLACES_H
#define COMPATSCAN_CLI_PLACES_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The folder of the running program; NULL when the system does not tell. */
const char *place_of_program(struct arena *arena);

/* A variable of compatscan's own environment that names a place; NULL when it is not set. */
const char *place_from_environment(struct arena *arena, const char *variable);

/* Where compatscan's settings for everyone on this machine are kept, and the user's own; NULL when
 * the environment does not tell. Neither need be there. */
const char *place_of_machine_settings(struct arena *arena);
const char *place_of_user_settings(struct arena *arena);

bool place_is_folder(const char *path);
bool place_exists(const char *path);

/* Whether this character separates folders on this system. */
bool place_separates(char character);

/* Whether a word names a folder too, so that it can be no bare name. */
bool place_is_path(const char *word);

/* The full path of a file, the folder it lies in followed through every link; NULL when there is no
 * such folder. The file itself need not be there. */
const char *place_full_path(struct arena *arena, const char *path);

/* The names in a folder, in any order; their number, 0 when it cannot be listed. */
size_t place_list(struct arena *arena, const char *folder, const char ***names);

/* Opens a file for reading bytes; NULL with errno. */
FILE *place_open(const char *file);

#endif
