/*
 * natpmp - NAT-PMP (RFC 6886) and PCP (RFC 6887), the bytes of both. Pure.
 *
 * The second byte of both is the opcode, with the highest bit set in an answer.
 * A router that knows only one of them answers the other with its own version
 * and the result 1, which stands in the fourth byte of both.
 */

#include "natpmp.h"

#include <string.h>

#include "mem.h"

enum {
	IS_ANSWER = 0x80, OPCODE_ADDRESS = 0, OPCODE_MAP = 1,
	NATPMP = 0, PCP = 2,		/* versions */
	LEAST = 8,			/* bytes of any error */
	ANSWER_SIZE = 12,		/* of NAT-PMP */
	PCP_HEADER = 24, PCP_MOST = 1100,
	UDP_NUMBER = 17, DISCARD_PORT = 9,
};

/* Where it stands in a PCP message. */
enum {
	LIFETIME_AT = 4, CLIENT_AT = 8, NONCE_AT = PCP_HEADER,
	PROTOCOL_AT = 36, PORT_AT = 40, EXTERNAL_AT = 44,
};

static const unsigned char mapped[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff	/* ::ffff:0:0/96 */
};

const unsigned char natpmp_question[NATPMP_SIZE] = { NATPMP, OPCODE_ADDRESS };

static void
set_ipv4(struct address *address, const unsigned char *bytes)
{
	*address = (struct address){ .family = IPV4 };
	memcpy(address->bytes, bytes, address_size(IPV4));
}

/* The 16 bits that are NAT-PMP's result. PCP's is the second half of them. */
static int
short_at(const unsigned char *bytes, size_t at)
{
	return bytes[at] << 8 | bytes[at + 1];
}

bool
natpmp_answers(const void *reply, size_t size)
{
	const unsigned char *bytes = reply;

	if (size < LEAST || bytes[1] != (IS_ANSWER | OPCODE_ADDRESS))
		return false;
	if (bytes[0] != NATPMP)
		return short_at(bytes, 2) == NATPMP_WRONG_VERSION;
	return short_at(bytes, 2) != 0 || size == ANSWER_SIZE;
}

int
natpmp_result(const void *reply, struct address *address)
{
	const unsigned char *bytes = reply;
	const int result = short_at(bytes, 2);

	if (result == 0)
		set_ipv4(address, bytes + 8);
	return result;
}

const char *
natpmp_words(int result)
{
	static const char *const words[] = {
		[NATPMP_WRONG_VERSION] = "does not speak NAT-PMP",
		[2] = "refuses NAT-PMP; allow it there",
		[3] = "has no address on its own line",
		[4] = "is out of resources",
		[5] = "does not tell its address over NAT-PMP",
	};

	return result > 0 && result < (int)COUNT(words) ? words[result] :
	    "failed in a way that NAT-PMP does not know";
}

static void
put(unsigned char *at, uint32_t value, unsigned size)
{
	while (size-- > 0) {
		at[size] = (unsigned char)(value & 0xff);
		value >>= 8;
	}
}

void
pcp_map(unsigned char request[PCP_SIZE], const struct address *client,
    const unsigned char nonce[PCP_NONCE_SIZE], uint32_t lifetime)
{
	memset(request, 0, PCP_SIZE);
	request[0] = PCP;
	request[1] = OPCODE_MAP;
	put(request + LIFETIME_AT, lifetime, 4);
	memcpy(request + CLIENT_AT, mapped, sizeof(mapped));
	memcpy(request + CLIENT_AT + sizeof(mapped), client->bytes,
	    address_size(IPV4));
	memcpy(request + NONCE_AT, nonce, PCP_NONCE_SIZE);
	request[PROTOCOL_AT] = UDP_NUMBER;
	put(request + PORT_AT, DISCARD_PORT, 2);
	/* Any address of IPv4; the port is the router's choice. */
	memcpy(request + EXTERNAL_AT, mapped, sizeof(mapped));
}

/* The nonce is what nobody else can know; errors that hold no mapping, which
 * the router could not read, have none. */
bool
pcp_answers(const unsigned char request[PCP_SIZE], const void *reply,
    size_t size)
{
	const unsigned char *bytes = reply;

	if (size < LEAST || bytes[1] != (IS_ANSWER | OPCODE_MAP))
		return false;
	if (bytes[0] != PCP)
		return short_at(bytes, 2) == NATPMP_WRONG_VERSION;
	if (size < PCP_HEADER || size > PCP_MOST || size % 4 != 0)
		return false;
	if (size < PCP_SIZE)
		return bytes[3] != 0;
	return memcmp(bytes + NONCE_AT, request + NONCE_AT,
	    PCP_NONCE_SIZE) == 0 &&
	    bytes[PROTOCOL_AT] == UDP_NUMBER &&
	    short_at(bytes, PORT_AT) == DISCARD_PORT;
}

int
pcp_result(const void *reply, struct address *address)
{
	const unsigned char *bytes = reply;

	if (bytes[3] != 0)
		return bytes[3];
	if (memcmp(bytes + EXTERNAL_AT, mapped, sizeof(mapped)) != 0)
		return -1;
	set_ipv4(address, bytes + EXTERNAL_AT + sizeof(mapped));
	return 0;
}

const char *
pcp_words(int result)
{
	static const char *const words[] = {
		[NATPMP_WRONG_VERSION] = "does not speak PCP version 2",
		[2] = "refuses PCP; allow it there",
		[3] = "found the request malformed",
		[4] = "knows no mappings over PCP",
		[5] = "knows an option less than is needed",
		[6] = "found an option malformed",
		[7] = "has no address on its own line",
		[8] = "is out of resources",
		[9] = "maps no UDP",
		[10] = "allows no more mappings",
		[11] = "cannot give the external address",
		[12] = "sees another address than ours: there is another NAT "
		    "between",
		[13] = "has too many remote peers",
	};

	if (result == -1)
		return "gave no IPv4 address";
	return result > 0 && result < (int)COUNT(words) ? words[result] :
	    "failed in a way that PCP does not know";
}
