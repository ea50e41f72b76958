/*
 * updates - the writes of a run: gathered as far as each provider can take them
 * at once, one after another within an account, accounts side by side.
 */

#ifndef UPDATES_H
#define UPDATES_H

#include <stddef.h>

struct arena;
struct change;
struct engine;
struct task;
struct updates;

struct updates *updates_begin(struct arena *, struct engine *,
	    struct change *, size_t);
/* The next one that has ended; NULL when all have. */
const struct task *updates_next(struct updates *);

#endif
