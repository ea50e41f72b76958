/*
 * scene - a wire whose replies stand in the input.
 *
 * A reply goes to the first request under way that it is for, else to the
 * first of all: whatever was asked is answered by whatever stands there. When
 * no reply is left nothing answers any more. All that the real wire promises of
 * a reply holds here, too: an answer of a name server is one to that question,
 * a datagram is one that the asker takes, and the clock comes to an end.
 */

#include "scene.h"

#include <stdlib.h>
#include <string.h>

#include "dns/message.h"
#include "encode.h"
#include "exchange.h"
#include "fuzz.h"
#include "links.h"
#include "talk.h"
#include "url.h"
#include "wire.h"

enum { MINUTE = 60000, ROUND_TRIP = 40 /* ms */ };

struct wire {
	struct scene *scene;
	struct arena *arena;
	struct exchange *first, **last;		/* under way */
	int64_t now, deadline;			/* ms */
};

struct wire *
scene_open(struct scene *scene)
{
	struct wire *wire = arena_alloc(scene->talk->arena, sizeof(*wire));

	wire->scene = scene;
	wire->arena = scene->talk->arena;
	wire->last = &wire->first;
	wire->deadline = MINUTE;
	return wire;
}

static bool
is_update(const struct exchange *x)
{
	struct dns_reader reader;

	return x->channel == DNS && dns_open(&reader, x->body, x->body_size) &&
	    reader.opcode == DNS_UPDATE;
}

bool
scene_is_write(const struct exchange *x)
{
	switch (x->channel) {
	case HTTP:
		return !x->reads;
	case DNS:
		return is_update(x);
	case FILES:
		return strcmp(x->method, "WRITE") == 0;
	case COMMAND:
	case DATAGRAM:
		break;
	}
	return false;
}

static bool
ends_a_line(const char *text)
{
	return strpbrk(text, "\r\n") != NULL;
}

/* What the real wire does not send, since it would not be one request. */
static bool
is_refused(struct wire *wire, const struct exchange *x)
{
	const char *why;
	struct url url;
	size_t i;

	if (x->channel != HTTP)
		return false;
	for (i = 0; i < x->n_headers; i++)
		if (ends_a_line(x->headers[i].name) ||
		    ends_a_line(x->headers[i].value))
			return true;
	return ends_a_line(x->url) ||
	    !url_parse(wire->arena, x->url, &url, &why) || url.has_userinfo;
}

void
wire_send(struct wire *wire, struct exchange *x)
{
	struct scene *scene = wire->scene;

	if (!is_refused(wire, x)) {
		scene->n_sent++;
		scene->n_writes += scene_is_write(x);
		if (scene->sent != NULL)
			scene->sent(scene, x);
	}
	x->link = NULL;
	*wire->last = x;
	wire->last = &x->link;
}

static struct exchange *
take(struct wire *wire, struct exchange *x)
{
	struct exchange **link = &wire->first;

	while (*link != x)
		link = &(*link)->link;
	*link = x->link;
	if (x->link == NULL)
		wire->last = link;
	return x;
}

/* "SERVER NAME TYPE" of a question over HTTPS; NULL: it is none. */
static const char *
https_question(struct wire *wire, const struct exchange *x)
{
	const char *query = x->channel == HTTP ? strstr(x->url, "?dns=") : NULL;
	struct dns_reader reader;
	const unsigned char *bytes;
	char *text, *c;
	size_t size;

	if (query == NULL)
		return NULL;
	text = arena_print(wire->arena, "%s%.*s", query + 5,
	    (int)(4 - strlen(query + 5) % 4) % 4, "===");
	for (c = text; *c != '\0'; c++)
		*c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
	bytes = base64_decode(wire->arena, text, &size);
	if (bytes == NULL || !dns_open(&reader, bytes, size) ||
	    !dns_next(&reader))
		return NULL;
	return arena_print(wire->arena, "%.*s %s %s", (int)(query - x->url),
	    x->url, reader.rr.name, dns_type_name(reader.rr.type));
}

/* The turn is for this request. */
static bool
is_for(struct wire *wire, const struct turn *turn, const struct exchange *x)
{
	const char *over = strstr(turn->target, " over IPv");
	size_t size = over == NULL ? strlen(turn->target) :
	    (size_t)(over - turn->target);

	if (x->channel == HTTP && strcmp(turn->method, "DNS") == 0)
		return same_string(https_question(wire, x), turn->target);
	if (x->channel == HTTP || x->channel == FILES)
		return strcmp(turn->method, x->method) == 0 &&
		    strlen(x->url) == size &&
		    strncmp(x->url, turn->target, size) == 0;
	if (is_update(x))
		return strcmp(turn->method, "UPDATE") == 0;
	if (x->channel == DNS)
		return strcmp(turn->method, "DNS") == 0 &&
		    question_differs(wire->scene->talk, turn, x) == NULL;
	return x->channel == DATAGRAM && strcmp(turn->method, x->method) == 0 &&
	    strncmp(turn->target, x->server, strlen(x->server)) == 0;
}

static struct exchange *
find(struct wire *wire, const struct turn *turn)
{
	struct exchange *x = wire->first;

	while (x != NULL && !is_for(wire, turn, x))
		x = x->link;
	return x == NULL ? wire->first : x;
}

static void
fail(struct exchange *x, enum outcome outcome, const char *error)
{
	x->outcome = outcome;
	x->error = error;
	x->reply_size = x->n_reply_headers = 0;
	x->retry_after = -1;
	x->status = 0;
}

/* "hex" and bytes: what follows the question, the counts first. */
static void
fill_raw(struct wire *wire, const char *hex, struct exchange *x)
{
	struct buffer *bytes = buffer_new(wire->arena);
	struct dns_reader reader;

	dns_open(&reader, x->body, x->body_size);
	dns_next(&reader);
	buffer_add(bytes, x->body, 6);
	add_hex(bytes, hex);
	if (bytes->size < 12)
		buffer_add(bytes, "\0\0\0\0\0", 12 - bytes->size);
	buffer_add(bytes, "", 0);
	/* The question goes between the counts and the rest. */
	x->reply = arena_alloc(wire->arena, bytes->size + reader.at);
	memcpy(x->reply, bytes->data, 12);
	memcpy(x->reply + 12, (const char *)x->body + 12, reader.at - 12);
	memcpy(x->reply + reader.at, bytes->data + 12, bytes->size - 12);
	x->reply_size = reader.at + bytes->size - 12;
	x->reply[2] = (char)(x->reply[2] | (char)0x84);
	x->outcome = ANSWERED;
	x->error = NULL;
}

static void
fill_command(struct wire *wire, const struct turn *turn, struct exchange *x)
{
	const struct buffer *text = joined(wire->arena, &turn->replied, 0);
	char *rest;

	x->outcome = ANSWERED;
	x->error = NULL;
	x->status = (int)(strtol(text->data, &rest, 10) & 0xff);
	x->reply = rest;
	x->reply_size = strlen(rest);
	if (x->reply_size > x->limit)
		fail(x, TOO_BIG, "it says too much");
}

/* As the real wire would have it, or not at all. */
static void
judge(struct wire *wire, struct exchange *x)
{
	struct talk *talk = wire->scene->talk;

	if (talk->failure != NULL)
		fail(x, GARBLED, "what came is not the protocol");
	talk->failure = NULL;
	if (x->retry_after > INT32_MAX)
		x->retry_after = INT32_MAX;
	if (x->retry_after < -1)
		x->retry_after = 0;
	if (x->outcome != ANSWERED)
		return;
	if (x->channel == HTTP && (x->status < 100 || x->status > 999))
		fail(x, GARBLED, "what came is not HTTP");
	else if (x->channel == DNS && !dns_answers(x->reply, x->reply_size,
	    x->body, x->body_size))
		fail(x, TIMED_OUT, "no answer in time");
	else if (x->channel == DATAGRAM && !x->answers(x, x->reply,
	    x->reply_size))
		fail(x, TIMED_OUT, "no answer in time");
	else if (x->channel == FILES && x->reply_size > x->limit)
		fail(x, TOO_BIG, "it is too big");
}

static bool
is_hex(const char *text)
{
	return strspn(text, "0123456789abcdef ") == strlen(text);
}

/* Who answered at that address, as a header of the reply. */
static void
fill_peer(const struct turn *turn, struct exchange *x)
{
	size_t i;

	x->peer = NULL;
	for (i = 0; i < turn->headers.n; i++)
		if (begins(turn->headers.list[i], "Peer: "))
			x->peer = turn->headers.list[i] + 6;
}

/* In memory that ends where the reply does, but for the NUL that the real wire
 * adds, too: a sanitizer sees what is read past it. */
static void
keep_exactly(struct wire *wire, struct exchange *x)
{
	x->reply = arena_copy(wire->arena, x->reply, x->reply_size);
}

static void
fill(struct wire *wire, const struct turn *turn, struct exchange *x)
{
	const char *first = turn->replied.n == 0 ? "" : turn->replied.list[0];
	const char *question = https_question(wire, x);
	const char *hex = strstr(first, "hex ");
	struct turn as_asked = *turn;

	as_asked.method = is_update(x) ? "UPDATE" : x->channel == DNS ||
	    question != NULL ? "DNS" : x->method == NULL ? "" : x->method;
	as_asked.target = question != NULL ? question : turn->target;
	if (first[strspn(first, " ")] == '\0' ||
	    (hex != NULL && !is_hex(hex + 4)))
		fail(x, TIMED_OUT, "no answer in time");
	else if (x->channel == COMMAND)
		fill_command(wire, turn, x);
	else if (x->channel == DNS && begins(first, "hex "))
		fill_raw(wire, hex + 4, x);
	else
		reply_fill(wire->scene->talk, &as_asked, x);
	judge(wire, x);
	keep_exactly(wire, x);
	fill_peer(turn, x);
}

/* The next reply; NULL when none is left. */
static struct turn *
next(struct wire *wire)
{
	struct talk *talk = wire->scene->talk;

	if (talk->at == talk->n && wire->scene->again)
		talk->at = 0;
	return talk->at < talk->n ? &talk->turns[talk->at++] : NULL;
}

struct exchange *
wire_wait(struct wire *wire)
{
	struct exchange *x = wire->first;
	struct turn *turn;

	if (x == NULL)
		return NULL;
	x->reply = arena_copy(wire->arena, "", 0);
	turn = wire->now > wire->deadline || is_refused(wire, x) ? NULL :
	    next(wire);
	if (turn != NULL)
		x = find(wire, turn);
	x->reply = arena_copy(wire->arena, "", 0);
	x->reply_headers = NULL;
	if (wire->now < x->not_before)
		wire->now = x->not_before;
	wire->now += turn == NULL ? ROUND_TRIP * 10 : ROUND_TRIP;
	x->ms = ROUND_TRIP;
	fail(x, TIMED_OUT, "no answer in time");
	if (is_refused(wire, x))
		fail(x, GARBLED, "a header value holds a line end");
	else if (turn != NULL && wire->now <= wire->deadline) {
		fill(wire, turn, x);
		turn->played = true;
	}
	return take(wire, x);
}

int64_t
wire_now(struct wire *wire)
{
	return wire->now;
}

int64_t
wire_left(struct wire *wire)
{
	return wire->now > wire->deadline ? 0 : wire->deadline - wire->now;
}

void
wire_extend(struct wire *wire, int64_t ms)
{
	if (wire->deadline < wire->now + ms)
		wire->deadline = wire->now + ms;
}

time_t
wire_clock(struct wire *wire)
{
	return wire->scene->talk->time + wire->now / 1000;
}

/* The same each time, so that what was found is found again. */
void
wire_random(struct wire *wire, void *bytes, size_t size)
{
	size_t i;

	(void)wire;
	for (i = 0; i < size; i++)
		((unsigned char *)bytes)[i] = (unsigned char)(i % 16 * 0x11);
}

int
wire_signal(struct wire *wire)
{
	(void)wire;
	return 0;
}

struct wire *
wire_open(const struct wire_options *options)
{
	(void)options;
	return NULL;
}

void
wire_close(struct wire *wire)
{
	(void)wire;
}

const char *
wire_interface_wrong(struct arena *arena, const char *interface)
{
	(void)arena;
	(void)interface;
	return NULL;
}

/* A machine behind a router, with IPv6. */
struct links *
links_read(struct arena *arena)
{
	static const char *const texts[] = { "192.168.1.23", "203.0.113.20",
	    "2001:db8:1::23", "fe80::23" };
	struct links *links = arena_alloc(arena, sizeof(*links));
	struct link *link = links_add_link(arena, links);
	struct link_address *address;
	struct link_route *route;
	size_t i;

	*link = (struct link){ .name = "eth0", .index = 2, .up = true };
	for (i = 0; i < COUNT(texts); i++) {
		address = links_add_address(arena, links, &links->all[0]);
		address_parse_any(&address->address, texts[i]);
		address->prefix_length = i < 2 ? 24 : 64;
		address->preferred = address->valid = 3600;
		address->up = true;
	}
	route = links_add_route(arena, links, &links->all[0]);
	route->has_gateway = address_parse(&route->gateway, IPV4,
	    "192.168.1.1", 11);
	return links;
}

/* Of the sandbox, which nobody enters here. */
const struct truststore *
wire_trust(struct wire *wire)
{
	(void)wire;
	return NULL;
}

void
wire_prepare(struct wire *wire)
{
	(void)wire;
}
