/*
 * sandbox - gives up, for the rest of the run, what it needs no more: an
 * attacker who takes over the program finds little in it.
 *
 * Linux: with Landlock no file can be read, written or executed but those that
 * are named, and no TCP connection made but to the ports that are; UDP is not
 * covered, nor are sockets with a path, nor a metadata look (stat) at a file. A
 * list of system calls that no run needs (exec, ptrace, listen, mount,
 * io_uring, bpf ...) fails with EPERM, and so do sockets of other kinds than a
 * run needs, and the ways around the ports. Most of root's rights are given up.
 * OpenBSD: unveil and pledge. Elsewhere, and on kernels without these, nothing:
 * it is best effort, and never a reason to end.
 *
 * It may be entered again, and each time there is less; on OpenBSD only when
 * nothing at all is needed any more.
 */

#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/*
 * What is needed still. A path that does not exist is passed over, a symbolic
 * link stands for what it leads to, a directory for all below it; with a slash
 * at its end it may be listed, too.
 */
struct sandbox {
	const char *const *reads;	/* NULL-terminated */
	const char *const *writes;	/* likewise, of directories */
	const uint16_t *ports;		/* of TCP, ends with 0; NULL: all.
					   None: no socket is made, either */
};

/* false where nothing would be done: another system, a build with a sanitizer,
 * a run under valgrind; they do what the sandbox forbids. */
bool	 sandbox_possible(void);

/* With -vv it says what came of it. */
void	 sandbox_enter(struct arena *, const struct sandbox *);

#endif
