/*
 * lines - what a command, a file or standard input says: one address a line, at
 * most one of each family.
 */

#include "../source.h"

enum { LIMIT = 4096 };

static enum verdict
read_from(struct task *t, const char *from, const char *step)
{
	if (status(t) != 0)
		vote_failed(t, from, from, text(t, "the command ended with "
		    "status %d", status(t)));
	else
		vote_lines(t, from, reply(t), reply_size(t));
	vote_step(t, step);
	return votes_agree(t) ? FOUND : votes_exhausted(t);
}

static enum verdict
read_command(struct task *t)
{
	const struct exchange *failed = task_unanswered(t);
	const char *from = quoted(t, text(t, "cmd:%s", t->arguments[0]));

	if (failed == NULL)
		return read_from(t, from, "mend the command");
	task_fail_unanswered(t, failed);
	return fail(t, t->fault, "%s: %s", from, t->why);
}

static enum verdict
read_lines(struct task *t)
{
	return t->arguments[0] == NULL ?
	    read_from(t, "stdin", "mend what writes to it") :
	    read_from(t, t->arguments[0], "mend the file");
}

static enum verdict
begin_command(struct task *t)
{
	run_command(t, t->arguments[0])->limit = LIMIT;
	return ask_anyway(t, read_command);
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
