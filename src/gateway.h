/* gateway - the router that this machine's packets go to, and who we are to
 * it. */

#ifndef GATEWAY_H
#define GATEWAY_H

#include <stdbool.h>

#include "address.h"

struct arena;

struct gateway {
	const char *text;	/* its address, of IPv4 */
	bool named;		/* by the user, not by the default route */
	bool has_client;
	struct address client;	/* our own address towards it */
};

/* The one that is named, an IPv4 address as --gateway takes it, else (NULL)
 * that of the default route, through that interface (NULL: any). NULL; or why
 * none is known, with the next step. */
const char *gateway_find(struct arena *, const char *named,
	    const char *interface, struct gateway *);

#endif
