/*
 * votes - what the operators said, and whether enough of them agree. Pure.
 */

#ifndef VOTES_H
#define VOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"
#include "task.h"

/* What one operator said. */
struct vote {
	const char *from;	/* "cloudflare", "127.0.0.1:8443", "eth0" */
	const char *operator;	/* votes of the same operator count once */
	struct address address;	/* when it named one */
	bool named;
	bool special;		/* it may not be published */
	const char *opens;	/* the option that would let it through */
	bool diverted;		/* a captive portal may have answered */
	bool unreached;		/* nobody was there to answer */
	const char *peer;	/* who was asked, in numbers; NULL: nobody, or
				   a proxy */
	const char *why;	/* NULL, or why the vote does not count */
	const char *step;	/* what mends that; NULL: the network's state,
				   or another source */
	long ms;
};

/* The text is one address of t->family and nothing else but blanks, or the
 * vote fails. */
void	 vote_text(struct task *, const char *from, const char *operator,
	    const char *text, size_t size);
/* The same for lines with one address each, of which one is of t->family. */
void	 vote_lines(struct task *, const char *from, const char *text,
	    size_t size);
void	 vote_address(struct task *, const char *from, const char *operator,
	    const struct address *);
/* The operator gave none; why is a clause. */
void	 vote_failed(struct task *, const char *from, const char *operator,
	    const char *why);

/* The same, where somebody else seems to have answered. */
void	 vote_diverted(struct task *, const char *from, const char *operator,
	    const char *why);

/* What mends the last one, an imperative. */
void	 vote_step(struct task *, const char *step);

/* It is worth asking the operator: it has named no address yet, and not too
 * many others were asked. */
bool	 votes_may_ask(const struct task *, const char *operator);
/* Enough operators agree: t->address is what they said. */
bool	 votes_agree(struct task *);
/* Nobody is left to ask: FAILED, with all that they said. */
enum verdict votes_exhausted(struct task *);

#endif
