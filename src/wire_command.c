/*
 * wire_command - what a shell command prints.
 *
 * The command is a process group of its own, so that all of a pipeline can be
 * ended. It is over when its output has ended and the shell has, too.
 */

#include "wire_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environment.h"
#include "fd.h"
#include "wire_line.h"
#include "wire_socket.h"

enum {
	REAP_PAUSE = 10,	/* ms, from the end of the output */
	NOT_FOUND = 127,	/* status of a shell that has no such command */
	SIGNALLED = 128,	/* as shells number a death by signal */
};

struct run {
	pid_t pid;		/* 0: over */
	struct buffer *output;
};

/* In the child: nothing but calls that are safe after fork. */
static _Noreturn void
become(char *command, char *const variables[], int input, int output)
{
	char shell[] = "sh", option[] = "-c";
	char *const arguments[] = { shell, option, command, NULL };

	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(input, STDIN_FILENO) != -1 &&
	    dup2(output, STDOUT_FILENO) != -1)
		execve("/bin/sh", arguments, variables);
	_exit(NOT_FOUND);
}

/* The command's input and output, ours of which is the line's; false with
 * errno. */
static bool
open_ends(struct line *line, int *input, int *output)
{
	int ends[2];

	*input = fd_open("/dev/null", O_RDONLY | O_CLOEXEC, 0);
	if (*input == -1)
		return false;
	if (pipe(ends) == -1) {
		close(*input);
		return false;
	}
	fd_prepare(ends[0]);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	line->fd = ends[0];
	line->events = POLLIN;
	*output = ends[1];
	return true;
}

static bool
begin(struct line *line)
{
	struct run *run = arena_alloc(line->arena, sizeof(*run));
	char *command = arena_string(line->arena, line->exchange->url);
	char **variables = environment_for_commands(line->arena);
	int input, output;

	line->own = run;
	line->whom = "the command";
	run->output = buffer_new(line->arena);
	if (!open_ends(line, &input, &output)) {
		line_failed(line, HINDERED, "no pipe for the command: %s",
		    strerror(errno));
		return true;
	}
	run->pid = fork();
	if (run->pid == 0)
		become(command, variables, input, output);
	close(input);
	close(output);
	if (run->pid == -1) {
		run->pid = 0;
		line_failed(line, HINDERED, "no process for the command: %s",
		    strerror(errno));
	} else
		setpgid(run->pid, run->pid);	/* whoever of us comes first */
	return true;
}

static void
reap(struct line *line)
{
	struct exchange *x = line->exchange;
	struct run *run = line->own;
	int status = 0;
	const pid_t pid = waitpid(run->pid, &status, WNOHANG);

	if (pid == 0 || (pid == -1 && errno == EINTR)) {
		line->wakes = wire_now(line->wire) + REAP_PAUSE;
		return;
	}
	run->pid = 0;
	if (pid == -1) {
		line_failed(line, HINDERED, "how the command ended is not "
		    "known: %s", strerror(errno));
		return;
	}
	x->status = WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) :
	    WEXITSTATUS(status);
	line_answered(line, run->output);
	if (x->status == NOT_FOUND) {
		x->outcome = ABSENT;
		x->error = "the shell did not find the command (status 127)";
	}
}

static void
go_on(struct line *line)
{
	const size_t limit = line->exchange->limit;
	struct run *run = line->own;
	char part[4096];
	ssize_t n = -1;

	while (line->fd != -1 && (n = read(line->fd, part, sizeof(part))) > 0) {
		if ((size_t)n > limit - run->output->size) {
			line_failed(line, TOO_BIG, "the command printed more "
			    "than the %zu bytes that are read", limit);
			return;
		}
		buffer_add(run->output, part, (size_t)n);
		mem_wipe(part, (size_t)n);	/* it may be a secret */
	}
	if (n == 0)
		line_hang_up(line);
	if (line->fd == -1)
		reap(line);
}

static void
release(struct line *line)
{
	const struct run *run = line->own;

	line_hang_up(line);
	if (run->pid == 0)
		return;
	kill(-run->pid, SIGKILL);
	while (waitpid(run->pid, NULL, 0) == -1 && errno == EINTR)
		continue;
}

const struct channel_calls command_calls = {
	.begin = begin,
	.go_on = go_on,
	.release = release,
	.late = "did not end",
	.patience = 30000,
};
