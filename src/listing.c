/* listing - the words in which a describe says what it has found. */

#include "listing.h"

#include <string.h>
#include <strings.h>

#include "mem.h"
#include "name.h"

enum { LONGEST_ID = 16 * 1024 };

const char *
first_suffix(struct task *task)
{
	const char *zone = setting(task, "zone");

	task->suffix = zone != NULL ? zone :
	    strncmp(task->name, "*.", 2) == 0 ? task->name + 2 : task->name;
	return task->suffix;
}

/* A single label is nobody's zone here, unless the user names it. */
const char *
next_suffix(struct task *task)
{
	const char *parent = setting(task, "zone") != NULL ? NULL :
	    name_parent(task->suffix);

	if (parent != NULL && strchr(parent, '.') == NULL)
		parent = NULL;
	return task->suffix = parent;
}

enum verdict
fail_no_zone(struct task *task)
{
	const char *zone = setting(task, "zone");

	if (task->live.zone != NULL && task->live.zone_id == NULL)
		return fail(task, FAULT_CONFIG, "the zone %s is there twice; "
		    "give zone-id", task->live.zone);
	if (zone != NULL)
		return fail(task, FAULT_MISSING, "no zone %s in this account; "
		    "check --zone and what the credentials may see", zone);
	return fail(task, FAULT_MISSING, "no zone of this account holds the "
	    "name; add the zone, or check what the credentials may see: it "
	    "needs %s", task->account->permission);
}

enum verdict
try_first_suffix(struct task *task, step_fn *ask_it)
{
	first_suffix(task);
	return ask_it(task);
}

enum verdict
try_next_suffix(struct task *task, step_fn *ask_it)
{
	return next_suffix(task) == NULL ? fail_no_zone(task) : ask_it(task);
}

static struct record *
found(struct task *task)
{
	struct live *live = &task->live;
	struct record *record;

	live->records = arena_grow(task->arena, live->records, live->n,
	    &live->room, sizeof(*live->records));
	record = &live->records[live->n++];
	record->ttl = -1;
	return record;
}

struct record *
found_address(struct task *task, const char *type, const char *value, long ttl,
    const char *id)
{
	enum family family = strcasecmp(type, "AAAA") == 0 ? IPV6 : IPV4;
	struct address address;
	struct record *record;

	if (strcasecmp(type, family_type(family)) != 0 ||
	    (id != NULL && strlen(id) > LONGEST_ID) ||
	    !address_parse(&address, family, value, strlen(value)))
		return NULL;
	record = found(task);
	record->is_address = true;
	record->address = address;
	record->ttl = ttl;
	record->id = id;
	return record;
}

struct record *
found_other(struct task *task, const char *what)
{
	struct record *record = found(task);

	record->other = quoted(task, what);
	return record;
}

void
found_zone(struct task *task, const char *apex, const char *id)
{
	task->live.zone = apex;
	task->live.zone_id = id;
}

void
consider_zone(struct task *task, const char *apex, const char *id, bool good)
{
	const char *best = task->live.zone, *wanted = setting(task, "zone");
	size_t size = strlen(apex);

	if (size > 0 && apex[size - 1] == '.')
		apex = text(task, "%.*s", (int)--size, apex);
	if (!name_within(task->name, apex) ||
	    (wanted != NULL && !name_equal(apex, wanted)) ||
	    (best != NULL && size < strlen(best)))
		return;
	if (best != NULL && name_equal(apex, best) &&
	    good == task->live.zone_is_good)
		id = NULL;
	else if (best != NULL && name_equal(apex, best) && !good)
		return;
	found_zone(task, apex, id);
	task->live.zone_is_good = good;
}

const char *
relative(struct task *task, const char *name, const char *apex)
{
	const char *label = name_relative(task->arena, name,
	    task->live.zone);

	return label == NULL ? name : label[0] == '\0' ? apex : label;
}

bool
is_ours(struct task *task, const char *name)
{
	return name_equal(name, task->name);
}

const char *
relative_to(struct task *task, const char *name, const char *zone)
{
	return name_relative(task->arena, name, zone);
}

void
found_disabled(struct record *record, const char *why)
{
	record->frozen = why;
	record->outdated = true;
}

bool
list_each(struct task *task, const json_t *list,
    bool (*consider)(struct task *, const json_t *))
{
	json_t *json;
	size_t i;

	json_array_foreach(list, i, json)
		if (!consider(task, json))
			return false;
	return json_is_array(list);
}

const struct record *
kept_record(const struct change *change)
{
	return change->n_replaces == 0 ? NULL : change->replaces[0];
}

const char *
kept_id(const struct change *change)
{
	return change->n_replaces == 0 ? NULL : change->replaces[0]->id;
}

bool
is_another(const struct change *change, const char *id)
{
	return change->n_replaces > 0 && strcmp(id, kept_id(change)) != 0;
}

bool
is_right_already(struct change *change)
{
	const struct record *kept = kept_record(change);
	bool right = kept != NULL && kept->ttl == change->ttl &&
	    address_equal(&kept->address, &change->address);

	change->was_so = right && change->n_replaces == 1;
	return right;
}

const struct record *
next_to_remove(struct task *task)
{
	struct change *change = task->changes;

	if (++task->first >= change->n_replaces)
		return NULL;
	change->done = false;		/* not before the last is gone */
	return change->replaces[task->first];
}

enum verdict
remove_others(struct task *task, enum verdict (*remove_one)(struct task *,
    const struct record *))
{
	const struct record *record = next_to_remove(task);

	return record == NULL ? CHANGED : remove_one(task, record);
}

enum verdict
fail_not_taken(struct task *task, const char *said)
{
	return fail(task, FAULT_REFUSED, "the record is not accepted (%s); is "
	    "another in the way, such as a CNAME?", quoted(task, said));
}

enum verdict
fail_not_saved(struct task *task)
{
	return fail(task, FAULT_PROTOCOL, "it says success, but the answer "
	    "lacks what was sent; see the record there");
}

enum verdict
fail_another(struct task *task)
{
	return fail(task, FAULT_PROTOCOL, "it says that another record was "
	    "changed; see the record there");
}

enum verdict
fail_old_stands(struct task *task, step_fn *why)
{
	why(task);
	task->why = text(task, "the new address stands, but an old one too, "
	    "since it could not be removed: %s", task->why);
	return FAILED;
}
