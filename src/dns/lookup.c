/*
 * lookup - the live record as its zone's own name servers have it.
 *
 * In order: the SOA of the name (which names the zone), the zone's NS records,
 * the address of a name server, and then the record itself from that server.
 * The resolver's own idea of the address is never believed: it may be a day
 * old, or the LAN's.
 */

#include "lookup.h"

#include <string.h>

#include "../name.h"
#include "../listing.h"
#include "question.h"

enum { NAMES = 8, SERVERS = 16, PATIENCE = 3 /* servers that are asked */ };

static const char *const resolvers[] = {
	"https://cloudflare-dns.com/dns-query", "https://dns.google/dns-query"
};

struct lookup {
	bool named;			/* live-server: believed without AA */
	bool only_names;
	const char *names[NAMES + 1];	/* of name servers */
	size_t n_names, name_at;
	const char *servers[SERVERS];	/* addresses */
	size_t n_servers, server_at;
	const char *resolver;		/* DNS-over-HTTPS: the one asked */
	size_t resolver_at;
	const char *why;		/* what went wrong on the direct way */
};

static struct lookup *
lookup_of(struct task *t)
{
	return scratch(t, sizeof(struct lookup));
}

static enum verdict ask_resolver(struct task *);
static enum verdict ask_server(struct task *);
static enum verdict ask_address(struct task *);

/* The families that are wanted, each a question, all at once. */
static bool
wants(const struct task *t, enum family family)
{
	return (t->families & (1u << family)) != 0;
}

/* All replies must be answers before any is listed. */
static bool
read_records(struct task *t, bool must_have_authority)
{
	struct dns_reader reader;
	size_t i;

	for (i = 0; i < t->n_asked; i++) {
		if (!open_answer(t, i, &reader))
			return false;
		if (must_have_authority && !reader.authoritative) {
			t->why = text(t, "%s is not authoritative",
			    t->asked[i]->server);
			return false;
		}
	}
	t->live.n = 0;
	for (i = 0; i < t->n_asked; i++) {
		open_answer(t, i, &reader);
		if (!list_answer(t, &reader)) {
			t->why = "the answer is damaged";
			return false;
		}
		if (t->live.n > 0 && !t->live.records[t->live.n - 1].is_address)
			break;		/* each reply names the same alias */
	}
	return true;
}

static enum verdict
read_https(struct task *t)
{
	struct lookup *lookup = lookup_of(t);

	if (read_records(t, false))
		return LISTED;
	if (lookup->named)
		return fail(t, FAULT_LATER, "the live record cannot be read "
		    "from live-server: %s", t->why);
	return ask_resolver(t);
}

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

	if (lookup->why == NULL)
		lookup->why = t->why;
	if (lookup->only_names || lookup->resolver_at == COUNT(resolvers))
		return fail(t, FAULT_LATER, "the live record cannot be read: "
		    "%s; nor over HTTPS: %s", lookup->why, t->why);
	return ask_https(t, resolvers[lookup->resolver_at++]);
}

static enum verdict
read_server(struct task *t)
{
	struct lookup *lookup = lookup_of(t);

	if (read_records(t, !lookup->named))
		return LISTED;
	if (lookup->named)
		return fail(t, FAULT_LATER, "the live record cannot be read "
		    "from live-server: %s", t->why);
	return ask_server(t);
}

static enum verdict
ask_server(struct task *t)
{
	struct lookup *lookup = lookup_of(t);
	enum family family;

	if (lookup->server_at == lookup->n_servers ||
	    lookup->server_at == PATIENCE)
		return lookup->name_at < lookup->n_names &&
		    lookup->server_at < PATIENCE ?
		    ask_address(t) : ask_resolver(t);
	for (family = IPV4; family < FAMILIES; family++)
		if (wants(t, family))
			ask_record(t, lookup->servers[lookup->server_at],
			    t->name, dns_family_type(family), false);
	lookup->server_at++;
	return ask_anyway(t, read_server);
}

static void
add_server(struct task *t, const struct address *address)
{
	struct lookup *lookup = lookup_of(t);
	char room[ADDRESS_ROOM];

	if (lookup->n_servers < SERVERS)
		lookup->servers[lookup->n_servers++] = text(t,
		    address->family == IPV6 ? "[%s]" : "%s",
		    address_text(address, room));
}

/* Those of the section, whoever owns them. */
static void
add_servers(struct task *t, struct dns_reader *reader)
{
	struct address address;

	while (dns_next(reader))
		if (dns_rdata_address(reader, &address))
			add_server(t, &address);
}

static enum verdict
read_address(struct task *t)
{
	struct dns_reader reader;
	size_t i;

	for (i = 0; i < t->n_asked; i++)
		if (open_answer(t, i, &reader))
			add_servers(t, &reader);
	return ask_server(t);
}

static enum verdict
ask_address(struct task *t)
{
	struct lookup *lookup = lookup_of(t);
	const char *name = lookup->names[lookup->name_at++];

	ask_record(t, NULL, name, DNS_A, true);
	ask_record(t, NULL, name, DNS_AAAA, true);
	return ask_anyway(t, read_address);
}

/* Not all clients begin with the same server. */
static void
shuffle(struct task *t, struct lookup *lookup)
{
	size_t i, j;

	for (i = lookup->n_names; i > 1; i--) {
		const char *name = lookup->names[i - 1];

		j = t->nonce[i] % i;
		lookup->names[i - 1] = lookup->names[j];
		lookup->names[j] = name;
	}
}

static enum verdict
read_names(struct task *t)
{
	struct lookup *lookup = lookup_of(t);
	char name[DNS_NAME_ROOM + 1];
	struct dns_reader reader;

	if (!open_answer(t, 0, &reader))
		return ask_resolver(t);
	while (dns_next(&reader))
		if (reader.rr.type == DNS_NS &&
		    reader.rr.section == DNS_ANSWER &&
		    lookup->n_names < NAMES && dns_rdata_name(&reader, 0, name))
			lookup->names[lookup->n_names++] = text(t, "%s", name);
	if (lookup->n_names == 0) {
		t->why = "the zone has no name servers";
		return ask_resolver(t);
	}
	shuffle(t, lookup);
	t->nameservers = lookup->names;
	return lookup->only_names ? LISTED : ask_address(t);
}

static enum verdict
read_apex(struct task *t)
{
	struct dns_reader reader;
	const char *apex;

	if (!open_answer(t, 0, &reader))
		return ask_resolver(t);
	if (!lookup_of(t)->only_names && list_answer(t, &reader) &&
	    t->live.n > 0)
		return LISTED;		/* the name is an alias */
	open_answer(t, 0, &reader);
	apex = answer_apex(t, &reader, NULL);
	if (apex == NULL) {
		t->why = "the resolver names no zone for it";
		return ask_resolver(t);
	}
	found_zone(t, apex, NULL);
	ask_record(t, NULL, apex, DNS_NS, true);
	return ask_anyway(t, read_names);
}

static enum verdict
find_apex(struct task *t)
{
	ask_record(t, NULL, t->name, DNS_SOA, true);
	return ask_anyway(t, read_apex);
}

enum verdict
lookup_nameservers(struct task *t)
{
	lookup_of(t)->only_names = true;
	return find_apex(t);
}

const char *
lookup_check(struct task *t)
{
	const char *server = setting(t, "live-server");

	return server != NULL && strncmp(server, "https://", 8) == 0 ? NULL :
	    wrong_server(t, "live-server");
}

enum verdict
lookup_live(struct task *t)
{
	struct lookup *lookup = lookup_of(t);
	const char *server = setting(t, "live-server");

	if (server == NULL)
		return find_apex(t);
	lookup->named = true;
	if (strncmp(server, "https://", 8) == 0)
		return ask_https(t, server);
	lookup->servers[lookup->n_servers++] = server;
	return ask_server(t);
}
