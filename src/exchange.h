/* exchange - one question to the outside world and its reply, as plain data. */

#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "address.h"

struct asker;
struct task;

enum channel {
	HTTP,		/* method, url, headers, body -> status, headers,
			   reply */
	DNS,		/* a message to server -> a message; UDP, or TCP when
			   the method says so or the answer was truncated */
	FILES,		/* "READ" path, or "WRITE" path, old and new text */
	COMMAND,	/* /bin/sh -c url, stdin /dev/null -> its stdout */
	DATAGRAM,	/* body to server -> the datagram that answers it */
};

/* Which of this machine's IPv6 addresses the other end shall see. */
enum ipv6_choice { IPV6_STABLE, IPV6_TEMPORARY, IPV6_ANY };

/* How the exchange itself went; what the reply says is another matter. */
enum outcome {
	ANSWERED,	/* a whole reply is there */
	UNRESOLVED,	/* the server's name has no address */
	UNREACHABLE,	/* no connection */
	TIMED_OUT,
	CUT,		/* the connection ended before the reply did */
	TOO_BIG,	/* the reply passed the limit */
	UNTRUSTED,	/* the server's certificate is not trusted */
	MISNAMED,	/* it is, but speaks of another host */
	TRUSTLESS,	/* there is no certificate to trust it by */
	UNPINNED,	/* it is, but its key is none of the pinned ones */
	GARBLED,	/* not the protocol that was spoken to it */
	ABSENT,		/* no such file, or no such command */
	UNREADABLE,	/* the file may not be read */
	UNWRITABLE,	/* the file may not be written */
	FULL,		/* there is no space for it */
	HINDERED,	/* the system could not: no descriptor is left, the
			   disk fails */
	CHANGED_MEANWHILE, /* the file no longer holds the old text */
	BUSY,		/* somebody else holds the file's lock */
	INTERRUPTED,	/* a signal asked the run to end */
};

struct header {
	const char *name, *value;
};

enum { HEADERS = 16, MESSAGES = 3 };

struct exchange {
	/* The request: the asker's, unchanged until it is finished. */
	enum channel channel;
	const char *method;	/* GET POST PUT PATCH DELETE; UDP TCP;
				   READ WRITE; MULTICAST of datagrams */
	const char *url;	/* URL, path, or command */
	const char *server;	/* DNS: host[:port], IPv6 in brackets; NULL: the
				   system's resolvers in their order. DATAGRAM:
				   the same with an address and a port */
	const char *sender;	/* DATAGRAM: the address that answers; NULL:
				   that of the server */
	/* DATAGRAM: this one does; others are passed over. */
	bool (*answers)(const struct exchange *, const void *, size_t);
	int64_t pause;		/* DATAGRAM: ms before it is sent again, then
				   twice as long; three times in all */
	struct header headers[HEADERS];
	size_t n_headers;
	const void *body;	/* HTTP body, DNS message, file's new text */
	size_t body_size;
	const void *old;	/* WRITE: the text that the file must still
				   hold; NULL: there must be no file */
	size_t old_size;
	bool detects;		/* asks who we are: straight, without a
				   proxy, on a connection of its own */
	bool neighbour;		/* of a router on this line: no proxy, not even
				   one for what detects */
	enum ipv6_choice ipv6;	/* when it does */
	const char *pins;	/* HTTP: the server's key must be one of them,
				   "sha256//...;sha256//..."; NULL: any */
	bool any_family;	/* else family only */
	enum family family;
	size_t limit;		/* bytes of reply that are accepted */
	int64_t not_before;	/* ms of wire_now; 0: at once */
	int64_t timeout;	/* ms, for it alone; 0: what the run has left */

	/* The reply: the wire's, in the wire's arena. */
	enum outcome outcome;
	const char *error;	/* what is wrong, a clause; NULL if ANSWERED */
	bool stranger;		/* UNTRUSTED, MISNAMED: for what the
				   certificate says, and not for its time or a
				   lack of ours */
	int status;		/* HTTP status, or exit status of the command */
	bool recased;		/* DNS: an answer came, but in other letters
				   than were asked, and was passed over */
	char *reply;		/* NUL-terminated, but may hold NULs */
	size_t reply_size;
	struct header *reply_headers;	/* of an HTTP status of 300 and more */
	size_t n_reply_headers;
	long retry_after;	/* s; -1 when the server did not say */
	time_t date;		/* HTTP: the server's clock; 0: not said */
	const char *peer;	/* HTTP: the address that was asked, numeric;
				   of what detects, also one that could not be
				   reached; NULL: none, or a proxy's */
	long ms;		/* from sending to the end */

	/* The asker's own, untouched by the wire. */
	/* Called before each sending. */
	void (*sign)(struct task *, struct exchange *);
	size_t n_plain;		/* headers that stay when it is signed anew */
	bool made_body;		/* the body is another one then, too */
	bool anonymous;		/* whoever is asked learns of no account: pins
				   do not apply */
	bool reads;		/* changes nothing: may be shared, repeated */
	bool anew;		/* but is asked, whoever asked it before */
	int64_t delay;		/* ms from the asking to the sending */
	bool repeatable;	/* a failure is tried again */
	bool once;		/* but not when an answer came */
	bool finished;
	int64_t first_sent;	/* ms of wire_now */
	int attempts;
	struct asker *askers;	/* who waits for the reply */
	void *parsed;		/* what was made of the reply for all who
				   share it: JSON, or the asker's own */
	bool unparsable;	/* it is none */

	/* The wire's own. */
	struct exchange *link;
	void *line;
};

#endif
