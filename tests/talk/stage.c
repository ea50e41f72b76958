/*
 * stage - the wire that a talk is played on: the other half of wire.h.
 *
 * The talk's next turn must be among the requests that are under way, and is
 * answered next; so the talk says in which order answers come in. Its clock
 * goes on only when something waits for it.
 */

#include "stage.h"

#include <signal.h>
#include <string.h>

#include "exchange.h"
#include "talk.h"
#include "wire.h"

struct wire {
	struct talk *talk;
	struct exchange *first, **last;		/* under way */
	int64_t now, deadline;			/* ms */
	unsigned requests;
};

struct wire *
stage_open(struct talk *talk)
{
	struct wire *wire = arena_alloc(talk->arena, sizeof(*wire));

	wire->talk = talk;
	wire->last = &wire->first;
	wire->deadline = 60000;
	return wire;
}

void
wire_send(struct wire *wire, struct exchange *x)
{
	x->link = NULL;
	*wire->last = x;
	wire->last = &x->link;
	wire->requests++;
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

/* The first that is as the turn has it; NULL, and the talk has failed. */
static struct exchange *
find(struct wire *wire, const struct turn *turn)
{
	const char *differs, *why = NULL;
	struct exchange *x;

	for (x = wire->first; x != NULL; x = x->link) {
		differs = request_differs(wire->talk, turn, x);
		if (differs == NULL)
			return x;
		if (why == NULL || x->link == NULL || !begins(why, "body"))
			why = differs;
	}
	talk_fail(wire->talk, turn->line, "%s", why);
	return NULL;
}

static void
answer(struct wire *wire, struct turn *turn, struct exchange *x)
{
	int64_t pause = x->not_before > wire->now ?
	    x->not_before - wire->now : 0;

	if (pause != turn->pause * 1000)
		talk_fail(wire->talk, turn->line, "wanted a pause of %ld s, "
		    "got %ld ms", turn->pause, (long)pause);
	wire->now += pause;
	if (wire->now > wire->deadline)
		talk_fail(wire->talk, turn->line, "it goes out %ld ms after "
		    "the end of the run", (long)(wire->now - wire->deadline));
	reply_fill(wire->talk, turn, x);
	turn->played = true;
}

static void
count(struct wire *wire, const struct turn *turn)
{
	const struct exchange *x;
	long n = 0;

	for (x = wire->first; x != NULL; x = x->link)
		n++;
	if (turn->together != 0 && turn->together != n)
		talk_fail(wire->talk, turn->line, "wanted %ld requests under "
		    "way, got %ld", turn->together, n);
}

/* The talk is over or has failed: the run is to end soon. */
static struct exchange *
break_off(struct wire *wire)
{
	struct exchange *x = take(wire, wire->first);

	x->outcome = INTERRUPTED;
	x->error = "the talk was broken off";
	x->reply_size = 0;
	return x;
}

struct exchange *
wire_wait(struct wire *wire)
{
	struct talk *talk = wire->talk;
	struct turn *turn = talk->at < talk->n ? &talk->turns[talk->at] : NULL;
	struct exchange *x = NULL;

	if (wire->first == NULL)
		return NULL;
	if (turn == NULL)
		talk_fail(talk, talk->endings.list[0].line,
		    "wanted the end, got %s %s", wire->first->method,
		    wire->first->channel == DNS ? "of a DNS message" :
		    wire->first->url);
	if (talk->failure == NULL)
		x = find(wire, turn);
	if (x == NULL)
		return break_off(wire);
	talk->at++;
	count(wire, turn);
	answer(wire, turn, x);
	return take(wire, x);
}

void
stage_end(struct wire *wire)
{
	struct talk *talk = wire->talk;

	if (talk->at < talk->n)
		talk_fail(talk, talk->turns[talk->at].line,
		    "wanted %s %s, got the end",
		    talk->turns[talk->at].method,
		    talk->turns[talk->at].target);
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
	return wire->talk->time + wire->now / 1000;
}

/* So that signatures can stand in the talk. */
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
	return wire == NULL || wire->talk->failure == NULL ? 0 : SIGTERM;
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
