/*
 * links_netlink - messages of Linux's NETLINK_ROUTE as bytes: what they say of
 * lines, addresses and default routes. Pure; nothing in them is trusted.
 */

#ifndef LINKS_NETLINK_H
#define LINKS_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct links;

/* One answer, which is several messages in one or more pieces. */
struct links_answer {
	uint32_t sequence;	/* messages of another one are passed over */
	bool ended;
	bool inconsistent;	/* something changed meanwhile: ask anew */
	int error;		/* errno; 0: none */
};

/* Adds what a piece of the answer says; false when the piece is no sequence of
 * whole messages. Lines must come before what is on them. */
bool	 links_take(struct arena *, struct links *, struct links_answer *,
	    const void *, size_t);

#endif
