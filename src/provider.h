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
#include "login.h"
#include "reply.h"
#include "request.h"
#include "service.h"
#include "settings.h"
#include "shape.h"
#include "task.h"
#include "version.h"

/* How much one update may change. */
enum reach {
	REACH_RECORD,	/* one address */
	REACH_NAME,	/* both families of a name */
	REACH_ZONE,	/* any names of a zone */
	REACH_ALIKE,	/* both families of a name, or one of any names that
			   get the same address */
};

/* What kind of thing keeps the record. */
enum provider_kind {
	KIND_API,	/* a zone by the API of who hosts it */
	KIND_SERVICE,	/* a dynamic-DNS service: one host, one password */
	KIND_SERVER,	/* a name server of one's own */
	KIND_FILE,
};

struct provider {
	const char *id, *title;
	const char *aliases;		/* "no-ip|no-ip.com", or NULL */
	enum provider_kind kind;
	const char *docs;		/* URL of the API's documentation */
	const char *endpoint;		/* base URL; NULL: see needs_url */
	bool needs_url;			/* self-hosted: api-url must be given */
	const char *permission;		/* the least needed, in one line */
	const char *about;		/* one paragraph for the manual */
	const struct key *keys;		/* ends with name NULL */
	/* Suffixes of the NS records of zones here, or NULL; "dns-*" is every
	 * label that begins so. */
	const char *const *nameservers;
	struct { long min, max, normal; } ttl;	/* s; max 0: it has none */
	enum reach reach;
	enum reach (*reach_by)(const struct settings *);	/* or this */
	bool ipv4_only;			/* it keeps no AAAA records */
	bool one_family;		/* its credentials are of one record */
	bool by_dns;			/* describe asks name servers, not it */
	/* What it refused is not asked again until the settings are other
	 * ones; see hold. */
	bool holds;
	const struct service *service;	/* of the table's rows; else NULL */
	size_t most;			/* changes in one update; 0: no limit */
	/* What is wrong with the settings, before any request; NULL: nothing.
	 * May itself be NULL. describe is NULL where there is no DNS record:
	 * what was sent last stands for it. */
	const char *(*check)(struct task *);
	step_fn *describe, *update;
};

#endif
