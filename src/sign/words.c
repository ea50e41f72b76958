/* words - the words in which a signature scheme is written. */

#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../encode.h"
#include "../log.h"
#include "../request.h"
#include "../sysexit.h"

const char *
digest_hex(struct task *t, const struct digest *hash)
{
	return hex_encode(t->arena, hash->bytes, hash->size);
}

const char *
sha256_hex(struct task *t, const void *bytes, size_t size)
{
	struct digest hash;

	if (!digest(SHA256, bytes, size, &hash))
		log_die(EXIT_SOFTWARE, "this Mbed TLS lacks SHA-256");
	return digest_hex(t, &hash);
}

struct digest
hmac_sha256(const void *key, size_t size, const char *message)
{
	struct digest mac;

	if (!hmac(SHA256, key, size, message, strlen(message), &mac))
		log_die(EXIT_SOFTWARE, "this Mbed TLS lacks SHA-256");
	return mac;
}

struct digest
hmac_chained(const struct digest *key, const char *message)
{
	return hmac_sha256(key->bytes, key->size, message);
}

const char *
utc(struct task *t, time_t time, const char *format)
{
	struct tm when;
	char date[32];

	gmtime_r(&time, &when);
	strftime(date, sizeof(date), format, &when);
	return text(t, "%s", date);
}

/* Not tolower(3), which asks the locale. */
const char *
lower_case(struct task *t, const char *word)
{
	char *lower = arena_string(t->arena, word), *c;

	for (c = lower; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return lower;
}

struct url
signed_url(struct task *t, const struct exchange *x)
{
	const char *why, *own;
	struct url url;

	if (!url_parse(t->arena, x->url, &url, &why))
		log_die(EXIT_SOFTWARE, "a request to no URL");
	own = strcmp(url.scheme, "https") == 0 ? "443" : "80";
	if (strcmp(url.port, own) != 0)
		url.host = text(t, "%s:%s", url.host, url.port);
	return url;
}

void
append(struct exchange *x, const char *name, const char *value)
{
	if (x->n_headers == HEADERS)
		log_die(EXIT_SOFTWARE, "a request has too many headers");
	x->headers[x->n_headers++] = (struct header){ name, value };
}

const char *
header_of(const struct exchange *x, const char *name)
{
	size_t i;

	for (i = 0; i < x->n_headers; i++)
		if (strcasecmp(x->headers[i].name, name) == 0)
			return x->headers[i].value;
	return NULL;
}

static int
by_name(const void *a, const void *b)
{
	return strcasecmp(((const struct header *)a)->name,
	    ((const struct header *)b)->name);
}

struct canonical
canonical_headers(struct task *t, struct header *list, size_t n)
{
	struct buffer *lines = buffer_new(t->arena);
	struct buffer *names = buffer_new(t->arena);
	const char *name;
	size_t i;

	qsort(list, n, sizeof(list[0]), by_name);
	for (i = 0; i < n; i++) {
		name = lower_case(t, list[i].name);
		buffer_print(lines, "%s:%s\n", name, list[i].value);
		buffer_print(names, "%s%s", i > 0 ? ";" : "", name);
	}
	return (struct canonical){ lines->data, names->data };
}

struct canonical
all_headers(struct task *t, const struct exchange *x, const char *host)
{
	struct header list[HEADERS + 1];

	memcpy(list, x->headers, x->n_headers * sizeof(list[0]));
	list[x->n_headers] = (struct header){ "host", host };
	return canonical_headers(t, list, x->n_headers + 1);
}

static int
by_name_and_value(const void *a, const void *b)
{
	const struct header *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	return order != 0 ? order : strcmp(one->value, other->value);
}

/* Its pairs as headers, so to say: sorted by name and value in byte order. */
static const char *
sorted_query(struct task *t, const char *query)
{
	struct header pairs[32] = { { NULL, NULL } };
	struct buffer *sorted = buffer_new(t->arena);
	size_t n = 0, i, size, name;

	buffer_text(sorted, "");
	for (; query != NULL && *query != '\0' && n < COUNT(pairs);
	    query += size + (query[size] == '&')) {
		size = strcspn(query, "&");
		name = strcspn(query, "=&");
		pairs[n].name = arena_copy(t->arena, query, name);
		pairs[n++].value = name == size ? "" : arena_copy(t->arena,
		    query + name + 1, size - name - 1);
	}
	qsort(pairs, n, sizeof(pairs[0]), by_name_and_value);
	for (i = 0; i < n; i++)
		buffer_print(sorted, "%s%s=%s", i > 0 ? "&" : "",
		    pairs[i].name, pairs[i].value);
	return sorted->data;
}

const char *
canonical_request(struct task *t, const char *method, const struct url *url,
    struct canonical headers, const char *body_hash)
{
	return text(t, "%s\n%s\n%s\n%s\n%s\n%s", method, url->path,
	    sorted_query(t, url->query), headers.lines, headers.names,
	    body_hash);
}
