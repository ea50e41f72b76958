/* entry - one name in this run: its description, and what is decided on it. */

#include "entry.h"

#include "finder.h"
#include "mem.h"
#include "names.h"
#include "provider.h"
#include "report.h"
#include "settings.h"

void
entry_describe(struct arena *arena, struct engine *engine,
    struct entry *entry)
{
	const struct kept_name *kept = entry->kept;
	struct task *task = arena_alloc(arena, sizeof(*task));

	task->arena = arena;
	task->settings = kept->settings;
	task->account = kept->account;
	task->name = kept->name;
	task->families = (unsigned)kept->wants[IPV4] << IPV4 |
	    (unsigned)kept->wants[IPV6] << IPV6;
	task->alone = kept->account->n_names == 1;
	entry->describe = task;
	engine_begin(engine, task, kept->account->provider->describe);
}

void
row_fails(struct row *row, const struct task *task)
{
	row->status = NOT_DONE;
	row->problem = (struct problem){ task->fault, task->why, task->code,
	    task->http };
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
entry_decide(struct arena *arena, struct entry *entry, enum family family,
    bool force)
{
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
	wish = wish_of(entry, family, force);
	row->wanted = wish.address;
	*plan = plan_record(arena, row->live, &wish);
	row_follows(row, plan);
}
