/* wire_mishap - what went wrong with an HTTP exchange, in words. */

#ifndef WIRE_MISHAP_H
#define WIRE_MISHAP_H

#include <stdbool.h>

struct line;

enum mishap_kind {
	MISHAP_OTHER,
	MISHAP_NO_NAME,
	MISHAP_NO_PROXY_NAME,
	MISHAP_NO_CONNECTION,
	MISHAP_PROXY,
	MISHAP_SLOW,		/* libcurl's limit, that of connecting */
	MISHAP_CERTIFICATE,
	MISHAP_PIN,		/* trusted, but not the key that is wanted */
	MISHAP_TRUSTSTORE,
	MISHAP_HANDSHAKE,
	MISHAP_CUT,
	MISHAP_BIG,
	MISHAP_BIG_HEADER,
	MISHAP_NOT_HTTP,
};

struct mishap {
	enum mishap_kind kind;
	const char *host, *port;
	const char *detail;	/* what libcurl says; may be empty */
	int error;		/* errno of connect(2), or 0 */
	bool resolved, connected;	/* how far it came */
	const char *store;	/* what is trusted by, a path; or NULL */
	const char *proxy;	/* "host:port" of that on the way, or NULL */
	long proxy_status;	/* of CONNECT, or 0 */
};

/* Ends the line with the outcome and the sentence that fit. */
void	 mishap_tell(struct line *, const struct mishap *);

#endif
