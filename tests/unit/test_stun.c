/* test_stun - STUN messages, byte for byte. The long ones are the sample
 * responses of RFC 5769, 2.2 and 2.3. */

#include "../../src/stun.h"

#include "../../src/mem.h"
#include "check.h"
#include "vector.h"

#define COOKIE "2112a442"
#define ID "b7e7a701bc34d686fa87dfae"
#define SUCCESS(length) "0101" length COOKIE ID
#define SEEN_IPV4 "0020000800 01 a147 ea12d545"
#define SEEN_IPV6 "0020001400 02 a147 0113a9faa5d3f179bc25f4b5bed2b9d9"
#define SOFTWARE "8022000b 7465737420766563746f7220"
#define PLAIN "0001000800 01 8055 cb007107"

static struct arena *arena;

static bool
answers(const char *hex)
{
	struct vector request = vector_hex("00010000" COOKIE ID);
	struct vector reply = vector_hex(hex);
	bool good = stun_answers(reply.bytes, reply.size, request.bytes);

	vector_free(request);
	vector_free(reply);
	return good;
}

/* The address that is read from it, or what is wrong with it. */
static const char *
read_hex(const char *hex)
{
	struct vector reply = vector_hex(hex);
	char room[ADDRESS_ROOM];
	struct address address;
	const char *why;

	if (!answers(hex)) {
		vector_free(reply);
		return "no answer";
	}
	why = stun_read(arena, reply.bytes, reply.size, &address);
	vector_free(reply);
	return why != NULL ? why :
	    arena_string(arena, address_text(&address, room));
}

static void
test_request(void)
{
	struct vector wanted = vector_hex("00010000" COOKIE ID);
	struct vector id = vector_hex(ID);
	unsigned char request[STUN_REQUEST];

	stun_request(request, id.bytes);
	CHECK("request", wanted.size == sizeof(request) &&
	    memcmp(request, wanted.bytes, wanted.size) == 0);
	CHECK("request answers nothing", !answers("00010000" COOKIE ID));
	vector_free(wanted);
	vector_free(id);
}

static void
test_samples(void)
{
	CHECK_TEXT("IPv4", read_hex(SUCCESS("000c") SEEN_IPV4),
	    "203.0.113.7");
	CHECK_TEXT("IPv6", read_hex(SUCCESS("0018") SEEN_IPV6),
	    "2001:db8:1234:5678:11:2233:4455:6677");
	CHECK_TEXT("RFC 5769, IPv4", read_hex(SUCCESS("003c") SOFTWARE
	    "0020000800 01 a147 e112a643"
	    "00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7"
	    "80280004 c07d4c96"), "192.0.2.1");
	CHECK_TEXT("RFC 5769, IPv6", read_hex(SUCCESS("0048") SOFTWARE
	    SEEN_IPV6 "00080014 a382954e4be67bf11784c97c8292c275bfe3ed41"
	    "80280004 c8fb0b4c"), "2001:db8:1234:5678:11:2233:4455:6677");
}

static void
test_answers(void)
{
	CHECK("success", answers(SUCCESS("000c") SEEN_IPV4));
	CHECK("error", answers("01110008" COOKIE ID "00090004 00000400"));
	CHECK("no attributes", answers(SUCCESS("0000")));
	CHECK("another ID", !answers("0101000c" COOKIE
	    "b7e7a701bc34d686fa87dfaf" SEEN_IPV4));
	CHECK("another first byte of the ID", !answers("0101000c" COOKIE
	    "b6e7a701bc34d686fa87dfae" SEEN_IPV4));
	CHECK("another cookie", !answers("0101000c 2112a443" ID SEEN_IPV4));
	CHECK("indication", !answers("0011000c" COOKIE ID SEEN_IPV4));
	CHECK("another method", !answers("0103000c" COOKIE ID SEEN_IPV4));
	CHECK("first bits set", !answers("4101000c" COOKIE ID SEEN_IPV4));
	CHECK("length beyond the end", !answers(SUCCESS("0010") SEEN_IPV4));
	CHECK("bytes behind the end", !answers(SUCCESS("000c") SEEN_IPV4
	    "00000000"));
	CHECK("length that is no multiple of 4", !answers(SUCCESS("0002")
	    "8022"));
	CHECK("header cut", !answers("01010000" COOKIE
	    "b7e7a701bc34d686fa87df"));
	CHECK("four bytes", !answers("01010000"));
}

static void
test_attributes(void)
{
	CHECK_TEXT("optional unknown", read_hex(SUCCESS("0014")
	    "80ff0003 61626300" SEEN_IPV4), "203.0.113.7");
	CHECK_TEXT("optional unknown, empty", read_hex(SUCCESS("0010")
	    "ffff0000" SEEN_IPV4), "203.0.113.7");
	CHECK_TEXT("mandatory unknown", read_hex(SUCCESS("0014")
	    "7fff0003 61626300" SEEN_IPV4), "demands that the attribute "
	    "0x7fff is understood, which nobody here knows");
	CHECK_TEXT("mandatory unknown behind the address", read_hex(
	    SUCCESS("0010") SEEN_IPV4 "00210000"), "demands that the "
	    "attribute 0x0021 is understood, which nobody here knows");
	CHECK_TEXT("of an older server", read_hex(SUCCESS("0030") PLAIN
	    "0004000800 01 0d96 c0000201 0005000800 01 0d97 c0000202"
	    SEEN_IPV4), "203.0.113.7");
	CHECK_TEXT("plain that was rewritten", read_hex(SUCCESS("0018")
	    "0001000800 01 8055 c0a80102" SEEN_IPV4), "203.0.113.7");
	CHECK_TEXT("plain alone", read_hex(SUCCESS("000c") PLAIN),
	    "named the address in the old form alone, which routers on the "
	    "way rewrite");
	CHECK_TEXT("two, the first counts", read_hex(SUCCESS("0018") SEEN_IPV4
	    "0020000800 01 a147 e112a643"), "203.0.113.7");
	CHECK_TEXT("none", read_hex(SUCCESS("0000")), "named no address");
	CHECK_TEXT("padding is not looked at", read_hex(SUCCESS("0014")
	    "80220001 41ffffff" SEEN_IPV4), "203.0.113.7");
}

static void
test_damage(void)
{
	static const char damaged[] = "gave a damaged answer";
	static const char wrong[] = "gave something that is no address";

	CHECK_TEXT("attribute beyond the end", read_hex(SUCCESS("0008")
	    "80220005 61626364"), damaged);
	CHECK_TEXT("the largest attribute", read_hex(SUCCESS("0010")
	    SEEN_IPV4 "8022ffff"), damaged);
	CHECK_TEXT("address cut", read_hex(SUCCESS("0008")
	    "00200008 0001a147"), damaged);
	CHECK_TEXT("IPv4 of 3 bytes", read_hex(SUCCESS("000c")
	    "00200007 0001a147 ea12d500"), wrong);
	CHECK_TEXT("IPv4 of 16", read_hex(SUCCESS("0018") "00200014 0001a147"
	    "0113a9faa5d3f179bc25f4b5bed2b9d9"), wrong);
	CHECK_TEXT("IPv6 of 4", read_hex(SUCCESS("000c")
	    "00200008 0002a147 ea12d545"), wrong);
	CHECK_TEXT("family 0", read_hex(SUCCESS("000c")
	    "00200008 0000a147 ea12d545"), wrong);
	CHECK_TEXT("family 3", read_hex(SUCCESS("000c")
	    "00200008 0003a147 ea12d545"), wrong);
	CHECK_TEXT("no value at all", read_hex(SUCCESS("0004") "00200000"),
	    wrong);
}

static void
test_errors(void)
{
	CHECK_TEXT("error 420", read_hex("01110018" COOKIE ID "00090011"
	    "00000414 556e6b6e6f776e20417474726900 0000"),
	    "answered the error 420");
	CHECK_TEXT("error 300 behind another attribute", read_hex("0111001c"
	    COOKIE ID SOFTWARE "00090004 00000300 8022 0000"),
	    "answered the error 300");
	CHECK_TEXT("error cut", read_hex("01110008" COOKIE ID
	    "00090003 00000400"), "answered an error without a code");
	CHECK_TEXT("error without a code", read_hex("01110000" COOKIE ID),
	    "answered an error without a code");
	CHECK_TEXT("an error's address is not believed", read_hex("01110014"
	    COOKIE ID "00090004 00000500" SEEN_IPV4),
	    "answered the error 500");
}

/* Cut anywhere it is no answer; every byte changed, it does no harm. */
static void
test_harm(void)
{
	struct vector request = vector_hex("00010000" COOKIE ID);
	struct vector whole = vector_hex(SUCCESS("002c") SOFTWARE SEEN_IPV6
	    "80280000"), piece;
	unsigned value, unseen = 0;
	struct address address;
	size_t i;

	CHECK("before it is changed", stun_answers(whole.bytes, whole.size,
	    request.bytes));
	for (i = 0; i < whole.size; i++) {
		piece = vector_copy(whole.bytes, i);
		unseen += stun_answers(piece.bytes, i, request.bytes);
		vector_free(piece);
	}
	CHECK("cut", unseen == 0);
	for (i = 0; i < whole.size; i++)
		for (value = 0; value < 256; value++) {
			piece = vector_copy(whole.bytes, whole.size);
			piece.bytes[i] = (unsigned char)value;
			if (stun_answers(piece.bytes, piece.size,
			    request.bytes))
				stun_read(arena, piece.bytes, piece.size,
				    &address);
			vector_free(piece);
		}
	vector_free(whole);
	vector_free(request);
}

int
main(void)
{
	arena = arena_new();
	test_request();
	test_samples();
	test_answers();
	test_attributes();
	test_damage();
	test_errors();
	test_harm();
	arena_free(arena);
	return check_done();
}
