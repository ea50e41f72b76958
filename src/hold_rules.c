/*
 * hold_rules - may it be asked, may it be written to? Neither file nor clock
 * are looked at here.
 *
 * The rules are those that dynamic-DNS services publish. Who was refused stops
 * until something was mended, who was told to wait waits. And an address that
 * was taken is not sent again and again because the name servers show another
 * one, as those of a hidden primary do for a while, and those of a split
 * horizon for ever.
 */

#include "hold.h"

#include <string.h>

#include "account.h"
#include "hold_notes.h"
#include "mem.h"
#include "provider.h"
#include "service.h"

enum {			/* s */
	GRACE = 10 * HOLD_MINUTE,	/* for the name servers, at least; a
					   day at most, whatever the TTL */
	INTERVAL = 5 * HOLD_MINUTE,	/* between updates, when the service
					   names none */
};

static const struct held free_to_go = { NO_FAULT, NULL };

static const char *
time_text(struct arena *arena, int64_t seconds)
{
	const time_t when = (time_t)seconds;
	struct tm utc;
	char text[32] = "";

	if (gmtime_r(&when, &utc) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &utc);
	return arena_string(arena, text);
}

/* The minute in which it is over. */
static const char *
end_text(struct arena *arena, int64_t until)
{
	const int64_t minutes = (until + HOLD_MINUTE - 1) / HOLD_MINUTE;

	return time_text(arena, minutes * HOLD_MINUTE);
}

/* "911: the service is out of order" */
static const char *
reason(struct arena *arena, const struct note *note)
{
	const char *why = note->why == NULL ? "no reason given" : note->why;

	return note->code == NULL || strstr(why, note->code) != NULL ? why :
	    arena_print(arena, "%s: %s", note->code, why);
}

static const char *
place(const struct hold *hold)
{
	return hold->file.path == NULL ? "this run" : hold->file.path;
}

static struct held
held_refused(struct hold *hold, const struct note *note)
{
	return (struct held){ FAULT_FORBIDDEN, arena_print(hold->arena,
	    "refused earlier (%s), %s, remembered in %s; mend the settings, "
	    "or give --force", reason(hold->arena, note),
	    time_text(hold->arena, note->since), place(hold)) };
}

static struct held
held_waiting(struct hold *hold, const struct note *note)
{
	return (struct held){ FAULT_LATER, arena_print(hold->arena,
	    "not before %s (%s); remembered in %s",
	    end_text(hold->arena, note->until), reason(hold->arena, note),
	    place(hold)) };
}

/* What stands against the subject itself. */
static struct held
obstacle(struct hold *hold, const struct subject *subject, time_t now)
{
	const struct note *note = hold_find(hold, subject, NOTE_REFUSED);

	if (note == NULL)
		return free_to_go;
	if (note->state == NOTE_REFUSED)
		return held_refused(hold, note);
	return now < note->until && hold_is_past(note, now) &&
	    now < note->since + HOLD_LONGEST_WAIT ?
	    held_waiting(hold, note) : free_to_go;
}

struct held
hold_account(struct hold *hold, const struct account *account, time_t now)
{
	const struct subject subject = hold_whole(account);

	return obstacle(hold, &subject, now);
}

static struct held
held_in_vain(struct hold *hold, const struct note *note)
{
	char room[ADDRESS_ROOM];
	const char *text = address_text(&note->address, room);

	return (struct held){ FAULT_LATER, note->state == NOTE_UNCHANGED ?
	    arena_print(hold->arena, "it says that it holds %s already, the "
	    "name servers differ; nothing is sent until the address changes, "
	    "or with --force", text) :
	    arena_print(hold->arena, "it took %s twice, at last %s, the name "
	    "servers differ; nothing is sent until the address changes, or "
	    "with --force", text, time_text(hold->arena, note->since)) };
}

/* Whether the same address was sent already. */
static struct held
repetition(struct hold *hold, const struct subject *subject,
    const struct address *wanted, long ttl, time_t now, bool *sent)
{
	const struct note *note = hold_find(hold, subject, NOTE_SENT);
	int64_t grace = (int64_t)ttl + HOLD_MINUTE;

	if (note == NULL || !address_equal(&note->address, wanted))
		return free_to_go;
	grace = grace < GRACE ? GRACE : grace > HOLD_DAY ? HOLD_DAY : grace;
	if (note->state == NOTE_UNCHANGED)
		return held_in_vain(hold, note);
	*sent = hold_is_past(note, now) && now < note->since + grace;
	return *sent || note->count < HOLD_SENT_MOST ? free_to_go :
	    held_in_vain(hold, note);
}

/* Whatever was sent, if it arrived or not. */
static struct held
haste(struct hold *hold, const struct subject *subject, time_t now)
{
	static const enum note_state states[] = { NOTE_SENT, NOTE_SENDING };
	const struct service *service = subject->account->provider->service;
	const long interval = service == NULL || service->interval == 0 ?
	    INTERVAL : service->interval;
	const struct note *note;
	size_t i;

	for (i = 0; i < COUNT(states); i++) {
		note = hold_find(hold, subject, states[i]);
		if (note == NULL || !hold_is_past(note, now) ||
		    now >= note->since + interval)
			continue;
		return (struct held){ FAULT_LATER, arena_print(hold->arena,
		    "not before %s (a name is updated once in %ld s there); "
		    "remembered in %s", end_text(hold->arena,
		    note->since + interval), interval, place(hold)) };
	}
	return free_to_go;
}

struct held
hold_record(struct hold *hold, const struct subject *subject,
    const struct address *wanted, long ttl, time_t now, bool *sent)
{
	struct held held = hold_account(hold, subject->account, now);

	*sent = false;
	if (held.fault == NO_FAULT)
		held = obstacle(hold, subject, now);
	if (held.fault == NO_FAULT)
		held = repetition(hold, subject, wanted, ttl, now, sent);
	if (held.fault == NO_FAULT && !*sent)
		held = haste(hold, subject, now);
	return held;
}
