/* entry - one name in this run: its description, and what is decided on it. */

#ifndef ENTRY_H
#define ENTRY_H

#include <stdbool.h>

#include "address.h"
#include "plan.h"

struct arena;
struct engine;
struct finder;
struct kept_name;
struct row;
struct task;

struct entry {
	const struct kept_name *kept;
	struct task *describe;
	struct finder *finder[FAMILIES];	/* NULL: not wanted */
	struct row *row[FAMILIES];
	struct plan plan[FAMILIES];
	bool moved;		/* the record changed since it was described */
};

/* Begins to read the live records. */
void	 entry_describe(struct arena *, struct engine *, struct entry *);
/* What must be done for the family, by what was found; the row says it too. */
void	 entry_decide(struct arena *, struct entry *, enum family, bool force);

/* The task's failure is the row's. */
void	 row_fails(struct row *, const struct task *);

#endif
