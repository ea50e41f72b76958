/*
 * surroundings - networks that lie, and how each is recognised: proxies that
 * answer for every name, translators, tunnels, lines without an own family.
 *
 * Each sign becomes one clause with the fact and the next step, or NULL when it
 * is not there.
 */

#ifndef SURROUNDINGS_H
#define SURROUNDINGS_H

#include "address.h"

struct arena;
struct links;
struct task;

/*
 * Whoever answered at the host stands in for it: a proxy that gives made-up
 * addresses to names, or NAT64. peer is its address as text, NULL if it is not
 * known. A host that is written as an address is what it is.
 */
const char *surroundings_of_peer(struct arena *, const char *peer,
	    const char *host, enum family);

/* Nothing could be reached over the family, through that interface (NULL:
 * any): by the default routes, this is why. */
const char *surroundings_of_routes(struct arena *, const struct links *,
	    enum family, const char *interface);
/* The family's packets leave through the interface, and that is the tunnel of
 * a VPN. */
const char *surroundings_of_tunnel(struct arena *, const char *interface,
	    enum family);

/* The address is the router's, by the default route through that interface. */
const char *surroundings_of_gateway(struct arena *, const struct links *,
	    const struct address *, const char *interface);

/*
 * The same, asked of this machine. They read its links, and are for runs that
 * fail, write or talk much: the others shall not pay for it.
 */
/* None of the task's requests reached anybody. */
const char *surroundings_of_silence(struct task *);
/* What was found is to be written, and is not this line's. */
const char *surroundings_of_found(struct task *);
/* An address was found by asking others: with -v, what may be wrong with it. */
void	 surroundings_hint(struct task *);

#endif
