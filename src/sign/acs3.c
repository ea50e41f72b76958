/*
 * acs3 - ACS3-HMAC-SHA256, the signature of Alibaba Cloud.
 *
 * Signed are host, content-type and every x-acs- header, sorted by name, over
 * the query sorted by name. Nothing else may be signed, and none of these may
 * be left out.
 */

#include "../sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../digest.h"
#include "../encode.h"
#include "../log.h"
#include "../request.h"
#include "../sysexit.h"
#include "../url.h"

static const char *
sha256_hex(struct task *t, const void *bytes, size_t size)
{
	struct digest hash;

	if (!digest(SHA256, bytes, size, &hash))
		return "";
	return hex_encode(t->arena, hash.bytes, hash.size);
}

static int
by_name(const void *a, const void *b)
{
	return strcasecmp(((const struct header *)a)->name,
	    ((const struct header *)b)->name);
}

/* "b=2&a=1" as headers, so to say: sorted by name in byte order. */
static int
by_key(const void *a, const void *b)
{
	return strcmp(((const struct header *)a)->name,
	    ((const struct header *)b)->name);
}

static const char *
sorted_query(struct task *t, const char *query)
{
	struct header pairs[32];
	struct buffer *sorted = buffer_new(t->arena);
	size_t n = 0, i, size;

	buffer_text(sorted, "");
	for (; query != NULL && *query != '\0' && n < COUNT(pairs);
	    query += size + (query[size] == '&')) {
		const char *equals;

		size = strcspn(query, "&");
		equals = memchr(query, '=', size);
		pairs[n].name = arena_copy(t->arena, query,
		    (size_t)(equals - query));
		pairs[n++].value = arena_copy(t->arena, equals + 1,
		    size - (size_t)(equals - query) - 1);
	}
	qsort(pairs, n, sizeof(pairs[0]), by_key);
	for (i = 0; i < n; i++)
		buffer_print(sorted, "%s%s=%s", i > 0 ? "&" : "",
		    pairs[i].name, pairs[i].value);
	return sorted->data;
}

static void
append(struct exchange *x, const char *name, const char *value)
{
	if (x->n_headers == HEADERS)
		log_die(EXIT_SOFTWARE, "a request has too many headers");
	x->headers[x->n_headers++] = (struct header){ name, value };
}

static const char *
utc(struct task *t)
{
	struct tm when;
	char date[24];

	gmtime_r(&t->now, &when);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &when);
	return text(t, "%s", date);
}

/* The headers that are signed, as lines and as a list of names. */
static void
canonical_headers(struct exchange *x, const char *host, struct buffer *lines,
    struct buffer *names)
{
	struct header signed_ones[HEADERS + 1];
	size_t n = 0, i;

	signed_ones[n++] = (struct header){ "host", host };
	for (i = 0; i < x->n_headers; i++)
		if (strncasecmp(x->headers[i].name, "x-acs-", 6) == 0 ||
		    strcasecmp(x->headers[i].name, "content-type") == 0)
			signed_ones[n++] = x->headers[i];
	qsort(signed_ones, n, sizeof(signed_ones[0]), by_name);
	for (i = 0; i < n; i++) {
		buffer_print(lines, "%s:%s\n", signed_ones[i].name,
		    signed_ones[i].value);
		buffer_print(names, "%s%s", i > 0 ? ";" : "",
		    signed_ones[i].name);
	}
}

/* What is signed, and the names of the headers in it. */
static const char *
canonical_request(struct task *t, struct exchange *x, const char *body_hash,
    const char **names)
{
	struct buffer *lines = buffer_new(t->arena);
	struct buffer *list = buffer_new(t->arena);
	const char *query, *host, *why;
	struct url parsed;

	url_parse(t->arena, x->url, &parsed, &why);
	host = strcmp(parsed.port, "443") == 0 ? parsed.host :
	    text(t, "%s:%s", parsed.host, parsed.port);
	query = sorted_query(t, parsed.query);
	canonical_headers(x, host, lines, list);
	*names = list->data;
	return text(t, "%s\n%s\n%s\n%s\n%s\n%s", x->method, parsed.path,
	    query, lines->data, list->data, body_hash);
}

void
sign_acs3(struct task *t, struct exchange *x)
{
	const char *id = setting(t, "key-id");
	const char *secret = setting(t, "key-secret");
	const char *token = setting(t, "security-token");
	const char *body_hash = sha256_hex(t, x->body, x->body_size);
	const char *request, *to_sign, *names;
	struct digest mac;

	append(x, "x-acs-date", utc(t));
	append(x, "x-acs-signature-nonce", hex_encode(t->arena, t->nonce, 16));
	append(x, "x-acs-content-sha256", body_hash);
	if (token != NULL) {
		append(x, "x-acs-accesskey-id", id);
		append(x, "x-acs-security-token", token);
	}
	request = canonical_request(t, x, body_hash, &names);
	to_sign = text(t, "ACS3-HMAC-SHA256\n%s",
	    sha256_hex(t, request, strlen(request)));
	if (!hmac(SHA256, secret, strlen(secret), to_sign, strlen(to_sign),
	    &mac))
		log_die(EXIT_SOFTWARE, "this Mbed TLS lacks SHA-256");
	append(x, "Authorization", text(t, "ACS3-HMAC-SHA256 Credential=%s,"
	    "SignedHeaders=%s,Signature=%s", id, names,
	    hex_encode(t->arena, mac.bytes, mac.size)));
}
