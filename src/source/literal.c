/* literal - the address that the user wrote: --ip ADDR, or ip:ADDR. */

#include "../source.h"

#include <string.h>

static enum verdict
begin(struct task *t)
{
	struct address address;
	const char **argument;

	for (argument = t->arguments; *argument != NULL; argument++)
		if (address_parse(&address, t->family, *argument,
		    strlen(*argument)))
			vote_address(t, "--ip", "--ip", &address);
	if (t->n_votes == 0)
		vote_failed(t, "--ip", "--ip", text(t, "has no %s address",
		    family_name(t->family)));
	vote_step(t, "give another --ip");
	return votes_agree(t) ? FOUND : votes_exhausted(t);
}

static bool
always(const char *argument)
{
	return argument != NULL;
}

static const char *
check(struct arena *arena, const char *argument)
{
	struct address address;

	(void)arena;
	return argument != NULL && address_parse_any(&address, argument) ?
	    NULL : "is no address";
}

const struct source source_literal = {
	.name = "ip",
	.form = "ip:ADDR",
	.help = "this address, as --ip ADDR says it too",
	.trusted = true,
	.joins = always,
	.check = check,
	.begin = begin,
};
