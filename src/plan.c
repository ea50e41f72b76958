/* plan - what is wanted against what is live: what must be done. Pure. */

#include "plan.h"


#include "mem.h"

const char *
live_addresses(struct arena *arena, const struct live *live,
    enum family family)
{
	struct buffer *list = buffer_new(arena);
	char room[ADDRESS_ROOM];
	size_t i;

	for (i = 0; i < live->n; i++)
		if (live->records[i].is_address &&
		    live->records[i].address.family == family)
			buffer_print(list, "%s%s", list->size > 0 ? ", " : "",
			    address_text(&live->records[i].address, room));
	return list->data;
}

static struct plan
refuse(enum fault fault, const char *why)
{
	return (struct plan){ .action = TO_REFUSE, .fault = fault,
	    .why = why };
}

/* What stands at the name and is no address; NULL. */
static const char *
obstacle(const struct live *live)
{
	size_t i;

	for (i = 0; i < live->n; i++)
		if (!live->records[i].is_address)
			return live->records[i].other;
	return NULL;
}

static bool
is_right(const struct record *record, const struct wish *wish)
{
	return address_equal(&record->address, &wish->address) &&
	    (wish->ttl < 0 || record->ttl < 0 || record->ttl == wish->ttl) &&
	    !record->outdated && !wish->force;
}

/* The record that has the address already is the one to stay. */
static void
put_kept_first(struct change *change)
{
	struct record *first;
	size_t i;

	for (i = 1; i < change->n_replaces; i++)
		if (address_equal(&change->replaces[i]->address,
		    &change->address)) {
			first = change->replaces[0];
			change->replaces[0] = change->replaces[i];
			change->replaces[i] = first;
			return;
		}
}

static struct plan
write(struct arena *arena, const struct live *live, const struct wish *wish)
{
	struct plan plan = { .action = TO_WRITE };
	struct change *change = &plan.change;
	struct record *record;
	size_t i;

	change->name = wish->name;
	change->address = wish->address;
	change->account = wish->account;
	change->settings = wish->settings;
	change->live = live;
	change->ttl_given = wish->ttl >= 0;
	change->replaces = arena_alloc(arena,
	    (live->n + 1) * sizeof(*change->replaces));
	for (i = 0; i < live->n; i++) {
		record = &live->records[i];
		if (record->is_address &&
		    record->address.family == wish->address.family)
			change->replaces[change->n_replaces++] = record;
	}
	put_kept_first(change);
	if (wish->ttl >= 0)
		change->ttl = wish->ttl;
	else if (change->n_replaces > 0 && change->replaces[0]->ttl >= 0)
		change->ttl = change->replaces[0]->ttl;
	else
		change->ttl = wish->normal_ttl;
	return plan;
}

struct plan
plan_record(struct arena *arena, const struct live *live,
    const struct wish *wish)
{
	const char *type = family_type(wish->address.family);
	struct plan plan = write(arena, live, wish);
	const struct change *change = &plan.change;
	size_t i;

	if (obstacle(live) != NULL)
		return refuse(FAULT_REFUSED, arena_print(arena, "there is %s "
		    "at the name; remove it, or keep its target instead",
		    obstacle(live)));
	if (change->n_replaces == 0 && !wish->create)
		return refuse(FAULT_MISSING, arena_print(arena, "there is no "
		    "%s record, and --no-create forbids to make one", type));
	if (change->n_replaces > 1 && !wish->replace)
		return refuse(FAULT_REFUSED, arena_print(arena, "the name has "
		    "several %s records (%s); --replace makes it this one",
		    type, live_addresses(arena, live, wish->address.family)));
	if (change->n_replaces == 1 && is_right(change->replaces[0], wish))
		return (struct plan){ .action = NOTHING_TO_DO };
	for (i = 0; i < change->n_replaces; i++)
		if (change->replaces[i]->frozen != NULL)
			return refuse(FAULT_REFUSED, arena_print(arena,
			    "the %s record cannot be changed: %s", type,
			    change->replaces[i]->frozen));
	return plan;
}

static const char *
ttl_text(struct arena *arena, long ttl)
{
	return ttl == 0 ? "automatic" : arena_print(arena, "%ld", ttl);
}

const char *
plan_difference(struct arena *arena, const struct change *change)
{
	const struct record *was = change->n_replaces == 1 ?
	    change->replaces[0] : NULL;
	const char *ttl = NULL;

	if (was == NULL || !address_equal(&was->address, &change->address))
		return NULL;
	if (was->ttl >= 0 && change->ttl != was->ttl)
		ttl = arena_print(arena, "TTL %s (was %s)",
		    ttl_text(arena, change->ttl), ttl_text(arena, was->ttl));
	if (!was->outdated)
		return ttl != NULL ? ttl : "written anew";
	return ttl == NULL ? "other settings" :
	    arena_print(arena, "%s, other settings", ttl);
}
