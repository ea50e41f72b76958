/* listing - the words in which a describe says what it has found. */

#include "listing.h"

#include <string.h>
#include <strings.h>

#include "mem.h"
#include "name.h"

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

	if (task->live.zone != NULL)
		return fail(task, FAULT_CONFIG, "the zone %s is there twice; "
		    "give zone-id", task->live.zone);
	if (zone != NULL)
		return fail(task, FAULT_MISSING, "no zone %s in this account; "
		    "check --zone and what the credentials may see", zone);
	return fail(task, FAULT_MISSING, "no zone of this account holds the "
	    "name; add the zone, or check what the credentials may see: it "
	    "needs %s", task->account->permission);
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

	record->other = what;
	return record;
}

void
found_zone(struct task *task, const char *apex, const char *id)
{
	task->live.zone = apex;
	task->live.zone_id = id;
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
