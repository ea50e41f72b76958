/* reads - what was asked already in this run, so that it is not asked twice. */

#ifndef READS_H
#define READS_H

#include <stddef.h>

struct arena;
struct exchange;

struct reads {
	struct exchange **list;
	size_t n, room;
};

/* The same request among those made already, or this one, now one of them. */
struct exchange *reads_share(struct arena *, struct reads *,
	    struct exchange *);

#endif
