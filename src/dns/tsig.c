/*
 * tsig - signed DNS messages (RFC 8945): signing, and checking answers.
 *
 * A MAC covers, one after the other: in an answer the request's MAC and its
 * size; the message as it was before its TSIG record was added; and the
 * variables, which are fields of that record with the names in lower case.
 * Shortened MACs (5.2.2.1) are neither sent nor taken.
 */

#include "tsig.h"

#include <ctype.h>
#include <string.h>

#include "../mem.h"
#include "message.h"
#include "octets.h"

enum {
	FUDGE = 300,
	ADDITIONAL_COUNT_AT = 10,	/* in a message's header */
	TIME_SIZE = 6,
	TIMES_SIZE = TIME_SIZE + 2,	/* time signed, fudge */
	TAIL_SIZE = 4,			/* error, other len */
	FIXED_SIZE = TIMES_SIZE + 2 + 2 + TAIL_SIZE, /* MAC size, original ID */
};

/* The RDATA behind the algorithm's name, in the message. */
struct fields {
	const unsigned char *times, *mac, *id, *tail;
	size_t mac_size, tail_size;	/* tail: error, other len, other data */
	int error;
	const unsigned char *other;
	size_t other_size;
	size_t at;			/* where the record begins */
};

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

static void
add_variables(struct buffer *input, const struct tsig_key *key,
    const unsigned char times[TIMES_SIZE], const unsigned char *tail,
    size_t tail_size)
{
	add_name(input, key->name);
	add_number(input, DNS_CLASS_ANY, 2);
	add_number(input, 0, 4);
	add_name(input, tsig_algorithm_name(key->hash));
	buffer_add(input, times, TIMES_SIZE);
	buffer_add(input, tail, tail_size);
}

static bool
authenticate(const struct tsig_key *key, const struct buffer *input,
    struct digest *mac)
{
	return hmac(key->hash, key->secret, key->secret_size, input->data,
	    input->size, mac);
}

bool
tsig_sign(struct dns_message *message, const struct tsig_key *key,
    uint64_t now, struct tsig_mac *mac)
{
	static const unsigned char tail[TAIL_SIZE];
	unsigned char times[TIMES_SIZE];
	struct buffer *input, *rdata;

	if (message->failed)
		return false;
	octets_put(times, now, TIME_SIZE);
	octets_put(times + TIME_SIZE, FUDGE, 2);
	input = buffer_new(message->arena);
	buffer_add(input, message->bytes, message->size);
	add_variables(input, key, times, tail, sizeof(tail));
	if (!authenticate(key, input, &mac->digest))
		return false;

	rdata = buffer_new(message->arena);
	add_name(rdata, tsig_algorithm_name(key->hash));
	buffer_add(rdata, times, sizeof(times));
	add_number(rdata, mac->digest.size, 2);
	buffer_add(rdata, mac->digest.bytes, mac->digest.size);
	buffer_add(rdata, message->bytes, 2);
	buffer_add(rdata, tail, sizeof(tail));
	dns_record(message, DNS_ADDITIONAL, key->name, DNS_TSIG, DNS_CLASS_ANY,
	    0, rdata->data, rdata->size);
	return !message->failed;
}

/* Leaves the TSIG as the reader's record when it stands where it must: last. */
static enum tsig_verdict
find_tsig(struct dns_reader *reader)
{
	bool found = false;

	while (dns_next(reader)) {
		if (found)
			return TSIG_BAD;
		found = reader->rr.section != DNS_QUESTION &&
		    reader->rr.type == DNS_TSIG;
	}
	if (dns_damaged(reader))
		return TSIG_BAD;
	if (!found)
		return TSIG_UNSIGNED;
	return reader->rr.section == DNS_ADDITIONAL &&
	    reader->at == reader->size ? TSIG_GOOD : TSIG_BAD;
}

static bool
same_name(const char *a, const char *b)
{
	unsigned char wire_a[DNS_NAME_ROOM], wire_b[DNS_NAME_ROOM];
	size_t size = dns_name_wire(a, wire_a);

	return size > 0 && size == dns_name_wire(b, wire_b) &&
	    memcmp(wire_a, wire_b, size) == 0;
}

/* Behind the algorithm's name, which was found to be the key's own. */
static bool
split(const unsigned char *rdata, size_t size, struct fields *fields)
{
	if (size < FIXED_SIZE)
		return false;
	fields->times = rdata;
	fields->mac_size = (size_t)octets_get(rdata + TIMES_SIZE, 2);
	if (fields->mac_size > size - FIXED_SIZE)
		return false;
	fields->mac = rdata + TIMES_SIZE + 2;
	fields->id = fields->mac + fields->mac_size;
	fields->tail = fields->id + 2;
	fields->tail_size = size - FIXED_SIZE - fields->mac_size + TAIL_SIZE;
	fields->error = (int)octets_get(fields->tail, 2);
	fields->other = fields->tail + TAIL_SIZE;
	fields->other_size = (size_t)octets_get(fields->tail + 2, 2);
	return fields->tail_size == TAIL_SIZE + fields->other_size;
}

/* wire is in lower case; in it lengths can't pass for letters. */
static bool
begins_with(const struct dns_rr *rr, const unsigned char *wire, size_t size)
{
	size_t i = 0;

	if (rr->size < size)
		return false;
	while (i < size && tolower(rr->rdata[i]) == wire[i])
		i++;
	return i == size;
}

/* The record is one by this key, whoever made it. */
static bool
read_fields(const struct dns_rr *rr, const struct tsig_key *key,
    struct fields *fields)
{
	unsigned char wire[DNS_NAME_ROOM];
	size_t size = dns_name_wire(tsig_algorithm_name(key->hash), wire);

	fields->at = rr->at;
	return rr->class == DNS_CLASS_ANY && rr->ttl == 0 &&
	    same_name(rr->name, key->name) && begins_with(rr, wire, size) &&
	    split(rr->rdata + size, rr->size - size, fields);
}

static bool
mac_is_good(const unsigned char *reply, const struct fields *fields,
    const struct tsig_key *key, const struct tsig_mac *request)
{
	struct arena *arena = arena_new();
	struct buffer *input = buffer_new(arena);
	struct digest digest;
	unsigned char *message;
	bool good;

	add_number(input, request->digest.size, 2);
	buffer_add(input, request->digest.bytes, request->digest.size);
	buffer_add(input, reply, fields->at);
	message = (unsigned char *)input->data + input->size - fields->at;
	memcpy(message, fields->id, 2);
	message += ADDITIONAL_COUNT_AT;
	octets_put(message, octets_get(message, 2) - 1, 2);
	add_variables(input, key, fields->times, fields->tail,
	    fields->tail_size);
	good = authenticate(key, input, &digest) &&
	    digest_equal(&digest, fields->mac, fields->mac_size);
	arena_free(arena);
	return good;
}

/*
 * Of an answer whose MAC is good. The error comes first: an answer that says
 * BADTIME repeats the request's time, which says nothing about its own.
 */
static enum tsig_verdict
judge(const struct fields *fields, uint64_t now, int *error,
    uint64_t *server_time)
{
	uint64_t signed_at = octets_get(fields->times, TIME_SIZE);
	uint64_t fudge = octets_get(fields->times + TIME_SIZE, 2);

	*error = fields->error;
	if (fields->error == DNS_BADTIME) {
		if (fields->other_size != TIME_SIZE)
			return TSIG_BAD;
		*server_time = octets_get(fields->other, TIME_SIZE);
		return TSIG_BADTIME;
	}
	if (fields->error != 0)
		return TSIG_ERROR;
	*server_time = signed_at;
	return (now > signed_at ? now - signed_at : signed_at - now) <= fudge ?
	    TSIG_GOOD : TSIG_STALE;
}

enum tsig_verdict
tsig_verify(const void *reply, size_t size, const struct tsig_key *key,
    const struct tsig_mac *request, uint64_t now, int *error,
    uint64_t *server_time)
{
	struct dns_reader reader;
	struct fields fields;
	enum tsig_verdict verdict;

	*error = 0;
	*server_time = 0;
	if (!dns_open(&reader, reply, size))
		return TSIG_BAD;
	verdict = find_tsig(&reader);
	if (verdict != TSIG_GOOD)
		return verdict;
	if (!read_fields(&reader.rr, key, &fields))
		return TSIG_BAD;
	if (fields.mac_size == 0 && (fields.error == DNS_BADSIG ||
	    fields.error == DNS_BADKEY)) {
		*error = fields.error;
		return TSIG_ERROR;
	}
	if (!mac_is_good(reply, &fields, key, request))
		return TSIG_BAD;
	return judge(&fields, now, error, server_time);
}
