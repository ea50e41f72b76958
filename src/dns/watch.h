/* watch - one name server is asked until it has what was written. */

#ifndef DNS_WATCH_H
#define DNS_WATCH_H

#include "../address.h"
#include "../task.h"
#include "servers.h"

/* What the conversation finds in t->state. */
struct watch {
	struct server server;	/* one of the zone's; without a name that of
				   --live-server, which is believed without
				   authority */
	const char *apex;	/* of the zone; NULL: not known */
	struct address wanted;
	long patience;		/* ms from its beginning to the last question */
	size_t address;		/* of the server: the one that is asked */
	const char *said;	/* what was wrong last, a clause; NULL: none
				   of its addresses was in reach so far */
	bool lacks_it;		/* it has answered, with something else */
};

/*
 * Ends LISTED as soon as the server says that t->name has exactly that address;
 * else FAILED, with t->why as a clause: "ns1.example.net (192.0.2.53) still
 * says 192.0.2.1". The fault is FAULT_LATER when it could not be asked at all,
 * FAULT_PROTOCOL when the patience is at its end.
 */
enum verdict watch(struct task *);

#endif
