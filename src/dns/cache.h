/* cache - what a resolver still says of a name, and for how long. */

#ifndef DNS_CACHE_H
#define DNS_CACHE_H

#include "../address.h"
#include "../task.h"

/* What the conversation finds in t->state. */
struct cache {
	const char *resolver;	/* URL of DNS-over-HTTPS; NULL: the system's */
	enum family family;
	long left;		/* s until its copy runs out; -1: it did not
				   say */
};

/* Ends LISTED with the addresses of t->name in t->live; else FAILED, with
 * t->why as a clause. */
enum verdict cache_ask(struct task *);

#endif
