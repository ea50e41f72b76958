/* wire_curl_request - an HTTP request put to libcurl. */

#ifndef WIRE_CURL_REQUEST_H
#define WIRE_CURL_REQUEST_H

#include <stdbool.h>

#include "mem.h"
#include "url.h"

struct curl_slist;
struct line;
struct origin;
struct truststore;

enum { DETAIL_ROOM = 256 };	/* CURL_ERROR_SIZE */

/* What line->own is of an HTTP line. */
struct request {
	struct url url;
	struct origin *origin;
	const struct truststore *trust;
	void *easy;		/* CURL; NULL before its turn came */
	struct curl_slist *headers;
	struct buffer *body;	/* of the reply */
	size_t head_size;	/* bytes of all its heads, and of trailers */
	bool head_too_big;
	size_t given;		/* bytes of the request's body */
	const char *tried;	/* the address of the last connection; NULL */
	char port[sizeof("65535")];	/* and its port; empty */
	const char *proxy;	/* its URL; NULL: there is none for it. What
				   no_proxy excepts, libcurl knows alone */
	char detail[DETAIL_ROOM];	/* libcurl's own words on a failure */
};

/* Sets every option of request->easy. */
void	 request_set(struct line *);

/* "host:port" of the proxy that it goes through, NULL when it goes straight,
 * as far as its last connection tells. */
const char *request_proxy(const struct line *);

/* It was done, or the program ends with status 70: it cannot do without. */
void	 curl_must(bool good, const char *what);

#endif
