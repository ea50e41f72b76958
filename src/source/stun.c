/*
 * stun - a STUN server says from which address a datagram of ours came to it
 * (RFC 8489).
 *
 * Nothing proves who answers but an ID that nobody else was told, so one server
 * of a list is never believed alone. The built-in ones belong to different
 * operators and are asked in a fixed order, as those of the web are.
 */

#include "../source.h"

#include <string.h>

#include "../dns/question.h"
#include "../echo.h"
#include "../stun.h"
#include "../surroundings.h"
#include "../url.h"

enum { PAUSE = 500, PATIENCE = 5000 /* ms, for the look-up */ };

struct server {
	const char *from;	/* what a vote is shown as */
	const char *operator;	/* operators are counted by it, not hosts */
	const char *host;	/* as A-label, or an address */
	const char *port;
};

static const struct server built_in[] = {
	{ "cloudflare", "cloudflare", "stun.cloudflare.com", "3478" },
	{ "google", "google", "stun.l.google.com", "19302" },
	{ "nextcloud", "nextcloud", "stun.nextcloud.com", "3478" },
	{ "sipgate", "sipgate", "stun.sipgate.net", "3478" },
};

/* Whom this conversation asks, and who is next. */
struct round {
	struct server *servers;
	size_t n, at;
	const char *peer;	/* its address */
};

static enum verdict ask_next(struct task *);

static const struct server *
asked_now(const struct task *t)
{
	const struct round *round = t->state;

	return &round->servers[round->at];
}

/* The one that is asked now has said what it has to say. */
static enum verdict
go_on(struct task *t)
{
	struct round *round = t->state;

	round->at++;
	t->next = ask_next;
	return votes_agree(t) ? FOUND : ask_next(t);
}

static enum verdict
give_up(struct task *t, const char *why)
{
	vote_failed(t, asked_now(t)->from, asked_now(t)->operator, why);
	return go_on(t);
}

static enum verdict
read_answer(struct task *t)
{
	const struct server *server = asked_now(t);
	const struct round *round = t->state;
	struct address seen;
	const char *why;

	if (t->asked[0]->outcome != ANSWERED)
		return give_up(t, t->asked[0]->error);
	why = stun_read(t->arena, reply(t), reply_size(t), &seen);
	if (why != NULL)
		return give_up(t, why);
	if (seen.family != t->family)
		return give_up(t, text(t, "named an %s address, though it was "
		    "asked over %s", family_name(seen.family),
		    family_name(t->family)));
	t->asked[0]->peer = round->peer;	/* it may not name itself */
	vote_address(t, server->from, server->operator, &seen);
	return go_on(t);
}

static bool
answers(const struct exchange *x, const void *reply, size_t size)
{
	return stun_answers(reply, size, x->body);
}

static enum verdict
send_to(struct task *t, const struct address *address)
{
	unsigned char *request = arena_alloc(t->arena, STUN_REQUEST);
	struct round *round = t->state;
	char room[ADDRESS_ROOM];

	stun_request(request, t->nonce);
	round->peer = text(t, "%s", address_text(address, room));
	send_datagram(t, text(t, address->family == IPV6 ? "[%s]:%s" :
	    "%s:%s", round->peer, asked_now(t)->port),
	    request, STUN_REQUEST, answers)->pause = PAUSE;
	as_echo(t);
	return ask_anyway(t, read_answer);
}

/* The resolver is believed: an alias leads to the address behind it. */
static bool
first_address(struct dns_reader *reader, enum family family,
    struct address *address)
{
	while (dns_next(reader))
		if (reader->rr.section == DNS_ANSWER &&
		    dns_rdata_address(reader, address) &&
		    address->family == family)
			return true;
	return false;
}

static enum verdict
read_name(struct task *t)
{
	const char *host = asked_now(t)->host, *why;
	struct dns_reader reader;
	struct address address;
	char room[ADDRESS_ROOM];

	if (ask_plainer(t))
		return ask_anyway(t, read_name);
	if (!open_answer(t, 0, &reader))
		return give_up(t, t->why);
	if (!first_address(&reader, t->family, &address))
		return give_up(t, text(t, "%s has no %s address", host,
		    family_name(t->family)));
	why = surroundings_of_peer(t->arena, address_text(&address, room),
	    host, t->family);
	return why != NULL ? give_up(t, why) : send_to(t, &address);
}

static const char *
numeric(const struct server *server, enum family family)
{
	if (strcmp(server->host, "localhost") != 0)
		return server->host;
	return family == IPV6 ? "::1" : "127.0.0.1";
}

static enum verdict
ask_next(struct task *t)
{
	struct round *round = t->state;
	const struct server *server;
	struct address address;

	while (round->at < round->n &&
	    !votes_may_ask(t, asked_now(t)->operator))
		round->at++;
	if (round->at == round->n)
		return votes_exhausted(t);
	server = asked_now(t);
	if (!address_parse_any(&address, numeric(server, t->family))) {
		ask_record(t, NULL, server->host, dns_family_type(t->family),
		    true)->timeout = PATIENCE;
		return ask_anyway(t, read_name);
	}
	if (address.family != t->family) {
		t->n_asked = 0;		/* nothing came of it */
		return give_up(t, text(t, "is no %s address",
		    family_name(t->family)));
	}
	return send_to(t, &address);
}

/* HOST[:PORT] is what may stand in a URL, and so libcurl reads it. */
static bool
read_server(struct arena *arena, const char *argument, struct server *server)
{
	const char *bracket = strrchr(argument, ']'), *why;
	const char *colon = strchr(bracket == NULL ? argument : bracket, ':');
	unsigned char wire[DNS_NAME_ROOM];
	struct address address;
	struct url url;

	if (strpbrk(argument, "/@?#%\\") != NULL ||
	    (colon != NULL && colon[1] == '\0') ||
	    !url_parse(arena, arena_print(arena, "http://%s/", argument), &url,
	    &why) || strcmp(url.port, "0") == 0)
		return false;
	server->host = url.host[0] != '[' ? url.host :
	    arena_copy(arena, url.host + 1, strlen(url.host) - 2);
	server->port = colon != NULL ? url.port : "3478";
	server->from = arena_print(arena, "%s:%s", url.host, server->port);
	server->operator = echo_operator(server->host);
	if (server->operator == NULL)
		server->operator = server->from;
	return address_parse_any(&address, server->host) ||
	    dns_name_wire(server->host, wire) != 0;
}

static enum verdict
begin(struct task *t)
{
	struct round *round = scratch(t, sizeof(*round));
	const char **argument;

	for (argument = t->arguments; *argument != NULL; argument++)
		round->n++;
	round->servers = arena_alloc(t->arena, (round->n + COUNT(built_in)) *
	    sizeof(*round->servers));
	for (argument = t->arguments; *argument != NULL; argument++)
		read_server(t->arena, *argument,
		    &round->servers[argument - t->arguments]);
	if (round->n == 0) {
		memcpy(round->servers, built_in, sizeof(built_in));
		round->n = COUNT(built_in);
	}
	return ask_next(t);
}

static bool
is_server(const char *argument)
{
	return argument != NULL;
}

static const char *
check(struct arena *arena, const char *argument)
{
	struct server server;

	return argument == NULL || read_server(arena, argument, &server) ?
	    NULL : "is no HOST[:PORT]; an IPv6 address stands in brackets";
}

const struct source source_stun = {
	.name = "stun",
	.form = "stun[:HOST[:PORT]]",
	.help = "STUN servers say it; several stun:HOST vote",
	.joins = is_server,
	.check = check,
	.begin = begin,
};
