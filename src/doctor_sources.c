/*
 * doctor_sources - every operator of every source, and whether they agree.
 *
 * All of them are asked, those too that a run would not come to. What a run
 * would make of their answers is judged in its own words.
 */

#include <limits.h>

#include "checkup.h"
#include "doctor_patient.h"
#include "finder.h"
#include "mem.h"
#include "report_json.h"
#include "source.h"
#include "wan.h"

enum { ROUTER_PATIENCE = 2000 };	/* ms */

/* One stage of a finder that is asked. */
struct poll {
	struct poll *next;
	struct finder *finder;
	size_t stage;
	struct task *task;
	bool ended;
};

static void
begin_poll(struct patient *patient, struct finder *finder, size_t stage)
{
	struct poll *poll = arena_alloc(patient->arena, sizeof(*poll));
	struct poll **last = &patient->polls;

	finder->at = stage;
	finder_begin(patient->arena, patient->engine, finder);
	poll->finder = finder;
	poll->stage = stage;
	poll->task = finder->task;
	/* More than there can be, so that it asks them all. */
	poll->task->quorum = UINT_MAX;
	while (*last != NULL)
		last = &(*last)->next;
	*last = poll;
}

static void
begin(struct patient *patient)
{
	struct finder *finder;
	size_t stage;

	for (finder = patient->finders; finder != NULL; finder = finder->next)
		for (stage = 0; stage < finder->n_stages; stage++)
			begin_poll(patient, finder, stage);
}

/* What a run would have made of it. */
static void
judge(struct poll *poll)
{
	struct finder *finder = poll->finder;
	struct task *task = poll->task;

	finder->at = poll->stage;
	task->quorum = finder_quorum(finder);
	task->fault = NO_FAULT;
	task->verdict = votes_agree(task) ? FOUND : votes_exhausted(task);
}

/* The stage that a run would stop at is the finder's. */
static void
settle(struct patient *patient, struct finder *finder)
{
	struct poll *poll;

	for (poll = patient->polls; poll != NULL; poll = poll->next)
		if (poll->finder == finder)
			judge(poll);
	for (poll = patient->polls; poll != NULL; poll = poll->next) {
		if (poll->finder != finder)
			continue;
		finder->at = poll->stage;
		finder->task = poll->task;
		finder->found = finder->confirmed =
		    poll->task->verdict == FOUND;
		if (finder->found || poll->task->fault == FAULT_REFUSED)
			break;
	}
	finder->look = wan_begin(patient->arena, patient->engine, finder,
	    ROUTER_PATIENCE);
}

static bool
all_ended(const struct patient *patient, const struct finder *finder)
{
	const struct poll *poll;

	for (poll = patient->polls; poll != NULL; poll = poll->next)
		if (poll->finder == finder && !poll->ended)
			return false;
	return true;
}

static bool
ended(struct patient *patient, struct task *task)
{
	struct poll *poll = patient->polls;

	while (poll != NULL && poll->task != task)
		poll = poll->next;
	if (poll == NULL)
		return false;
	poll->ended = true;
	if (all_ended(patient, poll->finder))
		settle(patient, poll->finder);
	return true;
}

/* An address of the interface that is passed over is nothing amiss. */
static bool
is_amiss(const struct task *task, const struct vote *vote)
{
	if (task->source->trusted && task->verdict == FOUND)
		return false;
	return vote->why != NULL || (task->verdict == FOUND &&
	    !address_equal(&vote->address, &task->address));
}

static const char *
spec_of(const struct poll *poll)
{
	const struct stage *stage = &poll->finder->stages[poll->stage];

	return stage->n_arguments > 1 ? stage->source->name : stage->spec;
}

static void
examine_vote(struct patient *patient, const struct poll *poll,
    const struct vote *vote)
{
	struct checkup *checkup = patient->checkup;
	const char *spec = spec_of(poll);
	const char *subject = arena_print(patient->arena, "%s %s: %s",
	    family_name(poll->finder->family), spec, vote->from);
	char room[ADDRESS_ROOM] = "";
	const char *said = vote->why;
	struct check *check;

	if (vote->named)
		address_text(&vote->address, room);
	if (said == NULL)
		said = room;
	if (!is_amiss(poll->task, vote))
		check = check_ok(checkup, subject, "%s (%ld ms)", said,
		    vote->ms);
	else
		check = check_warn(checkup, subject, "%s%s (%ld ms)", said,
		    vote->why == NULL ? ", unlike the others" : "", vote->ms);
	check_text(checkup, check, "family",
	    poll->finder->family == IPV4 ? "ipv4" : "ipv6");
	check_text(checkup, check, "source", spec);
	check_text(checkup, check, "from", vote->from);
	check_text(checkup, check, "address", vote->named ? room : NULL);
	check_number(checkup, check, "ms", vote->ms);
}

static unsigned
agreeing(const struct task *task)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < task->n_votes; i++)
		n += task->votes[i].why == NULL &&
		    address_equal(&task->votes[i].address, &task->address);
	return n;
}

static void
examine_agreement(struct patient *patient, const struct poll *poll)
{
	struct checkup *checkup = patient->checkup;
	const struct finder *finder = poll->finder;
	const struct task *task = poll->task;
	const char *subject = arena_print(patient->arena, "%s %s",
	    family_name(finder->family), spec_of(poll));
	char room[ADDRESS_ROOM];
	struct check *check;

	if (task->verdict == FOUND) {
		check = check_ok(checkup, subject, "%s, by %u of %zu (%u must "
		    "agree)", address_text(&task->address, room),
		    agreeing(task), task->n_votes, task->quorum);
		check_text(checkup, check, "address", room);
		check_number(checkup, check, "agree", (long)agreeing(task));
	} else if (task == finder->task)
		check = check_fail(checkup, fault_exit(task->fault), subject,
		    "%s", task->why);
	else
		check = check_warn(checkup, subject, "%s", task->why);
	check_number(checkup, check, "asked", (long)task->n_votes);
	check_number(checkup, check, "needed", (long)task->quorum);
}

static void
conclude(struct patient *patient)
{
	const struct poll *poll;
	size_t i;

	for (poll = patient->polls; poll != NULL; poll = poll->next) {
		for (i = 0; i < poll->task->n_votes; i++)
			examine_vote(patient, poll, &poll->task->votes[i]);
		patient->checkup->examining = "agreement";
		examine_agreement(patient, poll);
		patient->checkup->examining = examine_sources.name;
	}
}

const struct examination examine_sources = {
	.name = "source",
	.begin = begin,
	.ended = ended,
	.conclude = conclude,
};
