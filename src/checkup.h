/*
 * checkup - findings, one line or one JSON object each, in the order in which
 * they were made.
 */

#ifndef CHECKUP_H
#define CHECKUP_H


#include "mem.h"

struct report;

enum check_status { CHECK_OK, CHECK_WARN, CHECK_FAIL };

/* One thing more that a program may want to know of a finding. */
struct datum {
	struct datum *next;
	const char *key, *text;		/* NULL: it is the number */
	long number;
};

struct check {
	struct check *next;
	const char *check;		/* what was examined: "clock" */
	const char *subject;		/* what of it; NULL */
	enum check_status status;
	const char *message;		/* "the fact; the next step" */
	int exit;			/* of a failure */
	struct datum *data, **last;
};

struct checkup {
	struct arena *arena;
	const char *examining;		/* the check of what is found now */
	struct check *first, **last;
};

struct checkup *checkup_new(struct arena *);

/* A finding, which more may be said of below. */
struct check *check_ok(struct checkup *, const char *subject, const char *, ...)
	    PRINTF_LIKE(3, 4);
struct check *check_warn(struct checkup *, const char *subject, const char *,
	    ...) PRINTF_LIKE(3, 4);
struct check *check_fail(struct checkup *, int exit, const char *subject,
	    const char *, ...) PRINTF_LIKE(4, 5);

/* Texts that are NULL are left out. */
void	 check_text(struct checkup *, struct check *, const char *key,
	    const char *text);
void	 check_number(struct checkup *, struct check *, const char *key,
	    long number);

/* Prints them as the report's settings say, in JSON as one object with the
 * report's own members, and returns the exit status. */
int	 checkup_print(const struct checkup *, const struct report *);

#endif
