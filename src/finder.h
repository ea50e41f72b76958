/*
 * finder - the address of one family: its sources in their order, and how
 * many operators must agree.
 */

#ifndef FINDER_H
#define FINDER_H

#include <stdbool.h>

#include "address.h"
#include "task.h"

struct arena;
struct settings;

/* Sources that stand for each other: one, or several URLs that vote. */
struct stage {
	const struct source *source;
	const char **arguments;		/* NULL-terminated */
	size_t n_arguments;
	const char *spec;		/* "web:global" */
};

struct finder {
	struct finder *next;
	enum family family;
	const char *key;		/* what makes it another one */
	struct stage *stages;
	size_t n_stages, at;		/* the stage that is asked */
	long quorum;			/* 0: as the source needs it */
	bool allow_special;
	struct task *task;		/* of the stage */
	bool found;			/* one operator said task->address */
	bool confirmed;			/* and enough of them */
	bool needed;			/* to be written: confirm it */
};

/* The finder for these settings, made if there is none yet in the list. A
 * wrong --ip or --source ends the program. */
struct finder *finder_for(struct arena *, struct finder **list,
	    const struct settings *, enum family);

/* Asks the stage's first operator. */
void	 finder_begin(struct arena *, struct engine *, struct finder *);
/* The stage's task has ended: true when another one was begun instead. */
bool	 finder_ended(struct arena *, struct engine *, struct finder *);
/* Asks until the quorum agrees; false when it does already. */
bool	 finder_confirm(struct engine *, struct finder *);

#endif
