/*
 * serve - a preloaded library makes of a program one that is run many times
 * from its main() on: as children of one process, which has done the loader's
 * work, most of a run's.
 *
 * $SERVE has two descriptors: orders are read from the first, a line each, and
 * what came of them is written to the second.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE = 30 /* s: what hangs ends by SIGALRM */ };

static int orders = -1, results = -1;

static int
serve_begin(void)
{
	const char *descriptors = getenv("SERVE");

	return descriptors != NULL &&
	    sscanf(descriptors, "%d %d", &orders, &results) == 2;
}

/* false: there are no more. */
static int
serve_order(char *order, size_t room)
{
	const ssize_t size = read(orders, order, room - 1);

	if (size <= 0)
		return 0;
	order[size] = '\0';
	return 1;
}

static void
serve_result(const char *result)
{
	const size_t size = strlen(result);

	if (write(results, result, size) != (ssize_t)size)
		_exit(99);
}

/* In a child, which goes on to main(). */
static void
serve_run(void)
{
	close(orders);
	close(results);
	unsetenv("SERVE");
	unsetenv("LD_PRELOAD");
	alarm(PATIENCE);
}
