/*
 * task - a conversation: steps that read the last reply and fill the next
 * request, and the one loop that carries them to the wire and back.
 */

#ifndef TASK_H
#define TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "account.h"
#include "exchange.h"
#include "record.h"

struct arena;
struct servers;
struct source;
struct task;
struct vote;
struct wire;

enum verdict {
	ASKED,		/* requests are to be sent; t->next reads the replies */
	LISTED,		/* describe: t->live holds what the provider has */
	FOUND,		/* source: t->address holds the address */
	CHANGED,	/* update: the records now hold what was wanted */
	FAILED,		/* t->fault and t->why say what went wrong */
};

typedef enum verdict step_fn(struct task *);

struct task {
	struct arena *arena;
	const struct settings *settings;

	/* Of a provider's conversation. */
	struct account *account;	/* NULL: a source's */
	const char *name;		/* what is described; A-label */
	unsigned families;		/* asked for: 1 << IPV4 | 1 << IPV6 */
	bool alone;			/* the account's only name in the run */
	const char *suffix;		/* the zone tried, see next_suffix */
	struct live live;		/* what was found; the update's zone */
	struct change *changes;		/* update: what is to be written */
	size_t n_changes;
	size_t first;			/* how far an update has come */
	int page;
	struct servers *servers;	/* of the zone, see dns/servers */

	/* Of a source's. */
	const struct source *source;
	const char **arguments;		/* what stands after its colon */
	enum family family;
	bool allow_special;
	bool untrusted;			/* who says it could be wrong */
	unsigned quorum;		/* operators that must agree */
	struct vote *votes;		/* in the order they were asked */
	size_t n_votes, room_votes;
	struct address address;
	unsigned prefix_length;	/* bits, at its interface; 0: not known */

	/* The conversation itself. */
	step_fn *next;
	struct exchange *asked[MESSAGES];	/* finished: the step reads */
	size_t n_asked;
	size_t reading;		/* which of them, see read_reply */
	struct exchange *asking[MESSAGES];	/* the step fills these */
	size_t n_asking;
	bool reads_failures;	/* the step looks at outcomes itself */
	void *state;		/* a step's own, see scratch */
	time_t now;		/* when the request was made */
	unsigned char nonce[128];	/* fresh for every request */
	struct task *queued;	/* the loop's own */
	int turns;		/* steps that were taken */
	/* Beside the run: engine_next neither returns it nor waits for it. */
	bool aside;
	bool ended;
	int64_t patience;	/* ms for all of it; 0: what the run has left */
	size_t received;	/* bytes of the replies to them */
	size_t parsed;		/* bytes of memory for their JSON, about */

	/* How it ended. */
	enum verdict verdict;
	enum fault fault;
	const char *why;	/* the fact and the next step */
	const char *code;	/* the provider's own, or NULL */
	long wait;		/* s for which it wants no request; 0: none */
	int http;		/* status of the reply that failed, or 0 */
	long ms;		/* from its begin to this step, or its end */
	int64_t begun;
};

struct engine;

struct engine *engine_new(struct arena *, struct wire *, long retry_for);
/* The conversation begins with this step, at once if it can. */
void	 engine_begin(struct engine *, struct task *, step_fn *);
/* The next one that has ended, in any order; NULL when none is left. */
struct task *engine_next(struct engine *);

/* For those beside the run: one thing more is done, by whomever; false when
 * nothing is under way. */
bool	 engine_go_on(struct engine *);

/* What was read by those that have no account. */
const struct reads *engine_reads(const struct engine *);

/* FAILED, for this reason. Steps say fail() of reply.h. */
enum verdict task_fail(struct task *, enum fault, const char *why);
/* It failed because this request came to nothing: says how, and what to do. */
enum verdict task_fail_unanswered(struct task *, const struct exchange *);
/* What to do about one whose server is not trusted; NULL: it failed
 * otherwise. */
const char *task_mends(const struct exchange *);
/* The first of its requests that came to nothing; NULL. */
const struct exchange *task_unanswered(const struct task *);

#endif
