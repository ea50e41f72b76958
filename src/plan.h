/* plan - what is wanted against what is live: what must be done. Pure. */

#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>

#include "record.h"

struct account;
struct arena;
struct settings;

struct wish {
	const char *name;
	struct address address;
	long ttl;		/* s; -1: as it is */
	long normal_ttl;	/* s, of a new record */
	bool create;		/* a missing record may be made */
	bool replace;		/* several addresses may be cut to this one */
	bool force;		/* write even if equal */
	struct account *account;
	const struct settings *settings;
};

struct plan {
	enum { NOTHING_TO_DO, TO_WRITE, TO_REFUSE } action;
	struct change change;	/* TO_WRITE */
	enum fault fault;	/* TO_REFUSE */
	const char *why;
};

struct plan plan_record(struct arena *, const struct live *,
	    const struct wish *);

/* What a change is about whose record has the address already, such as "TTL 300
 * (was 60)"; NULL: the address itself. */
const char *plan_difference(struct arena *, const struct change *);

/* The addresses of a family, "192.0.2.1, 192.0.2.2"; NULL if there are none. */
const char *live_addresses(struct arena *, const struct live *, enum family);

#endif
