/* question - DNS questions as steps ask and read them. */

#include "question.h"

#include <ctype.h>
#include <string.h>

#include "../encode.h"
#include "../name.h"
#include "../listing.h"

enum { ID_BYTES = 2, CASE_BYTES = 32, REPLY_SIZE = 65535,
	HEADER_SIZE = 12, RD = 0x01 /* of the third byte */ };

/* How a question is put; there are servers that cope with plain ones only. */
struct manner {
	bool mixed;		/* in random letter case */
	bool edns;
};

/* Each request of a step has its own part of the nonce. */
static const unsigned char *
randomness(const struct task *t)
{
	return t->nonce + t->n_asking * (ID_BYTES + CASE_BYTES);
}

static struct exchange *
ask_in_manner(struct task *t, const char *server, const char *name,
    enum dns_type type, bool recurse, struct manner manner)
{
	const unsigned char *random = randomness(t);
	struct dns_message query;
	struct exchange *x;

	dns_begin(&query, t->arena, (uint16_t)(random[0] << 8 | random[1]),
	    DNS_QUERY, recurse);
	dns_question(&query, manner.mixed ? dns_mix_case(t->arena, name,
	    random + ID_BYTES) : name, type);
	if (manner.edns)
		dns_edns(&query);
	x = ask_dns(t, server, query.bytes, query.size);
	x->limit = REPLY_SIZE;
	return x;
}

struct exchange *
ask_record(struct task *t, const char *server, const char *name,
    enum dns_type type, bool recurse)
{
	return ask_in_manner(t, server, name, type, recurse,
	    (struct manner){ .mixed = true, .edns = true });
}

/* The manner of a request that was made; the reader is left at its question. */
static struct manner
manner_of(const struct exchange *x, struct dns_reader *query)
{
	struct manner manner = { false, false };
	size_t i;

	dns_open(query, x->body, x->body_size);
	dns_next(query);
	for (i = HEADER_SIZE; i < query->at; i++)
		manner.mixed = manner.mixed || isupper(query->bytes[i]);
	manner.edns = query->left[DNS_ADDITIONAL] > 0;
	return manner;
}

static void
ask_once_more(struct task *t, const struct exchange *asked,
    const struct dns_reader *query, struct manner manner)
{
	struct exchange *x = ask_in_manner(t, asked->server, query->rr.name,
	    (enum dns_type)query->rr.type, (query->bytes[2] & RD) != 0,
	    manner);

	x->method = asked->method;
	x->timeout = asked->timeout;
	x->anew = true;
}

void
ask_again(struct task *t, const struct exchange *asked)
{
	struct dns_reader query;
	struct manner manner = manner_of(asked, &query);

	ask_once_more(t, asked, &query, manner);
}

/* What the server did not cope with is taken from the manner. */
static bool
make_plainer(const struct exchange *asked, struct manner *manner)
{
	struct dns_reader reply;

	if (asked->outcome != ANSWERED) {
		if (!asked->recased || !manner->mixed)
			return false;
		manner->mixed = false;
		return true;
	}
	if (!manner->edns ||
	    !dns_open(&reply, asked->reply, asked->reply_size) ||
	    (reply.rcode != DNS_FORMERR && reply.rcode != DNS_NOTIMP))
		return false;
	manner->edns = false;
	return true;
}

static bool
ask_one_plainer(struct task *t, const struct exchange *asked)
{
	struct dns_reader query;
	struct manner manner;

	if (asked->channel != DNS)
		return false;
	manner = manner_of(asked, &query);
	if (!make_plainer(asked, &manner))
		return false;
	ask_once_more(t, asked, &query, manner);
	return true;
}

bool
ask_plainer(struct task *t)
{
	bool any = false;
	size_t i;

	for (i = 0; i < t->n_asked; i++)
		if (ask_one_plainer(t, t->asked[i]))
			any = true;
		else	/* its reply is there and comes along */
			t->asking[t->n_asking++] = t->asked[i];
	if (!any)
		t->n_asking = 0;
	return any;
}

bool
is_https(const char *server)
{
	return strncmp(server, "https://", strlen("https://")) == 0;
}

void
ask_record_https(struct task *t, const char *resolver, const char *name,
    enum dns_type type)
{
	struct dns_message query;
	struct exchange *x;

	dns_begin(&query, t->arena, 0, DNS_QUERY, true);
	dns_question(&query, name, type);
	x = get(t, text(t, "%s?dns=%s", resolver, base64url_encode(t->arena,
	    query.bytes, query.size)));
	x->limit = REPLY_SIZE;
	x->anonymous = true;
	header(t, "Accept", "application/dns-message");
}

bool
open_answer(struct task *t, size_t i, struct dns_reader *reader)
{
	const struct exchange *asked = t->asked[i];

	if (asked->outcome != ANSWERED)
		t->why = asked->error;
	else if (asked->channel == HTTP && asked->status != 200)
		t->why = text(t, "the resolver answered HTTP %d",
		    asked->status);
	else if (!dns_open(reader, asked->reply, asked->reply_size))
		t->why = "the answer is no DNS message";
	else if (reader->rcode != DNS_NOERROR && reader->rcode != DNS_NXDOMAIN)
		t->why = text(t, "%s answered %s", asked->server != NULL ?
		    asked->server : "the resolver",
		    dns_rcode_name(reader->rcode));
	else
		return true;
	return false;
}

/* false when its data are none of its type. */
static bool
list_rr(struct task *t, const struct dns_reader *reader)
{
	char target[DNS_NAME_ROOM + 1], room[ADDRESS_ROOM];
	struct address address;

	switch (reader->rr.type) {
	case DNS_CNAME:
		if (!dns_rdata_name(reader, 0, target))
			return false;
		found_other(t, text(t, "a CNAME to %s", target));
		return true;
	case DNS_A:
	case DNS_AAAA:
		if (!dns_rdata_address(reader, &address))
			return false;
		found_address(t, family_type(address.family),
		    text(t, "%s", address_text(&address, room)),
		    (long)reader->rr.ttl, NULL);
		return true;
	default:
		return true;
	}
}

bool
list_answer(struct task *t, struct dns_reader *reader)
{
	while (dns_next(reader))
		if (reader->rr.section == DNS_ANSWER &&
		    reader->rr.class == DNS_IN &&
		    name_equal(reader->rr.name, t->name) &&
		    !list_rr(t, reader))
			return false;
	return !dns_damaged(reader);
}

bool
list_answers(struct task *t)
{
	struct dns_reader reader;
	size_t i, missing = 0;

	for (i = 0; i < t->n_asked; i++)
		if (!open_answer(t, i, &reader))
			return false;
	t->live.n = 0;
	for (i = 0; i < t->n_asked; i++) {
		open_answer(t, i, &reader);
		missing += reader.rcode == DNS_NXDOMAIN;
		if (!list_answer(t, &reader)) {
			t->why = "the answer is damaged";
			return false;
		}
		if (t->live.n > 0 && !t->live.records[t->live.n - 1].is_address)
			break;		/* each reply names the same alias */
	}
	t->live.no_name = t->live.n == 0 && missing == t->n_asked;
	return true;
}

const char *
answer_apex(struct task *t, struct dns_reader *reader, const char **mname)
{
	char primary[DNS_NAME_ROOM + 1];

	while (dns_next(reader)) {
		/* The root and the top-level domains are nobody's here. */
		if (reader->rr.type != DNS_SOA ||
		    reader->rr.section == DNS_QUESTION ||
		    strchr(reader->rr.name, '.') == NULL ||
		    !name_within(t->name, reader->rr.name))
			continue;
		if (mname != NULL && dns_rdata_name(reader, 0, primary))
			*mname = text(t, "%s", primary);
		return text(t, "%s", reader->rr.name);
	}
	return NULL;
}
