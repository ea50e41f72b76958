/* record - what a provider holds, what is wanted of it, what went wrong. */

#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"

struct account;
struct settings;

/* By what is to be done about it. */
enum fault {
	NO_FAULT,
	FAULT_CONFIG,	/* the user must mend the settings */
	FAULT_INPUT,	/* a file that was named is not there */
	FAULT_AUTH,	/* the credentials were refused: use them no more */
	FAULT_FORBIDDEN, /* they may not do this; they may do other things */
	FAULT_MISSING,	/* no such zone, or no record and none may be made */
	FAULT_REFUSED,	/* the record's value or state is not acceptable */
	FAULT_NOWHERE,	/* no source gave an address */
	FAULT_LIMITED,	/* too many requests */
	FAULT_LATER,	/* network, outage: the next run may do */
	FAULT_MOVED,	/* the record is no longer what describe found */
	FAULT_PROTOCOL,	/* the reply makes no sense to us */
	FAULT_BUG,
};

/* A record at the name that is asked for. */
struct record {
	bool is_address;
	struct address address;
	const char *other;	/* else what it is: "a CNAME to example.net" */
	long ttl;		/* s; 0: the provider's automatic; -1: it has
				   none, or it is not known */
	const char *id;		/* the provider's, or NULL */
	const char *frozen;	/* why it cannot be changed, or NULL */
	bool outdated;		/* it differs from what was asked for in
				   something else than address and TTL */
	const void *whole;	/* all that its provider said of it, for an
				   update that must send some of it back */
};

/* The address records of one name, and what else stands in their way. */
struct live {
	const char *zone;	/* apex; NULL: the target has none */
	const char *zone_id;	/* what an update finds the zone again by */
	bool zone_is_good;	/* better than another of that name */
	bool no_name;		/* the DNS says that nothing of that name is
				   there, not even another type */
	struct record *records;
	size_t n, room;
};

/* One address to be written, all there is of its family at the name. */
struct change {
	const char *name;
	struct address address;
	long ttl;			/* s; -1: the provider's default */
	bool ttl_given;			/* the user asked for it */
	struct record **replaces;	/* the live records of the family; none:
					   create; the first is to stay */
	size_t n_replaces;
	struct account *account;
	const struct settings *settings;
	const struct live *live;
	const char *id;			/* of the record that now holds it */
	bool done;
	bool was_so;			/* it says that it held it before */
	enum fault fault;		/* of this one, where the answer tells
					   them apart; else the update's */
	const char *why, *code;
	long wait;			/* s, as that of a task */
	void *row;			/* the run's own */
};

#endif
