/* sign - TSIG in a talk: is the request signed well, and how is the answer? */

#include "talk.h"

#include <string.h>

#include "dns/message.h"
#include "dns/octets.h"
#include "exchange.h"

enum { TIME_SIZE = 6, FUDGE = 300, COUNT_AT = 10 };

static void
add_number(struct buffer *buffer, uint64_t value, size_t count)
{
	unsigned char bytes[8];

	octets_put(bytes, value, count);
	buffer_add(buffer, bytes, count);
}

static void
add_name(struct buffer *buffer, const char *name)
{
	unsigned char wire[DNS_NAME_ROOM];

	buffer_add(buffer, wire, dns_name_wire(name, wire));
}

static bool
find_tsig(const struct exchange *x, struct dns_reader *reader)
{
	dns_open(reader, x->body, x->body_size);
	while (dns_next(reader))
		if (reader->rr.type == DNS_TSIG)
			return true;
	return false;
}

/* Behind the algorithm's name: the time, the fudge, the size of the MAC. */
static const unsigned char *
times_of(const struct dns_rr *rr)
{
	const unsigned char *at = rr->rdata;

	while (*at != 0)
		at += *at + 1;
	return at + 1;
}

/* The request is what signing it again makes of it. */
const char *
signature_text(struct talk *talk, const struct exchange *x)
{
	struct dns_message again = { .arena = talk->arena };
	struct dns_reader reader;
	struct tsig_mac mac;
	uint64_t time;

	if (talk->key.name == NULL || !find_tsig(x, &reader))
		return "signed, though the talk has no @key";
	time = octets_get(times_of(&reader.rr), TIME_SIZE);
	again.bytes = (unsigned char *)arena_copy(talk->arena, x->body,
	    reader.rr.at);
	again.size = again.room = reader.rr.at;
	octets_put(again.bytes + COUNT_AT,
	    octets_get(again.bytes + COUNT_AT, 2) - 1, 2);
	if (!tsig_sign(&again, &talk->key, time, &mac) ||
	    again.size != x->body_size ||
	    memcmp(again.bytes, x->body, again.size) != 0)
		return arena_print(talk->arena, "signed %s, but wrongly",
		    reader.rr.name);
	return arena_print(talk->arena, "signed %s %s", reader.rr.name,
	    time_text(talk->arena, (time_t)time));
}

static void
add_times(struct buffer *buffer, uint64_t time)
{
	add_number(buffer, time, TIME_SIZE);
	add_number(buffer, FUDGE, 2);
}

/* Error and other data; of BADTIME that is the server's own clock. */
static void
add_tail(struct buffer *buffer, int error, uint64_t clock)
{
	add_number(buffer, (uint64_t)error, 2);
	add_number(buffer, error == DNS_BADTIME ? TIME_SIZE : 0, 2);
	if (error == DNS_BADTIME)
		add_number(buffer, clock, TIME_SIZE);
}

/* RFC 8945, 4.3: the request's MAC, the message, the variables. */
static struct digest
answer_mac(struct talk *talk, const struct dns_rr *request,
    const struct dns_message *message, uint64_t time, int error,
    uint64_t clock)
{
	const unsigned char *mac = times_of(request) + TIME_SIZE + 2;
	struct buffer *input = buffer_new(talk->arena);
	struct digest digest = { .size = 0 };

	buffer_add(input, mac, 2 + (size_t)octets_get(mac, 2));
	buffer_add(input, message->bytes, message->size);
	add_name(input, talk->key.name);
	add_number(input, DNS_CLASS_ANY, 2);
	add_number(input, 0, 4);
	add_name(input, tsig_algorithm_name(talk->key.hash));
	add_times(input, time);
	add_tail(input, error, clock);
	hmac(talk->key.hash, talk->key.secret, talk->key.secret_size,
	    input->data, input->size, &digest);
	return digest;
}

static void
add_tsig(struct talk *talk, const struct dns_rr *request,
    struct dns_message *message, int error, time_t clock, bool forged)
{
	uint64_t time = error == DNS_BADTIME ?
	    octets_get(times_of(request), TIME_SIZE) : (uint64_t)clock;
	struct digest mac = answer_mac(talk, request, message, time, error,
	    (uint64_t)clock);
	struct buffer *rdata = buffer_new(talk->arena);

	if (error == DNS_BADKEY || error == DNS_BADSIG)
		mac.size = 0;
	mac.bytes[0] ^= forged;
	add_name(rdata, tsig_algorithm_name(talk->key.hash));
	add_times(rdata, time);
	add_number(rdata, mac.size, 2);
	buffer_add(rdata, mac.bytes, mac.size);
	buffer_add(rdata, message->bytes, 2);
	add_tail(rdata, error, (uint64_t)clock);
	dns_record(message, DNS_ADDITIONAL, talk->key.name, DNS_TSIG,
	    DNS_CLASS_ANY, 0, rdata->data, rdata->size);
}

void
answer_sign(struct talk *talk, const struct turn *turn,
    const struct exchange *request, struct dns_message *message,
    const char *words)
{
	const char *how = next_word(talk->arena, &words);
	struct dns_reader reader;
	time_t clock = talk->time;
	int error = 0;

	if (how == NULL)
		return;
	if (!find_tsig(request, &reader)) {
		talk_fail(talk, turn->line, "wanted a signed request, got one "
		    "without a signature");
		return;
	}
	if (*words != '\0' && !time_read(words + 1, &clock))
		talk_fail(talk, turn->line, "wanted a time, got \"%s\"",
		    words + 1);
	for (error = DNS_BADTIME; error >= DNS_BADSIG; error--)
		if (strcmp(dns_rcode_name(error), how) == 0)
			break;
	if (error < DNS_BADSIG)
		error = 0;
	if (error == 0 && strcmp(how, "signed") != 0 &&
	    strcmp(how, "forged") != 0)
		talk_fail(talk, turn->line, "wanted signed, forged or an "
		    "error, got \"%s\"", how);
	add_tsig(talk, &reader.rr, message, error, clock,
	    strcmp(how, "forged") == 0);
}
