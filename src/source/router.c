/*
 * router - the address that the router has on its own line, as it says itself:
 * by NAT-PMP, else by UPnP; by PCP only when that is named, since it opens a
 * port for a moment.
 *
 * Only the gateway is believed, not whatever else answers on the network. It
 * knows IPv4 alone: IPv6 needs no translation.
 */

#include "../source.h"

#include <string.h>

#include "../gateway.h"
#include "../igd.h"
#include "../natpmp.h"

enum {
	PORT_LIFETIME = 120,		/* s, of PCP's mapping */
	GROUP_PAUSE = 400,		/* ms: it may answer for 2 s */
	PAGE_LIMIT = 64 * 1024,
	PAGE_PATIENCE = 3000,		/* ms */
};

struct talk {
	struct gateway gateway;
	const char *tells;		/* "NAT-PMP", for the vote */
	bool upnp_too;
	unsigned char nonce[PCP_NONCE_SIZE];
	struct address external;	/* by PCP, before the port is closed */
	bool any_root;			/* it is the second search */
	const char *location;
};

/* "NAT-PMP at 192.168.1.1" */
static const char *
from(struct task *t)
{
	const struct talk *talk = t->state;

	return text(t, "%s at %s", talk->tells, talk->gateway.text);
}

static void
say_failed(struct task *t, const char *why)
{
	vote_failed(t, from(t), "router", why);
}

static enum verdict search(struct task *, const char *target);

/* What it told; where it told nothing, it may over UPnP. */
static enum verdict
conclude(struct task *t)
{
	struct talk *talk = t->state;

	if (votes_agree(t))
		return FOUND;
	if (!talk->upnp_too || t->votes[t->n_votes - 1].named)
		return votes_exhausted(t);
	talk->upnp_too = false;
	return search(t, IGD_DEVICE);
}

static enum verdict
give_up(struct task *t, const char *why)
{
	say_failed(t, why);
	return conclude(t);
}

static void
say_address(struct task *t, const struct address *address)
{
	static const struct address none = { .family = IPV4 };

	if (address_equal(address, &none))
		say_failed(t, "the router has no address on its own line; is "
		    "that down?");
	else
		vote_address(t, from(t), "router", address);
}

static const char *
at_port(struct task *t, const char *port)
{
	const struct talk *talk = t->state;

	return text(t, "%s:%s", talk->gateway.text, port);
}

static bool
is_natpmp(const struct exchange *x, const void *reply, size_t size)
{
	(void)x;
	return natpmp_answers(reply, size);
}

static enum verdict
read_natpmp(struct task *t)
{
	struct address address;
	int result;

	if (t->asked[0]->outcome != ANSWERED)
		return give_up(t, t->asked[0]->error);
	result = natpmp_result(reply(t), &address);
	if (result == 0)
		say_address(t, &address);
	else
		say_failed(t, text(t, "the router %s (result %d)",
		    natpmp_words(result), result));
	return conclude(t);
}

static enum verdict
ask_natpmp(struct task *t)
{
	struct talk *talk = t->state;

	talk->tells = "NAT-PMP";
	send_datagram(t, at_port(t, NATPMP_PORT), natpmp_question,
	    NATPMP_SIZE, is_natpmp);
	return ask_anyway(t, read_natpmp);
}

static bool
is_pcp(const struct exchange *x, const void *reply, size_t size)
{
	return pcp_answers(x->body, reply, size);
}

static void
send_map(struct task *t, uint32_t lifetime)
{
	const struct talk *talk = t->state;
	unsigned char *request = arena_alloc(t->arena, PCP_SIZE);

	pcp_map(request, &talk->gateway.client, talk->nonce, lifetime);
	send_datagram(t, at_port(t, NATPMP_PORT), request, PCP_SIZE, is_pcp);
}

/* The port closes by itself if the router did not hear it. */
static enum verdict
read_closing(struct task *t)
{
	say_address(t, &((const struct talk *)t->state)->external);
	return conclude(t);
}

static enum verdict
read_pcp(struct task *t)
{
	struct talk *talk = t->state;
	int result;

	if (t->asked[0]->outcome != ANSWERED)
		return give_up(t, t->asked[0]->error);
	result = pcp_result(reply(t), &talk->external);
	if (result <= 0)
		send_map(t, 0);
	if (result == 0)
		return ask_anyway(t, read_closing);
	say_failed(t, text(t, "the router %s (result %d)", pcp_words(result),
	    result));
	if (result == NATPMP_WRONG_VERSION)
		return ask_natpmp(t);
	return result < 0 ? ask_anyway(t, conclude) : conclude(t);
}

static enum verdict
ask_pcp(struct task *t)
{
	struct talk *talk = t->state;

	talk->tells = "PCP";
	memcpy(talk->nonce, t->nonce, sizeof(talk->nonce));
	send_map(t, PORT_LIFETIME);
	return ask_anyway(t, read_pcp);
}

static void
as_neighbour(struct exchange *x)
{
	x->detects = x->neighbour = true;
	x->any_family = false;
	x->family = IPV4;
	x->limit = PAGE_LIMIT;
	x->timeout = PAGE_PATIENCE;
}

/* Why the reply holds no address; NULL, and it does. */
static const char *
why_not(struct task *t, const struct exchange *x, struct address *address)
{
	const char *why;

	if (x->outcome != ANSWERED)
		return x->error;
	why = igd_read(t->arena, x->status, x->reply, x->reply_size, address);
	return why == NULL ? NULL : text(t, "the router %s", why);
}

/* A router may have several connections, of which one is used. */
static enum verdict
read_addresses(struct task *t)
{
	static const struct address none = { .family = IPV4 };
	struct address address, told = none;
	const char *why, *failed = NULL;
	bool any = false;
	size_t i;

	for (i = t->n_asked; i-- > 0; ) {
		why = why_not(t, t->asked[i], &address);
		if (why != NULL) {
			failed = why;
			continue;
		}
		any = true;
		if (!address_equal(&address, &none))
			told = address;
	}
	if (!any)
		return give_up(t, failed);
	say_address(t, &told);
	return conclude(t);
}

static enum verdict
read_description(struct task *t)
{
	struct igd_service services[IGD_SERVICES];
	const struct talk *talk = t->state;
	const char *why = NULL;
	size_t i, n;

	if (t->asked[0]->outcome != ANSWERED)
		return give_up(t, t->asked[0]->error);
	if (status(t) != 200)
		return give_up(t, text(t, "the router's description answered "
		    "HTTP %d", status(t)));
	n = igd_services(t->arena, reply(t), reply_size(t), talk->location,
	    talk->gateway.text, services, &why);
	if (n == 0)
		return give_up(t, text(t, "the router %s", why));
	for (i = 0; i < n; i++) {
		as_neighbour(send_text(t, "POST", services[i].url, "text/xml",
		    igd_question(t->arena, &services[i])));
		header(t, "SOAPAction", igd_action(t->arena, &services[i]));
		only_reads(t);
	}
	return ask_anyway(t, read_addresses);
}

static bool
is_found(const struct exchange *x, const void *reply, size_t size)
{
	(void)x;
	return igd_answers(reply, size);
}

/* Some answer only to those who look for any device. */
static enum verdict
read_search(struct task *t)
{
	struct talk *talk = t->state;
	const char *why = NULL;

	if (t->asked[0]->outcome == TIMED_OUT)
		return talk->any_root ? give_up(t, "the router did not answer "
		    "the search; is UPnP on there?") :
		    search(t, IGD_ANY_ROOT);
	if (t->asked[0]->outcome != ANSWERED)
		return give_up(t, t->asked[0]->error);
	talk->location = igd_location(t->arena, reply(t), reply_size(t),
	    talk->gateway.text, &why);
	if (talk->location == NULL)
		return give_up(t, text(t, "the router %s", why));
	as_neighbour(get(t, talk->location));
	return ask_anyway(t, read_description);
}

static enum verdict
search(struct task *t, const char *target)
{
	struct talk *talk = t->state;
	const char *words = igd_search(t->arena, talk->gateway.named ?
	    talk->gateway.text : NULL, target);
	struct exchange *x = send_datagram(t, talk->gateway.named ?
	    at_port(t, IGD_PORT) : IGD_GROUP ":" IGD_PORT, words,
	    strlen(words), is_found);

	talk->tells = "UPnP";
	talk->any_root = strcmp(target, IGD_ANY_ROOT) == 0;
	if (!talk->gateway.named) {
		x->method = "MULTICAST";
		x->sender = talk->gateway.text;
		if (!talk->any_root)
			x->pause = GROUP_PAUSE;
	}
	return ask_anyway(t, read_search);
}

static enum verdict
begin(struct task *t)
{
	struct talk *talk = scratch(t, sizeof(*talk));
	const char *only = t->arguments[0];
	const bool pcp = same_string(only, "pcp");
	const char *why = gateway_find(t->arena, setting(t, "gateway"),
	    setting(t, "interface"), &talk->gateway);

	if (t->family != IPV4)
		why = "a router tells IPv4 addresses only; use web or iface "
		    "for IPv6";
	else if (why == NULL && pcp && !talk->gateway.has_client)
		why = "PCP needs this machine's own address towards the "
		    "router, and it has none";
	if (why != NULL) {
		vote_failed(t, "router", "router", why);
		return votes_exhausted(t);
	}
	talk->upnp_too = only == NULL;
	return pcp ? ask_pcp(t) : same_string(only, "upnp") ?
	    search(t, IGD_DEVICE) : ask_natpmp(t);
}

static const char *
check(struct arena *arena, const char *argument)
{
	(void)arena;
	return argument == NULL || same_string(argument, "natpmp") ||
	    same_string(argument, "upnp") || same_string(argument, "pcp") ?
	    NULL : "is no protocol of routers; write router, router:natpmp, "
	    "router:upnp or router:pcp";
}

const struct source source_router = {
	.name = "router",
	.form = "router[:natpmp|upnp|pcp]",
	.help = "the router says it; pcp opens a port for it",
	.trusted = true,
	.check = check,
	.begin = begin,
};
