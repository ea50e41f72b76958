/* reads - what was asked already in this run, so that it is not asked twice. */

#include "reads.h"

#include <string.h>

#include "exchange.h"
#include "mem.h"

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_request(const struct exchange *a, const struct exchange *b)
{
	return a->channel == b->channel && a->any_family == b->any_family &&
	    a->family == b->family && same(a->method, b->method) &&
	    same(a->url, b->url) && same(a->server, b->server) &&
	    a->body_size == b->body_size && (a->body_size == 0 ||
	    memcmp(a->body, b->body, a->body_size) == 0);
}

struct exchange *
reads_share(struct arena *arena, struct reads *reads, struct exchange *read)
{
	struct exchange **list;
	size_t i;

	for (i = 0; i < reads->n; i++)
		if (same_request(reads->list[i], read))
			return reads->list[i];
	if (reads->n == reads->room) {
		reads->room = reads->room * 2 + 8;
		list = arena_alloc(arena,
		    reads->room * sizeof(*list));
		if (reads->n > 0)
			memcpy(list, reads->list, reads->n * sizeof(*list));
		reads->list = list;
	}
	return reads->list[reads->n++] = read;
}
