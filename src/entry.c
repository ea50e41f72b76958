/* entry - one name in this run: its description, and what is decided on it. */

#include "entry.h"

#include "finder.h"
#include "hold.h"
#include "log.h"
#include "mem.h"
#include "names.h"
#include "provider.h"
#include "report.h"
#include "settings.h"

/* Where there is no record, what was sent last stands for it. */
static void
describe_by_hold(const struct rules *rules, struct task *task)
{
	struct subject subject = { task->account, task->settings, task->name,
	    IPV4 };
	struct address address;
	char room[ADDRESS_ROOM];
	time_t when;

	task->verdict = LISTED;
	for (; subject.family < FAMILIES; subject.family++)
		if (rules->hold != NULL &&
		    hold_last(rules->hold, &subject, &address, &when))
			found_address(task, family_type(subject.family),
			    address_text(&address, room), -1, NULL);
}

void
entry_describe(const struct rules *rules, struct engine *engine,
    struct entry *entry)
{
	const struct kept_name *kept = entry->kept;
	const struct provider *provider = kept->account->provider;
	struct task *task = arena_alloc(rules->arena, sizeof(*task));
	struct held held = { NO_FAULT, NULL };

	task->arena = rules->arena;
	task->settings = kept->settings;
	task->account = kept->account;
	task->name = kept->name;
	task->families = (unsigned)kept->wants[IPV4] << IPV4 |
	    (unsigned)kept->wants[IPV6] << IPV6;
	task->alone = kept->account->n_names == 1;
	entry->describe = task;
	if (rules->hold != NULL && !rules->force && !provider->by_dns &&
	    provider->describe != NULL)
		held = hold_account(rules->hold, kept->account, rules->now);
	if (held.fault != NO_FAULT)
		task->verdict = task_fail(task, held.fault, held.why);
	else if (provider->describe == NULL)
		describe_by_hold(rules, task);
	else
		engine_begin(engine, task, provider->describe);
}

void
row_fails(struct row *row, const struct task *task)
{
	row->status = NOT_DONE;
	row->problem = (struct problem){ task->fault, task->why, task->code,
	    task->http };
}

/* The service forgets names that are not written for long. */
static bool
must_refresh(const struct rules *rules, const struct subject *subject)
{
	long days = settings_number(subject->settings, "refresh-days", 0);
	struct address address;
	time_t when;

	return days > 0 && (!hold_last(rules->hold, subject, &address, &when) ||
	    when + days * 24 * 3600 <= rules->now);
}

/* What is right needs nothing, unless it is forgotten for that. */
static void
settle(const struct rules *rules, const struct subject *subject,
    const struct live *live, struct wish *wish, struct plan *plan)
{
	if (plan->action != NOTHING_TO_DO || rules->hold == NULL)
		return;
	hold_seen(rules->hold, subject, &wish->address);
	if (rules->refresh && must_refresh(rules, subject)) {
		wish->force = true;
		*plan = plan_record(rules->arena, live, wish);
	}
}

/* What differs may be held back by how it went before. */
static void
hold_back(const struct rules *rules, const struct subject *subject,
    struct plan *plan, struct row *row)
{
	struct held held;
	bool sent = false;

	if (rules->hold == NULL || plan->action != TO_WRITE)
		return;
	if (rules->force) {
		hold_lift(rules->hold, subject);
		return;
	}
	held = hold_record(rules->hold, subject, &row->wanted,
	    plan->change.ttl, rules->now, &sent);
	if (sent) {
		plan->action = NOTHING_TO_DO;
		row->status = SKIPPED;
		log_verbose("%s: %s was sent shortly ago; the name servers do "
		    "not show it yet", subject->name,
		    family_type(subject->family));
	} else if (held.fault != NO_FAULT) {
		plan->action = TO_REFUSE;
		row->status = NOT_DONE;
		row->problem = (struct problem){ .fault = held.fault,
		    .why = held.why };
	}
}

static struct wish
wish_of(const struct entry *entry, enum family family, bool force)
{
	const struct kept_name *kept = entry->kept;
	const struct provider *provider = kept->account->provider;

	return (struct wish){
		.name = kept->name,
		.address = entry->finder[family]->task->address,
		.ttl = kept->ttl,
		.normal_ttl = provider->ttl.max == 0 ? -1 :
		    provider->ttl.normal,
		.create = !settings_yes(kept->settings, "no-create"),
		.replace = settings_yes(kept->settings, "replace"),
		.force = force,
		.account = kept->account, .settings = kept->settings,
	};
}

static void
row_follows(struct row *row, struct plan *plan)
{
	switch (plan->action) {
	case NOTHING_TO_DO:
		row->status = UNCHANGED;
		break;
	case TO_REFUSE:
		row->status = NOT_DONE;
		row->problem.fault = plan->fault;
		row->problem.why = plan->why;
		break;
	case TO_WRITE:
		row->status = plan->change.n_replaces > 0 ? WOULD_UPDATE :
		    WOULD_CREATE;
		row->ttl = plan->change.ttl;
		plan->change.row = row;
		break;
	}
}

static void
row_describes(struct row *row, const struct entry *entry)
{
	const struct live *live = &entry->describe->live;
	size_t i;

	row->live = live;
	for (i = 0; i < live->n; i++)
		if (live->records[i].is_address &&
		    live->records[i].address.family == row->family) {
			row->ttl = live->records[i].ttl;
			row->id = live->records[i].id;
			return;
		}
}

void
entry_decide(const struct rules *rules, struct entry *entry,
    enum family family)
{
	const struct subject subject = { entry->kept->account,
	    entry->kept->settings, entry->kept->name, family };
	struct plan *plan = &entry->plan[family];
	struct row *row = entry->row[family];
	struct wish wish;

	plan->action = NOTHING_TO_DO;
	row->problem = (struct problem){ NO_FAULT, NULL, NULL, 0 };
	row->status = SKIPPED;
	row->ms = entry->describe->ms;
	if (entry->describe->verdict != LISTED) {
		row_fails(row, entry->describe);
		return;
	}
	row_describes(row, entry);
	if (!entry->finder[family]->found)
		return;
	wish = wish_of(entry, family, rules->force);
	row->wanted = wish.address;
	*plan = plan_record(rules->arena, row->live, &wish);
	settle(rules, &subject, row->live, &wish, plan);
	row_follows(row, plan);
	hold_back(rules, &subject, plan, row);
}
