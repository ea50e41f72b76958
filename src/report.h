/* report - what a run says: lines for people, one JSON object for programs, the
 * exit status. */

#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "address.h"
#include "record.h"

struct arena;
struct finder;

enum status {
	UNCHANGED, UPDATED, CREATED, WOULD_UPDATE, WOULD_CREATE,
	SKIPPED,	/* there was no address to compare with, or it was sent
			   already and does not show yet */
	NOT_DONE,	/* its problem says why */
};

struct problem {
	enum fault fault;
	const char *why;	/* the fact; the next step */
	const char *code;	/* the provider's own, or NULL */
	int http;		/* status, or 0 */
};

/* One record of one name, and what became of it. */
struct row {
	const char *name, *provider;
	enum family family;
	const struct live *live;	/* NULL: not known */
	struct address wanted;		/* once an address was found */
	bool found;			/* it was */
	bool held;			/* held back by how it went before */
	const char *id;
	long ttl;			/* s; -1: not known */
	const char *difference;		/* see plan_difference */
	enum status status;
	struct problem problem;		/* when it was written nevertheless, it
					   is of what came after */
	long ms;
};

struct report {
	struct arena *arena;
	bool json, dry_run, check, exit_changed, all, color;
	FILE *to;			/* standard output, or --output */
	time_t time;
	long elapsed;			/* ms */
	const struct row *rows;
	size_t n_rows;
	const struct finder *finders;
	int signal;			/* that ended the run early, or 0 */
};

bool	 row_is_written(const struct row *);

/* Prints it and returns the exit status. */
int	 report_print(const struct report *);

/* The same as a table, for --status. */
int	 report_status(const struct report *);

/* The addresses alone, a line each; for --show-ip. */
int	 report_addresses(const struct report *);

/* Why what was printed to there could not be written; NULL: it was. */
const char *report_flush(FILE *);

/* Closes what it was printed to: the status, or a worse one when it could not
 * be written. */
int	 report_close(const struct report *, int status);

/* The object for a run that died of a wrong setting before it began; false: it
 * is still to be said to the person. */
bool	 report_death(int status, const char *message);

#endif
