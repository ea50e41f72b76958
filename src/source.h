/*
 * source - what a source of the address is: a conversation that ends FOUND.
 * Each is one file in source/ and one row in sources.def.
 *
 * A source casts votes. It ends FOUND as soon as t->quorum operators agree, and
 * then t->next goes on asking when more are wanted later.
 */

#ifndef SOURCE_H
#define SOURCE_H

#include "reply.h"
#include "request.h"
#include "task.h"
#include "votes.h"

struct source {
	const char *name;	/* "web" */
	const char *form;	/* "web[:global|cn|URL]" */
	const char *help;
	bool trusted;		/* one vote suffices: nobody else can know */
	bool alone;		/* there is one operator only */
	/* Arguments that join make one list that votes; NULL: none does. */
	bool (*joins)(const char *argument);
	/* The setting whose entries, arguments that join, stand in place of
	 * the source's own lists; NULL: there is none. */
	const char *list;
	/* What is wrong with the text after the colon (NULL: none is there),
	 * in words that follow it; NULL when nothing is. */
	const char *(*check)(struct arena *, const char *argument);
	step_fn *begin;
};

#endif
