/*
 * test_tsig - signatures against those that BIND, Knot and their clients made,
 * and keys in every form. The secrets are the bytes 0, 1, 2 and so on.
 */

#include <string.h>

#include "../../src/dns/message.h"
#include "../../src/dns/tsig.h"
#include "../../src/mem.h"
#include "check.h"
#include "vector.h"

#define SECRET "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define NO_FORM "has none of the known forms; tsig-keygen prints one: key " \
	"\"NAME\" { algorithm hmac-sha256; secret \"...\"; };"

enum { SERVER_TIME = 0x6b00e122, WRONG_TIME = 0x6b00d312 };

static struct arena *arena;

static const char *
titled(const char *name, const char *what)
{
	return arena_print(arena, "%s: %s", name, what);
}

static const struct pair {
	const char *name;
	enum hash hash;
	const char *request, *reply;
} pairs[] = {
	{ "V1 sha256, BIND", SHA256,
	    "3a9328000001000000020001076578616d706c6504746573740000060001"
	    "04686f6d65c00c000100ff000000000000c01e000100010000003c0004c0"
	    "00020b0b64646e732d7368613235360000fa00ff00000000003d0b686d61"
	    "632d7368613235360000006b00e062012c0020255bcb2b1dd082766db7e1"
	    "e084ed8a4f84e817126b1019722aa8c64c579537733a9300000000",
	    "3a93a8000001000000000001076578616d706c6504746573740000060001"
	    "0b64646e732d7368613235360000fa00ff00000000003d0b686d61632d73"
	    "68613235360000006b00e062012c002049214c7c9763780f04d073c16032"
	    "10087e0ae1e5256813211041a8717e682e503a9300000000" },
	{ "V2 compare and set", SHA256,
	    "d6f228000001000100040001076578616d706c6504746573740000060001"
	    "04686f6d65c00c00010001000000000004c000020ac01e000100ff000000"
	    "000000c01e000100010000003c0004c000020bc01e001c00ff0000000000"
	    "00c01e001c00010000003c001020010db80000000000000000000000110b"
	    "64646e732d7368613235360000fa00ff00000000003d0b686d61632d7368"
	    "613235360000006b00e2ab012c00206f0349423459f896eb1deb21b3e19a"
	    "6bda3dcd5f8db45dd4414e0cc5dd1d3a11d6f200000000",
	    "d6f2a8000001000000000001076578616d706c6504746573740000060001"
	    "0b64646e732d7368613235360000fa00ff00000000003d0b686d61632d73"
	    "68613235360000006b00e2ab012c00202091cb11676a5fb0c098d70b6e62"
	    "3121c8351751ccd2e7d9d880758caa0a3255d6f200000000" },
	{ "V2 again", SHA256,
	    "35ef28000001000100040001076578616d706c6504746573740000060001"
	    "04686f6d65c00c00010001000000000004c000020ac01e000100ff000000"
	    "000000c01e000100010000003c0004c000020bc01e001c00ff0000000000"
	    "00c01e001c00010000003c001020010db80000000000000000000000110b"
	    "64646e732d7368613235360000fa00ff00000000003d0b686d61632d7368"
	    "613235360000006b00e2ac012c0020d749ef7a7eac3bc33285cdeb50e519"
	    "96924e1da637b83dfd6db4255931383f0835ef00000000",
	    "35efa8080001000000000001076578616d706c6504746573740000060001"
	    "0b64646e732d7368613235360000fa00ff00000000003d0b686d61632d73"
	    "68613235360000006b00e2ac012c002065c61d4bab140d4277f2bdeb45c3"
	    "b1d64e1e0cacf0e7d7ad4d08cbfdfb52d6bc35ef00000000" },
	{ "V3 sha512", SHA512,
	    "d11628000001000000020001076578616d706c6504746573740000060001"
	    "04686f6d65c00c000100ff000000000000c01e000100010000003c0004c0"
	    "00020a0b64646e732d7368613531320000fa00ff00000000005d0b686d61"
	    "632d7368613531320000006b00e2ad012c0040bdc8e0ce0ee6f2a79e2354"
	    "76f0f3deaad1a64a2ba0b095d601001afc85ac64205b8b907e1e6079fdb9"
	    "1661dfa2a14673cc33cf53557734b28c3e957b38a20d15d11600000000",
	    "d116a8000001000000000001076578616d706c6504746573740000060001"
	    "0b64646e732d7368613531320000fa00ff00000000005d0b686d61632d73"
	    "68613531320000006b00e2ad012c0040ec29398470d0c0d2e8c7e6cef381"
	    "9c523abc05255216bb632af8bb9cfb167b522b51dfade29271e8cc600bea"
	    "92491671c882ea8c386c0c1eac09dadea0e48e1ad11600000000" },
	{ "V4 sha1", SHA1,
	    "7fcb28000001000000020001076578616d706c6504746573740000060001"
	    "04686f6d65c00c000100ff000000000000c01e000100010000003c0004c0"
	    "00020a0964646e732d736861310000fa00ff00000000002f09686d61632d"
	    "736861310000006b00e2ae012c00141e8fdb7998d705373223441628ebf7"
	    "7696ae01337fcb00000000",
	    "7fcba8000001000000000001076578616d706c6504746573740000060001"
	    "0964646e732d736861310000fa00ff00000000002f09686d61632d736861"
	    "310000006b00e2ae012c001455f8e36774d724528cdcede24ab36620c87d"
	    "0fda7fcb00000000" },
	{ "V5 md5", MD5,
	    "ccad28000001000000020001076578616d706c6504746573740000060001"
	    "04686f6d65c00c000100ff000000000000c01e000100010000003c0004c0"
	    "00020a0864646e732d6d64350000fa00ff00000000003a08686d61632d6d"
	    "6435077369672d616c670372656703696e740000006b00e2ae012c001048"
	    "61c41522dd0d424df34fb39624b635ccad00000000",
	    "ccada8000001000000000001076578616d706c6504746573740000060001"
	    "0864646e732d6d64350000fa00ff00000000003a08686d61632d6d643507"
	    "7369672d616c670372656703696e740000006b00e2ae012c00103a211788"
	    "09fbb3de145e9eaf2ba47b34ccad00000000" },
	{ "V6 TCP", SHA256,
	    "a59428000001000000020001076578616d706c6504746573740000060001"
	    "04686f6d65c00c000100ff000000000000c01e000100010000003c0004c0"
	    "00020a0b64646e732d7368613235360000fa00ff00000000003d0b686d61"
	    "632d7368613235360000006b00e2af012c00208934b1b904b49b1f3b83dd"
	    "0108a4d190923718633919d6a50dbfc9c4162710e8a59400000000",
	    "a594a8000001000000000001076578616d706c6504746573740000060001"
	    "0b64646e732d7368613235360000fa00ff00000000003d0b686d61632d73"
	    "68613235360000006b00e2af012c0020b345187595b01c5690ba572ba1ea"
	    "3f9b5ee1517c42d792be29505160a5510574a59400000000" },
	{ "V7 Knot", SHA256,
	    "d31428000001000000020001076578616d706c6504746573740000060001"
	    "04686f6d65c00c000100ff000000000000c01e000100010000003c0004c0"
	    "00020a0b64646e732d7368613235360000fa00ff00000000003d0b686d61"
	    "632d7368613235360000006b00e2b0012c00204f74e9061c19f7104cc6bf"
	    "e1fc1f7a6c4fa07bdf9587fcd7d4e559e65d579426d31400000000",
	    "d314a8000001000000000001076578616d706c6504746573740000060001"
	    "0b64646e732d7368613235360000fa00ff00000000003d0b686d61632d73"
	    "68613235360000006b00e2b0012c0020202b1ee63f7c420932658c50f5cf"
	    "2b29098b235a8a5377e8fdebe813a6215907d31400000000" },
};

static const char badkey_request[] =
    "afd328000001000000020001076578616d706c6504746573740000060001"
    "04686f6d65076578616d706c65047465737400000100ff00000000000004"
    "686f6d65076578616d706c65047465737400000100010000003c0004c000"
    "023c056e6f6b65790000fa00ff00000000003d0b686d61632d7368613235"
    "360000006b00e122012c00206d32c1f242873f450633ef79e47a132812a4"
    "2f5409b23e5ba09344008f30d6a7afd300000000";
static const char badkey_reply[] =
    "afd3a8090001000000000001076578616d706c6504746573740000060001"
    "056e6f6b65790000fa00ff00000000001d0b686d61632d73686132353600"
    "00006b00e122012c0000afd300110000";
static const char badsig_reply[] =
    "31eaa8090001000000000001076578616d706c6504746573740000060001"
    "0b64646e732d7368613235360000fa00ff00000000001d0b686d61632d73"
    "68613235360000006b00e122012c000031ea00100000";
static const char badtime_request[] =
    "a2d128000001000000020001076578616d706c6504746573740000060001"
    "04686f6d65076578616d706c65047465737400000100ff00000000000004"
    "686f6d65076578616d706c65047465737400000100010000003c0004c000"
    "023c0b64646e732d7368613235360000fa00ff00000000003d0b686d6163"
    "2d7368613235360000006b00d312012c002069ed8f05b516a57de67cd0cc"
    "6fabc52106be6d4152995adc83ae8aa3462206dba2d100000000";
static const char badtime_reply[] =
    "a2d1a8090001000000000001076578616d706c6504746573740000060001"
    "0b64646e732d7368613235360000fa00ff0000000000430b686d61632d73"
    "68613235360000006b00d312012c0020ff711f700f983ce417ef52534171"
    "775adb2871568304cfd4a5c2a660b39b4490a2d10012000600006b00e122";

static const unsigned char secret[64] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
	20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37,
	38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55,
	56, 57, 58, 59, 60, 61, 62, 63,
};

static struct tsig_key
key_of(enum hash hash)
{
	static const struct tsig_key keys[] = {
		[MD5] = { "ddns-md5", MD5, secret, 16 },
		[SHA1] = { "ddns-sha1", SHA1, secret, 20 },
		[SHA256] = { "ddns-sha256", SHA256, secret, 32 },
		[SHA512] = { "ddns-sha512", SHA512, secret, 64 },
	};

	return keys[hash];
}

/* Signs what stands before the request's TSIG, as at the time it says. */
static bool
sign_again(const char *hex, const struct tsig_key *key, struct tsig_mac *mac)
{
	struct vector request = vector_hex(hex);
	struct dns_reader reader;
	struct dns_message message = { .arena = arena };
	const unsigned char *times;
	uint64_t now = 0;
	size_t i;
	bool same;

	dns_open(&reader, request.bytes, request.size);
	while (dns_next(&reader))
		continue;
	message.size = message.room = reader.rr.at;
	message.bytes = (unsigned char *)arena_copy(arena, request.bytes,
	    reader.rr.at);
	message.bytes[11]--;
	times = reader.rr.rdata + strlen((const char *)reader.rr.rdata) + 1;
	for (i = 0; i < 6; i++)
		now = now << 8 | times[i];
	same = tsig_sign(&message, key, now, mac) &&
	    message.size == request.size &&
	    memcmp(message.bytes, request.bytes, request.size) == 0;
	vector_free(request);
	return same;
}

static int error;
static uint64_t server_time;

static enum tsig_verdict
verify(struct vector reply, const struct tsig_key *key,
    const struct tsig_mac *mac, uint64_t now)
{
	error = -1;
	return tsig_verify(reply.bytes, reply.size, key, mac, now, &error,
	    &server_time);
}

static enum tsig_verdict
verify_hex(const char *hex, const struct tsig_key *key,
    const struct tsig_mac *mac, uint64_t now)
{
	struct vector reply = vector_hex(hex);
	enum tsig_verdict verdict = verify(reply, key, mac, now);

	vector_free(reply);
	return verdict;
}

static void
test_cuts(const struct pair *pair, const struct tsig_key *key,
    const struct tsig_mac *mac, uint64_t now)
{
	struct vector reply = vector_hex(pair->reply), other;
	unsigned good = 0;
	size_t i;

	for (i = 0; i < reply.size; i++) {
		other = vector_copy(reply.bytes, i);
		good += verify(other, key, mac, now) == TSIG_GOOD;
		vector_free(other);
	}
	CHECK(titled(pair->name, "cut"), good == 0);
	vector_free(reply);
}

static unsigned
letters(const char *name)
{
	unsigned count = 0;

	for (; *name != '\0'; name++)
		count += *name >= 'a' && *name <= 'z';
	return count;
}

/*
 * Every bit counts but those of the ID, which is the caller's to compare, and
 * the case of the TSIG's two names.
 */
static void
test_changes(const struct pair *pair, const struct tsig_key *key,
    const struct tsig_mac *mac, uint64_t now)
{
	struct vector reply = vector_hex(pair->reply), other;
	unsigned good = 0;
	size_t bit;

	for (bit = 2 * 8; bit < reply.size * 8; bit++) {
		other = vector_copy(reply.bytes, reply.size);
		other.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		good += verify(other, key, mac, now) == TSIG_GOOD;
		vector_free(other);
	}
	CHECK(titled(pair->name, "changed"), good == letters(key->name) +
	    letters(tsig_algorithm_name(key->hash)));
	vector_free(reply);
}

static void
test_wrong(const struct pair *pair, struct tsig_key key,
    const struct tsig_mac *mac, uint64_t now)
{
	struct tsig_key other = key;
	struct tsig_mac zero = { { { 0 }, 0 } };

	CHECK(titled(pair->name, "wrong request"), verify_hex(pair->reply,
	    &key, &zero, now) == TSIG_BAD && server_time == 0);
	other.secret_size--;
	CHECK(titled(pair->name, "wrong secret"), verify_hex(pair->reply,
	    &other, mac, now) == TSIG_BAD);
	other = key;
	other.name = "ddns";
	CHECK(titled(pair->name, "wrong name"), verify_hex(pair->reply,
	    &other, mac, now) == TSIG_BAD);
	other = key;
	other.hash = key.hash == SHA256 ? SHA512 : SHA256;
	CHECK(titled(pair->name, "wrong algorithm"), verify_hex(pair->reply,
	    &other, mac, now) == TSIG_BAD);
}

static void
test_pair(const struct pair *pair)
{
	struct tsig_key key = key_of(pair->hash);
	struct tsig_mac mac;
	uint64_t now;

	CHECK(titled(pair->name, "signed alike"),
	    sign_again(pair->request, &key, &mac));
	verify_hex(pair->reply, &key, &mac, 0);
	now = server_time;
	CHECK(titled(pair->name, "time"), now >= 0x6b00e062 &&
	    now <= 0x6b00e2b0);
	CHECK(titled(pair->name, "good"), verify_hex(pair->reply, &key, &mac,
	    now) == TSIG_GOOD && error == 0);
	test_cuts(pair, &key, &mac, now);
	test_changes(pair, &key, &mac, now);
	test_wrong(pair, key, &mac, now);
}

static void
test_times(void)
{
	struct tsig_key key = key_of(SHA256);
	struct tsig_mac mac;
	const char *reply = pairs[0].reply;
	const uint64_t at = 0x6b00e062;

	sign_again(pairs[0].request, &key, &mac);
	CHECK("300 s later", verify_hex(reply, &key, &mac, at + 300) ==
	    TSIG_GOOD);
	CHECK("300 s earlier", verify_hex(reply, &key, &mac, at - 300) ==
	    TSIG_GOOD);
	CHECK("301 s later", verify_hex(reply, &key, &mac, at + 301) ==
	    TSIG_STALE && server_time == at);
	CHECK("301 s earlier", verify_hex(reply, &key, &mac, at - 301) ==
	    TSIG_STALE);
	CHECK("before 1970 at the client", verify_hex(reply, &key, &mac, 0) ==
	    TSIG_STALE);
}

static void
test_errors(void)
{
	struct tsig_key key = key_of(SHA256), nokey = key;
	struct tsig_mac mac;

	nokey.name = "nokey";
	CHECK("BADKEY, request", sign_again(badkey_request, &nokey, &mac));
	CHECK("BADKEY", verify_hex(badkey_reply, &nokey, &mac, SERVER_TIME) ==
	    TSIG_ERROR && error == DNS_BADKEY && server_time == 0);
	CHECK("BADKEY for another key", verify_hex(badkey_reply, &key, &mac,
	    SERVER_TIME) == TSIG_BAD);
	CHECK("BADSIG", verify_hex(badsig_reply, &key, &mac, SERVER_TIME) ==
	    TSIG_ERROR && error == DNS_BADSIG);
	CHECK("BADTIME, request", sign_again(badtime_request, &key, &mac));
	CHECK("BADTIME", verify_hex(badtime_reply, &key, &mac, WRONG_TIME) ==
	    TSIG_BADTIME && error == DNS_BADTIME &&
	    server_time == SERVER_TIME);
	CHECK("BADTIME before the time is compared", verify_hex(badtime_reply,
	    &key, &mac, SERVER_TIME) == TSIG_BADTIME);
	mac.digest.bytes[0] ^= 1;
	CHECK("BADTIME to another request", verify_hex(badtime_reply, &key,
	    &mac, WRONG_TIME) == TSIG_BAD && error == 0 && server_time == 0);
}

/* The answer to V1 without a MAC, with this error and other data. */
static enum tsig_verdict
verify_unsigned(const char *hex)
{
	struct tsig_key key = key_of(SHA256);
	struct tsig_mac mac;

	sign_again(pairs[0].request, &key, &mac);
	return verify_hex(arena_print(arena,
	    "3a93a8090000000000000001 0b64646e732d7368613235360000fa00ff"
	    "00000000 %s", hex), &key, &mac, 0x6b00e062);
}

#define SHA256_WIRE "0b686d61632d73686132353600 "
#define TIMES "00006b00e062012c "

static void
test_unsigned(void)
{
	CHECK("no MAC, BADSIG", verify_unsigned("001d " SHA256_WIRE TIMES
	    "0000 3a93 0010 0000") == TSIG_ERROR && error == DNS_BADSIG);
	CHECK("no MAC, no error", verify_unsigned("001d " SHA256_WIRE TIMES
	    "0000 3a93 0000 0000") == TSIG_BAD && error == 0);
	CHECK("no MAC, BADTIME", verify_unsigned("0023 " SHA256_WIRE TIMES
	    "0000 3a93 0012 0006 00006b00e122") == TSIG_BAD &&
	    server_time == 0);
	CHECK("no MAC, BADTRUNC", verify_unsigned("001d " SHA256_WIRE TIMES
	    "0000 3a93 0016 0000") == TSIG_BAD);
	CHECK("MAC beyond the data", verify_unsigned("001d " SHA256_WIRE TIMES
	    "0001 3a93 0010 0000") == TSIG_BAD);
	CHECK("other data beyond the data", verify_unsigned("001d " SHA256_WIRE
	    TIMES "0000 3a93 0010 0001") == TSIG_BAD);
	CHECK("bytes behind the other data", verify_unsigned("001e "
	    SHA256_WIRE TIMES "0000 3a93 0010 0000 00") == TSIG_BAD);
	CHECK("bytes behind the record", verify_unsigned("001d " SHA256_WIRE
	    TIMES "0000 3a93 0010 0000 00") == TSIG_BAD);
	CHECK("another algorithm", verify_unsigned("001b "
	    "09686d61632d7368613100 " TIMES "0000 3a93 0010 0000") ==
	    TSIG_BAD);
	CHECK("compressed algorithm", verify_unsigned("0012 c00c " TIMES
	    "0000 3a93 0010 0000") == TSIG_BAD);
	CHECK("algorithm alone", verify_unsigned("000d " SHA256_WIRE) ==
	    TSIG_BAD);
	CHECK("TSIG without data", verify_unsigned("0000") == TSIG_BAD);
}

static void
add_hex(struct buffer *buffer, const char *hex)
{
	struct vector vector = vector_hex(hex);

	buffer_add(buffer, vector.bytes, vector.size);
	vector_free(vector);
}

#define KEY_WIRE "0b64646e732d73686132353600 "
#define UPDATED "3a93a8090001000000000000076578616d706c6504746573740000060001 "

/* The answer to V1 as a server signs it that has this error and other data. */
static enum tsig_verdict
verify_signed(const char *tail, unsigned rdata_size)
{
	struct tsig_key key = key_of(SHA256);
	struct tsig_mac mac;
	struct digest digest;
	struct buffer *input = buffer_new(arena), *reply = buffer_new(arena);
	struct vector exact;
	enum tsig_verdict verdict;

	sign_again(pairs[0].request, &key, &mac);
	add_hex(input, "0020");
	buffer_add(input, mac.digest.bytes, mac.digest.size);
	add_hex(input, UPDATED KEY_WIRE "00ff00000000" SHA256_WIRE TIMES);
	add_hex(input, tail);
	hmac(SHA256, key.secret, key.secret_size, input->data, input->size,
	    &digest);
	add_hex(reply, UPDATED KEY_WIRE "00fa00ff00000000");
	reply->data[11] = 1;
	add_hex(reply, arena_print(arena, "%04x" SHA256_WIRE TIMES "0020",
	    rdata_size));
	buffer_add(reply, digest.bytes, digest.size);
	add_hex(reply, arena_print(arena, "3a93 %s", tail));
	exact = vector_copy(reply->data, reply->size);
	verdict = verify(exact, &key, &mac, 0x6b00e062);
	vector_free(exact);
	return verdict;
}

static void
test_signed(void)
{
	CHECK("MAC, no error", verify_signed("0000 0000", 0x3d) == TSIG_GOOD);
	CHECK("MAC, BADTIME", verify_signed("0012 0006 00006b00e122", 0x43) ==
	    TSIG_BADTIME && server_time == SERVER_TIME);
	CHECK("MAC, BADTIME without a time", verify_signed("0012 0000",
	    0x3d) == TSIG_BAD && server_time == 0);
	CHECK("MAC, BADTIME with a longer time", verify_signed(
	    "0012 0008 000000006b00e122", 0x45) == TSIG_BAD);
	CHECK("MAC, BADTRUNC", verify_signed("0016 0000", 0x3d) ==
	    TSIG_ERROR && error == DNS_BADTRUNC);
}

/* The first bytes of these, with the count of this section set. */
static enum tsig_verdict
verify_counted(const struct buffer *bytes, size_t size, size_t section,
    unsigned char count)
{
	struct tsig_key key = key_of(SHA256);
	struct tsig_mac mac;
	struct vector reply = vector_copy(bytes->data, size);
	enum tsig_verdict verdict;

	sign_again(pairs[0].request, &key, &mac);
	reply.bytes[DNS_ADDITIONAL * 2 + 5] = 0;
	reply.bytes[section * 2 + 5] = count;
	verdict = verify(reply, &key, &mac, 0x6b00e062);
	vector_free(reply);
	return verdict;
}

/* A good answer, whose TSIG stands at 30, with another TSIG behind it. */
static void
test_places(void)
{
	struct vector reply = vector_hex(pairs[0].reply);
	struct buffer *twice = buffer_new(arena);
	const size_t at = 30, size = reply.size;

	buffer_add(twice, reply.bytes, size);
	buffer_add(twice, reply.bytes + at, size - at);
	vector_free(reply);
	CHECK("TSIG in its place", verify_counted(twice, size, DNS_ADDITIONAL,
	    1) == TSIG_GOOD);
	CHECK("a byte behind the TSIG", verify_counted(twice, size + 1,
	    DNS_ADDITIONAL, 1) == TSIG_BAD);
	CHECK("two TSIGs", verify_counted(twice, twice->size, DNS_ADDITIONAL,
	    2) == TSIG_BAD);
	CHECK("TSIG as the answer", verify_counted(twice, size, DNS_ANSWER,
	    1) == TSIG_BAD);
	CHECK("unsigned", verify_counted(twice, at, DNS_ADDITIONAL, 0) ==
	    TSIG_UNSIGNED);
	CHECK("TSIG lost", verify_counted(twice, at, DNS_ADDITIONAL, 1) ==
	    TSIG_BAD);
}

static void
test_whole_request(void)
{
	struct tsig_key key = key_of(SHA256);
	struct tsig_mac mac;
	struct dns_message message;
	struct vector wanted = vector_hex(badtime_request);

	dns_begin(&message, arena, 0xa2d1, DNS_UPDATE, false);
	dns_question(&message, "example.test", DNS_SOA);
	dns_record(&message, DNS_CHANGE, "home.example.test", DNS_A,
	    DNS_CLASS_ANY, 0, NULL, 0);
	dns_record(&message, DNS_CHANGE, "home.example.test", DNS_A, DNS_IN,
	    60, "\300\0\2\74", 4);
	CHECK("update as BIND took it", tsig_sign(&message, &key, WRONG_TIME,
	    &mac) && message.size == wanted.size &&
	    memcmp(message.bytes, wanted.bytes, wanted.size) == 0);
	vector_free(wanted);
	dns_question(&message, "", DNS_A);
	CHECK("a failed message isn't signed", !tsig_sign(&message, &key,
	    WRONG_TIME, &mac));
}

static bool
is_algorithm(const char *text, enum hash wanted)
{
	enum hash hash = wanted == MD5 ? SHA1 : MD5;

	return tsig_algorithm(text, &hash) && hash == wanted;
}

static void
test_algorithms(void)
{
	static const char *const bad[] = {
		"", ".", "hmac", "hmac-", "hmac-sha", "hmac-sha2", "sha256-128",
		"hmac-sha256-128", "hmac-sha2561", "gss-tsig", "256",
		"hmac-md5.sig-alg", "hmac-sha256..", "hmac-sha256.x",
	};
	enum hash hash;
	unsigned taken = 0;
	size_t i;

	CHECK("hmac-sha256", is_algorithm("hmac-sha256", SHA256));
	CHECK("HMAC-SHA512.", is_algorithm("HMAC-SHA512.", SHA512));
	CHECK("sha1", is_algorithm("sha1", SHA1));
	CHECK("Sha224", is_algorithm("Sha224", SHA224));
	CHECK("hmac-sha384", is_algorithm("hmac-sha384", SHA384));
	CHECK("md5", is_algorithm("md5", MD5));
	CHECK("hmac-md5", is_algorithm("hmac-md5", MD5));
	CHECK("hmac-md5 on the wire", is_algorithm("HMAC-MD5.SIG-ALG.REG.INT.",
	    MD5));
	CHECK_TEXT("its name", tsig_algorithm_name(MD5),
	    "hmac-md5.sig-alg.reg.int");
	for (i = 0; i < COUNT(bad); i++)
		taken += tsig_algorithm(bad[i], &hash);
	CHECK("bad algorithms", taken == 0);
}

static const char private_key[] =
    "Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\n"
    "Key: " SECRET "\nBits: AAA=\nCreated: 20260101000000\n";

/* why is NULL for the key "ddns-sha256" with 32 bytes of secret. */
static const struct form {
	const char *name, *text, *path, *why;
} forms[] = {
	{ "tsig-keygen", "key \"ddns-sha256\" {\n\talgorithm hmac-sha256;\n"
	    "\tsecret \"" SECRET "\";\n};\n", NULL, NULL },
	{ "key in comments alone", "# made by hand\n// key \"x\" {\n/* key {\n"
	    "*/KEY", NULL, "has no \"{\" behind its name" },
	{ "bare words", "/**/key DDNS-sha256.{secret " SECRET
	    ";algorithm \"HMAC-SHA256.\" ; } # end\n", NULL, NULL },
	{ "comments between", "# one\r\nkey // two\r\nddns-sha256 /* three */ "
	    "{\r\nSecret\t\"" SECRET "\";\r\n/*;*/algorithm sha256;\r\n};\r\n"
	    "// four", NULL, NULL },
	{ "two keys", "key a { algorithm sha1; secret AAAA; }; key b { "
	    "algorithm sha1; secret AAAA; };", NULL,
	    "is followed by more; one key alone is wanted" },
	{ "no brace", "key a", NULL, "has no \"{\" behind its name" },
	{ "no end", "key a { secret AAAA;", NULL, "has a clause that is neither "
	    "algorithm nor secret, or no end" },
	{ "open quote", "key a { secret \"AAAA;\n};", NULL,
	    "has a clause without a \";\"" },
	{ "clause twice", "key a { secret AAAA; secret AAAA; };", NULL,
	    "has a clause twice" },
	{ "no secret", "key a { algorithm sha1; };", NULL,
	    "lacks its algorithm or its secret" },
	{ "no algorithm", "key a { secret AAAA; };", NULL,
	    "lacks its algorithm or its secret" },
	{ "private", private_key, "keys/Kddns-sha256.+163+12345.private",
	    NULL },
	{ "private, its path has .+", private_key,
	    "K.+/Kddns-sha256.+163+12345.private", NULL },
	{ "private, no path", private_key, NULL, "has its name in that of its "
	    "file, which should be K<name>.+<algorithm>+<id>.private" },
	{ "private, renamed", private_key, "Kx.+1/ddns.private", "has its name "
	    "in that of its file, which should be "
	    "K<name>.+<algorithm>+<id>.private" },
	{ "private, CRLF", "Private-key-format: v1.2\r\nAlgorithm: 163\r\n"
	    "Bits: AQA=\r\nKey: " SECRET "\r\n", "Kddns-sha256.+163+1.private",
	    NULL },
	{ "private, RSA", "Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\n"
	    "Key: AAAA\n", "Ka.+008+1.private",
	    "has an Algorithm that is no HMAC, 157 or 161 to 165" },
	{ "private, shortened", "Private-key-format: v1.3\nAlgorithm: 163\n"
	    "Key: AAAA\nBits: AIA=\n", "Ka.+163+1.private",
	    "asks for shortened MACs in its Bits line" },
	{ "private, no key", "Private-key-format: v1.3\nAlgorithm: 163\n",
	    "Ka.+163+1.private", "lacks its Algorithm or its Key line" },
	{ "inline", "ddns-sha256:" SECRET, NULL, NULL },
	{ "inline with its algorithm", "\n HMAC-sha256:ddns-sha256.:" SECRET
	    " \r\n\n", NULL, NULL },
	{ "inline named key", "key:AAAA:", NULL, "has an algorithm other than "
	    "hmac-md5, -sha1, -sha224, -sha256, -sha384 and -sha512 in full "
	    "length" },
	{ "keymgr -t", "# hmac-sha256:ddns-sha256:" SECRET "\nkey:\n"
	    "- id: ddns-sha256\n  algorithm: hmac-sha256\n  secret: " SECRET
	    "\n", NULL, NULL },
	{ "inline below a comment", "# made on: 12:00\n# by: me\nddns-sha256:"
	    SECRET "\n", NULL, NULL },
	{ "comment alone", "# ddns-sha256:" SECRET "\n", NULL,
	    NO_FORM },
	{ "YAML alone", "key:\n- id: ddns-sha256\n", NULL,
	    "is followed by more; one key alone is wanted" },
	{ "shortened", "hmac-sha256-128:a:AAAA", NULL, "has an algorithm other "
	    "than hmac-md5, -sha1, -sha224, -sha256, -sha384 and -sha512 in "
	    "full length" },
	{ "no base64", "a:AAA", NULL, "has a secret that is not base64" },
	{ "empty secret", "a:", NULL, "has an empty secret" },
	{ "empty name", ":AAAA", NULL, "has a name that is no DNS name" },
	{ "key of the root", ".:AAAA", NULL, "has a name that is no DNS name" },
	{ "empty label", "a..b:AAAA", NULL, "has a name that is no DNS name" },
	{ "no text", "", NULL, NO_FORM },
	{ "blanks", " \n\n", NULL, NO_FORM },
	{ "comment that doesn't end", "/* key a {", NULL,
	    NO_FORM },
};

static bool
is_test_key(const struct tsig_key *key)
{
	return key->name != NULL && strcmp(key->name, "ddns-sha256") == 0 &&
	    key->hash == SHA256 && key->secret_size == 32 &&
	    memcmp(key->secret, secret, 32) == 0;
}

static void
test_forms(void)
{
	size_t i;

	for (i = 0; i < COUNT(forms); i++) {
		struct tsig_key key = { 0 };

		CHECK_TEXT(forms[i].name, tsig_parse_key(arena, forms[i].text,
		    forms[i].path, &key), forms[i].why);
		if (forms[i].why == NULL)
			CHECK(titled(forms[i].name, "key"),
			    is_test_key(&key));
	}
}

/* Every beginning of every form is read without a step outside. */
static void
test_beginnings(void)
{
	struct tsig_key key;
	struct vector piece;
	size_t i, size;

	for (i = 0; i < COUNT(forms); i++) {
		for (size = 0; size < strlen(forms[i].text); size++) {
			piece = vector_copy(forms[i].text, size + 1);
			piece.bytes[size] = '\0';
			tsig_parse_key(arena, (char *)piece.bytes,
			    forms[i].path, &key);
			vector_free(piece);
		}
	}
	CHECK("beginnings of keys", true);
}

static void
test_parts(void)
{
	struct tsig_key key = { 0 };

	CHECK_TEXT("parts", tsig_make_key(arena, "DDNS-sha256.", NULL, SECRET,
	    &key), NULL);
	CHECK("its key", is_test_key(&key));
	CHECK("parts with an algorithm", tsig_make_key(arena, "a", "md5",
	    "AAAA", &key) == NULL && key.hash == MD5 && key.secret_size == 3);
	CHECK("a bad part leaves the key", tsig_make_key(arena, "b", "sha1",
	    "?", &key) != NULL && strcmp(key.name, "a") == 0);
}

int
main(void)
{
	size_t i;

	arena = arena_new();
	for (i = 0; i < COUNT(pairs); i++)
		test_pair(&pairs[i]);
	test_times();
	test_errors();
	test_unsigned();
	test_signed();
	test_places();
	test_whole_request();
	test_algorithms();
	test_forms();
	test_beginnings();
	test_parts();
	arena_free(arena);
	return check_done();
}
