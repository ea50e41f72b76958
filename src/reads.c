/* reads - what was asked already in this run, so that it is not asked twice. */

#include "reads.h"

#include <string.h>

#include "exchange.h"
#include "mem.h"

static int
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* But for their case. */
static bool
same_letters(const unsigned char *a, const unsigned char *b, size_t size)
{
	while (size > 0 && lower(*a) == lower(*b))
		a++, b++, size--;
	return size == 0;
}

/* A DNS question comes with an ID and a mix of letters that mean nothing. Who
 * makes the body when it signs makes the same of the same settings. */
static bool
same_body(const struct exchange *a, const struct exchange *b)
{
	const size_t skip = a->channel == DNS ? 2 : 0;

	if (a->made_body || b->made_body)
		return true;
	if (a->body_size != b->body_size || a->body_size <= skip)
		return a->body_size == b->body_size;
	if (a->channel != DNS)
		return memcmp(a->body, b->body, a->body_size) == 0;
	return same_letters((const unsigned char *)a->body + skip,
	    (const unsigned char *)b->body + skip, a->body_size - skip);
}

/* Without those that the signature adds, which are other ones each time. */
static size_t
plain_headers(const struct exchange *x)
{
	return x->sign != NULL ? x->n_plain : x->n_headers;
}

static bool
same_headers(const struct exchange *a, const struct exchange *b)
{
	size_t i, n = plain_headers(a);

	if (a->sign != b->sign || n != plain_headers(b))
		return false;
	for (i = 0; i < n; i++)
		if (!same_string(a->headers[i].name, b->headers[i].name) ||
		    !same_string(a->headers[i].value, b->headers[i].value))
			return false;
	return true;
}

static bool
same_request(const struct exchange *a, const struct exchange *b)
{
	return a->channel == b->channel && a->detects == b->detects &&
	    a->ipv6 == b->ipv6 && a->any_family == b->any_family &&
	    a->family == b->family && same_string(a->method, b->method) &&
	    same_string(a->url, b->url) && same_string(a->server, b->server) &&
	    same_headers(a, b) && same_body(a, b);
}

struct exchange *
reads_share(struct arena *arena, struct reads *reads, struct exchange *read)
{
	size_t i;

	for (i = 0; i < reads->n; i++)
		if (same_request(reads->list[i], read))
			return reads->list[i];
	reads->list = arena_grow(arena, reads->list, reads->n, &reads->room,
	    sizeof(*reads->list));
	return reads->list[reads->n++] = read;
}
