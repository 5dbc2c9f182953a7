#include "tests/post/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *folder_make(void)
{
	const char *parent = getenv("TMPDIR");
	char *path;

	if (asprintf(&path, "%s/compatscan-test-XXXXXX", parent ? parent : "/tmp") < 0 ||
		!mkdtemp(path)) {
		perror("test folder");
		abort();
	}
	return path;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
	(void)facts;
	(void)kind;
	(void)place;
	return remove(path);
}

void folder_remove(char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(path);
}

void folder_write(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "we");

	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) || chmod(path, 0600)) {
		perror(path);
		abort();
	}
}

size_t folder_count(const char *path, const char *ending)
{
	DIR *folder = opendir(path);
	struct dirent *found;
	size_t count = 0;

	while (folder && (found = readdir(folder))) {
		size_t length = strlen(found->d_name);

		if (length >= strlen(ending) &&
			!strcmp(found->d_name + length - strlen(ending), ending))
			count++;
	}
	if (folder)
		closedir(folder);
	return count;
}
