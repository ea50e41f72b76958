/* writing - the writes of a run, and what is remembered of them. */

#include "writing.h"

#include "account.h"
#include "entry.h"
#include "hold.h"
#include "log.h"
#include "mem.h"
#include "provider.h"
#include "report.h"
#include "updates.h"
#include "wire.h"

static struct subject
subject_of(const struct change *change)
{
	return (struct subject){ change->account, change->settings,
	    change->name, change->address.family };
}

static void
note_change(struct change *change, const struct task *task)
{
	struct row *row = change->row;

	row->ms += task->ms;
	row->id = change->id != NULL ? change->id :
	    change->n_replaces > 0 ? change->replaces[0]->id : NULL;
	if (task->verdict != CHANGED && !change->done)
		row_fails(row, task);
	else if (change->was_so)
		row->status = UNCHANGED;
	else
		row->status = change->n_replaces > 0 ? UPDATED : CREATED;
}

/* The update as it ended for this change. */
static struct task
ending_of(const struct task *task, const struct change *change)
{
	struct task ending = *task;

	if (change->fault != NO_FAULT) {
		ending.fault = change->fault;
		ending.why = change->why;
		ending.code = change->code;
		ending.wait = change->wait;
	}
	return ending;
}

static void
note_written(struct wire *wire, struct hold *hold, const struct task *task)
{
	struct subject subject;
	struct task ending;
	size_t i;

	for (i = 0; i < task->n_changes; i++) {
		subject = subject_of(&task->changes[i]);
		ending = ending_of(task, &task->changes[i]);
		note_change(&task->changes[i], &ending);
		hold_ended(hold, &subject, &ending, &task->changes[i],
		    wire_clock(wire));
	}
	log_explain(wire_now(wire), "%s: %zu written: %s (%ld ms)",
	    task->account->provider->id, task->n_changes,
	    task->verdict == CHANGED ? "done" : task->why, task->ms);
}

/* What it answers could not be remembered. */
static void
withhold(struct arena *arena, struct hold *hold, const struct change *change,
    enum fault fault, const char *why)
{
	const struct subject subject = subject_of(change);
	struct row *row = change->row;

	hold_not_sent(hold, &subject);
	row->status = NOT_DONE;
	row->problem = (struct problem){ .fault = fault,
	    .why = arena_print(arena, "nothing is sent, since what it answers "
	    "could not be remembered: %s; %s", why, fault == FAULT_LATER ?
	    "the next run may do" :
	    "set XDG_STATE_HOME to a directory of one's own") };
}

/* What must be remembered is written down first, or it is not sent: how many
 * are left. */
static size_t
announce(struct arena *arena, struct wire *wire, struct hold *hold,
    struct change *changes, size_t n)
{
	struct subject subject;
	size_t i, left = 0;
	const char *why;
	enum fault fault;

	for (i = 0; i < n; i++) {
		subject = subject_of(&changes[i]);
		if (hold_keeps_pace(changes[i].account->provider))
			hold_sending(hold, &subject, &changes[i].address,
			    wire_clock(wire));
	}
	fault = hold_save(hold, &why);
	if (fault == NO_FAULT)
		return n;
	for (i = 0; i < n; i++)
		if (hold_keeps_pace(changes[i].account->provider))
			withhold(arena, hold, &changes[i], fault, why);
		else
			changes[left++] = changes[i];
	return left;
}

bool
changes_write(struct arena *arena, struct wire *wire, struct engine *engine,
    struct hold *hold, struct change *changes, size_t n)
{
	struct updates *updates;
	const struct task *task;
	bool moved = false;
	const char *why;

	n = announce(arena, wire, hold, changes, n);
	updates = updates_begin(arena, engine, changes, n);
	while ((task = updates_next(updates)) != NULL) {
		note_written(wire, hold, task);
		moved = moved || (task->verdict == FAILED &&
		    task->fault == FAULT_MOVED);
	}
	if (n > 0 && hold_save(hold, &why) != NO_FAULT)
		log_warn("%s; the next run may ask too soon", why);
	return moved;
}
