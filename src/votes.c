/*
 * votes - what the operators said, and whether enough of them agree. Pure.
 */

#include "votes.h"

#include <string.h>

#include "mem.h"
#include "reply.h"
#include "request.h"
#include "settings.h"
#include "surroundings.h"

static struct vote *
new_vote(struct task *task, const char *from, const char *operator)
{
	const struct exchange *asked;
	struct vote *vote;

	task->votes = arena_grow(task->arena, task->votes, task->n_votes,
	    &task->room_votes, sizeof(*task->votes));
	vote = &task->votes[task->n_votes++];
	*vote = (struct vote){ .from = from, .operator = operator };
	if (task->n_asked == 0)
		return vote;
	asked = task->asked[0];
	vote->ms = asked->ms;
	vote->peer = asked->channel == HTTP ? asked->peer : asked->server;
	vote->unreached = asked->outcome == UNRESOLVED ||
	    asked->outcome == UNREACHABLE;
	vote->step = task_mends(asked);
	return vote;
}

void
vote_failed(struct task *task, const char *from, const char *operator,
    const char *why)
{
	new_vote(task, from, operator)->why = why;
}

void
vote_step(struct task *task, const char *step)
{
	task->votes[task->n_votes - 1].step = step;
}

void
vote_diverted(struct task *task, const char *from, const char *operator,
    const char *why)
{
	struct vote *vote = new_vote(task, from, operator);

	vote->diverted = true;
	vote->why = why;
}

/* Whoever answered named itself. */
static bool
is_peers(const struct task *task, const struct address *address)
{
	const char *peer = task->n_asked == 0 ? NULL : task->asked[0]->peer;
	struct address itself;

	return peer != NULL && address_parse_any(&itself, peer) &&
	    address_equal(&itself, address);
}

/* Why it may not be published, as words with the address in them; NULL. */
static const char *
refusal(struct task *task, const struct address *address, const char **opens)
{
	char room[ADDRESS_ROOM];
	bool local;
	const char *block = address_special(address, &local);

	address_text(address, room);
	*opens = NULL;
	if (block != NULL && !(local && task->allow_special)) {
		*opens = local ? "--allow-special" : NULL;
		return text(task, "%s is no public address: %s", room, block);
	}
	if (!task->untrusted)
		return NULL;
	if (address_is_cloudflare(address) &&
	    !settings_yes(task->settings, "allow-cdn")) {
		*opens = "--allow-cdn";
		return text(task, "%s is of Cloudflare's own network, and "
		    "nobody's line", room);
	}
	return is_peers(task, address) ? text(task, "%s is the address of "
	    "whoever was asked, not of this line", room) : NULL;
}

void
vote_address(struct task *task, const char *from, const char *operator,
    const struct address *address)
{
	struct vote *vote = new_vote(task, from, operator);

	vote->named = true;
	vote->address = *address;
	vote->why = refusal(task, address, &vote->opens);
	vote->special = vote->why != NULL;
}

void
vote_text(struct task *task, const char *from, const char *operator,
    const char *body, size_t size)
{
	struct address address;

	while (size > 0 && strchr(" \t\r\n", body[0]) != NULL &&
	    body[0] != '\0')
		body++, size--;
	while (size > 0 && strchr(" \t\r\n", body[size - 1]) != NULL &&
	    body[size - 1] != '\0')
		size--;
	if (size == 0)
		vote_failed(task, from, operator, "gave an empty answer");
	else if (!address_parse(&address, task->family, body, size))
		vote_failed(task, from, operator, text(task,
		    "gave something that is no %s address",
		    family_name(task->family)));
	else
		vote_address(task, from, operator, &address);
}

void
vote_lines(struct task *task, const char *from, const char *body, size_t size)
{
	const char *end = body + size, *line = body, *found = NULL;
	size_t length, found_length = 0;
	struct address address;
	bool other;

	for (; line < end; line += length + (line + length < end)) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));

		length = (size_t)((newline == NULL ? end : newline) - line);
		other = address_parse(&address, task->family == IPV4 ? IPV6 :
		    IPV4, line, length > 0 && line[length - 1] == '\r' ?
		    length - 1 : length);
		if (other || length == 0)
			continue;
		if (found != NULL) {
			vote_failed(task, from, from, "gave several lines; "
			    "one address a family is needed");
			return;
		}
		found = line;
		found_length = length;
	}
	if (found == NULL)
		vote_failed(task, from, from, text(task, "gave no %s address",
		    family_name(task->family)));
	else
		vote_text(task, from, from, found, found_length);
}

/* Operators that are asked at most, unless more must agree; then so many beside
 * these. */
enum { MOST_ASKED = 4, SPARE = 2 };

bool
votes_may_ask(const struct task *task, const char *operator)
{
	const unsigned most = task->quorum + SPARE > MOST_ASKED ?
	    task->quorum + SPARE : MOST_ASKED;
	const struct vote *votes = task->votes;
	unsigned asked = 0;
	size_t i, j;

	for (i = 0; i < task->n_votes; i++) {
		if (strcmp(votes[i].operator, operator) == 0 &&
		    votes[i].why == NULL)
			return false;
		for (j = 0; strcmp(votes[j].operator, votes[i].operator) != 0; )
			j++;
		asked += j == i;
	}
	for (i = 0; i < task->n_votes; i++)
		if (strcmp(votes[i].operator, operator) == 0)
			return true;
	return asked < most;
}

static bool
counts(const struct vote *votes, size_t i, const struct address *address)
{
	size_t j;

	if (votes[i].why != NULL || !address_equal(&votes[i].address, address))
		return false;
	for (j = 0; j < i; j++)
		if (strcmp(votes[j].operator, votes[i].operator) == 0 &&
		    votes[j].why == NULL)
			return false;
	return true;
}

bool
votes_agree(struct task *task)
{
	size_t i, j;
	unsigned n;

	for (i = 0; i < task->n_votes; i++) {
		if (task->votes[i].why != NULL)
			continue;
		for (n = 0, j = 0; j < task->n_votes; j++)
			n += counts(task->votes, j, &task->votes[i].address);
		if (n < task->quorum)
			continue;
		task->address = task->votes[i].address;
		return true;
	}
	return false;
}

static bool
is_followed_by_same(const struct task *task, const struct vote *vote)
{
	return vote + 1 < task->votes + task->n_votes &&
	    same_string(vote->why, vote[1].why);
}

/* "a says 192.0.2.1; b, c: why neither counts" */
static const char *
all_said(struct task *task)
{
	struct buffer *said = buffer_new(task->arena);
	char room[ADDRESS_ROOM];
	const struct vote *vote;

	buffer_text(said, task->n_votes == 0 ? "nobody to ask" : "");
	for (vote = task->votes; vote < task->votes + task->n_votes; vote++) {
		if (said->size > 0)
			buffer_text(said, vote->why != NULL &&
			    same_string(vote->why, vote[-1].why) ? ", " : "; ");
		if (vote->why == NULL)
			buffer_print(said, "%s says %s", vote->from,
			    address_text(&vote->address, room));
		else
			buffer_print(said, is_followed_by_same(task, vote) ?
			    "%s" : "%s: %s", vote->from, vote->why);
	}
	return said->data;
}

/* What the votes have in common. */
struct tally {
	size_t valid, special, diverted, unreached;
	const char *opens;
};

static struct tally
tally_of(const struct task *task)
{
	struct tally tally = { 0, 0, 0, 0, NULL };
	const struct vote *vote;

	for (vote = task->votes; vote < task->votes + task->n_votes; vote++) {
		tally.valid += vote->why == NULL;
		tally.special += vote->special;
		tally.diverted += vote->diverted;
		tally.unreached += vote->unreached;
		if (tally.opens == NULL)
			tally.opens = vote->opens;
	}
	return tally;
}

/* What mends them all, as far as it is known; else this. */
static const char *
step_of(const struct task *task, const char *otherwise)
{
	size_t i;

	for (i = 1; i < task->n_votes; i++)
		if (!same_string(task->votes[i].step, task->votes[0].step))
			return otherwise;
	return task->n_votes == 0 || task->votes[0].step == NULL ?
	    otherwise : task->votes[0].step;
}

static enum verdict
nowhere(struct task *task, const struct tally *tally)
{
	const char *family = family_name(task->family), *step = NULL;

	if (task->n_votes > 0 && tally->diverted == task->n_votes)
		return fail(task, FAULT_LATER, "no %s address found (%s); this "
		    "looks like a captive portal: log in with a browser and "
		    "run again, or give another --source", family,
		    all_said(task));
	if (task->untrusted && task->n_votes > 0 &&
	    tally->unreached == task->n_votes)
		step = surroundings_of_silence(task);
	else if (tally->diverted > 0)
		step = "a captive portal may be in the way: check the network, "
		    "or give another --source";
	return fail(task, FAULT_NOWHERE, "no %s address found (%s); %s", family,
	    all_said(task), step != NULL ? step : step_of(task,
	    "check the network, or give another --source"));
}

/* A signal came while one was asked, and nobody else was heard then. */
static bool
was_interrupted(const struct task *task)
{
	return task->n_asked > 0 && task->asked[0]->outcome == INTERRUPTED;
}

enum verdict
votes_exhausted(struct task *task)
{
	const struct tally tally = tally_of(task);

	if (was_interrupted(task))
		return task_fail_unanswered(task, task->asked[0]);
	if (tally.valid > 0)
		return fail(task, FAULT_REFUSED, "no %u operators agree on "
		    "the %s address (%s); nothing is written until they do",
		    task->quorum, family_name(task->family), all_said(task));
	if (tally.special > 0 && tally.opens != NULL)
		return fail(task, FAULT_REFUSED, "%s; %s, or %s if this is "
		    "meant", all_said(task), step_of(task,
		    "give another --source"), tally.opens);
	if (tally.special > 0)
		return fail(task, FAULT_REFUSED, "%s; %s", all_said(task),
		    step_of(task, "give another --source"));
	return nowhere(task, &tally);
}
