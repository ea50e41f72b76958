/* answer - what a dynamic-DNS service answered, word by word. */

#include "answer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "mem.h"
#include "reply.h"

enum { LATER = 30 * 60 };	/* s, what Dyn and No-IP ask for after 911 */

static const struct token {
	const char *word;
	enum fault fault;	/* NO_FAULT: it is good */
	const char *means;	/* NULL, and no fault: it was so before */
} tokens[] = {
	{ "good", NO_FAULT, "done" },
	{ "nochg", NO_FAULT, NULL },
	{ "nochange", NO_FAULT, NULL },
	{ "badauth", FAULT_AUTH, "the user or the password is wrong; check "
	  "both" },
	{ "badagent", FAULT_AUTH, "this program is blocked there; ask the "
	  "service, or give another user-agent" },
	{ "!donator", FAULT_FORBIDDEN, "the account does not pay for this; "
	  "see its plan" },
	{ "!active", FAULT_FORBIDDEN, "the name is not active; activate it "
	  "there" },
	{ "abuse", FAULT_FORBIDDEN, "the name is blocked for abuse; have it "
	  "unblocked there" },
	{ "!yours", FAULT_MISSING, "the name belongs to another account; "
	  "check the name" },
	{ "nohost", FAULT_MISSING, "the name is not in this account; add it "
	  "there, or check it" },
	{ "notfqdn", FAULT_REFUSED, "it is no whole name to the service; "
	  "check the name" },
	{ "numhost", FAULT_REFUSED, "too many names, or one with several "
	  "addresses; see it there" },
	{ "badip", FAULT_REFUSED, "it does not take this address" },
	{ "badsys", FAULT_REFUSED, "it does not take such a request" },
	{ "badysys", FAULT_REFUSED, "it does not take such a request" },
	{ "badrequest", FAULT_REFUSED, "it does not take such a request" },
	{ "fatal", FAULT_REFUSED, "it does not take such a request" },
	{ "dnserr", FAULT_LATER, "trouble with the service's DNS" },
	{ "911", FAULT_LATER, "the service is out of order" },
	{ "servererror", FAULT_LATER, "the service is out of order" },
	{ "interror", FAULT_LATER, "the service is out of order" },
	{ "unknown", FAULT_LATER, "the service does not know why" },
};

/* A line of the answer that begins with a token. */
struct line {
	const struct token *token;
	const char *rest;	/* what follows it */
	long wait;		/* "wait15", "w1h": s */
};

enum { LINES = 32 };

static const struct token waiting = { "wait", FAULT_LATER,
	"the service asks for a pause" };

/* "w30s", "wait15": how long, in s; 0: something else. */
static long
wait_of(const char *word)
{
	static const struct { char letter; long seconds; } units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { '\0', 60 },
	};
	long n = 0;
	size_t i;

	if (*word++ != 'w')
		return 0;
	if (strncmp(word, "ait", 3) == 0)
		word += 3;
	if (!isdigit((unsigned char)*word))
		return 0;
	for (; isdigit((unsigned char)*word) && n < 10000; word++)
		n = n * 10 + (*word - '0');
	for (i = 0; i < COUNT(units); i++)
		if (*word == units[i].letter)
			return n * units[i].seconds;
	return 0;
}

/* false when the line begins with no token. */
static bool
read_line(struct task *t, const char *said, struct line *line)
{
	size_t size = strcspn(said, " \t,:"), i;
	const char *word = text(t, "%.*s", (int)size, said);

	line->rest = said + size;
	line->wait = 0;
	for (i = 0; i < COUNT(tokens); i++)
		if (strcasecmp(tokens[i].word, word) == 0) {
			line->token = &tokens[i];
			line->wait = tokens[i].fault == FAULT_LATER ?
			    LATER : 0;
			return true;
		}
	line->token = &waiting;
	line->wait = wait_of(word);
	return line->wait > 0;
}

/* The lines that begin with a token; how many there are. None, when the first
 * line does not: a page may hold such lines, too. */
static size_t
read_lines(struct task *t, const char *answer, struct line lines[LINES])
{
	static const char blanks[] = " \t\r\n\xef\xbb\xbf";
	size_t n = 0, size;

	for (;; answer += size) {
		answer += strspn(answer, blanks);
		size = strcspn(answer, "\r\n");
		if (size == 0 || n == LINES)
			return n;
		if (read_line(t, text(t, "%.*s", (int)size, answer),
		    &lines[n]))
			n++;
		else if (n == 0)
			return 0;
	}
}

static void
fail_line(struct task *t, const struct line *line)
{
	t->code = line->token->word;
	t->wait = line->wait;
	if (t->wait < said_wait(t) && line->token->fault == FAULT_LATER)
		t->wait = said_wait(t);
	fail(t, line->token->fault, "%s (%s)", line->token->means,
	    line->token->word);
}

/* Dyn says "good 127.0.0.1" when it ignores a program that it has blocked. */
static bool
is_mocked(const char *rest)
{
	struct address local;

	return address_parse(&local, IPV4, "127.0.0.1", 9) &&
	    names_address(rest, &local) == NAMES_IT;
}

/* The change is done when its line says so, and of its own address. */
static void
settle(struct task *t, struct change *change, const struct line *line)
{
	enum naming naming = names_address(line->rest, &change->address);

	if (line->token->fault != NO_FAULT)
		fail_line(t, line);
	else if (is_mocked(line->rest))
		fail(t, FAULT_AUTH, "this program is blocked there (%s%s); "
		    "ask the service, or give another user-agent",
		    line->token->word, quoted(t, line->rest));
	else if (naming == NAMES_ANOTHER)
		fail(t, FAULT_PROTOCOL, "it stored another address than the "
		    "one sent (%s%s); see the record there",
		    line->token->word, quoted(t, line->rest));
	else {
		change->done = true;
		change->was_so = line->token->means == NULL;
		return;
	}
	change->fault = t->fault;
	change->why = t->why;
	change->code = t->code;
	change->wait = t->wait;
}

static bool
begins_name(const struct task *t, size_t i)
{
	return i == 0 ||
	    strcmp(t->changes[i - 1].name, t->changes[i].name) != 0;
}

/* Of several lines about one name, that of the change: it names its address,
 * or complains. */
static const struct line *
line_of_family(const struct line *lines, size_t n, const struct change *change)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (lines[i].token->fault != NO_FAULT ||
		    names_address(lines[i].rest, &change->address) == NAMES_IT)
			return &lines[i];
	return &lines[0];
}

/* A line for each name in its order; one for all when it is a complaint; or
 * several for the families of one name. */
static enum verdict
read_tokens(struct task *t, const struct line *lines, size_t n)
{
	size_t i, names = 0, nth = 0, done = 0;

	for (i = 0; i < t->n_changes; i++)
		names += begins_name(t, i);
	if (n != names && names > 1 &&
	    (n > 1 || lines[0].token->fault == NO_FAULT))
		return fail(t, FAULT_PROTOCOL, "%zu lines of answer for %zu "
		    "names; see the records there", n, names);
	for (i = 0; i < t->n_changes; i++) {
		nth += begins_name(t, i);
		settle(t, &t->changes[i], names == 1 ?
		    line_of_family(lines, n, &t->changes[i]) :
		    n == names ? &lines[nth - 1] : &lines[0]);
		done += t->changes[i].done;
	}
	return done == t->n_changes ? CHANGED : FAILED;
}

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The letter has another one beside it, or beyond a dot or hyphen: "not-ok",
 * "ok.example.com". */
static bool
is_joined(char letter, char beside, char beyond)
{
	return is_letter(letter) && (is_letter(beside) ||
	    ((beside == '.' || beside == '-') && is_letter(beyond)));
}

/* Whole words, in letters of any case. */
static bool
has_phrase(const char *said, const char *phrase)
{
	size_t size = strlen(phrase);
	const char *at;

	for (at = said; size > 0 && *at != '\0'; at++)
		if (strncasecmp(at, phrase, size) == 0 &&
		    !is_joined(phrase[0], at > said ? at[-1] : ' ',
		    at > said + 1 ? at[-2] : ' ') &&
		    !is_joined(phrase[size - 1], at[size],
		    at[size] == '\0' ? ' ' : at[size + 1]))
			return true;
	return false;
}

/* One of the phrases, "|" between them. */
static bool
has_any(struct task *t, const char *said, const char *phrases)
{
	size_t size;

	for (; phrases != NULL && *phrases != '\0';
	    phrases += size + (phrases[size] == '|')) {
		size = strcspn(phrases, "|");
		if (has_phrase(said, text(t, "%.*s", (int)size, phrases)))
			return true;
	}
	return false;
}

static enum verdict
accept(struct task *t, bool was_so)
{
	size_t i;

	for (i = 0; i < t->n_changes; i++)
		if (names_address(reply(t), &t->changes[i].address) ==
		    NAMES_ANOTHER)
			return fail(t, FAULT_PROTOCOL, "it stored another "
			    "address than the one sent; see the record there");
	for (i = 0; i < t->n_changes; i++) {
		t->changes[i].done = true;
		t->changes[i].was_so = was_so;
	}
	return CHANGED;
}

/* What the phrases are looked for in. */
static const char *
subject(struct task *t, const struct service *service)
{
	const json_t *member;

	if (service->at == NULL)
		return reply(t);
	member = at(t, service->at);
	return member == NULL ? NULL : json_is_true(member) ? "true" :
	    json_is_false(member) ? "false" : word_at(t, service->at);
}

/* A service that has no words for it says how it is by the HTTP status. */
static enum verdict
read_status(struct task *t, const struct service *service)
{
	bool is_good = status(t) >= 200 && status(t) < 300;
	enum verdict verdict;

	if (service->by_status && is_good)
		return accept(t, false);
	if (is_good && reply_size(t) > 0)
		return fail(t, FAULT_PROTOCOL, "its answer makes no sense "
		    "(%s); see the record there", quoted(t, reply(t)));
	verdict = fail_http(t, reply_size(t) > 0 ? reply(t) : NULL);
	if ((t->fault == FAULT_LATER || t->fault == FAULT_LIMITED) &&
	    t->wait == 0)
		t->wait = LATER;
	return verdict;
}

static enum verdict
refuse(struct task *t, enum fault fault, const char *what)
{
	return fail(t, fault, "%s: %s", what, quoted(t, reply(t)));
}

enum verdict
answer_read(struct task *t, const struct service *service)
{
	const char *said = subject(t, service);
	struct line lines[LINES];
	size_t n;

	if (said != NULL && has_any(t, said, service->refused))
		return refuse(t, FAULT_FORBIDDEN, "it refuses; check the "
		    "name and the credentials there");
	if (said != NULL && has_any(t, said, service->later)) {
		t->wait = LATER;
		return refuse(t, FAULT_LATER, "it asks to come later");
	}
	if (said != NULL && has_any(t, said, service->same))
		return accept(t, true);
	/* The page of an error may hold any word. */
	if (said != NULL && status(t) < 300 && has_any(t, said, service->good))
		return accept(t, false);
	n = read_lines(t, reply(t), lines);
	return n > 0 ? read_tokens(t, lines, n) : read_status(t, service);
}
