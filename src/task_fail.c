/* task_fail - how a conversation ends that came to nothing. */

#include "mem.h"
#include "task.h"

enum verdict
task_fail(struct task *task, enum fault fault, const char *why)
{
	task->fault = fault;
	task->why = why;
	return FAILED;
}

/* What an exchange that came to nothing means, and what to do about it. */
static const struct {
	enum fault fault;
	const char *next_step;
} mishaps[] = {
	[UNRESOLVED] = { FAULT_LATER, "check the network and its resolver" },
	[UNREACHABLE] = { FAULT_LATER, "check the network and any firewall" },
	[TIMED_OUT] = { FAULT_LATER, "the next run may do" },
	[CUT] = { FAULT_LATER, "the next run may do" },
	[TOO_BIG] = { FAULT_PROTOCOL, "is this the right server?" },
	[UNTRUSTED] = { FAULT_PROTOCOL, "check the clock, or name the CA with "
	    "--ca-file" },
	[MISNAMED] = { FAULT_PROTOCOL, "is this the right server?" },
	[TRUSTLESS] = { FAULT_PROTOCOL, "name a file of certificates in PEM "
	    "with --ca-file" },
	[UNPINNED] = { FAULT_PROTOCOL, "if it is the right server, its key "
	    "was changed: pin the new one" },
	[GARBLED] = { FAULT_PROTOCOL, "is this the right server?" },
	[ABSENT] = { FAULT_INPUT, "check the path" },
	[UNREADABLE] = { FAULT_FORBIDDEN, "give a file that this user may "
	    "read" },
	[UNWRITABLE] = { FAULT_FORBIDDEN, "give a file that this user may "
	    "write" },
	[FULL] = { FAULT_LATER, "make room" },
	[HINDERED] = { FAULT_LATER, "the next run may do" },
	[CHANGED_MEANWHILE] = { FAULT_MOVED, "the next run will see" },
	[BUSY] = { FAULT_LATER, "the next run may do" },
	[INTERRUPTED] = { FAULT_LATER, "the next run will do it" },
};

const char *
task_mends(const struct exchange *failed)
{
	return failed->outcome == UNTRUSTED || failed->outcome == MISNAMED ||
	    failed->outcome == TRUSTLESS ?
	    mishaps[failed->outcome].next_step : NULL;
}

const struct exchange *
task_unanswered(const struct task *task)
{
	size_t i;

	for (i = 0; i < task->n_asked; i++)
		if (task->asked[i]->outcome != ANSWERED)
			return task->asked[i];
	return NULL;
}

enum verdict
task_fail_unanswered(struct task *task, const struct exchange *failed)
{
	return task_fail(task, mishaps[failed->outcome].fault,
	    arena_print(task->arena, "%s; %s", failed->error,
	    mishaps[failed->outcome].next_step));
}
