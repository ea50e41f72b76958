/* zonerecord - the records of a master file and where they stand in it. */

#ifndef DNS_ZONERECORD_H
#define DNS_ZONERECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "../address.h"
#include "zonetext.h"

struct arena;

/*
 * Where a record's TTL comes from. TTL_DEFAULT is a $TTL line or, without one,
 * the minimum of an SOA that states no TTL, as BIND has it.
 */
enum ttl_from { TTL_UNKNOWN, TTL_STATED, TTL_DEFAULT, TTL_BEFORE };

struct zone_record {
	size_t start, end;		/* its whole lines, line end too */
	unsigned line;
	const char *owner;		/* absolute, no final dot */
	bool owner_stated;		/* else that of the record before */
	char type[12];			/* upper case */
	enum ttl_from ttl_from;
	long ttl;			/* seconds, -1 when unknown */
	struct zone_word ttl_word;	/* empty, and where one would go, */
					/* unless TTL_STATED */
	size_t values;			/* words of data */
	struct zone_word value;		/* the first; the serial of an SOA */
	const char *target;		/* of a CNAME, as owner; else NULL */
};

struct zone_records {
	struct zone_record *list;
	size_t count;
};

/*
 * All records of the text, whose origin at the beginning is the zone. False
 * with *why ("line 3: ...") when it cannot be read.
 */
bool	 zonerecord_read(struct arena *, const char *text, size_t size,
	    const char *zone, struct zone_records *, const char **why);

/* The record is an address record of the family. */
bool	 zonerecord_is(const struct zone_record *, enum family);
/* The address that it holds. False with *why when it is not written as one. */
bool	 zonerecord_address(struct arena *, const char *text,
	    const struct zone_record *, struct address *, const char **why);

/* The line makes the text a master file and not one of hosts(5). */
bool	 zonerecord_tells(const char *text, const struct zone_line *);

#endif
