/* url - URLs, percent-encoding and IDN, by libcurl's URL API. */

#ifndef URL_H
#define URL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * Percent-encodes everything but RFC 3986's unreserved characters, in upper
 * case hex.
 */
char	*url_encode(struct arena *, const void *, size_t);

/* What libcurl makes of a URL; host is in lower case, as A-label. */
struct url {
	const char *scheme, *host;	/* "https"; an IPv6 literal in [ ] */
	const char *port;		/* the scheme's own if none is given */
	const char *path;		/* begins with "/" */
	const char *query;		/* NULL when none, or empty */
	bool has_userinfo;
};

/*
 * false when it is no absolute http or https URL; *why then says what is wrong
 * in words that follow the URL.
 */
bool	 url_parse(struct arena *, const char *text, struct url *,
	    const char **why);

/* As the subject of a message: in quotes, unless a password may stand in it. */
const char *url_shown(struct arena *, const char *text);

/*
 * A host name in lower case, labels that are not ASCII as A-labels. Works in
 * the C locale, which cron uses, by borrowing a UTF-8 one for the call. NULL
 * with *why when the name is no IDN, or when this libcurl has no IDN (then *why
 * asks for the A-label). ASCII is not looked at further.
 */
char	*url_host_to_ascii(struct arena *, const char *host, const char **why);

/* "libcurl 7.88.1 (OpenSSL/3.0.19)", for --version. */
const char *url_library(struct arena *);

#endif
