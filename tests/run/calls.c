/*
 * calls - preloaded into a program: in each run something happens to one of its
 * system calls.
 *
 * An order is "CALL NUMBER WHAT VALUE": of the calls of that kind the one of
 * that number, from 1 on, fails with the error VALUE instead of being made
 * (WHAT 1), or the signal VALUE comes when it begins (WHAT 2), or it is made
 * for VALUE bytes only (WHAT 3); number 0 is none.
 * What came of it is "STATUS FILES CALL...": how the run ended, as waitpid(2)
 * has it, how many files were open when it did by itself, else -1, and which
 * calls there were.
 *
 * This is what strace(1) does with -e inject, without its start, and the
 * loader's, for each run. How a call is left out depends on the machine.
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "serve.h"

enum { FAILS = 1, SIGNALS = 2, CUTS = 3, MOST = 8192 };
enum { WHOLE = 8 };	/* bytes of an event, which are all or none */

static struct order {
	int call;
	unsigned long number;
	int what, value;
} order;
static unsigned long alike;	/* of the kind that is meant, so far */
static unsigned long seen;
static int calls[MOST];
static int open_files;
static pid_t failing;	/* the thread whose call is left out */

#if defined(__x86_64__)
static void
leave_out(pid_t thread)
{
	ptrace(PTRACE_POKEUSER, thread, offsetof(struct user_regs_struct,
	    orig_rax), -1L);
}

static void
set_result(pid_t thread, long value)
{
	ptrace(PTRACE_POKEUSER, thread, offsetof(struct user_regs_struct, rax),
	    value);
}

static void
set_size(pid_t thread, long value)
{
	ptrace(PTRACE_POKEUSER, thread, offsetof(struct user_regs_struct, rdx),
	    value);
}
#else
#error "not known how to leave out a call"
#endif

static int
count_files(pid_t child)
{
	char path[64];
	DIR *directory;
	int n = -2;		/* "." and ".." */

	snprintf(path, sizeof(path), "/proc/%ld/fd", (long)child);
	directory = opendir(path);
	if (directory == NULL)
		return -1;
	while (readdir(directory) != NULL)
		n++;
	closedir(directory);
	return n;
}

static void
begin_call(pid_t child, pid_t thread, uint64_t call, uint64_t bytes)
{
	if (seen < MOST)
		calls[seen] = (int)call;
	seen++;
	if (call == SYS_exit_group)
		open_files = count_files(child);
	if (call != (uint64_t)order.call || ++alike != order.number)
		return;
	if (order.what == SIGNALS)
		kill(child, order.value);
	if (order.what == CUTS && bytes > WHOLE)
		set_size(thread, order.value);
	if (order.what != FAILS)
		return;
	failing = thread;
	leave_out(thread);
}

static void
stop_at_call(pid_t child, pid_t thread)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		begin_call(child, thread, info.entry.nr, info.entry.args[2]);
	} else if (failing == thread) {
		set_result(thread, -order.value);
		failing = 0;
	}
}

/* Until the child has ended: how. */
static int
watch(pid_t child)
{
	const int call = SIGTRAP | 0x80;
	int status, number;
	pid_t thread;

	for (;;) {
		thread = waitpid(-1, &status, __WALL);
		if (thread == -1)
			_exit(98);
		if (!WIFSTOPPED(status)) {
			if (thread == child)
				return status;
			continue;
		}
		number = WSTOPSIG(status);
		if (number == call)
			stop_at_call(child, thread);
		/* A new thread begins stopped, and its making is an event. */
		if (number == call || number == SIGSTOP || number == SIGTRAP)
			number = 0;
		ptrace(PTRACE_SYSCALL, thread, 0L, (long)number);
	}
}

static void
tell(int status)
{
	static char result[MOST * 5 + 32];
	size_t i, size;

	size = (size_t)snprintf(result, sizeof(result), "%d %d", status,
	    open_files);
	for (i = 0; i < seen && i < MOST; i++)
		size += (size_t)snprintf(result + size, sizeof(result) - size,
		    " %d", calls[i]);
	serve_result(result);
	serve_result("\n");
}

/* true in the child. */
static int
is_child(void)
{
	const pid_t child = fork();
	int status;

	if (child == 0) {
		serve_run();
		ptrace(PTRACE_TRACEME, 0, 0L, 0L);
		raise(SIGSTOP);
		return 1;
	}
	seen = alike = 0;
	open_files = -1;
	failing = 0;
	waitpid(child, &status, 0);
	ptrace(PTRACE_SETOPTIONS, child, 0L, (long)(PTRACE_O_TRACESYSGOOD |
	    PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL));
	ptrace(PTRACE_SYSCALL, child, 0L, 0L);
	tell(watch(child));
	return 0;
}

__attribute__((constructor))
static void
serve(void)
{
	char text[64];

	if (!serve_begin())
		return;
	while (serve_order(text, sizeof(text))) {
		if (sscanf(text, "%d %lu %d %d", &order.call, &order.number,
		    &order.what, &order.value) != 4)
			_exit(97);
		if (is_child())
			return;
	}
	_exit(0);
}
