/* update - what a DNS UPDATE (RFC 2136) says of one change. */

#ifndef DNS_UPDATE_H
#define DNS_UPDATE_H

#include <stdbool.h>

struct change;
struct dns_message;

/*
 * The prerequisites: the RRset holds what was read, or is absent; as_absent
 * says that what was read came from a wildcard. A name with a CNAME would
 * swallow an address without a word (3.4.2.2), so that must be absent too.
 */
void	 update_require(struct dns_message *, const struct change *,
	    bool as_absent);
/* The change itself: the RRset goes, the new address comes. */
void	 update_replace(struct dns_message *, const struct change *);

#endif
