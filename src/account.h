/*
 * account - the credentials at one provider, and what the conversations with
 * it share.
 */

#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "reads.h"
#include "settings.h"

struct provider;
struct task;

struct account {
	struct account *next;
	const char *id;			/* its section, for messages */
	const struct provider *provider;
	const char *permission;		/* the least it needs, for messages */
	/* The secrets over what was written. */
	const struct settings *settings;
	const struct settings *own;	/* the credentials alone */
	const char *base;		/* URL, no final slash; NULL: none */
	const char *pins;		/* its servers' keys; NULL: any */
	size_t n_names;			/* that this run keeps by it */
	const char *token;		/* that a login brought; NULL: none */

	/* The loop's own. */
	struct reads reads;		/* by any of its tasks */
	bool proven;			/* it answered with no refusal */
	struct task *asking;		/* the first one, until then */
	struct task *waiting;		/* those behind it */
	bool writing;			/* one of its updates is under way */
	const struct task *refused;	/* after which nothing more is asked */
};

#endif
