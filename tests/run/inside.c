/*
 * inside - preloaded into a run: when libcurl is first waited for, it tries what
 * an attacker would who had taken over the program there, and writes what came
 * of it to the file $INSIDE, a line each: what was tried, and its errno or 0.
 *
 * $INSIDE_READ has paths between colons, $INSIDE_PORT a port of 127.0.0.1.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int results = -1;
static char paths[4096];
static unsigned short port;

__attribute__((constructor))
static void
begin(void)
{
	const char *file = getenv("INSIDE"), *list = getenv("INSIDE_READ");
	const char *number = getenv("INSIDE_PORT");

	if (file == NULL || list == NULL || number == NULL)
		return;
	results = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	snprintf(paths, sizeof(paths), "%s", list);
	port = (unsigned short)strtoul(number, NULL, 10);
}

static void
say(const char *what, const char *which, long result)
{
	dprintf(results, "%s%s %d\n", what, which, result == -1 ? errno : 0);
}

static void
try_all(void)
{
	char *const arguments[] = { "true", NULL }, *const none[] = { NULL };
	struct sockaddr_in to = { .sin_family = AF_INET,
	    .sin_port = htons(port) };
	char *list = paths, *path;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	while ((path = strsep(&list, ":")) != NULL)
		say("read ", path, open(path, O_RDONLY | O_CLOEXEC));
	say("write", "", open("/tmp/inside", O_WRONLY | O_CREAT | O_CLOEXEC,
	    0600));
	unlink("/tmp/inside");
	say("connect", "", connect(socket(AF_INET, SOCK_STREAM, 0),
	    (struct sockaddr *)&to, sizeof(to)));
	say("exec", "", execve("/bin/true", arguments, none));
	close(results);
	results = -1;
}

int curl_multi_poll(void *, void *, unsigned, int, int *);

int
curl_multi_poll(void *multi, void *fds, unsigned n, int ms, int *ready)
{
	int (*real)(void *, void *, unsigned, int, int *);

	*(void **)&real = dlsym(RTLD_NEXT, "curl_multi_poll");
	if (results != -1)
		try_all();
	return real(multi, fds, n, ms, ready);
}
