/*
 * lookup - the live record as its zone's own name servers have it, for the
 * services that let nobody read it.
 */

#ifndef DNS_LOOKUP_H
#define DNS_LOOKUP_H

#include "../task.h"

/*
 * A describe: asks the name server of --live-server (or the DNS-over-HTTPS
 * resolver at its URL) if there is one. Else finds the zone and its name
 * servers through the system's resolver and asks those, at most three after
 * another; where none can be asked, DNS-over-HTTPS.
 */
enum verdict lookup_live(struct task *);

/* Ends LISTED with t->servers: the NS records of the name's zone. */
enum verdict lookup_servers(struct task *);

#endif
