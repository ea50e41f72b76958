/*
 * provider - what a provider is: two conversations and what they need. Each is
 * one file in provider/ and one row in providers.def.
 *
 * describe ends LISTED with the live A and AAAA records of t->name and with
 * whatever stands in their way (an alias, a disabled record). It tries no more
 * than it is asked: the zone found, the list read, nothing written.
 * update writes t->changes, as many as reach allows, and ends CHANGED only when
 * the provider's own answer says so.
 */

#ifndef PROVIDER_H
#define PROVIDER_H

#include <string.h>

#include "listing.h"
#include "reply.h"
#include "request.h"
#include "settings.h"
#include "shape.h"
#include "task.h"

/* How much one update may change. */
enum reach {
	REACH_RECORD,	/* one address */
	REACH_NAME,	/* both families of a name */
	REACH_ZONE,	/* any names of a zone */
};

struct provider {
	const char *id, *title;
	const char *docs;		/* URL of the API's documentation */
	const char *endpoint;		/* base URL; NULL: see needs_url */
	bool needs_url;			/* self-hosted: api-url must be given */
	const char *permission;		/* the least needed, in one line */
	const char *about;		/* one paragraph for the manual */
	const struct key *keys;		/* ends with name NULL */
	/* Suffixes of the NS records of zones here, or NULL. */
	const char *const *nameservers;
	struct { long min, max, normal; } ttl;	/* s; max 0: it has none */
	enum reach reach;
	size_t most;			/* changes in one update; 0: no limit */
	/* What is wrong with the settings, before any request; NULL: nothing.
	 * May itself be NULL. */
	const char *(*check)(struct task *);
	step_fn *describe, *update;
};

#endif
