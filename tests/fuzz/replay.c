/*
 * replay - the fuzzing engine where there is none: hands each file that is
 * named, and each in a directory that is named, to the fuzzer once. One that
 * takes too long ends the run by a signal.
 *
 * usage: fuzz_NAME FILE-OR-DIRECTORY...
 */

#include <sys/stat.h>
#include <sys/types.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

enum { PATIENCE = 10 /* s for an input */ };

size_t	 LLVMFuzzerMutate(uint8_t *, size_t, size_t);

static unsigned played;

/* A fuzzer with mutations of its own calls it; nothing is mutated here. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
{
	(void)data;
	(void)most;
	return size;
}

/* In memory that ends where the input does, so that a sanitizer sees what goes
 * past it. */
static void
play(const char *path, size_t size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(size);
	size_t got;

	if (file == NULL || (data == NULL && size > 0)) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	got = size == 0 ? 0 : fread(data, 1, size, file);
	fclose(file);
	/* The last one that is named is the one that failed. */
	fprintf(stderr, "%s\n", path);
	alarm(PATIENCE);
	LLVMFuzzerTestOneInput(data, got);
	alarm(0);
	free(data);
	played++;
}

static void
play_all(const char *path)
{
	struct stat status;
	struct dirent *entry;
	char inner[4096];
	DIR *directory;

	if (stat(path, &status) != 0) {
		fprintf(stderr, "%s: is not there\n", path);
		exit(1);
	}
	if (!S_ISDIR(status.st_mode)) {
		play(path, (size_t)status.st_size);
		return;
	}
	directory = opendir(path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
		play_all(inner);
	}
	if (directory != NULL)
		closedir(directory);
}

int
main(int argc, char *argv[])
{
	int i;

	for (i = 1; i < argc; i++)
		play_all(argv[i]);
	printf("%u inputs\n", played);
	return played == 0;
}
