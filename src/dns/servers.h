/* servers - the name servers of a name's zone. */

#ifndef DNS_SERVERS_H
#define DNS_SERVERS_H

#include "../task.h"

enum { SERVERS = 8, SERVER_ADDRESSES = 4 };

struct dns_reader;

struct server {
	const char *name;	/* NULL: known by its address alone */
	const char *addresses[SERVER_ADDRESSES];	/* as ask_record takes
							   them */
	size_t n;
	bool looked_up;		/* they were asked for; none: it has none */
};

struct servers {
	const char *apex;	/* of the zone; NULL until it is found */
	struct server list[SERVERS];
	size_t n;		/* 0: none was found, and t->why says why */

	/* servers.c's own. */
	step_fn *then;
	bool given;		/* the zone that is tried, by the user */
	struct server *looking_up;
};

/*
 * Finds the zone of t->name and its name servers, then goes on with that step,
 * which finds them in t->servers, in random order. The zone is t->live.zone
 * when it is known already, or that of --zone, if it has name servers. It
 * stands in t->live.zone afterwards.
 */
enum verdict servers_find(struct task *, step_fn *then);
/* There is this one alone. */
void	 servers_set(struct task *, struct server);
/* Those of the zone to which the reply refers take the place of those that are
 * there. */
void	 servers_descend(struct task *, struct dns_reader *, const char *zone);

/* Asks for the addresses of the server, one of t->servers. */
enum verdict server_look_up(struct task *, struct server *, step_fn *then);
/* For the person: "ns1.example.net (192.0.2.53)". */
const char *server_title(struct task *, const struct server *, size_t address);

#endif
