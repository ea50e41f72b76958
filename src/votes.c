/*
 * votes - what the operators said, and whether enough of them agree. Pure.
 */

#include "votes.h"

#include <ctype.h>
#include <string.h>

#include "mem.h"
#include "reply.h"
#include "request.h"

static struct vote *
new_vote(struct task *task, const char *from, const char *operator)
{
	struct vote *vote;

	task->votes = arena_grow(task->arena, task->votes, task->n_votes,
	    &task->room_votes, sizeof(*task->votes));
	vote = &task->votes[task->n_votes++];
	*vote = (struct vote){ .from = from, .operator = operator };
	if (task->n_asked > 0)
		vote->ms = task->asked[0]->ms;
	return vote;
}

void
vote_failed(struct task *task, const char *from, const char *operator,
    const char *why)
{
	new_vote(task, from, operator)->why = why;
}

void
vote_address(struct task *task, const char *from, const char *operator,
    const struct address *address)
{
	struct vote *vote = new_vote(task, from, operator);
	char room[ADDRESS_ROOM];
	const char *block;
	bool local;

	vote->named = true;
	vote->address = *address;
	block = address_special(address, &local);
	if (block == NULL || (local && task->allow_special))
		return;
	vote->special = true;
	vote->why = text(task, "%s is no public address: %s",
	    address_text(address, room), block);
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

static const char *
all_said(struct task *task)
{
	struct buffer *said = buffer_new(task->arena);
	char room[ADDRESS_ROOM];
	const struct vote *vote;

	buffer_text(said, task->n_votes == 0 ? "nobody to ask" : "");
	for (vote = task->votes; vote < task->votes + task->n_votes; vote++) {
		if (said->size > 0)
			buffer_text(said, "; ");
		if (vote->why == NULL)
			buffer_print(said, "%s says %s", vote->from,
			    address_text(&vote->address, room));
		else
			buffer_print(said, "%s: %s", vote->from, vote->why);
	}
	return said->data;
}

enum verdict
votes_exhausted(struct task *task)
{
	size_t i, valid = 0, special = 0;

	for (i = 0; i < task->n_votes; i++) {
		valid += task->votes[i].why == NULL;
		special += task->votes[i].special;
	}
	if (valid > 0)
		return fail(task, FAULT_REFUSED, "no %u operators agree on "
		    "the %s address (%s); nothing is written until they do",
		    task->quorum, family_name(task->family), all_said(task));
	if (special > 0)
		return fail(task, FAULT_REFUSED, "%s; give another --source, "
		    "or --allow-special if this is meant", all_said(task));
	return fail(task, FAULT_NOWHERE, "no %s address found (%s); check the "
	    "network, or give another --source", family_name(task->family),
	    all_said(task));
}
