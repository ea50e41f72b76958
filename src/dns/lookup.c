/*
 * lookup - the live record as its zone's own name servers have it.
 *
 * The servers are asked one after another, address by address, until one
 * answers with authority; one that refers to a zone below is followed there.
 * The resolver's own idea of the record is never believed: it may be a day old,
 * or the LAN's. Where somebody answers in the servers' place, TCP is tried once
 * (what bends port 53 mostly bends UDP), and DNS-over-HTTPS after all.
 */

#include "lookup.h"

#include "../listing.h"
#include "message.h"
#include "question.h"
#include "servers.h"
#include "standing.h"

enum {
	PATIENCE = 3,		/* addresses that are asked, of one zone */
	OUT_OF_REACH_MOST = 6,	/* that are tried and cost no time */
	REFERRALS = 8,
	SERVER_TIMEOUT = 2000,	/* ms */
};

static const char *const resolvers[] = {
	"https://cloudflare-dns.com/dns-query", "https://dns.google/dns-query"
};

struct lookup {
	bool named;		/* live-server: believed without authority */
	size_t at, address;	/* of t->servers, the one that is asked */
	unsigned asked, out_of_reach, referrals;
	const char *resolving;	/* a server that answered as a resolver */
	bool streamed;		/* it was asked over TCP, too */
	size_t resolver_at;	/* DNS-over-HTTPS: the one to be asked */
	struct buffer *failures;	/* of the servers, in words */
};

static enum verdict ask_servers(struct task *);
static enum verdict ask_resolver(struct task *);

static struct lookup *
lookup_of(struct task *t)
{
	return scratch(t, sizeof(struct lookup));
}

static bool
wants(const struct task *t, enum family family)
{
	return (t->families & (1u << family)) != 0;
}

/* What is wrong with whom; it is said when nobody else can be asked. */
static void
note_failure(struct task *t, const char *whom, const char *what)
{
	struct lookup *lookup = lookup_of(t);

	if (lookup->failures == NULL)
		lookup->failures = buffer_new(t->arena);
	buffer_print(lookup->failures, "%s%s%s%s",
	    lookup->failures->size > 0 ? ", " : "", whom,
	    whom[0] != '\0' ? " " : "", what);
}

static enum verdict
fail_named(struct task *t)
{
	return fail(t, FAULT_LATER, "the live record cannot be read from "
	    "live-server: %s; check it", t->why);
}

static enum verdict
read_https(struct task *t)
{
	if (list_answers(t))
		return LISTED;
	return lookup_of(t)->named ? fail_named(t) : ask_resolver(t);
}

/* The families that are wanted, each a question, all at once. */
static enum verdict
ask_https(struct task *t, const char *resolver)
{
	enum family family;

	for (family = IPV4; family < FAMILIES; family++)
		if (wants(t, family))
			ask_record_https(t, resolver, t->name,
			    dns_family_type(family));
	return ask_anyway(t, read_https);
}

/* The direct way is barred: the next resolver that speaks HTTPS. */
static enum verdict
ask_resolver(struct task *t)
{
	struct lookup *lookup = lookup_of(t);

	if (lookup->resolver_at == COUNT(resolvers))
		return fail(t, FAULT_LATER, "the live record cannot be read: "
		    "%s, nor over HTTPS: %s; check the network, or name a "
		    "server with --live-server", lookup->failures->data,
		    t->why);
	return ask_https(t, resolvers[lookup->resolver_at++]);
}

static enum verdict
ask_server(struct task *t, const char *server, const char *method,
    step_fn *then)
{
	struct exchange *x;
	enum family family;

	for (family = IPV4; family < FAMILIES; family++)
		if (wants(t, family)) {
			x = ask_record(t, server, t->name,
			    dns_family_type(family), false);
			x->method = method;
			x->timeout = SERVER_TIMEOUT;
		}
	return ask_anyway(t, then);
}

/* That of the reply which tells against the server; t->asked[*i] is it. */
static enum standing
standing_of_all(struct task *t, size_t *i)
{
	enum standing found = OF_ZONE;

	for (*i = 0; *i < t->n_asked && found == OF_ZONE; ++*i)
		found = standing(t, *i, t->servers->apex);
	--*i;
	return found;
}

/* Over TCP it would have been the server itself. */
static enum verdict
read_stream(struct task *t)
{
	size_t i;

	if (ask_plainer(t))
		return ask_anyway(t, read_stream);
	if (standing_of_all(t, &i) == OF_ZONE && list_answers(t))
		return LISTED;
	note_failure(t, "port 53", "seems to be intercepted here");
	return ask_resolver(t);
}

static enum verdict
ask_stream(struct task *t)
{
	lookup_of(t)->streamed = true;
	return ask_server(t, lookup_of(t)->resolving, "TCP", read_stream);
}

/* Goes on at the name servers of the zone below. */
static enum verdict
descend(struct task *t, size_t i)
{
	struct lookup *lookup = lookup_of(t);
	struct dns_reader reader;
	const char *zone;

	open_answer(t, i, &reader);
	zone = referred_zone(t, &reader, t->servers->apex);
	open_answer(t, i, &reader);
	servers_descend(t, &reader, zone);
	lookup->referrals++;
	lookup->at = lookup->address = 0;
	lookup->asked = lookup->out_of_reach = 0;
	return ask_servers(t);
}

static enum verdict
read_server(struct task *t)
{
	struct lookup *lookup = lookup_of(t);
	enum standing found;
	size_t i;

	if (ask_plainer(t))
		return ask_anyway(t, read_server);
	found = standing_of_all(t, &i);
	if (found == OF_ZONE && list_answers(t))
		return LISTED;
	if (found == REFERS && lookup->referrals < REFERRALS)
		return descend(t, i);
	if (found == OF_ZONE)
		t->why = "sent a damaged answer";
	if (found == RESOLVES && lookup->resolving == NULL)
		lookup->resolving = t->asked[i]->server;
	if (found == OUT_OF_REACH)
		lookup->out_of_reach++;
	else
		lookup->asked++;
	note_failure(t, server_title(t, &t->servers->list[lookup->at],
	    lookup->address++), t->why);
	return ask_servers(t);
}

/* One that the user names is believed without authority. */
static enum verdict
read_named(struct task *t)
{
	size_t i;

	if (ask_plainer(t))
		return ask_anyway(t, read_named);
	if (standing_of_all(t, &i) == REFERS) {
		t->why = "it refers to other servers";
		return fail_named(t);
	}
	return list_answers(t) ? LISTED : fail_named(t);
}

static enum verdict
ask_servers(struct task *t)
{
	struct lookup *lookup = lookup_of(t);
	struct server *server;

	for (; lookup->at < t->servers->n && lookup->asked < PATIENCE &&
	    lookup->out_of_reach < OUT_OF_REACH_MOST; lookup->at++) {
		server = &t->servers->list[lookup->at];
		if (server->n == 0 && !server->looked_up)
			return server_look_up(t, server, ask_servers);
		if (lookup->address < server->n)
			return ask_server(t, server->addresses[
			    lookup->address], "UDP", read_server);
		if (server->n == 0)
			note_failure(t, server->name, "has no address");
		lookup->address = 0;
	}
	return lookup->resolving != NULL && !lookup->streamed ?
	    ask_stream(t) : ask_resolver(t);
}

static enum verdict
ask_found(struct task *t)
{
	if (t->servers->n > 0)
		return ask_servers(t);
	note_failure(t, "", t->why);
	return ask_resolver(t);
}

enum verdict
lookup_live(struct task *t)
{
	const char *server = setting(t, "live-server");

	if (server == NULL)
		return servers_find(t, ask_found);
	lookup_of(t)->named = true;
	if (is_https(server))
		return ask_https(t, server);
	servers_set(t, (struct server){ .addresses = { server }, .n = 1 });
	return ask_server(t, server, "UDP", read_named);
}

static enum verdict
read_found(struct task *t)
{
	return t->servers->n > 0 ? LISTED : fail(t, FAULT_LATER,
	    "the zone's name servers are not to be found: %s", t->why);
}

enum verdict
lookup_servers(struct task *t)
{
	return servers_find(t, read_found);
}
