/* file - a file holds the address, one line a family. */

#include "../source.h"

static enum verdict
read_lines(struct task *t)
{
	vote_lines(t, t->arguments[0], reply(t), reply_size(t));
	return votes_agree(t) ? FOUND : votes_exhausted(t);
}

static enum verdict
begin(struct task *t)
{
	read_file(t, t->arguments[0])->limit = 4096;
	return ask(t, read_lines);
}

static const char *
check(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument != NULL && argument[0] != '\0' ? NULL :
	    "names no file; write file:PATH";
}

const struct source source_file = {
	.name = "file",
	.form = "file:PATH",
	.help = "a file holds it, one line a family",
	.trusted = true,
	.check = check,
	.begin = begin,
};
