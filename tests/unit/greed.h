/* greed - whether the program ends as it should where memory is refused. */

#ifndef GREED_H
#define GREED_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sysexit.h"

/* In a child, whose last words are not shown. */
static inline bool
dies_of(void (*greed)(void))
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == -1)
		abort();
	if (child == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(0);
		greed();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SOFTWARE;
}

#endif
