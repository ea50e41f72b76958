/*
 * words - the words in which a signature scheme is written: what is hashed of a
 * request, and in what form. Texts live as long as the run.
 */

#ifndef SIGN_WORDS_H
#define SIGN_WORDS_H

#include <stddef.h>
#include <time.h>

#include "../digest.h"
#include "../url.h"

struct exchange;
struct header;
struct task;

/* SHA-256 in lower case hex, and HMAC with it. */
const char *sha256_hex(struct task *, const void *, size_t);
struct digest hmac_sha256(const void *key, size_t, const char *message);
/* The same where the key is an HMAC, as in a chain of them. */
struct digest hmac_chained(const struct digest *key, const char *message);
const char *digest_hex(struct task *, const struct digest *);

/* The time in UTC, as strftime(3) has it. */
const char *utc(struct task *, time_t, const char *format);
const char *lower_case(struct task *, const char *);

/* The request's URL; its host as the Host header has it, with the port unless
 * that is the scheme's own. */
struct url signed_url(struct task *, const struct exchange *);

/* Adds a header to the request. */
void	 append(struct exchange *, const char *name, const char *value);
/* What the request's header says; NULL when there is none. */
const char *header_of(const struct exchange *, const char *name);

/* Sorts the headers by name. lines is then "name:value\n" of each in lower
 * case names, and names "a;b". */
struct canonical {
	const char *lines, *names;
};
struct canonical canonical_headers(struct task *, struct header *, size_t);
/* The same of host and of every header that the request has by now. */
struct canonical all_headers(struct task *, const struct exchange *,
	    const char *host);

/* What is hashed of the request: its method, the path as it stands in the URL,
 * the query sorted by name and value, the headers, the hash of the body. */
const char *canonical_request(struct task *, const char *method,
	    const struct url *, struct canonical, const char *body_hash);

#endif
