/*
 * wan - the address that the router itself has on its line, asked for beside
 * the run, and what it says of the address that the internet sees.
 */

#ifndef WAN_H
#define WAN_H

#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "nat.h"

struct arena;
struct engine;
struct finder;

struct wan {
	const char *protocol;		/* that told it: "NAT-PMP" */
	struct address router;
	enum nat nat;
};

struct wan_look;

/*
 * Begins to ask the router over NAT-PMP and UPnP at once, within ms. NULL when
 * there is nothing to compare: the finder has no IPv4 address from outside. An
 * echo service on this machine is not outside, unless --gateway names a router.
 */
struct wan_look *wan_begin(struct arena *, struct engine *,
	    const struct finder *, int64_t ms);

/* Waits until the router has told it in one way, or will in neither: false. */
bool	 wan_end(struct engine *, const struct wan_look *, struct wan *);

#endif
