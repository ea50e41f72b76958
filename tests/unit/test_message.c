/* test_message - DNS messages built and read, mostly real answers of BIND. */

#include <stdio.h>
#include <string.h>

#include "../../src/dns/message.h"
#include "../../src/mem.h"
#include "check.h"
#include "vector.h"

static struct arena *arena;

/* Everything in the message as text, a line a record. */
static const struct capture {
	const char *name, *hex, *wanted;
} captures[] = {
	{ "address",
	    "12348400000100010001000204684f6d45076558416d506c450454655374"
	    "000001000104686f6d65076578616d706c65047465737400000100010000"
	    "003c0004c000020ac028000200010000012c0006036e7331c028c0500001"
	    "00010000012c00047f00000100002904d0000000000000",
	    "1234 NOERROR AA\n"
	    "0 home.example.test A\n"
	    "1 home.example.test A IN 60 192.0.2.10\n"
	    "2 example.test NS IN 300 ns1.example.test\n"
	    "3 ns1.example.test A IN 300 127.0.0.1\n"
	    "3 . OPT 1232 0\n" },
	{ "no data",
	    "1234840000010000000100010676346f6e6c79076578616d706c65047465"
	    "737400001c0001c013000600010000003c0027036e7331c0130a686f7374"
	    "6d6173746572c01378c2760e00000e1000000258000151800000003c0000"
	    "2904d0000000000000",
	    "1234 NOERROR AA\n"
	    "0 v4only.example.test AAAA\n"
	    "2 example.test SOA IN 60 ns1.example.test\n"
	    "3 . OPT 1232 0\n" },
	{ "no such name",
	    "123484030001000000010001046e6f7065076578616d706c650474657374"
	    "0000010001c011000600010000003c0027036e7331c0110a686f73746d61"
	    "73746572c01178c2760e00000e1000000258000151800000003c00002904"
	    "d0000000000000",
	    "1234 NXDOMAIN AA\n"
	    "0 nope.example.test A\n"
	    "2 example.test SOA IN 60 ns1.example.test\n"
	    "3 . OPT 1232 0\n" },
	{ "cname",
	    "123484000001000200010002026331076578616d706c6504746573740000"
	    "010001c00c000500010000003c000704686f6d65c00fc02d000100010000"
	    "003c0004c000020ac00f000200010000012c0006036e7331c00fc0500001"
	    "00010000012c00047f00000100002904d0000000000000",
	    "1234 NOERROR AA\n"
	    "0 c1.example.test A\n"
	    "1 c1.example.test CNAME IN 60 home.example.test\n"
	    "1 home.example.test A IN 60 192.0.2.10\n"
	    "2 example.test NS IN 300 ns1.example.test\n"
	    "3 ns1.example.test A IN 300 127.0.0.1\n"
	    "3 . OPT 1232 0\n" },
	{ "cname leaving",
	    "123484000001000100000001026332076578616d706c6504746573740000"
	    "010001c00c000500010000003c001104686f6d65056f7468657204746573"
	    "740000002904d0000000000000",
	    "1234 NOERROR AA\n"
	    "0 c2.example.test A\n"
	    "1 c2.example.test CNAME IN 60 home.other.test\n"
	    "3 . OPT 1232 0\n" },
	{ "referral",
	    "12348000000100000001000204686f6d6503737562076578616d706c6504"
	    "746573740000010001c011000200010000003c0005026e73c011c0330001"
	    "00010000003c0004c000023500002904d0000000000000",
	    "1234 NOERROR\n"
	    "0 home.sub.example.test A\n"
	    "2 sub.example.test NS IN 60 ns.sub.example.test\n"
	    "3 ns.sub.example.test A IN 60 192.0.2.53\n"
	    "3 . OPT 1232 0\n" },
	{ "truncated",
	    "12348600000100000000000103626967076578616d706c65047465737400"
	    "0001000100002904d0000000000000",
	    "1234 NOERROR AA TC\n"
	    "0 big.example.test A\n"
	    "3 . OPT 1232 0\n" },
	{ "refused",
	    "12348005000100000000000104686f6d65056f7468657204746573740000"
	    "01000100002904d0000000000000",
	    "1234 REFUSED\n"
	    "0 home.other.test A\n"
	    "3 . OPT 1232 0\n" },
};

static void
dump_record(struct buffer *out, const struct dns_reader *reader)
{
	const struct dns_rr *rr = &reader->rr;
	char name[DNS_NAME_ROOM + 1], room[ADDRESS_ROOM];
	struct address address;

	buffer_print(out, "%d %s %s", (int)rr->section, rr->name,
	    dns_type_name(rr->type));
	if (rr->section != DNS_QUESTION) {
		if (rr->class == DNS_IN)
			buffer_text(out, " IN");
		else
			buffer_print(out, " %d", rr->class);
		buffer_print(out, " %u", (unsigned)rr->ttl);
	}
	if (dns_rdata_address(reader, &address))
		buffer_print(out, " %s", address_text(&address, room));
	else if (dns_rdata_name(reader, 0, name))
		buffer_print(out, " %s", name);
	buffer_text(out, "\n");
}

static const char *
dump(const void *bytes, size_t size)
{
	struct buffer *out = buffer_new(arena);
	struct dns_reader reader;

	if (!dns_open(&reader, bytes, size))
		return "no message";
	buffer_print(out, "%04x %s%s%s\n", (unsigned)reader.id,
	    dns_rcode_name(reader.rcode), reader.authoritative ? " AA" : "",
	    reader.truncated ? " TC" : "");
	while (dns_next(&reader))
		dump_record(out, &reader);
	if (dns_damaged(&reader))
		buffer_text(out, "damaged\n");
	return out->data;
}

static const char *
dump_hex(const char *hex)
{
	struct vector vector = vector_hex(hex);
	const char *text = dump(vector.bytes, vector.size);

	vector_free(vector);
	return text;
}

static bool
is_whole(const char *text)
{
	return strcmp(text, "no message") != 0 &&
	    strstr(text, "damaged") == NULL;
}

/* Cut anywhere, it is seen to be cut; every byte changed, it does no harm. */
static void
test_harm(const struct capture *capture)
{
	struct vector whole = vector_hex(capture->hex), piece;
	size_t i, unseen = 0;
	unsigned value;

	for (i = 0; i < whole.size; i++) {
		piece = vector_copy(whole.bytes, i);
		unseen += is_whole(dump(piece.bytes, piece.size));
		vector_free(piece);
	}
	CHECK(arena_print(arena, "%s, cut", capture->name), unseen == 0);
	for (i = 0; i < whole.size; i++) {
		for (value = 0; value < 256; value += 5) {
			piece = vector_copy(whole.bytes, whole.size);
			piece.bytes[i] = (unsigned char)value;
			dump(piece.bytes, piece.size);
			vector_free(piece);
		}
	}
	vector_free(whole);
}

static void
test_captures(void)
{
	size_t i;

	for (i = 0; i < COUNT(captures); i++) {
		CHECK_TEXT(captures[i].name, dump_hex(captures[i].hex),
		    captures[i].wanted);
		test_harm(&captures[i]);
	}
}

static bool
is_bytes(const struct dns_message *message, const char *hex)
{
	struct vector vector = vector_hex(hex);
	bool same = !message->failed && message->size == vector.size &&
	    memcmp(message->bytes, vector.bytes, vector.size) == 0;

	vector_free(vector);
	return same;
}

static void
test_build(void)
{
	struct dns_message message;

	dns_begin(&message, arena, 0x1234, DNS_QUERY, false);
	dns_question(&message, "hOmE.eXAmPlE.TeSt.", DNS_A);
	dns_edns(&message);
	CHECK("query with EDNS, case kept", is_bytes(&message,
	    "12340000000100000000000104684f6d45076558416d506c450454655374"
	    "000001000100002904d0000000000000"));
	dns_begin(&message, arena, 0, DNS_QUERY, true);
	dns_question(&message, "home.example.com", DNS_A);
	CHECK("query for DNS over HTTPS", is_bytes(&message,
	    "00000100000100000000000004686f6d65076578616d706c6503636f6d"
	    "0000010001"));
	dns_begin(&message, arena, 0x1a2b, DNS_QUERY, true);
	dns_question_class(&message, "whoami.cloudflare", DNS_TXT, DNS_CH);
	CHECK("query of class CH", is_bytes(&message,
	    "1a2b01000001000000000000 0677686f616d69 0a636c6f7564666c617265 00 "
	    "0010 0003"));
	dns_begin(&message, arena, 0xffff, DNS_UPDATE, false);
	dns_question(&message, "test", DNS_SOA);
	dns_record(&message, DNS_PREREQUISITE, "a.test", DNS_CNAME, DNS_NONE,
	    0, NULL, 0);
	dns_record(&message, DNS_CHANGE, "a.test", DNS_A, DNS_IN, 0x01020304,
	    "\300\0\2\1", 4);
	CHECK("update", is_bytes(&message, "ffff2800 0001 0001 0001 0000"
	    "0474657374000006 0001 016104746573740000 0500fe0000 00000000"
	    "016104746573740000 01000101020304 0004c0000201"));
}

static void
test_build_limits(void)
{
	struct dns_message message;
	unsigned char many[DNS_TCP_LIMIT] = { 0 };
	/* Header, the root's name, type, class, TTL and size. */
	const size_t most = DNS_TCP_LIMIT - 12 - 11;

	dns_begin(&message, arena, 1, DNS_QUERY, false);
	dns_record(&message, DNS_ANSWER, ".", DNS_TXT, DNS_IN, 0, many, most);
	CHECK("64 kB fit", !message.failed && message.size == DNS_TCP_LIMIT);
	dns_question(&message, ".", DNS_A);
	CHECK("more than 64 kB", message.failed);
	dns_begin(&message, arena, 1, DNS_QUERY, false);
	dns_record(&message, DNS_ANSWER, ".", DNS_TXT, DNS_IN, 0, many,
	    most + 1);
	CHECK("one byte more", message.failed && message.bytes[7] == 0);
	dns_begin(&message, arena, 1, DNS_QUERY, false);
	dns_question(&message, "a..b", DNS_A);
	dns_edns(&message);
	CHECK("no name", message.failed && message.size == 12);
}

static bool
is_wire(const char *name, const char *hex)
{
	unsigned char wire[DNS_NAME_ROOM];
	struct vector vector = vector_hex(hex);
	bool same = dns_name_wire(name, wire) == vector.size &&
	    memcmp(wire, vector.bytes, vector.size) == 0;

	vector_free(vector);
	return same;
}

static void
test_names(void)
{
	static const char *const bad[] = {
		"", "..", ".a", "a..", "a..b", "a b", "a\\", "a\\04", "\\256.b",
		"\\x41", "caf\303\251", "a\tb", "a\\.b",
	};
	unsigned char wire[DNS_NAME_ROOM];
	unsigned refused = 0;
	size_t i;

	for (i = 0; i < COUNT(bad); i++)
		refused += dns_name_wire(bad[i], wire) == 0;
	CHECK("bad names", refused == COUNT(bad));
	CHECK("name", is_wire("Ab.Test", "0261620474657374 00"));
	CHECK("name with a final dot", is_wire("ab.test.",
	    "0261620474657374 00"));
	CHECK("root", is_wire(".", "00"));
	CHECK("wildcard", is_wire("*.z", "012a017a00"));
	CHECK("escapes", is_wire("a\\046b\\000\\255\\065", "06612e6200ff6100"));
}

/* As many labels of so many letters. */
static const char *
long_name(unsigned labels, unsigned letters, unsigned last)
{
	struct buffer *name = buffer_new(arena);

	while (labels-- > 0)
		buffer_print(name, "%.*s.", (int)letters,
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	buffer_print(name, "%.*s", (int)last,
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
	return name->data;
}

static void
test_long_names(void)
{
	unsigned char wire[DNS_NAME_ROOM];
	struct dns_message message;
	struct dns_reader reader;
	const char *longest = long_name(3, 63, 61);

	CHECK("label of 63", dns_name_wire(long_name(0, 0, 63), wire) == 65);
	CHECK("label of 64", dns_name_wire(long_name(0, 0, 64), wire) == 0);
	CHECK("name of 255", dns_name_wire(longest, wire) == 255);
	CHECK("name of 256", dns_name_wire(long_name(3, 63, 62), wire) == 0);
	CHECK("label after 254",
	    dns_name_wire(long_name(126, 1, 1), wire) == 255 &&
	    dns_name_wire(long_name(127, 1, 1), wire) == 0);
	dns_begin(&message, arena, 1, DNS_QUERY, false);
	dns_question(&message, longest, DNS_A);
	CHECK("name of 255 read", dns_open(&reader, message.bytes,
	    message.size) && dns_next(&reader));
	CHECK_TEXT("its text", reader.rr.name, longest);
}

/* A question for the longest tail, and an answer whose name ends in it. */
static const char *
dump_joined(unsigned first, unsigned last)
{
	struct dns_message message;
	struct vector joined;
	const char *text;
	unsigned char end[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0 };
	unsigned char *at;

	dns_begin(&message, arena, 1, DNS_QUERY, false);
	dns_question(&message, long_name(3, 63, last), DNS_A);
	message.bytes[7] = 1;
	joined = vector_copy(message.bytes, message.size + 1 + first +
	    sizeof(end));
	memcpy(joined.bytes, message.bytes, message.size);
	at = joined.bytes + message.size;
	*at++ = (unsigned char)first;
	memset(at, 'x', first);
	memcpy(at + first, end, sizeof(end));
	text = dump(joined.bytes, joined.size);
	vector_free(joined);
	return text;
}

/* Header, the question a.b A at 12, then an answer with this name. */
static const char *
dump_name(const char *hex)
{
	return dump_hex(arena_print(arena, "000180000001000100000000"
	    "0161016200 00010001 %s 0001000100000000 0000", hex));
}

#define LETTERS_8 "6161616161616161"
#define LETTERS_64 LETTERS_8 LETTERS_8 LETTERS_8 LETTERS_8 LETTERS_8 \
	LETTERS_8 LETTERS_8 LETTERS_8
#define ASKED "0001 NOERROR\n0 a.b A\n"
#define DAMAGED ASKED "damaged\n"

static void
test_pointers(void)
{
	CHECK_TEXT("pointer", dump_name("c00c"), ASKED "1 a.b A IN 0\n");
	CHECK_TEXT("pointer behind a label", dump_name("0178c00e"),
	    ASKED "1 x.b A IN 0\n");
	CHECK_TEXT("pointer to the root", dump_name("c010"),
	    ASKED "1 . A IN 0\n");
	CHECK_TEXT("pointer to itself", dump_name("c015"), DAMAGED);
	CHECK_TEXT("pointer to its own name", dump_name("0178c015"), DAMAGED);
	CHECK_TEXT("pointer forward", dump_name("c017"), DAMAGED);
	CHECK_TEXT("pointer outside", dump_name("ffff"), DAMAGED);
	CHECK_TEXT("pointer into the header", dump_name("c00a"), DAMAGED);
	/* As lengths they would fit. */
	CHECK_TEXT("label of type 64", dump_name("40" LETTERS_64 "00"),
	    DAMAGED);
	CHECK_TEXT("label of type 128", dump_name("80" LETTERS_64 LETTERS_64
	    "00"), DAMAGED);
	CHECK_TEXT("question that points at itself", dump_hex(
	    "000180000001000000000000 c00c 00010001"), "no message");
	CHECK("254 bytes with a pointer", is_whole(dump_joined(3, 56)));
	CHECK("255 bytes with a pointer", is_whole(dump_joined(3, 57)));
	CHECK("256 bytes with a pointer", !is_whole(dump_joined(3, 58)));
}

/* Pointers to pointers: the first leads to the root. */
static bool
chain_is_read(unsigned pointers)
{
	struct dns_message message;
	unsigned char rdata[2 * 200];
	struct dns_reader reader;
	unsigned i;

	/* The chain is the first record's data, at 12 + 11. */
	dns_begin(&message, arena, 1, DNS_QUERY, false);
	for (i = 0; i < pointers; i++) {
		unsigned target = i == 0 ? 12 : 12 + 11 + 2 * (i - 1);

		rdata[2 * i] = (unsigned char)(0xc0 | target >> 8);
		rdata[2 * i + 1] = (unsigned char)(target & 0xff);
	}
	dns_record(&message, DNS_ANSWER, ".", DNS_TXT, DNS_IN, 0, rdata,
	    (size_t)2 * pointers);
	return dns_open(&reader, message.bytes, message.size) &&
	    dns_next(&reader) && dns_rdata_name(&reader,
	    (size_t)2 * (pointers - 1), (char[DNS_NAME_ROOM + 1]){ 0 });
}

static void
test_chains(void)
{
	CHECK("chain of 2 pointers", chain_is_read(2));
	CHECK("chain of 127 pointers", chain_is_read(127));
	CHECK("chain of 128 pointers", !chain_is_read(128));
}

static void
test_odd_bytes(void)
{
	unsigned char wire[DNS_NAME_ROOM];

	CHECK_TEXT("dot in a label", dump_name("03612e6200"),
	    ASKED "1 a\\046b A IN 0\n");
	CHECK_TEXT("odd bytes", dump_name("09005c20ff7f2a2d5f4100"),
	    ASKED "1 \\000\\092\\032\\255\\127*-_a A IN 0\n");
	CHECK("back to the wire",
	    dns_name_wire("\\000\\092\\032\\255\\127*-_a", wire) == 11 &&
	    memcmp(wire, "\t\0\\ \377\177*-_a", 11) == 0);
	/* 62 bytes are 248 as text, with a dot and 6 letters 255. */
	CHECK("odd bytes that just fit", is_whole(dump_name(arena_print(arena,
	    "3e%0124d 0661616161616100", 0))));
	CHECK_TEXT("odd bytes without room", dump_name(arena_print(arena,
	    "3e%0124d 0761616161616161 00", 0)), DAMAGED);
	CHECK_TEXT("an odd byte without room", dump_name(arena_print(arena,
	    "3e%0124d 04616161ff 00", 0)), DAMAGED);
}

/* A question and an answer of this type, class and data. */
static const char *
dump_data(const char *hex)
{
	return dump_hex(arena_print(arena, "000180000001000100000000"
	    "0161016200 00010001 c00c %s", hex));
}

static void
test_data(void)
{
	CHECK_TEXT("A", dump_data("0001 0001 00000000 0004 c0000201"),
	    ASKED "1 a.b A IN 0 192.0.2.1\n");
	CHECK_TEXT("AAAA", dump_data("001c 0001 00000000 0010 20010db8"
	    "000000000000000000000011"), ASKED "1 a.b AAAA IN 0 2001:db8::11\n");
	CHECK_TEXT("A of class CH", dump_data("0001 0003 00000000 0004 "
	    "c0000201"), ASKED "1 a.b A 3 0\n");
	CHECK_TEXT("A of 3 bytes", dump_data("0001 0001 00000000 0003 c00002"),
	    ASKED "1 a.b A IN 0\n");
	CHECK_TEXT("A of 16 bytes", dump_data("0001 0001 00000000 0010 20010db8"
	    "000000000000000000000011"), ASKED "1 a.b A IN 0\n");
	CHECK_TEXT("TTL of 32 bits", dump_data("0001 0001 ffffffff 0000"),
	    ASKED "1 a.b A IN 4294967295\n");
	CHECK_TEXT("data beyond the end", dump_data("0001 0001 00000000 0005 "
	    "c0000201"), DAMAGED);
	CHECK_TEXT("unnamed type", dump_data("0041 0001 00000000 0000"),
	    ASKED "1 a.b TYPE65 IN 0\n");
	CHECK_TEXT("name beyond its data", dump_data("0005 0001 00000000 0002 "
	    "0161 00"), ASKED "1 a.b CNAME IN 0\n");
	CHECK_TEXT("pointer beyond its data", dump_data("0005 0001 00000000 "
	    "0001 c00c"), ASKED "1 a.b CNAME IN 0\n");
}

static void
test_offsets(void)
{
	struct vector vector = vector_hex(captures[1].hex);
	char name[DNS_NAME_ROOM + 1];
	struct dns_reader reader;

	dns_open(&reader, vector.bytes, vector.size);
	dns_next(&reader);
	CHECK("question has no data", !dns_rdata_name(&reader, 0, name));
	dns_next(&reader);
	CHECK("SOA's RNAME", dns_rdata_name(&reader, 6, name) &&
	    strcmp(name, "hostmaster.example.test") == 0);
	CHECK("offset at the end", !dns_rdata_name(&reader, reader.rr.size,
	    name));
	vector_free(vector);
	CHECK_TEXT("records beyond the end", dump_hex(
	    "00018000 0000 ffff ffff ffff"), "0001 NOERROR\ndamaged\n");
	CHECK_TEXT("question beyond the end", dump_hex(
	    "00018000 0002 0000 0000 0000 0161016200 00010001"),
	    "no message");
	CHECK_TEXT("header alone", dump_hex("00018001 0000 0000 0000 0000"),
	    "0001 FORMERR\n");
}

static bool
still_answers(size_t byte, unsigned char change)
{
	struct vector reply = vector_hex(captures[0].hex);
	struct vector request = vector_hex(
	    "12340000000100000000000104684f6d45076558416d506c450454655374"
	    "000001000100002904d0000000000000");
	bool answers;

	reply.bytes[byte] ^= change;
	answers = dns_answers(reply.bytes, reply.size, request.bytes,
	    request.size);
	vector_free(reply);
	vector_free(request);
	return answers;
}

static void
test_answers(void)
{
	struct vector other = vector_hex(captures[2].hex);
	struct vector bare = vector_hex("123484000000000000000000");
	struct dns_message request;

	CHECK("answer", still_answers(3, 0));
	CHECK("answer with another rcode", still_answers(3, 3));
	CHECK("answer with another ID", !still_answers(0, 1));
	CHECK("answer that is a request", !still_answers(2, 0x80));
	CHECK("answer with another opcode", !still_answers(2, 0x28));
	CHECK("answer with another case", !still_answers(13, 0x20));
	CHECK("answer with another type", !still_answers(32, 0x1d));
	CHECK("answer with no question", !still_answers(5, 1));
	dns_begin(&request, arena, 0x1234, DNS_QUERY, false);
	dns_question(&request, "home.example.test", DNS_A);
	CHECK("answer to another question", !dns_answers(other.bytes,
	    other.size, request.bytes, request.size));
	CHECK("bare header", !dns_answers(bare.bytes, bare.size, request.bytes,
	    request.size));
	bare.bytes[3] = DNS_FORMERR;
	CHECK("bare FORMERR", dns_answers(bare.bytes, bare.size, request.bytes,
	    request.size));
	bare.bytes[1] ^= 1;
	CHECK("bare FORMERR with another ID", !dns_answers(bare.bytes,
	    bare.size, request.bytes, request.size));
	CHECK("request itself", !dns_answers(request.bytes, request.size,
	    request.bytes, request.size));
	vector_free(other);
	vector_free(bare);
}

static void
test_answers_recased(void)
{
	struct vector reply = vector_hex(captures[0].hex);
	struct dns_message request;

	dns_begin(&request, arena, 0x1234, DNS_QUERY, false);
	dns_question(&request, "hOmE.eXAmPlE.TeSt", DNS_A);
	CHECK("the same letters", !dns_answers_recased(reply.bytes,
	    reply.size, request.bytes, request.size));
	reply.bytes[13] ^= 0x20;
	CHECK("other letters", dns_answers_recased(reply.bytes, reply.size,
	    request.bytes, request.size));
	reply.bytes[14] ^= 1;
	CHECK("another name", !dns_answers_recased(reply.bytes, reply.size,
	    request.bytes, request.size));
	reply.bytes[14] ^= 1;
	reply.bytes[0] ^= 1;
	CHECK("other letters, another ID", !dns_answers_recased(reply.bytes,
	    reply.size, request.bytes, request.size));
	vector_free(reply);
}

static void
test_small_things(void)
{
	struct vector cut = vector_hex(captures[6].hex);
	unsigned char all[32], none[32] = { 0 }, some[32] = { 0x05 };
	struct dns_reader reader;

	CHECK("TC", dns_is_truncated(cut.bytes, cut.size));
	CHECK("too short to be truncated", !dns_is_truncated(cut.bytes, 11));
	vector_free(cut);
	memset(all, 0xff, sizeof(all));
	CHECK_TEXT("all in upper case", dns_mix_case(arena, "a-1.bZ", all),
	    "A-1.BZ");
	CHECK_TEXT("none in upper case", dns_mix_case(arena, "A-1.bZ", none),
	    "a-1.bz");
	CHECK_TEXT("some in upper case", dns_mix_case(arena, "abcd", some),
	    "AbCd");
	CHECK("name longer than the random bits", strlen(dns_mix_case(arena,
	    long_name(10, 60, 3), all)) == 613);
	CHECK_TEXT("rcode 10", dns_rcode_name(10), "NOTZONE");
	CHECK_TEXT("rcode 22", dns_rcode_name(22), "BADTRUNC");
	CHECK_TEXT("rcode 23", dns_rcode_name(23), "rcode 23");
	CHECK_TEXT("rcode 11", dns_rcode_name(11), "rcode 11");
	CHECK_TEXT("type 28", dns_type_name(28), "AAAA");
	CHECK("two without a name", strcmp(dns_type_name(65),
	    dns_type_name(-1)) != 0);
	CHECK("family's type", dns_family_type(IPV4) == DNS_A &&
	    dns_family_type(IPV6) == DNS_AAAA);
	CHECK("no bytes", !dns_open(&reader, none, 0) &&
	    !dns_open(&reader, none, 11) && !dns_next(&reader));
}

int
main(void)
{
	arena = arena_new();
	test_captures();
	test_build();
	test_build_limits();
	test_names();
	test_long_names();
	test_pointers();
	test_chains();
	test_odd_bytes();
	test_data();
	test_offsets();
	test_answers();
	test_answers_recased();
	test_small_things();
	arena_free(arena);
	return check_done();
}
