/*
 * lines - what a command, a file or standard input says: one address a line, at
 * most one of each family.
 */

#include "../source.h"

enum { LIMIT = 4096 };

static const char *
from(struct task *t)
{
	return t->arguments[0] != NULL ? t->arguments[0] : "stdin";
}

static enum verdict
read_lines(struct task *t)
{
	if (status(t) != 0)
		vote_failed(t, from(t), from(t), text(t, "the command ended "
		    "with status %d", status(t)));
	else
		vote_lines(t, from(t), reply(t), reply_size(t));
	return votes_agree(t) ? FOUND : votes_exhausted(t);
}

static enum verdict
begin_command(struct task *t)
{
	run_command(t, t->arguments[0])->limit = LIMIT;
	return ask(t, read_lines);
}

static enum verdict
begin_file(struct task *t)
{
	read_file(t, t->arguments[0])->limit = LIMIT;
	return ask(t, read_lines);
}

static enum verdict
begin_input(struct task *t)
{
	read_file(t, "-")->limit = LIMIT;
	return ask(t, read_lines);
}

static const char *
check_command(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument != NULL && argument[0] != '\0' ? NULL :
	    "names no command; write cmd:COMMAND";
}

static const char *
check_file(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument != NULL && argument[0] != '\0' ? NULL :
	    "names no file; write file:PATH";
}

static const char *
check_input(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument == NULL ? NULL : "takes nothing after it";
}

const struct source source_command = {
	.name = "cmd", .form = "cmd:COMMAND",
	.help = "a command of /bin/sh prints it, one line a family",
	.trusted = true, .check = check_command, .begin = begin_command,
};

const struct source source_file = {
	.name = "file", .form = "file:PATH",
	.help = "a file holds it, one line a family",
	.trusted = true, .check = check_file, .begin = begin_file,
};

const struct source source_input = {
	.name = "-", .form = "-",
	.help = "it comes on standard input, one line a family",
	.trusted = true, .check = check_input, .begin = begin_input,
};
