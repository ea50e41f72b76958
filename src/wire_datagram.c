/*
 * wire_datagram - a datagram, and the one that answers it: STUN, NAT-PMP, PCP,
 * SSDP.
 *
 * Each has a socket of its own. A connected one lets only the other end's
 * datagrams in, and tells at once when nobody is there; one that asks a group
 * compares the sender itself.
 */

#include "wire_datagram.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "nameservers.h"
#include "wire_line.h"
#include "wire_socket.h"

enum {
	SENDINGS = 3,
	HOPS = 2,		/* of a multicast (UPnP Device Architecture) */
};

struct post {
	struct nameserver to;
	int64_t pause;		/* ms, before the next sending */
	unsigned sendings;
};

static bool
asks_group(const struct exchange *x)
{
	return strcmp(x->method, "MULTICAST") == 0;
}

static bool
dial(struct line *line)
{
	const struct post *post = line->own;
	const struct sockaddr *to = (const struct sockaddr *)&post->to.address;
	const unsigned char hops = HOPS;

	line->fd = socket(to->sa_family, SOCK_DGRAM, 0);
	if (line->fd == -1 || !socket_prepare(line->fd, line, to))
		return false;
	if (!asks_group(line->exchange))
		return connect(line->fd, to, post->to.size) == 0;
	setsockopt(line->fd, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof(hops));
	return true;
}

static void
lose(struct line *line)
{
	line_failed(line, UNREACHABLE, "no answer from %s (%s)", line->whom,
	    error_words(line->arena, errno));
}

static void
post_it(struct line *line)
{
	const struct exchange *x = line->exchange;
	struct post *post = line->own;
	const struct sockaddr *to = (const struct sockaddr *)&post->to.address;
	const ssize_t n = asks_group(x) ?
	    sendto(line->fd, x->body, x->body_size, 0, to, post->to.size) :
	    send(line->fd, x->body, x->body_size, 0);

	line->wakes = wire_now(line->wire) + post->pause;
	post->pause *= 2;
	post->sendings++;
	if (n == -1 && errno != EAGAIN && errno != EINTR)
		lose(line);
}

static bool
begin(struct line *line)
{
	const struct exchange *x = line->exchange;
	struct post *post = arena_alloc(line->arena, sizeof(*post));
	const struct nameservers found = nameservers_find(line->arena, x,
	    NULL);

	line->own = post;
	line->whom = x->server;
	line->events = POLLIN;
	if (found.n == 0) {
		line_failed(line, UNRESOLVED, "%s is no address", x->server);
		return true;
	}
	post->to = found.list[0];
	post->pause = x->pause;
	if (dial(line))
		post_it(line);
	else
		lose(line);
	return true;
}

/* Nobody else may answer for the one that is meant. */
static bool
is_senders(const struct exchange *x, const struct sockaddr_storage *from)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)
	    (const void *)from;
	struct address address;

	return x->sender == NULL || (from->ss_family == AF_INET &&
	    address_parse(&address, IPV4, x->sender, strlen(x->sender)) &&
	    memcmp(&v4->sin_addr, address.bytes, address_size(IPV4)) == 0);
}

static void
take(struct line *line, const void *reply, size_t size,
    const struct sockaddr_storage *from)
{
	const struct exchange *x = line->exchange;

	if (!is_senders(x, from) || !x->answers(x, reply, size)) {
		log_exchange("< %zu bytes that do not answer %s, passed over",
		    size, line->whom);
		return;
	}
	line_answered_with(line, reply, size);
}

static void
read_all(struct line *line)
{
	struct sockaddr_storage from;
	char reply[DATAGRAM_ROOM];
	unsigned most = FLOOD;
	socklen_t room;
	ssize_t n;

	while (!line->done && most-- > 0) {
		room = sizeof(from);
		n = recvfrom(line->fd, reply, sizeof(reply), 0,
		    (struct sockaddr *)&from, &room);
		if (n >= 0)
			take(line, reply, (size_t)n, &from);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			return;
		else if (errno != EINTR)
			lose(line);
	}
}

static void
go_on(struct line *line)
{
	const struct post *post = line->own;

	if (line->ready)
		read_all(line);
	if (line->done || wire_now(line->wire) < line->wakes)
		return;
	if (post->sendings == SENDINGS)
		line_late(line);
	else
		post_it(line);
}

const struct channel_calls datagram_calls = {
	.begin = begin,
	.go_on = go_on,
	.release = line_hang_up,
	.late = "did not answer",
};
