/*
 * wire_dns - DNS messages and their answers, over UDP and TCP.
 *
 * Each message has a connected UDP socket of its own: a random port that nobody
 * can guess, and only the server's datagrams arrive. What does not answer the
 * message is passed over. Each further sending goes to the next address, so
 * that one that is dead costs a pause only; one that refuses is struck out.
 */

#include "wire_dns.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns/message.h"
#include "log.h"
#include "nameservers.h"
#include "wire_line.h"
#include "wire_socket.h"

enum {
	SENDINGS = 3,
	CONNECT_PATIENCE = 5000, STREAM_PATIENCE = 6000,	/* ms */
	RECASED_PATIENCE = 500,		/* ms, for one in the right letters */
};

/* ms since the first, at which a sending is given up. The system's servers may
 * themselves be asking others. */
static const int64_t pauses_named[SENDINGS] = { 1500, 3000, 6000 };
static const int64_t pauses_system[SENDINGS] = { 2000, 4000, 6000 };

struct query {
	struct nameservers servers;
	size_t at;		/* the server that is asked now */
	unsigned sendings;
	bool stream, connecting;
	struct buffer *out, *in;	/* of the stream */
	size_t out_sent;
};

static void stream_begin(struct line *);
static void datagram_send(struct line *);

/* A connected socket; errno says why not. */
static bool
dial(struct line *line, int type)
{
	struct query *query = line->own;
	const struct nameserver *server = &query->servers.list[query->at];
	const struct sockaddr *to = (const struct sockaddr *)&server->address;

	line_hang_up(line);
	line->whom = arena_print(line->arena, "the name server %s",
	    server->name);
	line->fd = socket(server->address.ss_family, type, 0);
	if (line->fd == -1 || !socket_prepare(line->fd, line, to))
		return false;
	return connect(line->fd, to, server->size) == 0 ||
	    errno == EINPROGRESS;
}

/* Nobody is there: strike the server out and go on to the next. */
static void
lose_server(struct line *line, int error)
{
	struct query *query = line->own;
	struct nameserver *list = query->servers.list;

	line_hang_up(line);
	if (--query->servers.n == 0) {
		line_failed(line, UNREACHABLE,
		    "no connection to %s (%s)", line->whom,
		    error_words(line->arena, error));
		return;
	}
	memmove(&list[query->at], &list[query->at + 1],
	    (query->servers.n - query->at) * sizeof(*list));
	query->at %= query->servers.n;
	if (query->stream)
		stream_begin(line);
	else
		datagram_send(line);
}

static void
answer(struct line *line, const void *reply, size_t size)
{
	if (size > line->exchange->limit)
		line_failed(line, TOO_BIG, "the answer of %s is over the "
		    "limit of %zu bytes", line->whom,
		    line->exchange->limit);
	else
		line_answered_with(line, reply, size);
}

static bool
is_answer(struct line *line, const void *reply, size_t size)
{
	struct exchange *x = line->exchange;

	if (dns_answers(reply, size, x->body, x->body_size))
		return true;
	if (!x->recased &&
	    dns_answers_recased(reply, size, x->body, x->body_size)) {
		x->recased = true;
		line->wakes = wire_now(line->wire) + RECASED_PATIENCE;
	}
	log_exchange("< %zu bytes from %s that answer another question, "
	    "passed over", size, line->whom);
	return false;
}

static void
datagram_send(struct line *line)
{
	const struct exchange *x = line->exchange;
	const int64_t *pauses = x->server == NULL ? pauses_system :
	    pauses_named;
	const unsigned sendings = ((const struct query *)line->own)->sendings;

	line->events = POLLIN;
	line->wakes = line->began + pauses[sendings];
	if ((line->fd == -1 && !dial(line, SOCK_DGRAM)) ||
	    (send(line->fd, x->body, x->body_size, 0) == -1 &&
	    errno != EAGAIN && errno != EINTR))
		lose_server(line, errno);
}

static void
datagram_send_again(struct line *line)
{
	struct query *query = line->own;

	if (++query->sendings == SENDINGS || line->exchange->recased) {
		line_late(line);
		return;
	}
	if (query->servers.n > 1) {
		query->at = (query->at + 1) % query->servers.n;
		line_hang_up(line);
	}
	datagram_send(line);
}

static void
datagram_read(struct line *line)
{
	unsigned char reply[DATAGRAM_ROOM];
	unsigned most = FLOOD;
	ssize_t n;

	while (!line->done && most-- > 0) {
		n = recv(line->fd, reply, sizeof(reply), 0);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n == -1) {
			lose_server(line, errno);
			return;
		}
		if (!is_answer(line, reply, (size_t)n))
			continue;
		if (dns_is_truncated(reply, (size_t)n)) {
			stream_begin(line);
			return;
		}
		answer(line, reply, (size_t)n);
	}
}

static void
stream_begin(struct line *line)
{
	const struct exchange *x = line->exchange;
	const int64_t patience = line->options->connect_timeout;
	struct query *query = line->own;
	const unsigned char size[2] = { (unsigned char)(x->body_size >> 8),
	    (unsigned char)(x->body_size & 0xff) };

	query->stream = query->connecting = true;
	query->out = buffer_new(line->arena);
	query->in = buffer_new(line->arena);
	query->out_sent = 0;
	buffer_add(query->out, size, sizeof(size));
	buffer_add(query->out, x->body, x->body_size);
	line->events = POLLOUT;
	line->wakes = wire_now(line->wire) +
	    (patience > 0 ? patience : CONNECT_PATIENCE);
	if (!dial(line, SOCK_STREAM))
		lose_server(line, errno);
}

static void
stream_cut(struct line *line, const char *why)
{
	line_failed(line, CUT, "%s ended the connection before it answered "
	    "(%s)", line->whom, why);
}

static void
stream_connected(struct line *line)
{
	struct query *query = line->own;
	int error = line->ready ? 0 : ETIMEDOUT;
	socklen_t size = sizeof(error);

	if (line->ready)
		getsockopt(line->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error != 0) {
		lose_server(line, error);
		return;
	}
	query->connecting = false;
	line->wakes = wire_now(line->wire) + STREAM_PATIENCE;
}

static void
stream_write(struct line *line)
{
	struct query *query = line->own;
	const ssize_t n = send(line->fd, query->out->data + query->out_sent,
	    query->out->size - query->out_sent, 0);

	if (n == -1 && errno != EAGAIN && errno != EINTR)
		stream_cut(line, error_words(line->arena, errno));
	if (n > 0)
		query->out_sent += (size_t)n;
	if (query->out_sent == query->out->size)
		line->events = POLLIN;
}

/* Whole messages, each behind its size in two bytes (RFC 1035, 4.2.2). */
static void
stream_take(struct line *line)
{
	struct buffer *in = ((struct query *)line->own)->in;
	const unsigned char *bytes;
	size_t size;

	while (!line->done && in->size >= 2) {
		bytes = (const unsigned char *)in->data;
		size = (size_t)bytes[0] << 8 | bytes[1];
		if (in->size < size + 2)
			return;
		if (is_answer(line, bytes + 2, size))
			answer(line, bytes + 2, size);
		in->size -= size + 2;
		memmove(in->data, in->data + size + 2, in->size);
	}
}

static void
stream_read(struct line *line)
{
	const struct query *query = line->own;
	char part[4096];
	const ssize_t n = recv(line->fd, part, sizeof(part), 0);

	if (n == 0)
		stream_cut(line, "no whole message");
	else if (n > 0) {
		buffer_add(query->in, part, (size_t)n);
		stream_take(line);
	} else if (errno != EAGAIN && errno != EINTR)
		stream_cut(line, error_words(line->arena, errno));
}

static void
stream_go_on(struct line *line)
{
	const struct query *query = line->own;

	if (query->connecting)
		stream_connected(line);
	else if (wire_now(line->wire) >= line->wakes)
		line_late(line);
	else if (line->events == POLLOUT)
		stream_write(line);
	else
		stream_read(line);
}

static bool
begin(struct line *line)
{
	const struct exchange *x = line->exchange;
	struct query *query = arena_alloc(line->arena, sizeof(*query));

	line->own = query;
	line->whom = "the name server";
	query->servers = nameservers_find(line->arena, x, "/etc/resolv.conf");
	if (query->servers.n == 0 && x->server != NULL)
		line_failed(line, UNRESOLVED, "the name server %s has no %s",
		    x->server, x->any_family ? "address" :
		    x->family == IPV6 ? "IPv6 address" : "IPv4 address");
	else if (query->servers.n == 0)
		line_failed(line, UNREACHABLE,
		    "this system has no name server that is asked over %s",
		    x->any_family ? "IP" : family_name(x->family));
	else if (strcmp(x->method, "TCP") == 0)
		stream_begin(line);
	else
		datagram_send(line);
	return true;
}

static void
go_on(struct line *line)
{
	const struct query *query = line->own;

	if (query->stream) {
		stream_go_on(line);
		return;
	}
	if (line->ready)
		datagram_read(line);
	if (!line->done && !query->stream &&
	    wire_now(line->wire) >= line->wakes)
		datagram_send_again(line);
}

const struct channel_calls dns_calls = {
	.begin = begin,
	.go_on = go_on,
	.release = line_hang_up,
	.late = "did not answer",
};
