/* wire_origin - the line before each server. */

#include "wire_origin.h"

#include <string.h>

#include "mem.h"
#include "url.h"

enum { CONNECTIONS = 2, STREAMS = 32 };

struct origin *
origin_find(struct arena *arena, struct origin **list, const struct url *url)
{
	struct origin *origin;

	for (origin = *list; origin != NULL; origin = origin->next)
		if (strcmp(origin->host, url->host) == 0 &&
		    strcmp(origin->port, url->port) == 0 &&
		    strcmp(origin->scheme, url->scheme) == 0)
			return origin;
	origin = arena_alloc(arena, sizeof(*origin));
	origin->scheme = url->scheme;
	origin->host = url->host;
	origin->port = url->port;
	origin->next = *list;
	return *list = origin;
}

bool
origin_enter(struct origin *origin, bool detects)
{
	if (detects) {
		origin->detections++;
		return true;
	}
	if (origin->under_way >= (origin->multiplexes ? STREAMS : CONNECTIONS))
		return false;
	origin->under_way++;
	return true;
}

void
origin_leave(struct origin *origin, bool detects)
{
	if (detects)
		origin->detections--;
	else
		origin->under_way--;
}
