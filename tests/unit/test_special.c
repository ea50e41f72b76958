/* test_special - the blocks that are not published, and Cloudflare's own. */

#include "address.h"

#include "check.h"
#include "mem.h"

/* A block as its first and last address, so that no prefix is computed here. */
struct stretch {
	const char *first, *last, *why;
	bool local;
};

static const struct stretch refused[] = {
	{ "0.0.0.0", "0.0.0.0", "this host (0.0.0.0/32, RFC 1122)", false },
	{ "0.0.0.1", "0.255.255.255", "this network (0.0.0.0/8, RFC 791)",
	    false },
	{ "10.0.0.0", "10.255.255.255", "private (10.0.0.0/8, RFC 1918)",
	    true },
	{ "100.64.0.0", "100.127.255.255",
	    "carrier NAT (100.64.0.0/10, RFC 6598)", true },
	{ "127.0.0.0", "127.255.255.255", "loopback (127.0.0.0/8, RFC 1122)",
	    false },
	{ "169.254.0.0", "169.254.255.255",
	    "link-local (169.254.0.0/16, RFC 3927)", false },
	{ "172.16.0.0", "172.31.255.255", "private (172.16.0.0/12, RFC 1918)",
	    true },
	{ "192.0.0.0", "192.0.0.7",
	    "DS-Lite or 464XLAT (192.0.0.0/29, RFC 7335)", false },
	{ "192.0.0.8", "192.0.0.8", "dummy address (192.0.0.8/32, RFC 7600)",
	    false },
	{ "192.0.0.9", "192.0.0.9", "PCP anycast (192.0.0.9/32, RFC 7723)",
	    false },
	{ "192.0.0.10", "192.0.0.10",
	    "TURN anycast (192.0.0.10/32, RFC 8155)", false },
	{ "192.0.0.11", "192.0.0.169",
	    "IETF protocol assignments (192.0.0.0/24, RFC 6890)", false },
	{ "192.0.0.170", "192.0.0.171",
	    "NAT64 discovery (192.0.0.170/31, RFC 8880)", false },
	{ "192.0.0.172", "192.0.0.255",
	    "IETF protocol assignments (192.0.0.0/24, RFC 6890)", false },
	{ "192.0.2.0", "192.0.2.255", "documentation (192.0.2.0/24, RFC 5737)",
	    true },
	{ "192.31.196.0", "192.31.196.255",
	    "AS112 (192.31.196.0/24, RFC 7535)", false },
	{ "192.52.193.0", "192.52.193.255", "AMT (192.52.193.0/24, RFC 7450)",
	    false },
	{ "192.88.99.0", "192.88.99.1",
	    "6to4 relay anycast (192.88.99.0/24, RFC 7526)", false },
	{ "192.88.99.2", "192.88.99.2",
	    "6a44 relay anycast (192.88.99.2/32, RFC 6751)", false },
	{ "192.88.99.3", "192.88.99.255",
	    "6to4 relay anycast (192.88.99.0/24, RFC 7526)", false },
	{ "192.168.0.0", "192.168.255.255",
	    "private (192.168.0.0/16, RFC 1918)", true },
	{ "192.175.48.0", "192.175.48.255",
	    "AS112 (192.175.48.0/24, RFC 7534)", false },
	{ "198.18.0.0", "198.19.255.255", "benchmarking, or a proxy's fake "
	    "address (198.18.0.0/15, RFC 2544)", false },
	{ "198.51.100.0", "198.51.100.255",
	    "documentation (198.51.100.0/24, RFC 5737)", true },
	{ "203.0.113.0", "203.0.113.255",
	    "documentation (203.0.113.0/24, RFC 5737)", true },
	{ "224.0.0.0", "239.255.255.255", "multicast (224.0.0.0/4, RFC 1112)",
	    false },
	{ "240.0.0.0", "255.255.255.254", "reserved (240.0.0.0/4, RFC 1112)",
	    false },
	{ "255.255.255.255", "255.255.255.255",
	    "broadcast (255.255.255.255/32, RFC 919)", false },

	{ "::", "::", "unspecified (::/128, RFC 4291)", false },
	{ "::1", "::1", "loopback (::1/128, RFC 4291)", false },
	{ "::2", "::fffe:ffff:ffff", "not global unicast (::/3, RFC 4291)",
	    false },
	{ "::ffff:0.0.0.0", "::ffff:255.255.255.255",
	    "IPv4-mapped (::ffff:0:0/96, RFC 4291)", false },
	{ "::1:0:0:0", "64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast (::/3, RFC 4291)", false },
	{ "64:ff9b::", "64:ff9b::255.255.255.255",
	    "NAT64 (64:ff9b::/96, RFC 6052)", false },
	{ "64:ff9b::1:0:0", "64:ff9b:0:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast (::/3, RFC 4291)", false },
	{ "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
	    "local NAT64 (64:ff9b:1::/48, RFC 8215)", false },
	{ "64:ff9b:2::", "ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast (::/3, RFC 4291)", false },
	{ "100::", "100::ffff:ffff:ffff:ffff",
	    "discard-only (100::/64, RFC 6666)", false },
	{ "100:0:0:1::", "100::1:ffff:ffff:ffff:ffff",
	    "dummy prefix (100:0:0:1::/64, RFC 9780)", false },
	{ "100:0:0:2::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast (::/3, RFC 4291)", false },
	{ "2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff",
	    "Teredo (2001::/32, RFC 4380)", false },
	{ "2001:1::", "2001:1::",
	    "IETF protocol assignments (2001::/23, RFC 2928)", false },
	{ "2001:1::1", "2001:1::1", "PCP anycast (2001:1::1/128, RFC 7723)",
	    false },
	{ "2001:1::2", "2001:1::2", "TURN anycast (2001:1::2/128, RFC 8155)",
	    false },
	{ "2001:1::3", "2001:1::3", "SRP anycast (2001:1::3/128, RFC 9665)",
	    false },
	{ "2001:1::4", "2001:1:ffff:ffff:ffff:ffff:ffff:ffff",
	    "IETF protocol assignments (2001::/23, RFC 2928)", false },
	{ "2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", "benchmarking, or "
	    "a proxy's fake address (2001:2::/48, RFC 5180)", false },
	{ "2001:2:1::", "2001:2:ffff:ffff:ffff:ffff:ffff:ffff",
	    "IETF protocol assignments (2001::/23, RFC 2928)", false },
	{ "2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff",
	    "AMT (2001:3::/32, RFC 7450)", false },
	{ "2001:4::", "2001:4:111:ffff:ffff:ffff:ffff:ffff",
	    "IETF protocol assignments (2001::/23, RFC 2928)", false },
	{ "2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff",
	    "AS112 (2001:4:112::/48, RFC 7535)", false },
	{ "2001:4:113::", "2001:f:ffff:ffff:ffff:ffff:ffff:ffff",
	    "IETF protocol assignments (2001::/23, RFC 2928)", false },
	{ "2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff",
	    "ORCHID (2001:10::/28, RFC 4843)", false },
	{ "2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff",
	    "ORCHIDv2 (2001:20::/28, RFC 7343)", false },
	{ "2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff",
	    "drone remote ID (2001:30::/28, RFC 9374)", false },
	{ "2001:40::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "IETF protocol assignments (2001::/23, RFC 2928)", false },
	{ "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
	    "documentation (2001:db8::/32, RFC 3849)", true },
	{ "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "6to4 (2002::/16, RFC 3056)", false },
	{ "2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff",
	    "AS112 (2620:4f:8000::/48, RFC 7534)", false },
	{ "3ffe::", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "6bone (3ffe::/16, RFC 3701)", false },
	{ "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "documentation (3fff::/20, RFC 9637)", true },
	{ "4000::", "5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast (4000::/2, RFC 4291)", false },
	{ "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "segment routing (5f00::/16, RFC 9602)", false },
	{ "5f01::", "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast (4000::/2, RFC 4291)", false },
	{ "8000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast (8000::/1, RFC 4291)", false },
	{ "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "unique local (fc00::/7, RFC 4193)", true },
	{ "fe00::", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "not global unicast (8000::/1, RFC 4291)", false },
	{ "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "link-local (fe80::/10, RFC 4291)", false },
	{ "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "site-local (fec0::/10, RFC 3879)", false },
	{ "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "multicast (ff00::/8, RFC 4291)", false },
};

static const struct stretch edge[] = {
	{ "1.0.0.0", "1.0.0.255", NULL, false },
	{ "1.1.1.0", "1.1.1.255", NULL, false },
	{ "103.21.244.0", "103.21.247.255", NULL, false },
	{ "103.22.200.0", "103.22.203.255", NULL, false },
	{ "103.31.4.0", "103.31.7.255", NULL, false },
	{ "104.16.0.0", "104.31.255.255", NULL, false },
	{ "108.162.192.0", "108.162.255.255", NULL, false },
	{ "131.0.72.0", "131.0.75.255", NULL, false },
	{ "141.101.64.0", "141.101.127.255", NULL, false },
	{ "162.158.0.0", "162.159.255.255", NULL, false },
	{ "172.64.0.0", "172.71.255.255", NULL, false },
	{ "173.245.48.0", "173.245.63.255", NULL, false },
	{ "188.114.96.0", "188.114.111.255", NULL, false },
	{ "190.93.240.0", "190.93.255.255", NULL, false },
	{ "197.234.240.0", "197.234.243.255", NULL, false },
	{ "198.41.128.0", "198.41.255.255", NULL, false },
	{ "2400:cb00::", "2400:cb00:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
	    false },
	{ "2405:8100::", "2405:8100:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
	    false },
	{ "2405:b500::", "2405:b500:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
	    false },
	{ "2606:4700::", "2606:4700:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
	    false },
	{ "2803:f800::", "2803:f800:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
	    false },
	{ "2a06:98c0::", "2a06:98c7:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
	    false },
	{ "2c0f:f248::", "2c0f:f248:ffff:ffff:ffff:ffff:ffff:ffff", NULL,
	    false },
};

static struct address
parsed(const char *text)
{
	struct address address;
	bool good = address_parse_any(&address, text);

	if (!good)
		CHECK(text, good);
	return address;
}

static const struct stretch *
stretch_of(const struct address *address, const struct stretch *list,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct address first = parsed(list[i].first);
		struct address last = parsed(list[i].last);
		size_t size = address_size(address->family);

		if (first.family == address->family &&
		    memcmp(first.bytes, address->bytes, size) <= 0 &&
		    memcmp(address->bytes, last.bytes, size) <= 0)
			return &list[i];
	}
	return NULL;
}

/* The neighbour below (-1) or above (1); false past the end of the space. */
static bool
step(struct address *address, int by)
{
	const unsigned char from = by < 0 ? 0 : 0xff;

	for (size_t i = address_size(address->family); i-- > 0;) {
		bool carry = address->bytes[i] == from;

		address->bytes[i] = (unsigned char)(address->bytes[i] + by);
		if (!carry)
			return true;
	}
	return false;
}

static bool
judged_right(const struct address *address)
{
	const struct stretch *stretch = stretch_of(address, refused,
	    COUNT(refused));
	bool local = stretch == NULL;
	const char *why = address_special(address, &local);

	if (stretch == NULL)
		return why == NULL && !local;
	return why != NULL && strcmp(why, stretch->why) == 0 &&
	    local == stretch->local;
}

static void
check_judged(const struct address *address, const char *where,
    const char *block)
{
	char room[ADDRESS_ROOM], name[160];

	snprintf(name, sizeof(name), "special: %s, %s %s",
	    address_text(address, room), where, block);
	CHECK(name, judged_right(address));
}

static void
test_special_boundaries(void)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct address first = parsed(refused[i].first);
		struct address last = parsed(refused[i].last);

		check_judged(&first, "first of", refused[i].why);
		check_judged(&last, "last of", refused[i].why);
		if (step(&first, -1))
			check_judged(&first, "before", refused[i].why);
		if (step(&last, 1))
			check_judged(&last, "after", refused[i].why);
	}
}

/* Both spaces by their first 16 bits: nothing is refused that is not listed. */
static void
test_special_sweep(enum family family, const char *name)
{
	struct address address = { .family = family };
	unsigned wrong = 0;

	for (unsigned top = 0; top < 0x10000; top += 7) {
		address.bytes[0] = (unsigned char)(top >> 8);
		address.bytes[1] = (unsigned char)top;
		address.bytes[3] = 77;
		wrong += !judged_right(&address);
	}
	CHECK(name, wrong == 0);
}

static void
test_public(void)
{
	static const char *const texts[] = {
		"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0",
		"100.63.255.255", "100.128.0.0", "172.32.0.0", "192.0.1.0",
		"198.17.255.255", "198.20.0.0", "223.255.255.255",
		"2000::", "2001:200::", "2001:db7:ffff::", "2001:db9::",
		"2003::", "2400:cb00::1", "2606:4700::1111", "2620:4f:7fff::1",
		"2620:4f:8001::", "3ffd::1", "3fff:1000::",
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct address address = parsed(texts[i]);
		bool local = true;

		CHECK_TEXT(texts[i], address_special(&address, &local), NULL);
		CHECK(texts[i], !local);
	}
}

static void
test_cloudflare(void)
{
	for (size_t i = 0; i < COUNT(edge); i++) {
		struct address first = parsed(edge[i].first);
		struct address last = parsed(edge[i].last);

		CHECK(edge[i].first, address_is_cloudflare(&first));
		CHECK(edge[i].last, address_is_cloudflare(&last));
		CHECK(edge[i].first, step(&first, -1) &&
		    !address_is_cloudflare(&first));
		CHECK(edge[i].last, step(&last, 1) &&
		    !address_is_cloudflare(&last));
	}
}

int
main(void)
{
	test_special_boundaries();
	test_special_sweep(IPV4, "special: IPv4 by the first 16 bits");
	test_special_sweep(IPV6, "special: IPv6 by the first 16 bits");
	test_public();
	test_cloudflare();
	return check_done();
}
