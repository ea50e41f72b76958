/*
 * wire - send, and wait for any. The world as the conversations see it: the
 * network, files, commands, the clock and chance. Tests link another one.
 */

#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct arena;
struct exchange;
struct truststore;
struct wire;

struct wire_options {
	struct arena *arena;	/* where replies live */
	const char *ca_file;	/* NULL: the system's trust store */
	const char *proxy;	/* URL; NULL: https_proxy and no_proxy */
	const char *echo_proxy;	/* URL, for what detects; NULL: none */
	const char *interface;	/* all goes through it; NULL: by the routes */
	int64_t timeout;	/* ms, the whole run from wire_open on */
	int64_t connect_timeout;	/* ms, each connection */
};

/* Nothing is initialised or opened before the first exchange needs it. */
struct wire *wire_open(const struct wire_options *);
void	 wire_close(struct wire *);

/* The exchange is the wire's until wire_wait hands it back. */
void	 wire_send(struct wire *, struct exchange *);
/* The next one that is finished, in any order; NULL when none is under way.
 * After the deadline, and after SIGTERM, SIGINT or SIGHUP, all that are under
 * way come back at once as TIMED_OUT or INTERRUPTED. */
struct exchange *wire_wait(struct wire *);

int64_t	 wire_now(struct wire *);	/* ms since wire_open, monotonic */
int64_t	 wire_left(struct wire *);	/* ms until the deadline, not below 0 */
/* The deadline is not before so many ms from now. */
void	 wire_extend(struct wire *, int64_t ms);
/* Sleeps so many ms, or until a signal; the run's time begins anew then. */
void	 wire_delay(struct wire *, int64_t ms);
time_t	 wire_clock(struct wire *);	/* seconds since 1970 */
/* Unpredictable bytes; wire may be NULL. */
void	 wire_random(struct wire *, void *, size_t);
/* The signal that asked the run to end, or 0; wire may be NULL. */
int	 wire_signal(struct wire *);

/* What is wrong with it as an interface for all requests, a sentence with the
 * next step; NULL: nothing. */
const char *wire_interface_wrong(struct arena *, const char *interface);

/* Which certificates TLS trusts; with TRUST_DEFAULT, what is read then. */
const struct truststore *wire_trust(struct wire *);
/* Has the TLS library read its own settings, which may be spread over files
 * that nobody else knows of: before the sandbox. */
void	 wire_prepare(struct wire *);

#endif
