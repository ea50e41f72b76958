/*
 * zonefile - an RFC 1035 master file, edited in place: only the tokens that
 * must change do, and the SOA's serial with them.
 */

#ifndef DNS_ZONEFILE_H
#define DNS_ZONEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "../address.h"

struct arena;

/*
 * The text looks like a master file (has an SOA or a $ORIGIN/$TTL line) rather
 * than a hosts file.
 */
bool	 zonefile_looks_like(const char *text, size_t size);

/* A record of the name: an address, or anything else. */
struct zonefile_record {
	char type[12];			/* "A", "CNAME", "TXT" ... upper case */
	struct address address;		/* of A and AAAA */
	char target[256];		/* of CNAME: absolute, no final dot */
	long ttl;			/* seconds; -1 when nothing states it */
	unsigned line;
};

/*
 * The records of the name in the zone, in order; at most room are stored.
 * Returns how many there are, or -1 with *why ("line 12: unbalanced
 * parenthesis"). The zone is the origin the text begins with. Any $INCLUDE or
 * $GENERATE is an error, since it may hold the name's records.
 */
long	 zonefile_find(struct arena *, const char *text, size_t size,
	    const char *zone, const char *name, struct zonefile_record *,
	    size_t room, const char **why);

/* No two entries have the same name and family. */
struct zonefile_entry {
	const char *name;
	struct address address;		/* to be the only one of its family */
	long ttl;			/* seconds; -1 keeps what is there */
};

/*
 * The text with the entries set and the serial raised once (RFC 1982; a date
 * YYYYMMDDnn and a count of seconds are kept so, now tells the day in UTC). An
 * entry whose name has one such record has only its address (and TTL, when
 * asked) token changed; several are cut to the first; a missing one is inserted
 * after the name's last record, else at the end. A line that took its owner or
 * TTL from one that changed gets it written. Where nothing differs the text
 * comes back as it was, its serial too.
 *
 * NULL with *why as above, or when the zone's SOA is missing, a name lies
 * outside the zone, is an alias or is signed.
 */
char	*zonefile_edit(struct arena *, const char *text, size_t size,
	    const char *zone, const struct zonefile_entry *entries,
	    size_t count, time_t now, size_t *new_size, const char **why);

#endif
