/*
 * run - one run: look, decide, confirm, write.
 *
 * The addresses and the live records are looked up at the same time; nothing
 * more is asked of anyone when they agree. What differs is confirmed by a
 * second operator before it is written, account by account.
 */

#include "run.h"

#include <string.h>

#include "entry.h"
#include "explain.h"
#include "finder.h"
#include "hold.h"
#include "log.h"
#include "mem.h"
#include "names.h"
#include "needs.h"
#include "report.h"
#include "settings.h"
#include "wait.h"
#include "wan.h"
#include "wire.h"
#include "writing.h"

enum { ROUTER_PATIENCE = 300 };	/* ms */

struct run {
	struct arena *arena;
	struct wire *wire;
	struct engine *engine;
	struct hold *hold;
	struct rules rules;
	struct finder *finders;
	struct entry *entries;
	size_t n;
	struct row *rows;
	size_t n_rows;
	bool said_other_family;
};

/* Beside what must be asked anyway. */
static void
look_at_router(struct run *run, struct finder *finder)
{
	if (finder->look == NULL)
		finder->look = wan_begin(run->arena, run->engine, finder,
		    ROUTER_PATIENCE);
}

static struct finder *
finder_of(struct run *run, const struct task *task)
{
	struct finder *finder = run->finders;

	while (finder != NULL && finder->task != task)
		finder = finder->next;
	return finder;
}

/* A describe that was told to wait says so to the next run, too. */
static void
note_described(struct run *run, const struct task *task)
{
	const struct subject subject = { task->account, task->settings, NULL,
	    IPV4 };

	if (task->verdict == FAILED)
		hold_ended(run->hold, &subject, task, NULL, run->rules.now);
}

static void
note_ended(struct run *run, struct task *task)
{
	struct finder *finder;

	if (task->source == NULL) {
		explain_described(run->arena, run->wire, task);
		note_described(run, task);
		return;
	}
	finder = finder_of(run, task);
	if (finder == NULL || finder_ended(run->arena, run->engine, finder))
		return;
	explain_votes(run->wire, finder);
	if (log_explains)
		look_at_router(run, finder);
}

static void
wait_for_all(struct run *run)
{
	struct task *task;

	while ((task = engine_next(run->engine)) != NULL)
		note_ended(run, task);
}

static void
look(struct run *run)
{
	struct finder *finder;
	size_t i;

	for (finder = run->finders; finder != NULL; finder = finder->next)
		finder_begin(run->arena, run->engine, finder);
	for (i = 0; i < run->n; i++)
		entry_describe(&run->rules, run->engine, &run->entries[i]);
	wait_for_all(run);
}

static void
decide(struct run *run)
{
	struct entry *entry;
	enum family family;

	for (entry = run->entries; entry < run->entries + run->n; entry++) {
		for (family = IPV4; family < FAMILIES; family++) {
			if (entry->finder[family] == NULL)
				continue;
			entry_decide(&run->rules, entry, family);
			if (entry->plan[family].action == TO_WRITE)
				entry->finder[family]->needed = true;
		}
		if (!run->said_other_family)
			run->said_other_family = entry_say_other_family(entry);
	}
}

/* Nothing is written on one operator's word. */
static void
confirm(struct run *run, bool dry)
{
	struct finder *finder;
	bool asked = false;

	for (finder = run->finders; finder != NULL; finder = finder->next) {
		if (finder->needed && !dry)
			look_at_router(run, finder);
		if (finder->needed && finder_confirm(run->engine, finder)) {
			log_explain(wire_now(run->wire), "%s differs: asking "
			    "other operators", family_name(finder->family));
			asked = true;
		}
	}
	if (!asked)
		return;
	wait_for_all(run);
	decide(run);
}

static size_t
gather(struct run *run, struct change **changes)
{
	struct entry *entry;
	enum family family;
	size_t n = 0;

	*changes = arena_alloc(run->arena,
	    (run->n_rows + 1) * sizeof(**changes));
	for (entry = run->entries; entry < run->entries + run->n; entry++)
		for (family = IPV4; family < FAMILIES; family++)
			if (entry->finder[family] != NULL &&
			    entry->finder[family]->confirmed &&
			    entry->plan[family].action == TO_WRITE)
				(*changes)[n++] = entry->plan[family].change;
	return n;
}

/* true when a record was no longer what was described. */
static bool
write_changes(struct run *run)
{
	struct change *changes;
	size_t n = gather(run, &changes);

	return changes_write(run->arena, run->wire, run->engine, run->hold,
	    changes, n);
}

/* Somebody else was faster: look again, once, and decide anew. */
static void
look_again(struct run *run)
{
	struct entry *entry;
	enum family family;

	run->rules.hold = NULL;		/* it is the same write still */
	for (entry = run->entries; entry < run->entries + run->n; entry++) {
		entry->moved = false;
		for (family = IPV4; family < FAMILIES; family++)
			if (entry->row[family] != NULL && entry->row[family]->
			    problem.fault == FAULT_MOVED)
				entry->moved = true;
		if (entry->moved)
			entry_describe(&run->rules, run->engine, entry);
	}
	wait_for_all(run);
	for (entry = run->entries; entry < run->entries + run->n; entry++)
		for (family = IPV4; family < FAMILIES; family++) {
			entry->plan[family].action = NOTHING_TO_DO;
			if (entry->moved && entry->finder[family] != NULL &&
			    entry->row[family]->problem.fault == FAULT_MOVED)
				entry_decide(&run->rules, entry, family);
		}
	write_changes(run);
}

static bool
has_written(const struct run *run, const struct finder *finder)
{
	const struct entry *entry;

	for (entry = run->entries; entry < run->entries + run->n; entry++)
		if (entry->finder[finder->family] == finder &&
		    row_is_written(entry->row[finder->family]))
			return true;
	return false;
}

/* Can the line be reached at the address that was found? */
static void
judge_line(struct run *run, struct finder *finder)
{
	char room[ADDRESS_ROOM];
	struct wan wan;

	if (!wan_end(run->engine, finder->look, &wan)) {
		log_explain(wire_now(run->wire), "the router does not tell its "
		    "address over NAT-PMP or UPnP");
		return;
	}
	log_explain(wire_now(run->wire), "the router has %s (%s), NAT: %s",
	    address_text(&wan.router, room), wan.protocol, nat_name(wan.nat));
	finder->warning = nat_words(run->arena, wan.nat, &wan.router,
	    &finder->task->address);
	if (finder->warning == NULL)
		return;
	if (has_written(run, finder))
		log_warn("%s", finder->warning);
	else
		log_explain(wire_now(run->wire), "%s", finder->warning);
}

static void
judge_lines(struct run *run)
{
	struct finder *finder;

	for (finder = run->finders; finder != NULL; finder = finder->next)
		if (finder->look != NULL)
			judge_line(run, finder);
}

static struct run
begin(struct arena *arena, struct wire *wire, const struct settings *settings,
    struct hold *hold)
{
	bool looks = settings_yes(settings, "status");

	return (struct run){ .arena = arena, .wire = wire,
	    .engine = engine_new(arena, wire,
	    settings_number(settings, "retry-for", 20)), .hold = hold,
	    .rules = { arena, hold, !looks && settings_yes(settings, "force"),
	    !looks && !settings_yes(settings, "check"),
	    wire_clock(wire) } };
}

static void
end(const struct run *run, struct report *report)
{
	report->rows = run->rows;
	report->n_rows = run->n_rows;
	report->finders = run->finders;
	report->elapsed = (long)wire_now(run->wire);
	report->signal = wire_signal(run->wire);
}

void
run_names(struct arena *arena, struct wire *wire,
    const struct settings *settings, const struct names *names,
    struct hold *hold, bool dry, struct needs *needs, struct report *report)
{
	struct run run = begin(arena, wire, settings, hold);

	run.n = names->n;
	run.entries = entries_of(arena, names, &run.finders, &run.rows,
	    &run.n_rows);
	look(&run);
	needs_only(needs, AFTER_COMMANDS);
	decide(&run);
	/* Who only looks needs no second opinion. */
	if (!settings_yes(settings, "status"))
		confirm(&run, dry);
	if (!dry && write_changes(&run))
		look_again(&run);
	if (!dry)
		wait_for_nameservers(arena, wire, run.engine, settings,
		    run.entries, run.n);
	judge_lines(&run);
	needs_only(needs, AFTER_ASKING);
	end(&run, report);
}

void
run_show_ip(struct arena *arena, struct wire *wire,
    const struct settings *settings, struct needs *needs,
    struct report *report)
{
	struct run run = begin(arena, wire, settings, NULL);
	bool wants[FAMILIES];
	enum family family;
	struct finder *finder;

	families_read(arena, settings, wants);
	for (family = IPV4; family < FAMILIES; family++)
		if (wants[family])
			finder_for(arena, &run.finders, settings, family);
	look(&run);
	needs_only(needs, AFTER_COMMANDS);
	for (finder = run.finders; finder != NULL; finder = finder->next)
		finder->needed = finder->quorum > 0;
	confirm(&run, true);
	judge_lines(&run);
	needs_only(needs, AFTER_ASKING);
	end(&run, report);
}
