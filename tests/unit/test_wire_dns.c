/* test_wire_dns - DNS messages over the wire, to servers good and bad. */

#include "wire_trial.h"

#include <time.h>

#include "dns/message.h"
#include "nameservers.h"

static in_port_t port;

/* The question came back as an answer; flags is the third byte. */
static void
give(int fd, const unsigned char *message, size_t size, unsigned char flags,
    const struct sockaddr_in *to)
{
	unsigned char answer[600];

	memcpy(answer, message, size);
	answer[2] = (unsigned char)(0x80 | flags);
	if (sendto(fd, answer, size, 0, (const struct sockaddr *)to,
	    sizeof(*to)) == -1)
		_exit(1);
}

/* First an answer to another question, then the right one. */
static void
serve_forged(int fd)
{
	unsigned char message[512];
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	ssize_t n;

	while ((n = recvfrom(fd, message, sizeof(message), 0,
	    (struct sockaddr *)&from, &size)) > 0) {
		message[0] ^= 0xff;
		give(fd, message, (size_t)n, 0, &from);
		message[0] ^= 0xff;
		give(fd, message, (size_t)n, 4, &from);
	}
}

static void
serve_truncated(int fd)
{
	unsigned char message[512];
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	ssize_t n;

	while ((n = recvfrom(fd, message, sizeof(message), 0,
	    (struct sockaddr *)&from, &size)) > 0)
		give(fd, message, (size_t)n, 2, &from);
}

/* First an answer in small letters, then, to a second question, one as it
 * should be as well. */
static void
serve_recased(int fd)
{
	unsigned char message[512];
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	bool both = false;
	ssize_t n, i;

	while ((n = recvfrom(fd, message, sizeof(message), 0,
	    (struct sockaddr *)&from, &size)) > 0) {
		unsigned char small[512];

		for (i = 0; i < n; i++)
			small[i] = message[i] >= 'A' && message[i] <= 'Z' ?
			    (unsigned char)(message[i] + 0x20) : message[i];
		give(fd, small, (size_t)n, 0, &from);
		if (both)
			give(fd, message, (size_t)n, 4, &from);
		both = true;
	}
}

/* The first message is lost. */
static void
serve_forgetful(int fd)
{
	unsigned char message[512];
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	ssize_t n;

	if (recv(fd, message, sizeof(message), 0) == -1)
		_exit(1);
	n = recvfrom(fd, message, sizeof(message), 0,
	    (struct sockaddr *)&from, &size);
	if (n > 0)
		give(fd, message, (size_t)n, 0, &from);
}

static void
serve_nothing(int fd)
{
	(void)fd;
	pause();
}

/* Over TCP, in two pieces: a forged message and half of the size come first. */
static void
serve_stream(int listener)
{
	unsigned char message[512];
	const struct timespec moment = { .tv_nsec = 20 * 1000 * 1000 };
	ssize_t n;
	int fd;

	while ((fd = accept(listener, NULL, NULL)) != -1) {
		n = read(fd, message, sizeof(message));
		if (n > 2) {
			message[2] ^= 0xff;
			message[4] |= 0x80;
			if (write(fd, message, (size_t)n) == -1 ||
			    write(fd, message, 1) == -1)
				_exit(1);
			nanosleep(&moment, NULL);
			message[2] ^= 0xff;
			if (write(fd, message + 1, (size_t)n - 1) == -1)
				_exit(1);
		}
		close(fd);
	}
}

static void
serve_cut(int listener)
{
	unsigned char message[512];
	int fd;

	while ((fd = accept(listener, NULL, NULL)) != -1) {
		if (read(fd, message, sizeof(message)) > 0 &&
		    write(fd, "\0\20abc", 5) == -1)
			_exit(1);
		close(fd);
	}
}

static struct exchange *
question(struct trial *trial, const char *method)
{
	struct dns_message message;
	struct exchange *x = trial_exchange(trial, DNS, method, NULL);

	dns_begin(&message, trial->arena, 4711, DNS_QUERY, false);
	dns_question(&message, "hOme.eXample.com", DNS_A);
	dns_edns(&message);
	x->body = message.bytes;
	x->body_size = message.size;
	x->server = arena_print(trial->arena, "127.0.0.1:%u", (unsigned)port);
	return x;
}

/* One question to such a server. */
static struct exchange *
asked(struct trial *trial, void (*serve)(int), int type, const char *method,
    int64_t timeout)
{
	struct exchange *x;
	pid_t pid;
	int fd;

	port = 0;
	fd = trial_listen(type, &port);
	pid = trial_serve(serve, fd);
	close(fd);
	x = question(trial, method);
	x->timeout = timeout;
	trial_do(trial, x);
	trial_end(pid);
	return x;
}

static bool
is_whole(const struct exchange *x)
{
	return x->outcome == ANSWERED && dns_answers(x->reply, x->reply_size,
	    x->body, x->body_size);
}

static void
test_datagrams(struct trial *trial)
{
	struct exchange *x;

	x = asked(trial, serve_forged, SOCK_DGRAM, "UDP", 1000);
	CHECK("an answer to another question is passed over", is_whole(x) &&
	    x->ms < 500);
	CHECK("the right one is taken", (x->reply[2] & 4) != 0);
	x = asked(trial, serve_nothing, SOCK_DGRAM, "UDP", 300);
	CHECK("silence: timed out", x->outcome == TIMED_OUT && x->ms >= 300 &&
	    x->ms < 900);
	CHECK_TEXT("silence: error", x->error, arena_print(trial->arena,
	    "the name server 127.0.0.1:%u did not answer within 0.3 s",
	    (unsigned)port));
	x = asked(trial, serve_forgetful, SOCK_DGRAM, "UDP", 0);
	CHECK("a message that is lost is sent again", is_whole(x) &&
	    x->ms >= 1500 && x->ms < 2500);
	x = trial_do(trial, question(trial, "UDP"));
	CHECK("nobody there: unreachable at once",
	    x->outcome == UNREACHABLE && x->ms < 500);
	CHECK_TEXT("nobody there: error", x->error, arena_print(trial->arena,
	    "no connection to the name server 127.0.0.1:%u "
	    "(connection refused)", (unsigned)port));
	x = question(trial, "UDP");
	x->any_family = false;
	x->family = IPV6;
	trial_do(trial, x);
	CHECK("of the wrong family: unresolved", x->outcome == UNRESOLVED);
}

static void
test_recased(struct trial *trial)
{
	struct exchange *x;
	pid_t pid;
	int fd;

	port = 0;
	fd = trial_listen(SOCK_DGRAM, &port);
	pid = trial_serve(serve_recased, fd);
	close(fd);
	x = trial_do(trial, question(trial, "UDP"));
	CHECK("an answer in other letters is passed over",
	    x->outcome == TIMED_OUT);
	CHECK("but noted, and not long waited behind", x->recased &&
	    x->ms >= 500 && x->ms < 1000);
	x = trial_do(trial, question(trial, "UDP"));
	CHECK("one in the right letters counts, though it comes later",
	    is_whole(x) && (x->reply[2] & 4) != 0);
	trial_end(pid);
}

static void
test_streams(struct trial *trial)
{
	int datagrams, streams;
	pid_t pids[2];
	struct exchange *x;

	x = asked(trial, serve_stream, SOCK_STREAM, "TCP", 1000);
	CHECK("TCP, in pieces, after a forged one", is_whole(x));
	x = asked(trial, serve_cut, SOCK_STREAM, "TCP", 1000);
	CHECK("a stream that ends early: cut", x->outcome == CUT);
	x = trial_do(trial, question(trial, "TCP"));
	CHECK("TCP refused: unreachable", x->outcome == UNREACHABLE);
	port = 0;
	streams = trial_listen(SOCK_STREAM, &port);
	datagrams = trial_listen(SOCK_DGRAM, &port);
	pids[0] = trial_serve(serve_stream, streams);
	pids[1] = trial_serve(serve_truncated, datagrams);
	x = trial_do(trial, question(trial, "UDP"));
	CHECK("what was truncated is asked over TCP", is_whole(x) &&
	    !dns_is_truncated(x->reply, x->reply_size));
	x = question(trial, "UDP");
	x->limit = 20;
	trial_do(trial, x);
	CHECK("an answer over the limit", x->outcome == TOO_BIG);
	close(streams);
	close(datagrams);
	trial_end(pids[0]);
	trial_end(pids[1]);
}

static void
test_resolvers(struct trial *trial)
{
	struct exchange *x = question(trial, "UDP");
	struct nameservers found;
	char path[] = "/tmp/test_wire_dns.XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");

	fputs("# nameserver 192.0.2.1\nsearch example.com\n"
	    "nameserver\t192.0.2.53 # near\nnameservers 192.0.2.2\n"
	    "nameserver 2001:db8::53\nnameserver nonsense\n", file);
	fclose(file);
	x->server = NULL;
	found = nameservers_find(trial->arena, x, path);
	CHECK("resolv.conf: all that are there", found.n == 2);
	CHECK_TEXT("resolv.conf: in order", found.list[0].name, "192.0.2.53");
	CHECK_TEXT("resolv.conf: IPv6", found.list[1].name, "2001:db8::53");
	x->any_family = false;
	x->family = IPV6;
	found = nameservers_find(trial->arena, x, path);
	CHECK("resolv.conf: of one family", found.n == 1);
	unlink(path);
	x->any_family = true;
	found = nameservers_find(trial->arena, x, path);
	CHECK("no resolv.conf: this host", found.n == 1 &&
	    strcmp(found.list[0].name, "127.0.0.1") == 0);
	x->server = "[2001:db8::53]:5353";
	found = nameservers_find(trial->arena, x, path);
	CHECK_TEXT("IPv6 with a port", found.list[0].name,
	    "[2001:db8::53]:5353");
	x->server = "2001:db8::53";
	found = nameservers_find(trial->arena, x, path);
	CHECK_TEXT("IPv6 without", found.list[0].name, "2001:db8::53");
}

int
main(void)
{
	struct trial trial = trial_open(20000);

	setvbuf(stdout, NULL, _IOLBF, 0);
	test_datagrams(&trial);
	test_recased(&trial);
	test_streams(&trial);
	test_resolvers(&trial);
	trial_close(&trial);
	return check_done();
}
