/*
 * wire - send, and wait for any.
 *
 * One list of exchanges in the order of their sending. Each turn begins what
 * may begin, lets libcurl work, sleeps until anything happens, and carries on
 * with what happened. Whatever is finished is handed back before the next turn.
 */

#include "wire.h"

#include <limits.h>
#include <poll.h>
#include <string.h>

#include "exchange.h"
#include "mem.h"
#include "wire_command.h"
#include "wire_curl.h"
#include "wire_datagram.h"
#include "wire_dns.h"
#include "wire_file.h"
#include "wire_line.h"
#include "wire_signal.h"

struct wire {
	struct wire_options options;
	struct timespec opened;
	struct exchange *first, **last;
	struct http *http;	/* NULL before the first HTTP exchange */
	const struct truststore *trust;	/* NULL before it is chosen */
	size_t http_under_way;
	struct pollfd *fds;	/* the signals', then those of lines */
	size_t n_fds, room;
};

static const struct channel_calls *const channels[] = {
	[HTTP] = &http_calls,
	[DNS] = &dns_calls,
	[FILES] = &file_calls,
	[COMMAND] = &command_calls,
	[DATAGRAM] = &datagram_calls,
};

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

struct wire *
wire_open(const struct wire_options *options)
{
	struct wire *wire = arena_alloc(options->arena, sizeof(*wire));

	wire->options = *options;
	wire->last = &wire->first;
	clock_gettime(CLOCK_MONOTONIC, &wire->opened);
	signals_catch();
	return wire;
}

int64_t
wire_now(struct wire *wire)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return ((int64_t)now.tv_sec - wire->opened.tv_sec) * 1000 +
	    (now.tv_nsec - wire->opened.tv_nsec) / 1000000;
}

int64_t
wire_left(struct wire *wire)
{
	int64_t left = wire->options.timeout - wire_now(wire);

	return left < 0 ? 0 : left;
}

void
wire_extend(struct wire *wire, int64_t ms)
{
	int64_t end = wire_now(wire) + ms;

	if (end > wire->options.timeout)
		wire->options.timeout = end;
}

void
wire_delay(struct wire *wire, int64_t ms)
{
	struct pollfd signals = { .fd = signals_fd(), .events = POLLIN };
	int64_t left;

	while ((left = ms - wire_now(wire)) > 0 && wire_signal(wire) == 0)
		poll(&signals, 1, (int)earlier(left, INT_MAX));
	clock_gettime(CLOCK_MONOTONIC, &wire->opened);
}

int
wire_signal(struct wire *wire)
{
	(void)wire;
	return signals_caught();
}

const struct truststore *
wire_trust(struct wire *wire)
{
	if (wire->trust == NULL)
		wire->trust = http_trust(&wire->options);
	return wire->trust;
}

void
wire_prepare(struct wire *wire)
{
	if (wire->http == NULL)
		wire->http = http_open(&wire->options, wire_trust(wire));
}

void
wire_send(struct wire *wire, struct exchange *x)
{
	struct line *line = arena_alloc(wire->options.arena, sizeof(*line));

	line->exchange = x;
	line->calls = channels[x->channel];
	line->wire = wire;
	line->options = &wire->options;
	line->arena = wire->options.arena;
	line->fd = -1;
	line->wakes = NEVER;
	x->line = line;
	x->outcome = ANSWERED;
	x->error = NULL;
	x->recased = x->stranger = false;
	x->status = 0;
	x->reply = NULL;
	x->reply_size = 0;
	x->reply_headers = NULL;
	x->n_reply_headers = 0;
	x->retry_after = -1;
	x->date = 0;
	x->peer = NULL;
	x->ms = 0;
	x->link = NULL;
	*wire->last = x;
	wire->last = &x->link;
}

/* What stays of an exchange when its line is taken down. */
static void
settle(struct wire *wire, struct line *line)
{
	if (!line->begun)
		return;
	line->calls->release(line);
	if (line->http != NULL)
		wire->http_under_way--;
	line->exchange->ms = (long)(wire_now(wire) - line->began);
	line_log_received(line);
}

/* The first that is done, out of the list. */
static struct exchange *
take_done(struct wire *wire)
{
	struct exchange **at, *x;
	struct line *line;

	for (at = &wire->first; (x = *at) != NULL; at = &x->link) {
		line = x->line;
		if (!line->done)
			continue;
		*at = x->link;
		if (x->link == NULL)
			wire->last = at;
		x->link = NULL;
		settle(wire, line);
		x->line = NULL;
		return x;
	}
	return NULL;
}

static void
begin(struct wire *wire, struct line *line)
{
	const struct exchange *x = line->exchange;
	int64_t patience;

	if (x->channel == HTTP) {
		wire_prepare(wire);
		line->http = wire->http;
	}
	line->began = wire_now(wire);
	patience = line_patience(line);
	line->ends = earlier(wire->options.timeout,
	    patience > 0 ? line->began + patience : NEVER);
	if (!line->calls->begin(line))
		return;
	line->begun = true;
	if (line->http != NULL)
		wire->http_under_way++;
	line_log_sent(line);
}

static void
begin_due(struct wire *wire)
{
	struct exchange *x;
	struct line *line;

	for (x = wire->first; x != NULL; x = x->link) {
		line = x->line;
		if (!line->begun && !line->done &&
		    x->not_before <= wire_now(wire))
			begin(wire, line);
	}
}

static struct pollfd *
add_fd(struct wire *wire, int fd, short events)
{
	wire->fds = arena_grow(wire->options.arena, wire->fds, wire->n_fds,
	    &wire->room, sizeof(*wire->fds));
	wire->fds[wire->n_fds] = (struct pollfd){ .fd = fd, .events = events };
	return &wire->fds[wire->n_fds++];
}

/* Sleeps until anything happens, and notes to which lines. */
static void
sleep_until_any(struct wire *wire)
{
	int64_t wakes = wire->options.timeout, now = wire_now(wire);
	const struct pollfd *fd;
	struct exchange *x;
	struct line *line;
	bool slept = true;
	int ms;

	wire->n_fds = 0;
	add_fd(wire, signals_fd(), POLLIN);
	for (x = wire->first; x != NULL; x = x->link) {
		line = x->line;
		if (line->done)
			wakes = now;
		else if (line->begun)
			wakes = earlier(wakes,
			    earlier(line->wakes, line->ends));
		else if (x->not_before > now)
			wakes = earlier(wakes, x->not_before);
		if (line->fd != -1)
			add_fd(wire, line->fd, line->events);
	}
	ms = wakes <= now ? 0 : (int)earlier(wakes - now, INT_MAX);
	if (wire->http_under_way > 0)
		http_poll(wire->http, wire->fds, wire->n_fds, ms);
	else
		slept = poll(wire->fds, (nfds_t)wire->n_fds, ms) != -1;
	fd = wire->fds + 1;
	for (x = wire->first; x != NULL; x = x->link) {
		line = x->line;
		line->ready = line->fd != -1 && fd++->revents != 0 && slept;
	}
}

static void
go_on(struct wire *wire)
{
	struct exchange *x;
	struct line *line;
	int64_t now;

	for (x = wire->first; x != NULL; x = x->link) {
		line = x->line;
		now = wire_now(wire);
		if (!line->begun || line->done)
			continue;
		if (line->ready || now >= line->wakes)
			line->calls->go_on(line);
		if (!line->done && now >= line->ends)
			line_late(line);
	}
}

static void
end_all(struct wire *wire)
{
	const int number = wire_signal(wire);
	struct exchange *x;
	struct line *line;

	for (x = wire->first; x != NULL; x = x->link) {
		line = x->line;
		if (line->done)
			continue;
		if (number != 0)
			line_failed(line, INTERRUPTED,
			    "ended by a signal (%s)", strsignal(number));
		else if (line->begun)
			line_late(line);
		else
			line_failed(line, TIMED_OUT,
			    "the time of the run was up before its turn came");
	}
}

struct exchange *
wire_wait(struct wire *wire)
{
	struct exchange *x;

	while ((x = take_done(wire)) == NULL && wire->first != NULL) {
		if (wire_signal(wire) != 0 || wire_left(wire) == 0) {
			end_all(wire);
			continue;
		}
		begin_due(wire);
		if (wire->http_under_way > 0)
			http_perform(wire->http);
		sleep_until_any(wire);
		go_on(wire);
	}
	return x;
}

void
wire_close(struct wire *wire)
{
	struct exchange *x;
	struct line *line;

	for (x = wire->first; x != NULL; x = x->link) {
		line = x->line;
		if (line->begun)
			line->calls->release(line);
	}
	if (wire->http != NULL)
		http_close(wire->http);
	signals_restore();
}
