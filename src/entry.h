/* entry - one name in this run: its description, and what is decided on it. */

#ifndef ENTRY_H
#define ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "address.h"
#include "plan.h"

struct arena;
struct engine;
struct finder;
struct hold;
struct kept_name;
struct names;
struct row;
struct task;

struct entry {
	const struct kept_name *kept;
	struct task *describe;
	struct finder *finder[FAMILIES];	/* NULL: not wanted */
	struct row *row[FAMILIES];
	struct plan plan[FAMILIES];
	bool held;		/* its account is not to be asked yet */
	bool moved;		/* the record changed since it was described */
};

/* What a run goes by. */
struct rules {
	struct arena *arena;
	struct hold *hold;	/* NULL: nothing is held back */
	bool force;		/* write even if equal, or held back */
	bool refresh;		/* what is forgotten is written again */
	time_t now;
};

/* One for each name, with the finders and the rows of the families it wants. */
struct entry *entries_of(struct arena *, const struct names *,
	    struct finder **finders, struct row **rows, size_t *n_rows);

/* Begins to read the live records, unless the account is not to be asked. */
void	 entry_describe(const struct rules *, struct engine *, struct entry *);
/* What must be done for the family, by what was found; the row says it too. */
void	 entry_decide(const struct rules *, struct entry *, enum family);

/* On a terminal: that the name also has addresses of a family which is not
 * kept. true when it was said. */
bool	 entry_say_other_family(const struct entry *);

/* The task's failure is the row's. */
void	 row_fails(struct row *, const struct task *);

#endif
