/*
 * options - the table that the command line, the environment, the file, --help
 * and the manual go by.
 */

#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "settings.h"

struct arena;

enum kind {
	SWITCH,		/* no argument; in a file "yes" or "no" */
	TEXT,
	LIST,		/* words between commas */
	NUMBER,		/* between min and max */
	OPTIONAL,	/* --list-providers or --list-providers=ID */
};

/* Where an option means something beside the command line. */
enum scope {
	ONCE,		/* nowhere else: verbs, --set, --config */
	RUN,		/* environment and [default] */
	NAMES,		/* environment and every section */
};

struct option {
	const char *name;
	char letter;		/* 0: none */
	enum kind kind;
	enum scope scope;
	const char *argument;	/* "SEC" */
	const char *words;	/* the only values, "auto|always|never" */
	long min, max;
	bool counts;		/* -vv: one more each time */
	const char *help;	/* one line; the title of a group when there
				   is neither name nor letter */
};

extern const struct option options[];	/* ends with help NULL */

/* The row of that name; NULL. */
const struct option *option_find(const char *name);
/* NULL when the value fits the option, else what is wrong with it. */
const char *option_check(struct arena *, const struct option *,
	    const char *value);
/* --help */
void	 options_print(FILE *);

#endif
