/*
 * servers - the name servers of a name's zone, as the system's resolver knows
 * them.
 *
 * In order: the SOA of the name, which every answer carries and which names the
 * zone, the zone's NS records, the addresses of a server. The resolver is
 * believed in this alone. When it says that the name is an alias, the SOA is
 * another zone's, so that of the parent is asked for, which is no alias in any
 * zone that works. A resolver that gives no SOA is asked for NS records, suffix
 * by suffix. A zone that is given, but has no name servers, is no zone of the
 * DNS: some services call an account's part of theirs so.
 */

#include "servers.h"

#include <string.h>

#include "../listing.h"
#include "../name.h"
#include "message.h"
#include "question.h"

static enum verdict ask_soa(struct task *);
static enum verdict ask_ns(struct task *);

static const char no_zone[] = "the resolver names no zone for it";

/* There is a reply, though it may say that there is none. */
static bool
is_answered(const struct task *t)
{
	return t->asked[0]->outcome == ANSWERED;
}

static void
add_address(struct task *t, struct server *server,
    const struct address *address)
{
	char room[ADDRESS_ROOM];

	if (server->n < SERVER_ADDRESSES)
		server->addresses[server->n++] = text(t,
		    address->family == IPV6 ? "[%s]" : "%s",
		    address_text(address, room));
}

static void
add_server(struct task *t, const struct dns_reader *reader)
{
	struct servers *servers = t->servers;
	char name[DNS_NAME_ROOM + 1];

	if (servers->n < SERVERS && dns_rdata_name(reader, 0, name))
		servers->list[servers->n++] =
		    (struct server){ .name = text(t, "%s", name) };
}

/* An address that comes along, of a server within the zone that gives it. */
static void
add_glue(struct task *t, const struct dns_reader *reader, const char *giver)
{
	struct servers *servers = t->servers;
	struct address address;
	size_t i;

	if (!name_within(reader->rr.name, giver) ||
	    !dns_rdata_address(reader, &address))
		return;
	for (i = 0; i < servers->n; i++)
		if (name_equal(servers->list[i].name, reader->rr.name))
			add_address(t, &servers->list[i], &address);
}

/* The NS records of the zone in the section, and their glue. */
static void
read_servers(struct task *t, struct dns_reader *reader, const char *zone,
    enum dns_section section, const char *giver)
{
	t->servers->n = 0;
	while (dns_next(reader))
		if (reader->rr.section == section &&
		    reader->rr.type == DNS_NS &&
		    name_equal(reader->rr.name, zone))
			add_server(t, reader);
		else if (reader->rr.section == DNS_ADDITIONAL)
			add_glue(t, reader, giver);
}

/* Not all clients begin with the same server. */
static void
shuffle(const struct task *t)
{
	struct server *list = t->servers->list, server;
	size_t i, j;

	for (i = t->servers->n; i > 1; i--) {
		j = t->nonce[sizeof(t->nonce) - i] % i;
		server = list[i - 1];
		list[i - 1] = list[j];
		list[j] = server;
	}
}

/* A single label is nobody's zone, unless the user names it. why is what is
 * wrong when no suffix is left. */
static enum verdict
walk_up(struct task *t, enum verdict (*ask_for)(struct task *),
    const char *why)
{
	t->suffix = name_parent(t->suffix);
	if (t->suffix != NULL && strchr(t->suffix, '.') != NULL)
		return ask_for(t);
	t->why = why;
	return t->servers->then(t);
}

static enum verdict
from_the_name(struct task *t, enum verdict (*ask_for)(struct task *))
{
	t->suffix = strncmp(t->name, "*.", 2) == 0 ? t->name + 2 : t->name;
	return ask_for(t);
}

/* There are no NS records; or the resolver fails, as it does for an alias to a
 * zone that is broken. */
static enum verdict
without_ns(struct task *t, const char *why)
{
	if (!t->servers->given)
		return walk_up(t, ask_ns, why);
	t->servers->given = false;
	return from_the_name(t, ask_soa);
}

static enum verdict
read_ns(struct task *t)
{
	struct servers *servers = t->servers;
	struct dns_reader reader;

	if (ask_plainer(t))
		return ask_anyway(t, read_ns);
	if (!open_answer(t, 0, &reader))
		return is_answered(t) ? without_ns(t, t->why) :
		    servers->then(t);
	read_servers(t, &reader, t->suffix, DNS_ANSWER, t->suffix);
	if (servers->n == 0)
		return without_ns(t, no_zone);
	servers->apex = t->suffix;
	found_zone(t, t->suffix, t->live.zone_id);
	shuffle(t);
	return servers->then(t);
}

static enum verdict
ask_ns(struct task *t)
{
	ask_record(t, NULL, t->suffix, DNS_NS, true);
	return ask_anyway(t, read_ns);
}

static bool
is_alias(const struct task *t, struct dns_reader *reader)
{
	while (dns_next(reader))
		if (reader->rr.section == DNS_ANSWER &&
		    reader->rr.type == DNS_CNAME &&
		    name_equal(reader->rr.name, t->suffix))
			return true;
	return false;
}

static enum verdict
read_soa(struct task *t)
{
	struct dns_reader reader, again;
	const char *apex;

	if (ask_plainer(t))
		return ask_anyway(t, read_soa);
	if (!open_answer(t, 0, &reader))
		return is_answered(t) ? from_the_name(t, ask_ns) :
		    t->servers->then(t);
	again = reader;
	if (is_alias(t, &reader))
		return walk_up(t, ask_soa, no_zone);
	apex = answer_apex(t, &again, NULL);
	if (apex == NULL)
		return from_the_name(t, ask_ns);
	t->suffix = apex;
	return ask_ns(t);
}

static enum verdict
ask_soa(struct task *t)
{
	ask_record(t, NULL, t->suffix, DNS_SOA, true);
	return ask_anyway(t, read_soa);
}

static struct servers *
servers_new(struct task *t, step_fn *then)
{
	t->servers = arena_alloc(t->arena, sizeof(*t->servers));
	t->servers->then = then;
	return t->servers;
}

enum verdict
servers_find(struct task *t, step_fn *then)
{
	const char *zone = t->live.zone != NULL ? t->live.zone :
	    setting(t, "zone");

	servers_new(t, then);
	if (zone == NULL)
		return from_the_name(t, ask_soa);
	t->servers->given = true;
	t->suffix = zone;
	return ask_ns(t);
}

void
servers_set(struct task *t, struct server server)
{
	struct servers *servers = servers_new(t, NULL);

	servers->list[servers->n++] = server;
}

void
servers_descend(struct task *t, struct dns_reader *reader, const char *zone)
{
	read_servers(t, reader, zone, DNS_AUTHORITY, t->servers->apex);
	t->servers->apex = zone;
	found_zone(t, zone, t->live.zone_id);
	shuffle(t);
}

static enum verdict
read_addresses(struct task *t)
{
	struct server *server = t->servers->looking_up;
	struct dns_reader reader;
	struct address address;
	size_t i;

	if (ask_plainer(t))
		return ask_anyway(t, read_addresses);
	server->looked_up = true;
	for (i = 0; i < t->n_asked; i++)
		if (open_answer(t, i, &reader))
			while (dns_next(&reader))
				if (dns_rdata_address(&reader, &address))
					add_address(t, server, &address);
	return t->servers->then(t);
}

enum verdict
server_look_up(struct task *t, struct server *server, step_fn *then)
{
	t->servers->looking_up = server;
	t->servers->then = then;
	ask_record(t, NULL, server->name, DNS_A, true);
	ask_record(t, NULL, server->name, DNS_AAAA, true);
	return ask_anyway(t, read_addresses);
}

const char *
server_title(struct task *t, const struct server *server, size_t address)
{
	if (server->name == NULL)
		return server->addresses[address];
	return text(t, "%s (%s)", server->name, server->addresses[address]);
}
