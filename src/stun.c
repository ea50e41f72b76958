/*
 * stun - STUN messages (RFC 8489): the Binding request and what answers it.
 *
 * Only XOR-MAPPED-ADDRESS is believed. The plain MAPPED-ADDRESS of older
 * servers is what routers that "help" rewrite on its way in, so it may well
 * name another address than the server saw.
 */

#include "stun.h"

#include <stdint.h>
#include <string.h>

#include "dns/octets.h"
#include "mem.h"

enum {
	LENGTH_AT = 2, COOKIE_AT = 4, ID_AT = 8,	/* in the header */
	COOKIE = 0x2112a442,
	BINDING_REQUEST = 0x0001, BINDING_SUCCESS = 0x0101,
	BINDING_ERROR = 0x0111,
	ATTRIBUTE_HEADER = 4, PADDED_TO = 4,
	OPTIONAL = 0x8000,	/* from here on they may be passed over */
	MAPPED_ADDRESS = 0x0001, ERROR_CODE = 0x0009,
	XOR_MAPPED_ADDRESS = 0x0020,
	ADDRESS_AT = 4,		/* in its value, behind family and port */
	ERROR_CODE_SIZE = 4,	/* without its phrase */
};

/* An answer that is read, one attribute after the other. */
struct reader {
	const unsigned char *bytes;
	size_t size, at;
	bool damaged;
	unsigned type;		/* of the attribute that was read last */
	const unsigned char *value;
	size_t length;
};

void
stun_request(unsigned char request[STUN_REQUEST],
    const unsigned char id[STUN_ID])
{
	octets_put(request, BINDING_REQUEST, 2);
	octets_put(request + LENGTH_AT, 0, 2);
	octets_put(request + COOKIE_AT, COOKIE, 4);
	memcpy(request + ID_AT, id, STUN_ID);
}

bool
stun_answers(const void *reply, size_t size,
    const unsigned char request[STUN_REQUEST])
{
	const unsigned char *bytes = reply;
	uint64_t type;

	if (size < STUN_REQUEST || size % PADDED_TO != 0 ||
	    octets_get(bytes + LENGTH_AT, 2) != size - STUN_REQUEST ||
	    memcmp(bytes + COOKIE_AT, request + COOKIE_AT,
	    STUN_REQUEST - COOKIE_AT) != 0)
		return false;
	type = octets_get(bytes, 2);
	return type == BINDING_SUCCESS || type == BINDING_ERROR;
}

/* The next attribute; false at the end, or when the rest is damaged. */
static bool
next(struct reader *reader)
{
	size_t left = reader->size - reader->at, padded;

	if (left == 0 || reader->damaged)
		return false;
	reader->damaged = left < ATTRIBUTE_HEADER;
	if (reader->damaged)
		return false;
	reader->type = (unsigned)octets_get(reader->bytes + reader->at, 2);
	reader->length = (size_t)octets_get(reader->bytes + reader->at + 2, 2);
	reader->value = reader->bytes + reader->at + ATTRIBUTE_HEADER;
	padded = (reader->length + PADDED_TO - 1) / PADDED_TO * PADDED_TO;
	reader->damaged = padded > left - ATTRIBUTE_HEADER;
	reader->at += reader->damaged ? left : ATTRIBUTE_HEADER + padded;
	return !reader->damaged;
}

/* Those that an answer may hold though we did not ask for them: of RFC 8489,
 * and of RFC 3489, which servers add for their old clients. */
static bool
is_known(unsigned type)
{
	static const unsigned known[] = {
		MAPPED_ADDRESS,
		0x0004, 0x0005,		/* SOURCE-, CHANGED-ADDRESS */
		0x0006, 0x0008,		/* USERNAME, MESSAGE-INTEGRITY */
		ERROR_CODE,
		0x000a, 0x000b,		/* UNKNOWN-ATTRIBUTES, REFLECTED-FROM */
		0x0014, 0x0015,		/* REALM, NONCE */
		0x001c,			/* MESSAGE-INTEGRITY-SHA256 */
		0x001d, 0x001e,		/* PASSWORD-ALGORITHM, USERHASH */
		XOR_MAPPED_ADDRESS,
	};
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (known[i] == type)
			return true;
	return type >= OPTIONAL;
}

/* The address is hidden by the cookie, and the ID behind it, so that nobody on
 * the way takes it for one that is to be translated. */
static bool
read_address(const struct reader *reader, struct address *address)
{
	size_t i, size;

	if (reader->length < ADDRESS_AT || reader->value[1] < 1 ||
	    reader->value[1] > 2)
		return false;
	*address = (struct address){ .family = reader->value[1] == 1 ? IPV4 :
	    IPV6 };
	size = address_size(address->family);
	if (reader->length != ADDRESS_AT + size)
		return false;
	for (i = 0; i < size; i++)
		address->bytes[i] = reader->value[ADDRESS_AT + i] ^
		    reader->bytes[COOKIE_AT + i];
	return true;
}

/* Its class and number, as "420"; the phrase behind it is left alone. */
static const char *
read_error(struct arena *arena, struct reader *reader)
{
	while (next(reader))
		if (reader->type == ERROR_CODE &&
		    reader->length >= ERROR_CODE_SIZE)
			return arena_print(arena, "answered the error %d%02d",
			    reader->value[2] & 7, reader->value[3] % 100);
	return "answered an error without a code";
}

/* Of several, the first counts (RFC 8489, 14). */
static const char *
read_success(struct arena *arena, struct reader *reader,
    struct address *address)
{
	bool found = false, plain = false;

	while (next(reader)) {
		if (!is_known(reader->type))
			return arena_print(arena, "demands that the attribute "
			    "0x%04x is understood, which nobody here knows",
			    reader->type);
		plain = plain || reader->type == MAPPED_ADDRESS;
		if (reader->type != XOR_MAPPED_ADDRESS || found)
			continue;
		if (!read_address(reader, address))
			return "gave something that is no address";
		found = true;
	}
	if (reader->damaged)
		return "gave a damaged answer";
	if (found)
		return NULL;
	return plain ? "named the address in the old form alone, which "
	    "routers on the way rewrite" : "named no address";
}

const char *
stun_read(struct arena *arena, const void *reply, size_t size,
    struct address *address)
{
	struct reader reader = { .bytes = reply, .size = size,
	    .at = STUN_REQUEST };

	return octets_get(reader.bytes, 2) == BINDING_ERROR ?
	    read_error(arena, &reader) :
	    read_success(arena, &reader, address);
}
