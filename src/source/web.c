/*
 * web - an echo service on the web says from which address it was asked.
 *
 * Services are asked one after the other, in the order of their list, until
 * enough of those who run them agree.
 */

#include "../source.h"

#include <string.h>

#include "../echo.h"

enum { PATIENCE = 5000 };	/* ms for one of them */

/* Whom this conversation asks, and who is next. */
struct round {
	struct echo *echoes;
	size_t n, at;
};

/* The next one to be asked; NULL: nobody is left, or enough were asked. */
static const struct echo *
next_echo(const struct task *t, struct round *round)
{
	for (; round->at < round->n; round->at++)
		if (votes_may_ask(t, round->echoes[round->at].operator))
			return &round->echoes[round->at];
	return NULL;
}

static enum verdict ask_next(struct task *);

static enum verdict
read_answer(struct task *t)
{
	struct round *round = t->state;

	echo_vote(t, &round->echoes[round->at++]);
	t->next = ask_next;
	return votes_agree(t) ? FOUND : ask_next(t);
}

static enum verdict
ask_next(struct task *t)
{
	const struct echo *echo = next_echo(t, t->state);
	struct exchange *x;

	if (echo == NULL)
		return votes_exhausted(t);
	x = get(t, echo->url);
	as_echo(t);
	x->limit = echo->limit;
	x->timeout = PATIENCE;
	return ask_anyway(t, read_answer);
}

static enum verdict
begin(struct task *t)
{
	struct round *round = scratch(t, sizeof(*round));
	const char **argument = t->arguments;
	size_t n = 0;

	while (argument[n] != NULL)
		n++;
	round->echoes = arena_alloc(t->arena,
	    (n + ECHOES) * sizeof(*round->echoes));
	if (n == 0 || echo_is_list(*argument))
		round->n = echo_list(t->arena, n == 0 ? "global" : *argument,
		    t->family, round->echoes);
	else
		for (; *argument != NULL; argument++)
			echo_parse(t->arena, *argument,
			    &round->echoes[round->n++]);
	return ask_next(t);
}

static bool
is_url(const char *argument)
{
	return argument != NULL && !echo_is_list(argument);
}

static const char *
check(struct arena *arena, const char *argument)
{
	struct echo echo;

	if (!is_url(argument))
		return NULL;
	return strstr(argument, "://") == NULL ? "is neither a list nor a "
	    "URL; write web:global, web:cn or web:https://..." :
	    echo_parse(arena, argument, &echo);
}

const struct source source_web = {
	.name = "web",
	.form = "web[:global|cn|URL]",
	.help = "an echo service says it; several web:URL vote",
	.joins = is_url,
	.list = "web-list",
	.check = check,
	.begin = begin,
};
