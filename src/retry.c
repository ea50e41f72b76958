/*
 * retry - whether what failed is asked again, and when. Pure.
 *
 * Name servers are asked several times by the wire itself, and commands and
 * files are as they are; so all this is about HTTP.
 */

#include "retry.h"

#include "exchange.h"

enum {
	FIRST_PAUSE = 1000,	/* ms, and twice as long each time */
	LONGEST_PATIENCE = 5,	/* s, of a 429's Retry-After */
};

static bool
is_limit(const struct exchange *exchange)
{
	return exchange->outcome == ANSWERED && exchange->status == 429;
}

/* The request did not get there, or was turned away at the door. */
static bool
was_not_done(const struct exchange *exchange)
{
	return exchange->outcome == UNRESOLVED ||
	    exchange->outcome == UNREACHABLE || is_limit(exchange);
}

static bool
may_be_over(const struct exchange *exchange)
{
	int status = exchange->status;

	if (exchange->outcome == ANSWERED)
		return status == 429 || status == 500 ||
		    (status >= 502 && status <= 504);
	return was_not_done(exchange) || exchange->outcome == TIMED_OUT ||
	    exchange->outcome == CUT;
}

int64_t
retry_pause(const struct exchange *exchange)
{
	int64_t pause = (int64_t)FIRST_PAUSE << (exchange->attempts - 1);

	if (exchange->channel != HTTP || !exchange->repeatable ||
	    !may_be_over(exchange) ||
	    !(exchange->reads || was_not_done(exchange)) ||
	    (exchange->once && exchange->outcome == ANSWERED))
		return -1;
	/* Who is asked too much is asked once more, and not much later. */
	if (is_limit(exchange) && (exchange->attempts > 1 ||
	    exchange->retry_after > LONGEST_PATIENCE))
		return -1;
	return pause < exchange->retry_after * 1000 ?
	    exchange->retry_after * 1000 : pause;
}
