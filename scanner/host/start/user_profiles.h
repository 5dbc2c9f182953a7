/*
 * The folders of the machine's users: those that stand where each Windows puts them, and those that
 * ProfileList names (doc "User Profiles").
 */
#ifndef COMPATSCAN_HOST_START_USER_PROFILES_H
#define COMPATSCAN_HOST_START_USER_PROFILES_H

#include <stddef.h>

struct host;
struct host_file;
struct host_folder;

/* More are not looked at, and said to be. */
enum { MAX_USER_PROFILES = 1024 };

struct user_profile {
	const char *name; /* of the folder, which mostly is the user's */
	struct host_folder *folder;
	struct host_file *hive; /* NTUSER.DAT; NULL when it is not there */
};

struct user_profiles {
	struct user_profile *items;
	size_t count;
	const char *reason; /* why there may be more; or NULL */
};

/* Lives in the host's arena. */
struct user_profiles user_profiles_find(struct host *host);

#endif
