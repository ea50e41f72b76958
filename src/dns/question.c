/* question - DNS questions as steps ask and read them. */

#include "question.h"

#include <string.h>

#include "../encode.h"
#include "../name.h"
#include "../listing.h"

enum { ID_BYTES = 2, CASE_BYTES = 32, REPLY_SIZE = 65535 };

/* Each request of a step has its own part of the nonce. */
static const unsigned char *
randomness(const struct task *t)
{
	return t->nonce + t->n_asking * (ID_BYTES + CASE_BYTES);
}

void
ask_record(struct task *t, const char *server, const char *name,
    enum dns_type type, bool recurse)
{
	const unsigned char *random = randomness(t);
	struct dns_message query;

	dns_begin(&query, t->arena, (uint16_t)(random[0] << 8 | random[1]),
	    DNS_QUERY, recurse);
	dns_question(&query, dns_mix_case(t->arena, name, random + ID_BYTES),
	    type);
	dns_edns(&query);
	ask_dns(t, server, query.bytes, query.size)->limit = REPLY_SIZE;
}

void
ask_record_https(struct task *t, const char *resolver, const char *name,
    enum dns_type type)
{
	struct dns_message query;

	dns_begin(&query, t->arena, 0, DNS_QUERY, true);
	dns_question(&query, name, type);
	get(t, text(t, "%s?dns=%s", resolver, base64url_encode(t->arena,
	    query.bytes, query.size)))->limit = REPLY_SIZE;
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

bool
list_answer(struct task *t, struct dns_reader *reader)
{
	char target[DNS_NAME_ROOM + 1], room[ADDRESS_ROOM];
	struct address address;

	while (dns_next(reader)) {
		if (reader->rr.section != DNS_ANSWER ||
		    !name_equal(reader->rr.name, t->name))
			continue;
		if (reader->rr.type == DNS_CNAME &&
		    dns_rdata_name(reader, 0, target))
			found_other(t, text(t, "a CNAME to %s", target));
		else if (dns_rdata_address(reader, &address))
			found_address(t, family_type(address.family),
			    text(t, "%s", address_text(&address, room)),
			    (long)reader->rr.ttl, NULL);
	}
	return !dns_damaged(reader);
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
