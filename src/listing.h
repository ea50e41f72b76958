/* listing - the words in which a describe says what it has found. */

#ifndef LISTING_H
#define LISTING_H

#include <stdbool.h>

#include "reply.h"

/* The zone: what --zone says, else the suffixes of the name, longest first. */
const char *first_suffix(struct task *);
const char *next_suffix(struct task *);		/* NULL: none is left */
enum verdict fail_no_zone(struct task *);

/* Describing. found_address is NULL for another type, or no address. */
struct record *found_address(struct task *, const char *type,
	    const char *value, long ttl, const char *id);
struct record *found_other(struct task *, const char *what);
void	 found_zone(struct task *, const char *apex, const char *id);
/* The name, dotted at its end or not, is the one that is asked for. */
bool	 is_ours(struct task *, const char *name);
/* The owner name relative to its zone, apex spelled so. */
const char *relative(struct task *, const char *name, const char *apex);
/* The same to a zone that is known; "" at its apex, NULL outside of it. */
const char *relative_to(struct task *, const char *name, const char *zone);

#endif
