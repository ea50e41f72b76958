/* entry - one name in this run: its description, and what is decided on it. */

#include "entry.h"

#include <unistd.h>

#include "finder.h"
#include "hold.h"
#include "log.h"
#include "mem.h"
#include "names.h"
#include "provider.h"
#include "report.h"
#include "settings.h"

static void
add_families(struct arena *arena, struct entry *entry,
    struct finder **finders, struct row *rows, size_t *n_rows)
{
	const struct kept_name *kept = entry->kept;
	enum family family;

	for (family = IPV4; family < FAMILIES; family++) {
		if (!kept->wants[family])
			continue;
		entry->finder[family] = finder_for(arena, finders,
		    kept->settings, family);
		entry->row[family] = &rows[(*n_rows)++];
		*entry->row[family] = (struct row){
		    .name = kept->name, .family = family,
		    .provider = kept->account->provider->id, .ttl = -1 };
	}
}

struct entry *
entries_of(struct arena *arena, const struct names *names,
    struct finder **finders, struct row **rows, size_t *n_rows)
{
	struct entry *entries = arena_alloc(arena,
	    names->n * sizeof(*entries));
	size_t i;

	*rows = arena_alloc(arena, names->n * FAMILIES * sizeof(**rows));
	*n_rows = 0;
	for (i = 0; i < names->n; i++) {
		entries[i].kept = &names->list[i];
		add_families(arena, &entries[i], finders, *rows, n_rows);
	}
	return entries;
}

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
	entry->held = held.fault != NO_FAULT;
	if (entry->held)
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
	row->held = sent || held.fault != NO_FAULT;
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
		.address = entry->row[family]->wanted,
		.ttl = kept->ttl,
		.normal_ttl = provider->ttl.max == 0 ? -1 :
		    provider->ttl.normal,
		.create = !settings_yes(kept->settings, "no-create"),
		.replace = settings_yes(kept->settings, "replace"),
		.force = force,
		.account = kept->account, .settings = kept->settings,
	};
}

/* Why the device has no address behind the prefix of this one; NULL: it has,
 * and *found becomes that. */
static const char *
find_device(struct arena *arena, const struct kept_name *kept,
    const struct task *task, struct address *found)
{
	const struct device *device = &kept->device;
	unsigned length = device_prefix(device, task->prefix_length);
	const char *why = device_wrong_part(arena, device, length);
	char room[ADDRESS_ROOM];
	bool local;

	if (why != NULL)
		return arena_print(arena, "the host-id \"%s\" %s", device->id,
		    why);
	*found = device_address(device, &task->address, length);
	why = address_special(found, &local);
	if (why == NULL || (local && task->allow_special))
		return NULL;
	return arena_print(arena, "with the host-id \"%s\" the address is %s, "
	    "no public one: %s; give a longer --prefix-len", device->id,
	    address_text(found, room), why);
}

/* The address that the record is to hold; false when there is none. */
static bool
row_wants(struct arena *arena, struct row *row, const struct entry *entry)
{
	const struct task *task = entry->finder[row->family]->task;
	const char *why = NULL;

	if (!entry->finder[row->family]->found)
		return false;
	row->wanted = task->address;
	if (row->family == IPV6 && entry->kept->device.id != NULL)
		why = find_device(arena, entry->kept, task, &row->wanted);
	if (why == NULL)
		return true;
	row->status = NOT_DONE;
	row->problem = (struct problem){ .fault = FAULT_REFUSED, .why = why };
	return false;
}

static void
row_follows(struct arena *arena, struct row *row, struct plan *plan)
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
		row->difference = plan_difference(arena, &plan->change);
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
	row->difference = NULL;
	row->status = SKIPPED;
	row->ms = entry->describe->ms;
	row->held = entry->held;
	row->found = row_wants(rules->arena, row, entry);
	if (entry->describe->verdict != LISTED) {
		row_fails(row, entry->describe);
		return;
	}
	row_describes(row, entry);
	if (!row->found)
		return;
	wish = wish_of(entry, family, rules->force);
	*plan = plan_record(rules->arena, row->live, &wish);
	settle(rules, &subject, row->live, &wish, plan);
	row_follows(rules->arena, row, plan);
	hold_back(rules, &subject, plan, row);
}

bool
entry_say_other_family(const struct entry *entry)
{
	const struct live *live = &entry->describe->live;
	const struct record *record;

	for (record = live->records; record < live->records + live->n; record++)
		if (record->is_address &&
		    entry->finder[record->address.family] == NULL &&
		    isatty(STDERR_FILENO)) {
			log_warn("%s also has an %s record, which stays as it "
			    "is; give -4 -6 to keep both", entry->kept->name,
			    family_type(record->address.family));
			return true;
		}
	return false;
}
