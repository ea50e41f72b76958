/*
 * tags - a few tags out of what looks like XML. Pure.
 *
 * What a router sends need not be well-formed, and is not trusted: so nothing
 * is built from it, no entity is expanded that XML does not have of itself, and
 * what does not look as it should is not there. The text from at to end lies
 * in one that ends with a NUL.
 */

#ifndef TAGS_H
#define TAGS_H

struct arena;

/* Behind the next tag of the name, "<name>" or "<name ...>"; NULL. Comments
 * hold none. */
const char *tags_behind(const char *at, const char *end, const char *name);
/* The text of the next such element, without blanks around it; NULL when there
 * is none, or one that does not hold text alone. */
const char *tags_text(struct arena *, const char *at, const char *end,
	    const char *name);

#endif
