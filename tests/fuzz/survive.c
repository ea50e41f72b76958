/*
 * survive - how a fuzzer goes on after log_die, which ends the program: its last
 * words lead back to where it was called, instead of to exit(3).
 */

#include <sys/types.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <unistd.h>

#include "fuzz.h"
#include "log.h"
#include "mem.h"
#include "redact.h"
#include "sysexit.h"

static jmp_buf before;

bool
fuzz_is_shown(const char *text)
{
	if (text == NULL || *text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

/* A death says why, with a status of sysexits(3). FUZZ_TELLS=1 shows it. */
static bool
go_back(int status, const char *words)
{
	must(status >= EXIT_USAGE && status <= EXIT_CONFIG);
	must(words[0] != '\0');
	if (getenv("FUZZ_TELLS") != NULL)
		fprintf(stderr, "%d: %s\n", status, words);
	longjmp(before, 1);
}

/* The first descriptor that is free: a file that a death left open is there. */
static int
first_free(void)
{
	int fd = open("/dev/null", O_RDONLY);

	if (fd >= 0)
		close(fd);
	return fd;
}

bool
fuzz_survives(void (*what)(void *), void *of)
{
	const int fd = first_free();
	volatile bool survived = false;

	log_level = LOG_NOTHING;
	log_last_words = go_back;
	if (setjmp(before) == 0) {
		what(of);
		survived = true;
	}
	log_last_words = NULL;
	redact_forget();
	arena_free_all();
	if (!survived && fd >= 0)
		close(fd);
	return survived;
}

const char *
fuzz_line(const char **at, const char *end, size_t *size)
{
	const char *line = *at, *stop;

	if (line >= end)
		return NULL;
	stop = memchr(line, '\n', (size_t)(end - line));
	*size = (size_t)((stop == NULL ? end : stop) - line);
	*at = stop == NULL ? end : stop + 1;
	return line;
}
