/* name - DNS names as text: A-labels, lower case, without the final dot. */

#ifndef NAME_H
#define NAME_H

#include <stdbool.h>

struct arena;

/*
 * Normalises what a person wrote: lower case, no final dot, IDN turned into
 * A-labels (RFC 5891, by libcurl's URL API), a leading "*." kept (RFC 4592).
 * Labels are letters, digits, "-" and "_", 1 to 63 bytes; 253 bytes in all; at
 * least two labels, "*" being one. NULL on anything else, with *why saying what
 * is wrong in words that follow the name ("has an empty label").
 */
char	*name_parse(struct arena *, const char *text, const char **why);

/* Without regard to case and a final dot. */
bool	 name_equal(const char *, const char *);
/* The name is the zone or lies below it. */
bool	 name_within(const char *name, const char *zone);
/* The name without its first label; NULL for the last label. */
const char *name_parent(const char *);
/* The name relative to its zone: "home", "a.b", "" at the apex; NULL when it
 * lies elsewhere. */
const char *name_relative(struct arena *, const char *name, const char *zone);

#endif
