/*
 * lookup - the live record as its zone's own name servers have it, for the
 * services that let nobody read it.
 */

#ifndef DNS_LOOKUP_H
#define DNS_LOOKUP_H

#include "../task.h"

/*
 * A describe: asks the setting live-server (host[:port], or the https URL of a
 * DNS-over-HTTPS resolver) if there is one. Else finds the zone and its name
 * servers through the system's resolver and asks those, at most three after
 * another; where they cannot be reached, DNS-over-HTTPS.
 */
enum verdict lookup_live(struct task *);

/* Ends LISTED with t->nameservers: the NS records of the name's zone. */
enum verdict lookup_nameservers(struct task *);

/* The check of a provider that describes so. */
const char *lookup_check(struct task *);

/* The row for a provider's table of keys. */
#define LOOKUP_KEY { .name = "live-server", \
	.help = "the name server to ask for the live record: host[:port], or " \
	    "the https URL of a DNS-over-HTTPS resolver" }

#endif
