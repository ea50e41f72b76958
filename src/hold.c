/*
 * hold - what must not be asked again yet: the notes are read, and what a run
 * tells becomes notes. What follows from them is said in hold_rules.c.
 */

#include "hold.h"

#include <string.h>
#include <unistd.h>

#include "account.h"
#include "environment.h"
#include "hold_notes.h"
#include "mem.h"
#include "notes.h"
#include "notes_file.h"
#include "provider.h"
#include "redact.h"
#include "task.h"

enum {
	PATIENCE = 30 * HOLD_MINUTE,	/* when the service names no time */
	SENSELESS_MOST = 3,	/* replies in a row, then it is a refusal */
	WHY_MOST = 200,		/* bytes */
};

const char *
hold_path(struct arena *arena)
{
	const char *where;

	where = environment_first_directory(arena, "STATE_DIRECTORY");
	if (where != NULL)
		return arena_print(arena, "%s/hold", where);
	if ((where = environment_directory("XDG_STATE_HOME")) != NULL)
		return arena_print(arena, "%s/dnsfollow/hold", where);
	if (geteuid() == 0)
		return "/var/lib/dnsfollow/hold";
	if ((where = environment_directory("HOME")) != NULL)
		return arena_print(arena, "%s/.local/state/dnsfollow/hold",
		    where);
	return NULL;
}

struct hold *
hold_open(struct arena *arena, const char *path, bool in_memory)
{
	struct hold *hold = arena_alloc(arena, sizeof(*hold));

	hold->arena = arena;
	hold->in_memory = in_memory;
	hold->file.path = path;
	notes_file_read(arena, &hold->file, &hold->notes);
	return hold;
}

enum fault
hold_save(struct hold *hold, const char **why)
{
	if (hold->in_memory ||
	    (!notes_changed(&hold->notes) && hold->file.wrong == NULL))
		return NO_FAULT;
	if (hold->file.path == NULL) {
		*why = "there is no place for the file hold: neither "
		    "STATE_DIRECTORY, XDG_STATE_HOME nor HOME is set";
		return FAULT_CONFIG;
	}
	if (notes_file_save(hold->arena, &hold->file, &hold->notes, hold->now,
	    why))
		return NO_FAULT;
	return hold->file.busy || hold->file.full ? FAULT_LATER : FAULT_CONFIG;
}

bool
hold_last(struct hold *hold, const struct subject *subject,
    struct address *address, time_t *when)
{
	const struct note *note = hold_find(hold, subject, NOTE_SENT);

	if (note == NULL)
		return false;
	*address = note->address;
	*when = (time_t)note->since;
	return true;
}

static void
drop(struct hold *hold, const struct subject *subject, enum note_state state)
{
	struct note like;

	if (!notes_know(&hold->notes, subject->account->provider->id))
		return;
	like = hold_about(hold, subject, state);
	notes_drop(&hold->notes, &like);
}

static void
put(struct hold *hold, struct note *note, time_t now)
{
	note->since = hold->now = now;
	notes_put(hold->arena, &hold->notes, note);
}

void
hold_seen(struct hold *hold, const struct subject *subject,
    const struct address *address)
{
	const struct note *sent = hold_find(hold, subject, NOTE_SENT);
	struct note note;

	if (sent == NULL || sent->count == 0 ||
	    !address_equal(&sent->address, address))
		return;
	note = hold_about(hold, subject, NOTE_SENT);
	note.address = sent->address;
	note.since = sent->since;
	notes_put(hold->arena, &hold->notes, &note);
}

bool
hold_keeps_pace(const struct provider *provider)
{
	return provider->holds && provider->kind == KIND_SERVICE;
}

void
hold_sending(struct hold *hold, const struct subject *subject,
    const struct address *address, time_t now)
{
	struct note note = hold_about(hold, subject, NOTE_SENDING);

	note.address = *address;
	if (hold_keeps_pace(subject->account->provider))
		put(hold, &note, now);
}

/* The account has answered well, so what stood against it is over; but a pause
 * that it asked for meanwhile is kept. */
static void
clear(struct hold *hold, const struct subject *subject, time_t now)
{
	const struct subject account = hold_whole(subject->account);
	const struct note *note = hold_find(hold, &account, NOTE_REFUSED);

	if (note != NULL &&
	    (note->state == NOTE_REFUSED || note->until <= now))
		drop(hold, &account, NOTE_REFUSED);
	drop(hold, subject, NOTE_REFUSED);
}

static void
note_success(struct hold *hold, const struct subject *subject,
    const struct change *change, time_t now)
{
	struct note note = hold_about(hold, subject, NOTE_SENT);
	const struct note *last = notes_find(&hold->notes, &note);

	note.state = change->was_so ? NOTE_UNCHANGED : NOTE_SENT;
	note.address = change->address;
	note.count = last != NULL &&
	    address_equal(&last->address, &change->address) ? last->count : 0;
	if (note.count < HOLD_SENT_MOST)
		note.count++;
	put(hold, &note, now);
}

/* The fact alone: without the next step, without the code, not too long, and
 * without a secret, whatever the service quoted. */
static const char *
fact(struct arena *arena, const struct task *task)
{
	char *text = redact(arena, task->why == NULL ? "" : task->why);
	const char *code = task->code == NULL ? "" :
	    arena_print(arena, " (%s)", redact(arena, task->code));
	size_t size = 0;
	int depth = 0;

	for (; text[size] != '\0' && (text[size] != ';' || depth > 0); size++)
		depth += (text[size] == '(') - (text[size] == ')');
	text[size] = '\0';
	if (size >= strlen(code) &&
	    strcmp(text + size - strlen(code), code) == 0)
		size -= strlen(code);
	if (size > WHY_MOST)
		for (size = WHY_MOST;
		    ((unsigned char)text[size] & 0xc0) == 0x80;)
			size--;
	text[size] = '\0';
	return text;
}

/* Nothing gets better by itself. */
static bool
is_refusal(enum fault fault)
{
	return fault == FAULT_AUTH || fault == FAULT_FORBIDDEN ||
	    fault == FAULT_MISSING || fault == FAULT_REFUSED ||
	    fault == FAULT_CONFIG;
}

/* For how long it is to be left alone, in s; 0: no reason to. */
static long
pause_after(const struct task *task, bool holds, bool senseless)
{
	long wait = task->wait > 0 ? task->wait : 0;

	if (senseless && wait < PATIENCE)
		wait = PATIENCE;
	if (holds && task->fault == FAULT_LIMITED && wait == 0)
		wait = PATIENCE;
	return wait < HOLD_LONGEST_WAIT ? wait : HOLD_LONGEST_WAIT;
}

static void
note_failure(struct hold *hold, const struct subject *subject,
    const struct task *task, time_t now)
{
	const struct provider *provider = subject->account->provider;
	const bool holds = provider->holds;
	/* Without an HTTP status there was no reply, but a certificate that is
	 * not trusted, or a portal: the network's matter. */
	const bool senseless = hold_keeps_pace(provider) &&
	    task->fault == FAULT_PROTOCOL && task->http != 0;
	const long wait = pause_after(task, holds, senseless);
	struct note note = hold_about(hold, subject, NOTE_WAITING);
	const struct note *old = notes_find(&hold->notes, &note);

	if (senseless)
		note.count = old == NULL ? 1 : old->count + 1;
	if (holds && (is_refusal(task->fault) || note.count >= SENSELESS_MOST))
		note.state = NOTE_REFUSED;
	else if (wait == 0 || (old != NULL && old->state == NOTE_REFUSED))
		return;
	else
		note.until = now + wait;
	if (note.state == NOTE_WAITING && old != NULL &&
	    hold_is_past(old, now) && old->until > note.until)
		note.until = old->until;
	note.why = fact(hold->arena, task);
	if (task->code != NULL)
		note.code = redact(hold->arena, task->code);
	put(hold, &note, now);
}

/* It was seen before anything was asked: a matter of the settings, which says
 * itself again each time. */
static bool
was_asked(const struct task *task)
{
	return task->n_asked > 0;
}

/* The request went out, but nobody knows what became of it. */
static bool
may_have_arrived(const struct task *task)
{
	size_t i;

	for (i = 0; i < task->n_asked; i++)
		if (task->asked[i]->outcome == TIMED_OUT ||
		    task->asked[i]->outcome == CUT ||
		    task->asked[i]->outcome == INTERRUPTED)
			return true;
	return false;
}

void
hold_ended(struct hold *hold, const struct subject *subject,
    const struct task *task, const struct change *change, time_t now)
{
	const struct provider *provider = subject->account->provider;
	const struct subject account = hold_whole(subject->account);

	if (change != NULL && !may_have_arrived(task))
		drop(hold, subject, NOTE_SENDING);
	if (change != NULL && (task->verdict == CHANGED || change->done)) {
		clear(hold, subject, now);
		if (hold_keeps_pace(provider))
			note_success(hold, subject, change, now);
	} else if (task->verdict != FAILED || !was_asked(task))
		return;
	else if (task->fault == FAULT_AUTH || task->fault == FAULT_LIMITED ||
	    task->fault == FAULT_LATER)
		note_failure(hold, &account, task, now);
	else if (change != NULL)
		note_failure(hold, subject, task, now);
}

void
hold_not_sent(struct hold *hold, const struct subject *subject)
{
	drop(hold, subject, NOTE_SENDING);
}

void
hold_lift(struct hold *hold, const struct subject *subject)
{
	const struct subject account = hold_whole(subject->account);

	drop(hold, &account, NOTE_REFUSED);
	drop(hold, subject, NOTE_REFUSED);
	drop(hold, subject, NOTE_SENT);
	drop(hold, subject, NOTE_SENDING);
}
