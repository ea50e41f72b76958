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
struct wan_look;

/* Sources that stand for each other: one, or several URLs that vote. */
struct stage {
	const struct source *source;
	const char **arguments;		/* NULL-terminated */
	size_t n_arguments;
	bool closed;			/* no argument joins them any more */
	const char *spec;		/* "web:global" */
};

struct finder {
	struct finder *next;
	enum family family;
	const char *key;		/* what makes it another one */
	struct stage *stages;
	size_t n_stages, at;		/* the stage that is asked */
	const struct settings *settings;
	long quorum;			/* 0: as the source needs it */
	struct task *task;		/* of the stage */
	size_t n_told;			/* of its votes, see finder_ended */
	size_t n_explained;		/* of them, with --explain */
	bool found;			/* one operator said task->address */
	bool confirmed;			/* and enough of them */
	bool needed;			/* to be written: confirm it */
	struct address examined;	/* may it be? 0.0.0.0: none was yet */
	struct wan_look *look;		/* at the router, see wan.h */
	const char *warning;		/* what its user should know; NULL */
};

/* The finder for these settings, made if there is none yet in the list. A
 * wrong --ip or --source ends the program. */
struct finder *finder_for(struct arena *, struct finder **list,
	    const struct settings *, enum family);

/* Asks the stage's first operator. */
void	 finder_begin(struct arena *, struct engine *, struct finder *);
/* The stage's task has ended: true when another one was begun instead. With -v
 * it tells of those who failed where others did not. */
bool	 finder_ended(struct arena *, struct engine *, struct finder *);
/* How many operators of its stage must agree before a write. */
unsigned finder_quorum(const struct finder *);
/* Asks until the quorum agrees, or refuses what must not be written; false when
 * neither is needed. */
bool	 finder_confirm(struct engine *, struct finder *);

#endif
