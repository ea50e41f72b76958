/* wire_trial - a wire, exchanges, and small servers on loopback. */

#ifndef WIRE_TRIAL_H
#define WIRE_TRIAL_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "exchange.h"
#include "mem.h"
#include "wire.h"

struct trial {
	struct arena *arena;
	struct wire *wire;
};

static inline struct trial
trial_open(int64_t timeout)
{
	struct trial trial = { .arena = arena_new() };
	const struct wire_options options = {
		.arena = trial.arena,
		.timeout = timeout,
		.connect_timeout = 1000,
	};

	trial.wire = wire_open(&options);
	return trial;
}

static inline void
trial_close(struct trial *trial)
{
	wire_close(trial->wire);
	arena_free(trial->arena);
}

static inline struct exchange *
trial_exchange(struct trial *trial, enum channel channel, const char *method,
    const char *url)
{
	struct exchange *x = arena_alloc(trial->arena, sizeof(*x));

	x->channel = channel;
	x->method = method;
	x->url = url;
	x->any_family = true;
	x->limit = 10000;
	return x;
}

/* Sends it and waits for it; it must be the only one. */
static inline struct exchange *
trial_do(struct trial *trial, struct exchange *x)
{
	wire_send(trial->wire, x);
	return wire_wait(trial->wire) == x ? x : NULL;
}

/* A socket of the type on a free port of loopback; listens when a stream.
 * A port of 0 is replaced by the one that was free. */
static inline int
trial_listen(int type, in_port_t *port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(*port),
		.sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) },
	};
	socklen_t size = sizeof(address);
	const int one = 1, fd = socket(AF_INET, type, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&address, size) == -1 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) == -1 ||
	    (type == SOCK_STREAM && listen(fd, 16) == -1)) {
		perror("loopback");
		exit(1);
	}
	*port = ntohs(address.sin_port);
	return fd;
}

/* Runs serve(fd) in a process, which ends with the test or after a while. */
static inline pid_t
trial_serve(void (*serve)(int), int fd)
{
	const pid_t pid = fork();

	if (pid == 0) {
		alarm(30);
		serve(fd);
		_exit(0);
	}
	return pid;
}

static inline void
trial_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

#endif
