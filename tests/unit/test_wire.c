/* test_wire - HTTP over the wire, its limits of time, and signals. */

#include "wire_trial.h"

#include <time.h>

static in_port_t port;

static void
say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) == -1)
		_exit(1);
}

static void
say_200(int fd, const char *body)
{
	char head[128];

	snprintf(head, sizeof(head),
	    "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", strlen(body));
	say(fd, head);
	say(fd, body);
}

static void
say_endlessly(int fd)
{
	char block[1024];

	memset(block, 'x', sizeof(block));
	say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	while (write(fd, block, sizeof(block)) != -1)
		continue;
}

/* Answers one request by its path; false ends the connection. */
static bool
reply_to(int fd, const char *request, const char *number)
{
	const char *path = strchr(request, ' ') + 1;
	const struct timespec moment = { .tv_nsec = 50 * 1000 * 1000 };

	if (strncmp(path, "/number", 7) == 0) {
		nanosleep(&moment, NULL);
		say_200(fd, number);
	} else if (strncmp(path, "/echo", 5) == 0)
		say_200(fd, request);
	else if (strncmp(path, "/nothing", 8) == 0)
		say_200(fd, "");
	else if (strncmp(path, "/declared", 9) == 0)
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10001\r\n\r\n");
	else if (strncmp(path, "/endless", 8) == 0)
		say_endlessly(fd);
	else if (strncmp(path, "/moved", 6) == 0)
		say(fd, "HTTP/1.1 302 Found\r\nLocation: /number\r\n"
		    "Content-Length: 0\r\n\r\n");
	else if (strncmp(path, "/later", 6) == 0)
		say(fd, "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\n"
		    "Content-Length: 2\r\n\r\nno");
	else if (strncmp(path, "/short", 6) == 0)
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nabc");
	else if (strncmp(path, "/other", 6) == 0)
		say(fd, "220 mail.example.com ESMTP\r\n");
	else if (strncmp(path, "/stall", 6) == 0)
		pause();
	return strncmp(path, "/short", 6) != 0 &&
	    strncmp(path, "/other", 6) != 0 && strncmp(path, "/close", 6) != 0;
}

/* Reads requests with the body that Content-Length says, at most a few kB. */
static void
talk(int fd, const char *number)
{
	char request[8192];
	const char *end, *length;
	size_t size = 0, whole;
	ssize_t n;

	while ((n = read(fd, request + size, sizeof(request) - 1 - size)) > 0) {
		size += (size_t)n;
		request[size] = '\0';
		if ((end = strstr(request, "\r\n\r\n")) == NULL)
			continue;
		length = strstr(request, "\nContent-Length:");
		whole = (size_t)(end + 4 - request) + (length == NULL ? 0 :
		    (size_t)strtoul(length + 16, NULL, 10));
		if (size < whole)
			continue;
		if (!reply_to(fd, request, number))
			return;
		size = 0;
	}
}

/* A process for each connection, which knows its number. */
static void
serve(int listener)
{
	char number[16];
	int fd;

	signal(SIGCHLD, SIG_IGN);
	for (unsigned n = 1; (fd = accept(listener, NULL, NULL)) != -1; n++) {
		if (fork() == 0) {
			alarm(30);
			snprintf(number, sizeof(number), "%u", n);
			talk(fd, number);
			_exit(0);
		}
		close(fd);
	}
}

static struct exchange *
http(struct trial *trial, const char *method, const char *path)
{
	return trial_exchange(trial, HTTP, method, arena_print(trial->arena,
	    "http://127.0.0.1:%u%s", (unsigned)port, path));
}

static struct exchange *
got(struct trial *trial, const char *path)
{
	return trial_do(trial, http(trial, "GET", path));
}

static void
test_replies(struct trial *trial)
{
	struct exchange *x = got(trial, "/number");

	CHECK("200: answered", x->outcome == ANSWERED && x->error == NULL);
	CHECK("200: status, no Retry-After",
	    x->status == 200 && x->retry_after == -1);
	CHECK("200: headers are not kept", x->n_reply_headers == 0);
	x = got(trial, "/nothing");
	CHECK_TEXT("an empty reply is a text", x->reply, "");
	x = got(trial, "/moved");
	CHECK("a redirect is not followed", x->outcome == ANSWERED &&
	    x->status == 302 && x->n_reply_headers == 2);
	CHECK_TEXT("headers of a 302 are kept", x->reply_headers[0].value,
	    "/number");
	x = got(trial, "/later");
	CHECK("Retry-After is read", x->status == 429 && x->retry_after == 7);
	CHECK_TEXT("the body of a 429 is there", x->reply, "no");
}

static void
test_failures(struct trial *trial)
{
	struct exchange *x;

	CHECK("a declared size over the limit",
	    got(trial, "/declared")->outcome == TOO_BIG);
	x = got(trial, "/endless");
	CHECK_TEXT("an endless reply: error", x->error,
	    "the reply of 127.0.0.1 is over the limit of 10000 bytes");
	CHECK("an endless reply: too big", x->outcome == TOO_BIG);
	CHECK("a short reply", got(trial, "/short")->outcome == CUT);
	CHECK("no reply", got(trial, "/close")->outcome == CUT);
	CHECK("not HTTP", got(trial, "/other")->outcome == GARBLED);
	x = http(trial, "GET", "/stall");
	x->timeout = 200;
	trial_do(trial, x);
	CHECK("a stalled reply: timed out",
	    x->outcome == TIMED_OUT && x->ms >= 200 && x->ms < 600);
	CHECK_TEXT("a stalled reply: error", x->error,
	    "127.0.0.1 did not answer within 0.2 s");
	x = trial_do(trial, trial_exchange(trial, HTTP, "GET",
	    "http://127.0.0.1:1/"));
	CHECK("a refused connection", x->outcome == UNREACHABLE);
	CHECK_TEXT("a refused connection: error", x->error,
	    "no connection to 127.0.0.1:1 (connection refused)");
	x = trial_do(trial, trial_exchange(trial, HTTP, "GET",
	    "http://nothing.invalid/"));
	CHECK_TEXT("no such name", x->error,
	    "the name nothing.invalid does not resolve");
	CHECK("no such name: outcome", x->outcome == UNRESOLVED);
}

static void
test_requests(struct trial *trial)
{
	struct exchange *x = http(trial, "PATCH", "/echo?a=b");

	x->body = "{\"a\":1}";
	x->body_size = 7;
	x->headers[0] = (struct header){ "Content-Type", "application/json" };
	x->headers[1] = (struct header){ "X-Empty", "" };
	x->n_headers = 2;
	trial_do(trial, x);
	CHECK("a body goes with the method and the URL",
	    strncmp(x->reply, "PATCH /echo?a=b HTTP/1.1\r\n", 26) == 0 &&
	    strstr(x->reply, "\r\n\r\n{\"a\":1}") != NULL);
	CHECK("its headers go, too", strstr(x->reply,
	    "\r\nContent-Type: application/json\r\n") != NULL &&
	    strstr(x->reply, "\r\nX-Empty:\r\n") != NULL);
	CHECK("who we are", strstr(x->reply, "\r\nUser-Agent: dnsfollow/") !=
	    NULL);
	CHECK("no compression, no Expect",
	    strstr(x->reply, "Accept-Encoding") == NULL &&
	    strstr(x->reply, "Expect") == NULL);
	x = trial_do(trial, http(trial, "POST", "/echo"));
	CHECK("a POST of nothing says so", strstr(x->reply,
	    "\r\nContent-Length: 0\r\n") != NULL &&
	    strstr(x->reply, "Content-Type") == NULL);
	x = http(trial, "GET", "/echo");
	x->headers[0] = (struct header){ "X-Key", "a\r\nHost: b" };
	x->n_headers = 1;
	trial_do(trial, x);
	CHECK("a line end in a header: garbled", x->outcome == GARBLED);
	CHECK_TEXT("a line end in a header: error", x->error,
	    "a header value holds a line end");
	x = trial_do(trial, trial_exchange(trial, HTTP, "GET",
	    "http://user:word@127.0.0.1/"));
	CHECK("a password in the URL", x->outcome == GARBLED);
}

static void
test_connections(void)
{
	struct trial trial = trial_open(5000);
	struct exchange *x, *first = got(&trial, "/number");
	long highest = 0, number;
	unsigned i;

	CHECK_TEXT("a second request takes the first's connection",
	    got(&trial, "/number")->reply, first->reply);
	for (i = 0; i < 6; i++)
		wire_send(trial.wire, http(&trial, "GET", "/number"));
	for (i = 0; (x = wire_wait(trial.wire)) != NULL; i++) {
		number = strtol(x->reply, NULL, 10);
		highest = number > highest ? number : highest;
	}
	CHECK("six at once are all answered", i == 6);
	CHECK("six at once take two connections",
	    highest == strtol(first->reply, NULL, 10) + 1);
	trial_close(&trial);
}

static void
test_time(void)
{
	struct trial trial = trial_open(400);
	struct exchange *x = http(&trial, "GET", "/number");
	unsigned i;

	x->not_before = 150;
	trial_do(&trial, x);
	CHECK("not before its time", x->outcome == ANSWERED &&
	    wire_now(trial.wire) >= 150 && x->ms < 150);
	for (i = 0; i < 3; i++)
		wire_send(trial.wire, http(&trial, "GET", "/stall"));
	for (i = 0; (x = wire_wait(trial.wire)) != NULL; i++)
		CHECK("the deadline ends those under way and in line",
		    x->outcome == TIMED_OUT && x->error != NULL);
	CHECK("all of them, at once", i == 3 && wire_now(trial.wire) < 700 &&
	    wire_left(trial.wire) == 0);
	wire_extend(trial.wire, 300);
	CHECK("the run is given more time",
	    got(&trial, "/number")->outcome == ANSWERED);
	wire_extend(trial.wire, 1);
	CHECK("and never less", wire_left(trial.wire) > 100);
	x = got(&trial, "/stall");
	CHECK("that too is up one day", x->outcome == TIMED_OUT &&
	    x->ms <= 400);
	CHECK("none after the deadline",
	    got(&trial, "/number")->outcome == TIMED_OUT);
	trial_close(&trial);
}

static void
test_signal(void)
{
	struct trial trial = trial_open(5000);
	const pid_t self = getpid();
	const pid_t pid = fork();
	const struct timespec moment = { .tv_nsec = 100 * 1000 * 1000 };
	struct exchange *x;

	if (pid == 0) {
		nanosleep(&moment, NULL);
		kill(self, SIGTERM);
		_exit(0);
	}
	x = got(&trial, "/stall");
	CHECK("a signal interrupts", x->outcome == INTERRUPTED &&
	    wire_now(trial.wire) < 1000);
	CHECK("a signal is remembered", wire_signal(trial.wire) == SIGTERM);
	CHECK("none after the signal",
	    got(&trial, "/number")->outcome == INTERRUPTED);
	waitpid(pid, NULL, 0);
	trial_close(&trial);
}

int
main(void)
{
	const int listener = trial_listen(SOCK_STREAM, &port);
	const pid_t server = trial_serve(serve, listener);
	struct trial trial = trial_open(5000);

	setvbuf(stdout, NULL, _IOLBF, 0);
	test_replies(&trial);
	test_failures(&trial);
	test_requests(&trial);
	trial_close(&trial);
	test_connections();
	test_time();
	test_signal();
	trial_end(server);
	return check_done();
}
