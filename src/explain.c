/* explain - what a run finds out, step by step, for --explain. */

#include "explain.h"

#include "account.h"
#include "finder.h"
#include "log.h"
#include "mem.h"
#include "plan.h"
#include "provider.h"
#include "task.h"
#include "votes.h"
#include "wire.h"

void
explain_votes(struct wire *wire, struct finder *finder)
{
	const struct task *task = finder->task;
	char room[ADDRESS_ROOM];
	const struct vote *vote;

	for (; finder->n_explained < task->n_votes; finder->n_explained++) {
		vote = &task->votes[finder->n_explained];
		log_explain(wire_now(wire), "%s: %s (%ld ms)", vote->from,
		    vote->why != NULL ? vote->why :
		    address_text(&vote->address, room), vote->ms);
	}
	if (finder->confirmed && task->quorum > 1)
		log_explain(wire_now(wire), "%u operators agree on %s, as "
		    "many as must before a write", task->quorum,
		    address_text(&task->address, room));
}

/* "A 192.0.2.1, no AAAA" */
static const char *
held(struct arena *arena, const struct task *task)
{
	struct buffer *text = buffer_new(arena);
	const char *list, *between = "";
	enum family family;

	for (family = IPV4; family < FAMILIES; family++) {
		list = live_addresses(arena, &task->live, family);
		if (list == NULL && (task->families & 1u << family) == 0)
			continue;
		buffer_print(text, "%s%s%s%s", between, list == NULL ? "no " :
		    "", family_type(family), list == NULL ? "" :
		    arena_print(arena, " %s", list));
		between = ", ";
	}
	return text->data;
}

void
explain_described(struct arena *arena, struct wire *wire,
    const struct task *task)
{
	log_explain(wire_now(wire), "%s: %s: %s (%ld ms)", task->name,
	    task->account->provider->id, task->verdict == FAILED ?
	    task->why : held(arena, task), task->ms);
}
