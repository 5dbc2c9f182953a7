/*
 * The kept inputs once more, without libFuzzer: `fuzz-replay DIR...`, where DIR/TARGET/ holds the
 * inputs of a target. A child does the work, so that an input that ends it is named and the others
 * are tried all the same.
 */
#include "tests/fuzz/target.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* A wide margin over the 50 ms that an image may take: sanitizers, and machines that do much else.
 */
enum { SECONDS_PER_INPUT = 20, MAX_INPUT_BYTES = 1024 * 1024, NOT_FOR_TARGET = 65 };

struct replay {
	const char *folder;
	const struct fuzz_target *target;
	struct dirent **names;
	int count;
};

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The whole file in memory of just its size, so that a step beyond it is seen. */
static uint8_t *read_input(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *room = malloc(MAX_INPUT_BYTES);
	uint8_t *data;

	fuzz_require(file && room, "an input can be opened");
	*size = fread(room, 1, MAX_INPUT_BYTES, file);
	fuzz_require(!ferror(file) && feof(file), "an input can be read and is not too large");
	fclose(file);
	data = malloc(*size ? *size : 1);
	fuzz_require(data, "there is memory for an input");
	memcpy(data, room, *size);
	free(room);
	return data;
}

static void input_path(const struct replay *replay, int index, char *out, size_t room)
{
	snprintf(out, room, "%s/%s/%s", replay->folder, replay->target->name,
		replay->names[index]->d_name);
}

static void check_from(const struct replay *replay, volatile int *index)
{
	char path[4096];

	for (; *index < replay->count; (*index)++) {
		uint8_t *data;
		size_t size;

		input_path(replay, *index, path, sizeof(path));
		alarm(SECONDS_PER_INPUT);
		data = read_input(path, &size);
		if (!fuzz_target_takes(replay->target, data, size))
			exit(NOT_FOR_TARGET);
		replay->target->check(replay->target, data, size, true);
		free(data);
	}
	alarm(0);
}

static void print_failure(const struct replay *replay, int index, int status)
{
	char path[4096] = "(after the last input)";

	if (index < replay->count)
		input_path(replay, index, path, sizeof(path));
	if (WIFSIGNALED(status))
		printf("%s: ended by signal %d\n", path, WTERMSIG(status));
	else if (WEXITSTATUS(status) == NOT_FOR_TARGET)
		printf("%s: not for this target\n", path);
	else
		printf("%s: ended with code %d\n", path, WEXITSTATUS(status));
}

/* How many inputs failed. index is seen by parent and child. */
static int check_all(const struct replay *replay, volatile int *index)
{
	int failed = 0;

	for (*index = 0; *index < replay->count; (*index)++) {
		pid_t child;
		int status;

		fflush(NULL);
		child = fork();
		fuzz_require(child >= 0, "there is a process for the inputs");
		if (!child) {
			check_from(replay, index);
			exit(0);
		}
		fuzz_require(waitpid(child, &status, 0) == child, "the process can be waited for");
		if (!WIFEXITED(status) || WEXITSTATUS(status)) {
			print_failure(replay, *index, status);
			failed++;
		}
	}
	return failed;
}

/* A folder that no target has would be passed over for ever. */
static unsigned long unknown_folders(const char *folder)
{
	struct dirent **names;
	unsigned long unknown = 0;
	int count = scandir(folder, &names, is_input, alphasort);

	for (int i = 0; i < count; i++) {
		if (!fuzz_target_find(names[i]->d_name)) {
			printf("%s/%s: no target has this name\n", folder, names[i]->d_name);
			unknown++;
		}
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	return unknown;
}

static void replay_folder(
	const char *folder, volatile int *index, unsigned long *passed, unsigned long *failed)
{
	for (size_t i = 0; i < fuzz_target_count; i++) {
		struct replay replay = {.folder = folder, .target = &fuzz_targets[i]};
		char path[4096];
		int bad;

		snprintf(path, sizeof(path), "%s/%s", folder, replay.target->name);
		replay.count = scandir(path, &replay.names, is_input, alphasort);
		if (replay.count < 0)
			continue;
		bad = check_all(&replay, index);
		*failed += (unsigned long)bad;
		*passed += (unsigned long)(replay.count - bad);
		for (int j = 0; j < replay.count; j++)
			free(replay.names[j]);
		free(replay.names);
	}
}

int main(int argument_count, char **arguments)
{
	unsigned long passed = 0, failed = 0;
	int *index = mmap(
		NULL, sizeof(*index), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	fuzz_require(index != MAP_FAILED, "there is memory to share");
	for (int i = 1; i < argument_count; i++) {
		failed += unknown_folders(arguments[i]);
		replay_folder(arguments[i], index, &passed, &failed);
	}
	printf("%lu passed, %lu failed\n", passed, failed);
	return failed || !passed ? 1 : 0;
}
