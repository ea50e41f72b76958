/*
 * wire_signal - the signals that ask a run to end, made visible to poll(2).
 *
 * A signal handler has nothing but globals, so these are the wire's only ones.
 * The pipe is never read: once a signal came, the run ends.
 */

#include "wire_signal.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "mem.h"
#include "sysexit.h"
#include "wire_line.h"
#include "wire_socket.h"

static int ends[2] = { -1, -1 };	/* of the pipe */
static volatile sig_atomic_t caught;

static void
note(int number)
{
	const int error = errno;
	ssize_t written;

	caught = number;
	written = write(ends[1], "", 1);
	(void)written;		/* a full pipe is readable, too */
	errno = error;
}

static struct {
	int number;
	void (*handler)(int);
	struct sigaction before;
} signals[] = {
	{ .number = SIGTERM, .handler = note },
	{ .number = SIGINT, .handler = note },
	{ .number = SIGHUP, .handler = note },
	/* A peer that is gone is an error of write(2). */
	{ .number = SIGPIPE, .handler = SIG_IGN },
	/* Whoever started us may have ignored it, and then no command would
	 * have an exit status. */
	{ .number = SIGCHLD, .handler = SIG_DFL },
};

void
signals_catch(void)
{
	struct sigaction action;
	size_t i;

	caught = 0;
	if (pipe(ends) == -1)
		log_die(EXIT_SOFTWARE, "no pipe: %s", strerror(errno));
	fd_prepare(ends[0]);
	fd_prepare(ends[1]);
	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	action.sa_flags = 0;	/* what blocks is to end, too */
	for (i = 0; i < COUNT(signals); i++) {
		action.sa_handler = signals[i].handler;
		sigaction(signals[i].number, NULL, &signals[i].before);
		/* nohup(1) and its like have said what they want. */
		if (signals[i].handler != note ||
		    signals[i].before.sa_handler != SIG_IGN)
			sigaction(signals[i].number, &action, NULL);
	}
}

void
signals_restore(void)
{
	size_t i;

	for (i = 0; i < COUNT(signals); i++)
		sigaction(signals[i].number, &signals[i].before, NULL);
	close(ends[0]);
	close(ends[1]);
	ends[0] = ends[1] = -1;
}

int
signals_fd(void)
{
	return ends[0];
}

int
signals_caught(void)
{
	return caught;
}
