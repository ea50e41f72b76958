/*
 * echo - an echo service: where it is, who runs it, and what its answer says.
 *
 * A service is written as its URL, and behind a blank the reader of its answer:
 * json:KEY for a member of JSON, after:TEXT for what follows that text up to a
 * "<" or the line's end. Without one the whole answer is the address, but
 * /cdn-cgi/trace is read as what Cloudflare serves there.
 */

#ifndef ECHO_H
#define ECHO_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"

struct arena;
struct task;

struct echo {
	const char *url, *host;
	const char *from;	/* what a vote is shown as */
	const char *operator;	/* operators are counted by it, not hosts */
	bool built_in;
	void (*read)(struct task *, const struct echo *);
	const char *key;	/* json:KEY, after:TEXT */
	size_t limit;		/* bytes of an honest answer, at most */
};

/* NULL, or what is wrong with the text, in words that follow it. */
const char *echo_parse(struct arena *, const char *written, struct echo *);

/* "global", "cn" */
bool	 echo_is_list(const char *);
/* Who runs the host; NULL: itself, as far as is known. */
const char *echo_operator(const char *host);
/* The services of a built-in list for the family, into room for ECHOES; how
 * many they are. */
enum { ECHOES = 8 };
size_t	 echo_list(struct arena *, const char *list, enum family,
	    struct echo *room);

/* What came of asking it becomes a vote. */
void	 echo_vote(struct task *, const struct echo *);

/* The readers, of echo_read.c: the reply of the right kind becomes a vote. */
void	 echo_read_plain(struct task *, const struct echo *);
void	 echo_read_trace(struct task *, const struct echo *);
void	 echo_read_json(struct task *, const struct echo *);
void	 echo_read_after(struct task *, const struct echo *);

#endif
