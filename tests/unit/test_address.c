/* test_address - parsing, printing and comparing addresses. */

#include "address.h"

#include "check.h"
#include "mem.h"

static struct address
parsed(const char *text)
{
	struct address address;
	bool good = address_parse_any(&address, text);

	if (!good)
		CHECK(text, good);
	return address;
}

static void
test_good(void)
{
	static const struct {
		const char *text, *canonical;
		enum family family;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1", IPV4 },
		{ "0.0.0.0", "0.0.0.0", IPV4 },
		{ "255.255.255.255", "255.255.255.255", IPV4 },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1", IPV6 },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", IPV6 },
		{ "2001:0db8::0001", "2001:db8::1", IPV6 },
		{ "::", "::", IPV6 },
		{ "::1", "::1", IPV6 },
		{ "::ffff:1.2.3.4", "::ffff:1.2.3.4", IPV6 },
		{ "64:ff9b::1.2.3.4", "64:ff9b::102:304", IPV6 },
		{ "fc00::1", "fc00::1", IPV6 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum family other = cases[i].family == IPV4 ? IPV6 : IPV4;
		size_t size = strlen(cases[i].text);
		struct address address;
		char room[ADDRESS_ROOM];

		CHECK(cases[i].text, address_parse_any(&address,
		    cases[i].text) && address.family == cases[i].family);
		CHECK_TEXT(cases[i].text, address_text(&address, room),
		    cases[i].canonical);
		CHECK(cases[i].text, address_parse(&address, cases[i].family,
		    cases[i].text, size));
		CHECK(cases[i].text, !address_parse(&address, other,
		    cases[i].text, size));
	}
}

static void
test_bad(void)
{
	static const char *const texts[] = {
		"", " ", ".", ":", "256.1.1.1", "1.2.3", "1.2.3.4.5",
		"01.2.3.4", "1.2.3.04", "0x1.2.3.4", "1.2.3.4/24",
		"1.2.3.4:80", "1.2.3.4.", ".1.2.3.4", "1..3.4", "1.2.3.-4",
		"+1.2.3.4", "1,2,3,4", "16909060", "0x01020304", "1.2.3.1e1",
		"fe80::1%eth0", "fe80::1%1", "[2606::1]", "2001:db8::1/64",
		"2001:db8:12345::1", "1::2::3", ":::", "1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9", "12:34:56", "::g", "::1.2.3",
		"::256.1.1.1",
		"2001:db8::1 2001:db8::2", "\xef\xbb\xbf::1",
		("\xef\xbb\xbf" "1.2.3.4"),
		"1.2.3.4\xef\xbb\xbf", "\xd9\xa1.2.3.4", "<b>1.2.3.4</b>",
		"\"1.2.3.4\"", "ip=1.2.3.4", "localhost", "null",
		"1.2.3.4 5.6.7.8", "1.2.3.4%0a",
		"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
	};
	struct address address;
	char name[96];

	for (size_t i = 0; i < COUNT(texts); i++) {
		snprintf(name, sizeof(name), "refused: %s", texts[i]);
		CHECK(name, !address_parse_any(&address, texts[i]));
	}
}

/* One stray byte before, after and inside. */
static void
test_stray_bytes(void)
{
	static const char texts[FAMILIES][12] = { "1.2.3.4", "2001:db8::1" };
	char text[16], name[64];
	struct address address;

	for (enum family family = IPV4; family < FAMILIES; family++) {
		size_t size = family == IPV4 ? 7 : 11;

		for (int byte = 0; byte <= ' '; byte++) {
			snprintf(name, sizeof(name), "%s with byte %d",
			    family_name(family), byte);
			text[0] = (char)byte;
			memcpy(text + 1, texts[family], size);
			text[size + 1] = (char)byte;
			CHECK(name, !address_parse(&address, family, text,
			    size + 1) && !address_parse(&address, family,
			    text + 1, size + 1) && !address_parse(&address,
			    family, text, size + 2));
			text[4] = (char)byte;
			CHECK(name, !address_parse(&address, family,
			    text + 1, size));
		}
	}
}

static void
test_sizes(void)
{
	static char digits[3000];
	struct address address;

	memset(digits, '1', sizeof(digits));
	CHECK("3000 digits", !address_parse(&address, IPV4, digits,
	    sizeof(digits)) && !address_parse(&address, IPV6, digits,
	    sizeof(digits)));
	CHECK("size 0", !address_parse(&address, IPV4, NULL, 0));
	CHECK("only size bytes are read", address_parse(&address, IPV4,
	    "192.0.2.123", 10) && address.bytes[3] == 12);
	CHECK("45 characters", address_parse(&address, IPV6,
	    "0000:0000:0000:0000:0000:ffff:255.255.255.255", 45));
	CHECK("45 characters and a NUL", !address_parse(&address, IPV6,
	    "0000:0000:0000:0000:0000:ffff:255.255.255.255", 46));
}

static void
test_equal(void)
{
	struct address a = parsed("192.0.2.1"), b = parsed("192.0.2.1");
	struct address c = parsed("192.0.2.2"), d = parsed("c000:201::");
	struct address e = parsed("2001:db8::1"), f = parsed("2001:DB8:0::1");

	b.bytes[15] = 9;
	CHECK("equal: beyond the 4 bytes nothing counts",
	    address_equal(&a, &b));
	CHECK("equal: last byte", !address_equal(&a, &c));
	CHECK("equal: same bytes, other family", !address_equal(&a, &d));
	CHECK("equal: two spellings", address_equal(&e, &f));
	f.bytes[15] = 2;
	CHECK("equal: last byte of 16", !address_equal(&e, &f));
}

int
main(void)
{
	test_good();
	test_bad();
	test_stray_bytes();
	test_sizes();
	test_equal();
	CHECK_TEXT("type of IPv4", family_type(IPV4), "A");
	CHECK_TEXT("type of IPv6", family_type(IPV6), "AAAA");
	CHECK_TEXT("name of IPv4", family_name(IPV4), "IPv4");
	CHECK_TEXT("name of IPv6", family_name(IPV6), "IPv6");
	return check_done();
}
