/* wire_line - an exchange on its way: what wire.c and its channels share. */

#ifndef WIRE_LINE_H
#define WIRE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "exchange.h"
#include "mem.h"
#include "wire.h"

struct http;

#define NEVER INT64_MAX

struct line {
	struct exchange *exchange;
	const struct channel_calls *calls;
	struct wire *wire;
	const struct wire_options *options;
	struct arena *arena;
	struct http *http;	/* of HTTP only */
	const char *whom;	/* is asked, for the person: "api.example" */
	bool begun, done;
	int64_t began, ends;	/* ms of wire_now */

	/* What go_on waits for; the channel sets it as it goes. */
	int fd;			/* -1: nothing */
	short events;		/* of poll(2) */
	int64_t wakes;		/* ms of wire_now, NEVER */
	bool ready;		/* fd is: it is not only the time */

	void *own;		/* the channel's, in the arena */
};

struct channel_calls {
	/* false: the line to that server is full, ask again later. */
	bool (*begin)(struct line *);
	void (*go_on)(struct line *);
	/* Gives back what begin and go_on opened; once, whatever happened. */
	void (*release)(struct line *);
	const char *late;	/* "did not answer", before "within 5 s" */
	int64_t patience;	/* ms, without a timeout of the exchange's own;
				   0: what the run has left */
};

void	 line_answered(struct line *, struct buffer *reply);
void	 line_answered_with(struct line *, const void *reply, size_t);
void	 line_failed(struct line *, enum outcome, const char *, ...)
	    PRINTF_LIKE(3, 4);
/* ms that the exchange may take; 0: what the run has left. */
int64_t	 line_patience(const struct line *);
void	 line_late(struct line *);	/* TIMED_OUT, by now */

/* Closes fd, if it is open. */
void	 line_hang_up(struct line *);

/* Both say on standard error what went out, and what came of it. */
void	 line_log_sent(const struct line *);
void	 line_log_received(const struct line *);

/* "Connection refused" becomes part of a sentence; "OpenSSL" stays. */
void	 lower_first(char *);
/* What errno means, as part of a sentence: "connection refused". */
const char *error_words(struct arena *, int error);
const char *span_words(struct arena *, int64_t ms);	/* "5 s", "1.5 s" */

#endif
