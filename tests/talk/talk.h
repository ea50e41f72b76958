/*
 * talk - a recorded conversation, as the text file has it; see player.c for
 * how one is written.
 */

#ifndef TALK_H
#define TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "dns/tsig.h"
#include "mem.h"

struct exchange;

struct lines {
	const char **list;
	size_t n, room;
};

/* One request and the reply to it. */
struct turn {
	unsigned line;
	const char *method;		/* GET ... DNS UPDATE READ WRITE */
	const char *target;		/* what stands behind it */
	struct lines asked;		/* the other ">" lines */
	struct lines replied;		/* "<" lines */
	struct lines headers;		/* "<h" lines */
	long pause;			/* s before it goes out */
	long together;			/* requests under way; 0: any number */
	bool played;
};

/* A "$" or "=" line. */
struct statement {
	unsigned line;
	const char *text;
};

struct statements {
	struct statement *list;
	size_t n, room;
};

struct talk {
	struct arena *arena;
	const char *path;
	time_t time;
	struct tsig_key key;
	struct statements wishes, endings;
	struct turn *turns;
	size_t n, room;
	size_t at;			/* the turn that is next */
	unsigned failed_line;		/* 0: nothing is wrong so far */
	const char *failure;
};

void	 talk_read(struct talk *, const char *path);
/* Only the first thing that is wrong counts. */
void	 talk_fail(struct talk *, unsigned line, const char *, ...)
	    PRINTF_LIKE(3, 4);

/* The value, or what is in the file when it is "<PATH". */
const char *value_read(struct talk *, unsigned line, const char *value);

/* The next word at *text, which may be in single quotes; NULL at the end. */
const char *next_word(struct arena *, const char **text);
bool	 begins(const char *text, const char *with);
/* The lines from the one on, each with its end. */
struct buffer *joined(struct arena *, const struct lines *, size_t from);
/* "2026-01-02T03:04:05Z" */
bool	 time_read(const char *text, time_t *);
const char *time_text(struct arena *, time_t);

/* What of the request is not as the turn has it; NULL: all is. */
const char *request_differs(struct talk *, const struct turn *,
	    const struct exchange *);
/* Fills the reply. */
void	 reply_fill(struct talk *, const struct turn *, struct exchange *);

/* Adds the bytes of a line of hex, whose blanks do not count. */
void	 add_hex(struct buffer *, const char *line);
/* The same of datagrams. */
const char *datagram_differs(struct talk *, const struct turn *,
	    const struct exchange *);
void	 datagram_fill(struct talk *, const struct turn *, struct exchange *);

/* The same of DNS messages. */
const char *question_differs(struct talk *, const struct turn *,
	    const struct exchange *);
const char *update_differs(struct talk *, const struct turn *,
	    const struct exchange *);
void	 answer_fill(struct talk *, const struct turn *, struct exchange *);
/* Puts a TSIG record behind an answer, as words say: "signed", "forged",
 * "BADKEY", "BADTIME 2026-01-02T03:04:05Z". */
void	 answer_sign(struct talk *, const struct turn *,
	    const struct exchange *request, struct dns_message *,
	    const char *words);
/* "signed NAME TIME", or what is wrong with the request's signature. */
const char *signature_text(struct talk *, const struct exchange *);

#endif
