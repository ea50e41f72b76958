/* test_natpmp - NAT-PMP and PCP, byte for byte. */

#include "natpmp.h"

#include <stdlib.h>

#include "check.h"
#include "mem.h"

enum { MOST = 2048 };

struct message {
	unsigned char bytes[MOST];
	size_t size;
};

static struct message
hex(const char *text)
{
	struct message made = { .size = 0 };
	char two[3] = "";

	for (; *text != '\0'; text++) {
		if (*text == ' ')
			continue;
		two[0] = *text++;
		two[1] = *text;
		made.bytes[made.size++] =
		    (unsigned char)strtoul(two, NULL, 16);
	}
	return made;
}

static bool
natpmp_reads(const char *text)
{
	const struct message reply = hex(text);

	return natpmp_answers(reply.bytes, reply.size);
}

static const char *
natpmp_address(const char *text, char *room)
{
	const struct message reply = hex(text);
	struct address address;

	return natpmp_result(reply.bytes, &address) != 0 ? "an error" :
	    address_text(&address, room);
}

static int
natpmp_code(const char *text)
{
	const struct message reply = hex(text);
	struct address address;

	return natpmp_result(reply.bytes, &address);
}

static void
test_natpmp(void)
{
	char room[ADDRESS_ROOM];

	CHECK("question", sizeof(natpmp_question) == 2 &&
	    memcmp(natpmp_question, "\0\0", 2) == 0);
	CHECK("answer", natpmp_reads("0080 0000 00015180 cb007107"));
	CHECK_TEXT("address",
	    natpmp_address("0080 0000 00015180 cb007107", room),
	    "203.0.113.7");
	CHECK("cut short", !natpmp_reads("0080 0000 00015180 cb0071"));
	CHECK("too long", !natpmp_reads("0080 0000 00015180 cb007107 00"));
	CHECK("no bytes", !natpmp_reads(""));
	CHECK("our own question", !natpmp_reads("0000"));
	CHECK("a question as long as an answer",
	    !natpmp_reads("0000 0000 00015180 cb007107"));
	CHECK("the answer to a mapping",
	    !natpmp_reads("0081 0000 00015180 00090009 00000078"));
	CHECK("error", natpmp_reads("0080 0003 00015180"));
	CHECK("error with an address",
	    natpmp_code("0080 0002 00015180 00000000") == 2);
	CHECK("error of two bytes", natpmp_code("0080 0102 00015180") ==
	    0x102);
	CHECK("error cut short", !natpmp_reads("0080 0003 000151"));
	CHECK("PCP alone", natpmp_reads("0280 0001 00000000") &&
	    natpmp_code("0280 0001 00000000") == NATPMP_WRONG_VERSION);
	CHECK("PCP, but no error of the version",
	    !natpmp_reads("0280 0000 00000000 cb007107"));
	CHECK("words", strstr(natpmp_words(2), "refuses") != NULL);
	CHECK("words of the line", strstr(natpmp_words(3), "no address") !=
	    NULL);
	CHECK("every result has words", natpmp_words(1) != NULL &&
	    natpmp_words(4) != NULL && natpmp_words(5) != NULL);
	CHECK("a result nobody knows", strstr(natpmp_words(6),
	    "does not know") != NULL && strstr(natpmp_words(0x102),
	    "does not know") != NULL);
}

#define NONCE "0102030405060708090a0b0c"
#define HEAD "02810000 00000078 00015180 000000000000000000000000"
#define MAPPING NONCE " 11000000 0009 9c49 00000000000000000000ffffcb007107"

static struct message
map(const char *lifetime)
{
	const struct message nonce = hex(NONCE);
	struct message request = { .size = PCP_SIZE };
	struct address client;

	address_parse_any(&client, "192.168.1.20");
	memset(request.bytes, 0xff, sizeof(request.bytes));
	pcp_map(request.bytes, &client, nonce.bytes,
	    (uint32_t)strtoul(lifetime, NULL, 10));
	return request;
}

static bool
maps_as(const char *lifetime, const char *wish)
{
	const struct message request = map(lifetime), wanted = hex(wish);

	return wanted.size == PCP_SIZE &&
	    memcmp(request.bytes, wanted.bytes, PCP_SIZE) == 0;
}

static bool
pcp_reads(const char *text)
{
	const struct message request = map("120"), reply = hex(text);

	return pcp_answers(request.bytes, reply.bytes, reply.size);
}

static int
pcp_code(const char *text, char *room)
{
	const struct message reply = hex(text);
	struct address address;
	const int result = pcp_result(reply.bytes, &address);

	if (result == 0)
		address_text(&address, room);
	return result;
}

static void
test_map(void)
{
	CHECK("map", maps_as("120", "02010000 00000078"
	    "00000000000000000000ffffc0a80114"
	    "0102030405060708090a0b0c 11000000 0009 0000"
	    "00000000000000000000ffff00000000"));
	CHECK("delete", maps_as("0", "02010000 00000000"
	    "00000000000000000000ffffc0a80114"
	    "0102030405060708090a0b0c 11000000 0009 0000"
	    "00000000000000000000ffff00000000"));
	CHECK("a long time", maps_as("16909060", "02010000 01020304"
	    "00000000000000000000ffffc0a80114"
	    "0102030405060708090a0b0c 11000000 0009 0000"
	    "00000000000000000000ffff00000000"));
}

static void
test_pcp(void)
{
	char room[ADDRESS_ROOM] = "";

	CHECK("mapped", pcp_reads(HEAD MAPPING));
	CHECK("mapped, no error", pcp_code(HEAD MAPPING, room) == 0);
	CHECK_TEXT("external address", room, "203.0.113.7");
	CHECK("with an option", pcp_reads(HEAD MAPPING "00000000"));
	CHECK("not of 32-bit words", !pcp_reads(HEAD MAPPING "0000"));
	CHECK("forged nonce", !pcp_reads(HEAD
	    "0102030405060708090a0b0d 11000000 0009 9c49"
	    "00000000000000000000ffffcb007107"));
	CHECK("another protocol", !pcp_reads(HEAD NONCE
	    "06000000 0009 9c49 00000000000000000000ffffcb007107"));
	CHECK("another port", !pcp_reads(HEAD NONCE
	    "11000000 0050 9c49 00000000000000000000ffffcb007107"));
	CHECK("our own request", !pcp_reads("02010000 00000078"
	    "00000000000000000000ffffc0a80114" NONCE
	    "11000000 0009 0000 00000000000000000000ffff00000000"));
	CHECK("the answer to another opcode", !pcp_reads(
	    "02820000 00000078 00015180 000000000000000000000000" MAPPING));
	CHECK("good, but without the mapping", !pcp_reads(HEAD));
	CHECK("an error without the mapping", pcp_reads(
	    "02810004 00000078 00015180 000000000000000000000000"));
	CHECK("an error with a forged nonce", !pcp_reads(
	    "02810004 00000078 00015180 000000000000000000000000"
	    "ffffffffffffffffffffffff 11000000 0009 9c49"
	    "00000000000000000000ffff00000000"));
	CHECK("an error cut short", !pcp_reads("02810004 00000078 00015180"));
	CHECK("its number", pcp_code(
	    "0281000c 00000078 00015180 000000000000000000000000", room) ==
	    12);
	CHECK("NAT-PMP alone", pcp_reads("00810001 00015180") &&
	    pcp_code("00810001 00015180", room) == NATPMP_WRONG_VERSION);
	CHECK("NAT-PMP with another error", !pcp_reads("00810005 00015180"));
	CHECK("IPv6 outside", pcp_code(HEAD NONCE
	    "11000000 0009 9c49 20010db8000000000000000000000007", room) ==
	    -1);
	CHECK("words", strstr(pcp_words(12), "another NAT") != NULL &&
	    strstr(pcp_words(2), "refuses") != NULL &&
	    strstr(pcp_words(7), "no address") != NULL);
	CHECK("a result nobody knows", strstr(pcp_words(14),
	    "does not know") != NULL);
	CHECK("no IPv4", strstr(pcp_words(-1), "no IPv4") != NULL);
}

static bool
every_result_has_words(void)
{
	int result;

	for (result = 1; result <= 13; result++)
		if (strstr(pcp_words(result), "does not know") != NULL)
			return false;
	return true;
}

/* Cut anywhere, nothing is read that was not sent. */
static bool
is_safe_when_cut(void)
{
	const struct message reply = hex(HEAD MAPPING);
	const struct message request = map("120");
	unsigned char *exact;
	bool good = true;
	size_t size;

	for (size = 0; size < reply.size; size++) {
		exact = malloc(size + 1);
		if (exact == NULL)
			return false;
		memcpy(exact + 1, reply.bytes, size);
		good = good && !natpmp_answers(exact + 1, size) &&
		    !pcp_answers(request.bytes, exact + 1, size);
		free(exact);
	}
	return good;
}

int
main(void)
{
	test_natpmp();
	test_map();
	test_pcp();
	CHECK("every result has words of its own", every_result_has_words());
	CHECK("cut anywhere", is_safe_when_cut());
	return check_done();
}
