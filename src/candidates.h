/*
 * candidates - which address of this machine's own is the one to publish, and
 * why none of the others is. Pure.
 */

#ifndef CANDIDATES_H
#define CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exchange.h"
#include "links.h"

struct arena;

struct candidate_wish {
	enum family family;
	const char *interface;		/* NULL: any but tunnels */
	enum ipv6_choice ipv6;
	bool allow_special, allow_deprecated;
};

enum { CANDIDATE_SCORES = 8 };

struct candidate {
	const struct link_address *at;
	const char *kind;	/* "static", "DHCPv6", "temporary", ...; "" */
	/* What it is that forbids it: "temporary: ..."; NULL: it may be
	 * published. */
	const char *dropped;
	bool found;		/* dropped, but an address of the line: what
				   other sources see is no better */
	/* What the first is that this one is not; NULL: it is the first, or
	 * dropped. */
	const char *behind;
	bool private;		/* of no use outside, even when allowed */
	int64_t scores[CANDIDATE_SCORES];	/* the ranking's own */
};

/*
 * All addresses of the family, on the interface if one is named: the best
 * first, those dropped last, of which the first came nearest. Loopback and
 * link-local ones are left out where there are others.
 */
struct candidate *candidates_rank(struct arena *, const struct links *,
	    const struct candidate_wish *, size_t *n);

#endif
