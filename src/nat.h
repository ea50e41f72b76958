/*
 * nat - what stands between the line and the internet, judged by the address
 * that the router has and the one that the internet sees. Pure.
 */

#ifndef NAT_H
#define NAT_H

#include "address.h"

struct arena;

enum nat {
	NAT_NONE,	/* the router itself has the public address */
	NAT_CARRIER,	/* the operator's NAT: port forwards cannot work */
	NAT_DOUBLE,	/* a second router, or an operator on private space */
	NAT_DS_LITE,	/* IPv4 is carried over IPv6: nothing comes in */
	NAT_FAKE,	/* a proxy's made-up network */
	NAT_OTHER,	/* another public address: 1:1 NAT, a second line, the
			   operator's proxy, a VPN */
};

enum nat nat_judge(const struct address *router, const struct address *seen);

/* "carrier NAT", "none", ... */
const char *nat_name(enum nat);

/* The fact, what it means for whoever wants to reach the line, and the next
 * step; NULL for NAT_NONE. */
const char *nat_words(struct arena *, enum nat, const struct address *router,
	    const struct address *seen);

#endif
