/*
 * wire_origin - the line before each server. libcurl is never given more than
 * may go out at once, since it would count the waiting as the server's delay,
 * and would open a connection for each.
 */

#ifndef WIRE_ORIGIN_H
#define WIRE_ORIGIN_H

#include <stdbool.h>

struct arena;
struct url;

struct origin {
	struct origin *next;
	const char *scheme, *host, *port;
	bool multiplexes;	/* an answer came over HTTP/2 */
	unsigned under_way;	/* detections not counted */
	unsigned detections;	/* each on a connection that it made itself */
};

/* The one in the list that the URL belongs to; it is added if need be. */
struct origin *origin_find(struct arena *, struct origin **list,
	    const struct url *);
/* Takes a place; false when none is free. */
bool	 origin_enter(struct origin *, bool detects);
void	 origin_leave(struct origin *, bool detects);

#endif
