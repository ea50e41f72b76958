/* command - a command prints the address, one line a family. */

#include "../source.h"

static enum verdict
read_output(struct task *t)
{
	if (status(t) != 0)
		vote_failed(t, "cmd", "cmd", text(t, "the command ended with "
		    "status %d", status(t)));
	else
		vote_lines(t, "cmd", reply(t), reply_size(t));
	return votes_agree(t) ? FOUND : votes_exhausted(t);
}

static enum verdict
begin(struct task *t)
{
	struct exchange *command = run_command(t, t->arguments[0]);

	command->limit = 4096;
	return ask(t, read_output);
}

static const char *
check(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument != NULL && argument[0] != '\0' ? NULL :
	    "names no command; write cmd:COMMAND";
}

const struct source source_command = {
	.name = "cmd",
	.form = "cmd:COMMAND",
	.help = "a command of /bin/sh prints it, one line a family",
	.trusted = true,
	.check = check,
	.begin = begin,
};
