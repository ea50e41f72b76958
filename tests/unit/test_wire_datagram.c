/* test_wire_datagram - datagrams over the wire, answered well and badly. */

#include "wire_trial.h"

static in_port_t port;

static void
answer(int fd, const char *text, const struct sockaddr_in *to)
{
	if (sendto(fd, text, strlen(text), 0, (const struct sockaddr *)to,
	    sizeof(*to)) == -1)
		_exit(1);
}

static void
hear(int fd, struct sockaddr_in *from)
{
	socklen_t size = sizeof(*from);
	char text[64];

	if (recvfrom(fd, text, sizeof(text), 0, (struct sockaddr *)from,
	    &size) == -1)
		_exit(1);
}

/* What answers another question, then what answers this one. */
static void
serve_both(int fd)
{
	struct sockaddr_in from;

	for (;;) {
		hear(fd, &from);
		answer(fd, "other", &from);
		answer(fd, "yes, it is", &from);
	}
}

/* Only the third datagram is heard. */
static void
serve_third(int fd)
{
	struct sockaddr_in from;

	hear(fd, &from);
	hear(fd, &from);
	hear(fd, &from);
	answer(fd, "yes, at last", &from);
	hear(fd, &from);
}

/* The right words, but first from another address. */
static void
serve_stranger(int fd)
{
	struct sockaddr_in from, other = { .sin_family = AF_INET };
	const int stranger = socket(AF_INET, SOCK_DGRAM, 0);

	inet_pton(AF_INET, "127.0.0.2", &other.sin_addr);
	if (bind(stranger, (struct sockaddr *)&other, sizeof(other)) == -1)
		_exit(1);
	hear(fd, &from);
	answer(stranger, "yes, says a stranger", &from);
	usleep(50000);
	answer(fd, "yes, it is", &from);
	hear(fd, &from);
}

static void
serve_nothing(int fd)
{
	struct sockaddr_in from;

	for (;;)
		hear(fd, &from);
}

static bool
says_yes(const struct exchange *x, const void *reply, size_t size)
{
	return x->body_size == 1 && size > 3 && memcmp(reply, "yes", 3) == 0;
}

static struct exchange *
ask(struct trial *trial, const char *method)
{
	struct exchange *x = trial_exchange(trial, DATAGRAM, method, "");

	x->server = arena_print(trial->arena, "127.0.0.1:%u", port);
	x->body = "?";
	x->body_size = 1;
	x->answers = says_yes;
	x->pause = 30;
	return x;
}

static void
test_reply(const char *name, void (*serve)(int), const char *method,
    const char *sender, enum outcome outcome, const char *wanted)
{
	struct trial trial = trial_open(3000);
	struct exchange *x;
	pid_t server;
	int fd;

	port = 0;
	fd = trial_listen(SOCK_DGRAM, &port);
	server = trial_serve(serve, fd);
	close(fd);
	x = ask(&trial, method);
	x->sender = sender;
	x = trial_do(&trial, x);
	CHECK(name, x != NULL && x->outcome == outcome);
	CHECK_TEXT(name, x == NULL ? NULL : x->reply, wanted);
	trial_end(server);
	trial_close(&trial);
}

static void
test_silence(void)
{
	struct trial trial = trial_open(3000);
	struct exchange *x;
	int fd;

	port = 0;
	fd = trial_listen(SOCK_DGRAM, &port);
	x = trial_do(&trial, ask(&trial, "UDP"));
	CHECK("three sendings, 30 + 60 + 120 ms", x->outcome == TIMED_OUT &&
	    x->ms >= 200 && x->ms < 1000);
	x = ask(&trial, "UDP");
	x->timeout = 50;
	x = trial_do(&trial, x);
	CHECK("a time-out of its own", x->outcome == TIMED_OUT && x->ms < 200);
	close(fd);
	x = trial_do(&trial, ask(&trial, "UDP"));
	CHECK("nobody there is known at once", x->outcome == UNREACHABLE &&
	    x->ms < 30 && strstr(x->error, "refused") != NULL);
	x = ask(&trial, "UDP");
	x->server = "no.address:1";
	CHECK("no address", trial_do(&trial, x)->outcome == UNRESOLVED);
	trial_close(&trial);
}

int
main(void)
{
	test_reply("what answers another is passed over", serve_both, "UDP",
	    NULL, ANSWERED, "yes, it is");
	test_reply("a lost datagram is sent again", serve_third, "UDP", NULL,
	    ANSWERED, "yes, at last");
	test_reply("a stranger is not heard on a connected socket",
	    serve_stranger, "UDP", NULL, ANSWERED, "yes, it is");
	test_reply("nor where a group is asked", serve_stranger, "MULTICAST",
	    "127.0.0.1", ANSWERED, "yes, it is");
	test_reply("silence", serve_nothing, "MULTICAST", "127.0.0.1",
	    TIMED_OUT, NULL);
	test_silence();
	return check_done();
}
