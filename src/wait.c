/*
 * wait - until the name servers have what was written.
 *
 * For each name that was written a conversation finds the zone's name servers;
 * then each of these is watched by a conversation of its own. The time runs
 * from the last write on.
 */

#include "wait.h"

#include "dns/lookup.h"
#include "dns/watch.h"
#include "entry.h"
#include "log.h"
#include "mem.h"
#include "names.h"
#include "provider.h"
#include "report.h"
#include "wire.h"

enum { MARGIN = 5000 /* ms, for a last question and its answer */ };

/* What the servers said of one record. */
struct tally {
	unsigned have_it, lack_it;
	const char *lack;	/* the first that lacks it, a clause */
	const char *mute;	/* one that does not speak for the zone; it
				   counts when no other has it */
	const char *barred;	/* one that could not be asked, or why none
				   was found */
};

/* One name that was written. */
struct waiting {
	struct task find;	/* of its name servers; it comes first */
	struct entry *entry;
	struct tally tallies[FAMILIES];
};

/* One server that should have one record. */
struct watched {
	struct task task;	/* it comes first */
	struct watch watch;
	struct waiting *waiting;
};

struct phase {
	struct arena *arena;
	struct wire *wire;
	struct engine *engine;
	long began, patience;	/* ms of wire_now, ms */
};

/* A hosts file is in no zone, and what has no record cannot be looked up. */
static bool
is_awaited(const struct entry *entry, enum family family)
{
	const struct provider *provider = entry->kept->account->provider;
	const struct row *row = entry->row[family];

	return row != NULL && row_is_written(row) &&
	    provider->describe != NULL && (provider->kind != KIND_FILE ||
	    row->live->zone != NULL);
}

static void
watch_server(const struct phase *phase, struct waiting *waiting,
    enum family family, const struct server *server)
{
	struct watched *watched = arena_alloc(phase->arena, sizeof(*watched));
	const struct servers *servers = waiting->find.servers;

	watched->waiting = waiting;
	watched->watch = (struct watch){ .server = *server,
	    .apex = servers == NULL ? NULL : servers->apex,
	    .wanted = waiting->entry->row[family]->wanted,
	    .patience = phase->began + phase->patience -
	    (long)wire_now(phase->wire) };
	watched->task.arena = phase->arena;
	watched->task.settings = waiting->entry->kept->settings;
	watched->task.name = waiting->entry->kept->name;
	watched->task.state = &watched->watch;
	engine_begin(phase->engine, &watched->task, watch);
}

static void
watch_servers(const struct phase *phase, struct waiting *waiting,
    const struct server *list, size_t n)
{
	enum family family;
	size_t i;

	for (family = IPV4; family < FAMILIES; family++)
		for (i = 0; i < n && is_awaited(waiting->entry, family); i++)
			watch_server(phase, waiting, family, &list[i]);
}

static void
begin(const struct phase *phase, struct waiting *waiting, struct entry *entry)
{
	const struct kept_name *kept = entry->kept;
	const char *server = settings_get(kept->settings, "live-server");
	const struct server named = { .addresses = { server }, .n = 1 };
	const struct live *live = entry->row[is_awaited(entry, IPV4) ? IPV4 :
	    IPV6]->live;

	waiting->entry = entry;
	if (server != NULL) {
		watch_servers(phase, waiting, &named, 1);
		return;
	}
	waiting->find.arena = phase->arena;
	waiting->find.settings = kept->settings;
	waiting->find.name = kept->name;
	/* A resolver that is asked for the name itself may go on to remember
	 * that it is not there. */
	waiting->find.live.zone = live == NULL ? NULL : live->zone;
	engine_begin(phase->engine, &waiting->find, lookup_servers);
}

static void
note_found(const struct phase *phase, struct waiting *waiting)
{
	const struct task *find = &waiting->find;
	enum family family;

	if (find->verdict == LISTED)
		watch_servers(phase, waiting, find->servers->list,
		    find->servers->n);
	else
		for (family = IPV4; family < FAMILIES; family++)
			waiting->tallies[family].barred = find->why;
}

static void
note_watched(const struct phase *phase, struct watched *watched)
{
	const struct task *task = &watched->task;
	struct tally *tally = &watched->waiting->tallies[
	    watched->watch.wanted.family];

	log_explain(wire_now(phase->wire), "%s: %s: %s", task->name,
	    watched->watch.server.name != NULL ? watched->watch.server.name :
	    "live-server", task->verdict == LISTED ? "has it" : task->why);
	if (task->verdict == LISTED)
		tally->have_it++;
	else if (task->fault != FAULT_PROTOCOL)
		tally->barred = task->why;
	else if (!watched->watch.lacks_it)
		tally->mute = task->why;
	else if (tally->lack_it++ == 0)
		tally->lack = task->why;
}

static void
conclude(const struct phase *phase, struct row *row, const struct tally *tally)
{
	const char *others = "";
	const char *lack = tally->lack != NULL || tally->have_it > 0 ?
	    tally->lack : tally->mute;

	if (tally->lack_it > 1)
		others = arena_print(phase->arena, ", and %u more lack it",
		    tally->lack_it - 1);
	if (lack != NULL)
		row->problem = (struct problem){ .fault = FAULT_PROTOCOL,
		    .why = arena_print(phase->arena, "%s after %ld s%s; it "
		    "was written, the zone's name servers are slow",
		    lack, phase->patience / 1000, others) };
	else if (tally->have_it == 0)
		row->problem = (struct problem){ .fault = FAULT_LATER,
		    .why = arena_print(phase->arena, "no name server can be "
		    "asked whether it has it (%s); it was written",
		    tally->barred) };
}

static size_t
begin_all(const struct phase *phase, struct waiting *waiting,
    struct entry *entries, size_t n)
{
	size_t i, begun = 0;

	for (i = 0; i < n; i++)
		if (is_awaited(&entries[i], IPV4) ||
		    is_awaited(&entries[i], IPV6))
			begin(phase, &waiting[begun++], &entries[i]);
	return begun;
}

void
wait_for_nameservers(struct arena *arena, struct wire *wire,
    struct engine *engine, const struct settings *settings,
    struct entry *entries, size_t n)
{
	const struct phase phase = { arena, wire, engine, (long)wire_now(wire),
	    1000 * settings_number(settings, "wait", 0) };
	struct waiting *waiting;
	enum family family;
	struct task *task;
	size_t i, begun;

	if (phase.patience == 0)
		return;
	wire_extend(wire, phase.patience + MARGIN);
	waiting = arena_alloc(arena, n * sizeof(*waiting));
	begun = begin_all(&phase, waiting, entries, n);
	while ((task = engine_next(engine)) != NULL)
		if (task->state == NULL)
			note_found(&phase, (struct waiting *)task);
		else
			note_watched(&phase, (struct watched *)task);
	for (i = 0; i < begun && wire_signal(wire) == 0; i++)
		for (family = IPV4; family < FAMILIES; family++)
			if (is_awaited(waiting[i].entry, family))
				conclude(&phase, waiting[i].entry->row[family],
				    &waiting[i].tallies[family]);
}
