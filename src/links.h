/*
 * links - what the kernel knows of this machine's own lines: its addresses with
 * their state, and its default routes. One file a system reads them.
 */

#ifndef LINKS_H
#define LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"

struct arena;

/* What an address's state says against it, or for it. */
enum link_state {
	LINK_TEMPORARY = 1 << 0,	/* RFC 8981: dies within days */
	LINK_DEPRECATED = 1 << 1,
	LINK_TENTATIVE = 1 << 2,	/* or optimistic, or detached: it is not
					   known yet to be ours alone */
	LINK_DUPLICATE = 1 << 3,	/* somebody else has it */
	LINK_SECONDARY = 1 << 4,	/* IPv4: an alias of another one */
	LINK_HELPER = 1 << 5,		/* of 464XLAT, not of a line */
	LINK_STATIC = 1 << 6,		/* configured by hand */
	LINK_STABLE = 1 << 7,		/* RFC 7217, or the parent of temporary
					   ones */
	LINK_UNKNOWN = 1 << 8,		/* the kernel did not tell */
};

struct link {
	const char *name;
	unsigned index;
	bool up;			/* the interface is, and plugged in */
	bool loopback;
};

struct link_address {
	const char *interface;
	struct address address;
	unsigned prefix_length;		/* bits */
	unsigned state;			/* of link_state, or-ed */
	bool up;			/* the interface is, and plugged in */
	bool loopback;
	uint32_t preferred, valid;	/* s that are left; UINT32_MAX: for
					   ever */
};

struct link_route {
	enum family family;
	const char *interface;
	bool has_gateway;
	struct address gateway;		/* IPv4 may go by one of IPv6 */
	uint32_t metric;		/* the lowest one is used */
};

struct links {
	struct link *all;		/* with addresses or without */
	size_t n_all, room_all;
	struct link_address *addresses;
	size_t n_addresses, room_addresses;
	struct link_route *routes;	/* default routes alone */
	size_t n_routes, room_routes;
	const char *why;		/* not all could be read: the fact and
					   the next step; NULL: all was */
};

/* Asks the kernel, which answers at once. Never NULL. */
struct links *links_read(struct arena *);

/* The default route of the family, through that interface (NULL: any);
 * NULL when there is none. */
const struct link_route *links_route(const struct links *, enum family,
	    const char *interface);

/* The own address from which a packet to the internet would leave now, by all
 * tables and rules of the kernel, of which VPNs have their own; NULL when it is
 * not known. Nothing is sent. */
const struct link_address *links_way_out(const struct links *, enum family);

/* By its name it is the mouth of a tunnel, which leads elsewhere. */
bool	 link_is_tunnel(const char *interface);

/*
 * For the files that read: each adds one, the last with all that getifaddrs(3)
 * knows, which is no state; false when it knows nothing.
 */
struct link *links_add_link(struct arena *, struct links *);
struct link_address *links_add_address(struct arena *, struct links *,
	    const struct link *);
struct link_route *links_add_route(struct arena *, struct links *,
	    const struct link *);
const struct link *links_by_index(const struct links *, unsigned index);
bool	 links_add_plain(struct arena *, struct links *);

#endif
