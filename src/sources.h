/* sources - which sources of the address there are. */

#ifndef SOURCES_H
#define SOURCES_H

#include <stdio.h>

struct arena;
struct source;

/*
 * The source that a text like "web:cn" names; *argument is what stands after
 * the colon, NULL when there is none. NULL with *why when there is no such
 * source or its argument is wrong.
 */
const struct source *source_find(struct arena *, const char *spec,
	    const char **argument, const char **why);

/* --list-sources */
void	 sources_print(FILE *);

#endif
