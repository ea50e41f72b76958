/* standard_input - the address comes on standard input, one line a family. */

#include "../source.h"

static enum verdict
read_lines(struct task *t)
{
	vote_lines(t, "stdin", reply(t), reply_size(t));
	return votes_agree(t) ? FOUND : votes_exhausted(t);
}

static enum verdict
begin(struct task *t)
{
	read_file(t, "-")->limit = 4096;
	return ask(t, read_lines);
}

static const char *
check(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument == NULL ? NULL : "takes nothing after it";
}

const struct source source_standard_input = {
	.name = "-",
	.form = "-",
	.help = "it comes on standard input, one line a family",
	.trusted = true,
	.check = check,
	.begin = begin,
};
