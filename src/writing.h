/* writing - the writes of a run, and what is remembered of them. */

#ifndef WRITING_H
#define WRITING_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct change;
struct engine;
struct hold;
struct wire;

/*
 * Writes the changes, account by account; the row of each says how it went.
 * What blocks those who err is not written to unless the hold file is, too.
 * true when a record was no longer what was described.
 */
bool	 changes_write(struct arena *, struct wire *, struct engine *,
	    struct hold *, struct change *changes, size_t n);

#endif
