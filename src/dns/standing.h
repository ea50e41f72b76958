/* standing - what a server's reply makes of the server: is it the zone's? */

#ifndef DNS_STANDING_H
#define DNS_STANDING_H

#include <stddef.h>

struct dns_reader;
struct task;

enum standing {
	OF_ZONE,	/* it answers with authority */
	REFERS,		/* the name lies in a zone below, whose servers it
			   names */
	RESOLVES,	/* it answers as a resolver does, with no authority */
	LAME,		/* it has nothing to say on the name */
	SILENT,
	OUT_OF_REACH,
};

/*
 * That of the server that was asked request i for t->name. t->why is then a
 * clause whose subject is the server: "answered REFUSED". apex is that of the
 * zone whose server it should be; NULL: not known.
 */
enum standing standing(struct task *, size_t i, const char *apex);

/* The zone below the apex that the reply's authority section hands the name to;
 * NULL when it does not. */
const char *referred_zone(struct task *, struct dns_reader *,
	    const char *apex);

#endif
