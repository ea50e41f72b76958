/* echo - an echo service: where it is, who runs it, what came of asking. */

#include "echo.h"

#include <string.h>

#include "mem.h"
#include "reply.h"
#include "request.h"
#include "surroundings.h"
#include "task.h"
#include "url.h"
#include "votes.h"

enum { PLAIN_LIMIT = 1024, PAGE_LIMIT = 4096 };

static const struct {
	const char *name, *domain;
} operators[] = {
#define OPERATOR(operator, whose) { .name = operator, .domain = whose },
#include "operators.def"
#undef OPERATOR
};

static const struct {
	const char *list;
	enum family family;
	const char *written;
} echoes[] = {
#define ECHO(of, asked, how) { .list = of, .family = asked, .written = how },
#include "echoes.def"
#undef ECHO
};

static const struct {
	const char *begins;	/* of the word behind the URL */
	void (*read)(struct task *, const struct echo *);
} readers[] = {
	{ "json:", echo_read_json },
	{ "after:", echo_read_after },
};

/* The host is the domain or below it. */
static bool
is_of(const char *host, const char *domain)
{
	const size_t size = strlen(host), part = strlen(domain);

	return size >= part && strcmp(host + size - part, domain) == 0 &&
	    (size == part || host[size - part - 1] == '.');
}

const char *
echo_operator(const char *host)
{
	size_t i;

	for (i = 0; i < COUNT(operators); i++)
		if (is_of(host, operators[i].domain))
			return operators[i].name;
	return NULL;
}

static const char *
choose_reader(struct echo *echo, const char *word, const char *path)
{
	size_t i, size;

	if (*word == '\0' && strcmp(path, "/cdn-cgi/trace") == 0) {
		echo->read = echo_read_trace;
		return NULL;
	}
	if (*word == '\0') {
		echo->read = echo_read_plain;
		echo->limit = PLAIN_LIMIT;
		return NULL;
	}
	for (i = 0; i < COUNT(readers); i++) {
		size = strlen(readers[i].begins);
		if (strncmp(word, readers[i].begins, size) != 0 ||
		    word[size] == '\0')
			continue;
		echo->read = readers[i].read;
		echo->key = word + size;
		return NULL;
	}
	return "has no reader behind the URL; it is json:KEY or after:TEXT";
}

const char *
echo_parse(struct arena *arena, const char *written, struct echo *echo)
{
	const size_t size = strcspn(written, " \t");
	const char *word = written + size + strspn(written + size, " \t");
	const char *why;
	struct url url;

	*echo = (struct echo){ .limit = PAGE_LIMIT };
	echo->url = arena_copy(arena, written, size);
	if (!url_parse(arena, echo->url, &url, &why))
		return why;
	if (url.has_userinfo)
		return "has a user name in its URL";
	echo->host = url.host;
	echo->from = arena_print(arena, "%s:%s", url.host, url.port);
	echo->operator = echo_operator(url.host);
	if (echo->operator == NULL)
		echo->operator = echo->from;
	return choose_reader(echo, word, url.path);
}

bool
echo_is_list(const char *word)
{
	size_t i;

	for (i = 0; i < COUNT(echoes); i++)
		if (strcmp(echoes[i].list, word) == 0)
			return true;
	return false;
}

size_t
echo_list(struct arena *arena, const char *list, enum family family,
    struct echo *room)
{
	struct echo *echo;
	size_t i, n = 0;

	for (i = 0; i < COUNT(echoes); i++) {
		if (strcmp(echoes[i].list, list) != 0 ||
		    echoes[i].family != family)
			continue;
		echo = &room[n++];
		echo_parse(arena, echoes[i].written, echo);
		echo->from = echo->operator;
		echo->built_in = true;
	}
	return n;
}

/* A portal shows its own certificate for every name; services of one's own may
 * have one that is not trusted. */
static bool
is_portals(const struct exchange *x, const struct echo *echo)
{
	return echo->built_in && x->stranger;
}

/* After blanks, it begins as HTML does. */
static bool
is_page(const char *body)
{
	return body[strspn(body, " \t\r\n")] == '<';
}

/* The reader found nothing, in what a portal would show for any URL. */
static bool
is_portal_page(const struct task *task)
{
	const struct vote *vote = &task->votes[task->n_votes - 1];

	return vote->why != NULL && !vote->named && is_page(reply(task));
}

/* It is the user's own, and answers something else. */
static void
blame_url(struct task *task, const struct echo *echo)
{
	const struct vote *vote = &task->votes[task->n_votes - 1];

	if (!echo->built_in && vote->why != NULL && !vote->special)
		vote_step(task, "check the URL and its reader, or give "
		    "another --source");
}

void
echo_vote(struct task *task, const struct echo *echo)
{
	const struct exchange *x = task->asked[0];
	const char *why = surroundings_of_peer(task->arena, x->peer,
	    echo->host, task->family);

	if (why != NULL)
		vote_failed(task, echo->from, echo->operator, why);
	else if (is_portals(x, echo))
		vote_diverted(task, echo->from, echo->operator, x->error);
	else if (x->outcome != ANSWERED)
		vote_failed(task, echo->from, echo->operator, x->error);
	else if (x->status == 511 || x->status / 100 == 3)
		vote_diverted(task, echo->from, echo->operator, text(task,
		    "answered HTTP %d (%s)", x->status, x->status == 511 ?
		    "log in first" : "a redirect"));
	else if (x->status != 200) {
		vote_failed(task, echo->from, echo->operator, text(task,
		    "answered HTTP %d", x->status));
		if (x->status / 100 == 4)
			blame_url(task, echo);
	} else {
		echo->read(task, echo);
		if (is_portal_page(task)) {
			task->n_votes--;
			vote_diverted(task, echo->from, echo->operator,
			    "gave a web page");
		} else
			blame_url(task, echo);
	}
}
