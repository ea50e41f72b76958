/*
 * address - IPv4 and IPv6 addresses as typed values.
 *
 * What must not be published is one table. IPv6 is refused outside 2000::/3,
 * the only space IANA gives out, so the three blocks around it close the table.
 * "Globally reachable" in the registries is not enough: several anycast blocks
 * are reachable and still belong to nobody's line.
 */

#include "address.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "mem.h"

static const struct {
	const char *name, *type;
	size_t size;
	int domain;
} families[FAMILIES] = {
	[IPV4] = { .name = "IPv4", .type = "A", .size = 4, .domain = AF_INET },
	[IPV6] = { .name = "IPv6", .type = "AAAA", .size = 16,
	    .domain = AF_INET6 },
};

struct block {
	const char *prefix;
	unsigned length;
	const char *why;
	bool local;		/* --allow-special opens it */
};

#define BLOCK(first, bits, name, rfc) \
	.prefix = first, .length = bits, \
	.why = name " (" first "/" #bits ", RFC " #rfc ")"

/* The first that fits counts: parts of a block stand before the whole. */
static const struct block special[] = {
	{ BLOCK("0.0.0.0", 32, "this host", 1122) },
	{ BLOCK("0.0.0.0", 8, "this network", 791) },
	{ BLOCK("10.0.0.0", 8, "private", 1918), .local = true },
	{ BLOCK("100.64.0.0", 10, "carrier NAT", 6598), .local = true },
	{ BLOCK("127.0.0.0", 8, "loopback", 1122) },
	{ BLOCK("169.254.0.0", 16, "link-local", 3927) },
	{ BLOCK("172.16.0.0", 12, "private", 1918), .local = true },
	{ BLOCK("192.0.0.0", 29, "DS-Lite or 464XLAT", 7335) },
	{ BLOCK("192.0.0.8", 32, "dummy address", 7600) },
	{ BLOCK("192.0.0.9", 32, "PCP anycast", 7723) },
	{ BLOCK("192.0.0.10", 32, "TURN anycast", 8155) },
	{ BLOCK("192.0.0.170", 31, "NAT64 discovery", 8880) },
	{ BLOCK("192.0.0.0", 24, "IETF protocol assignments", 6890) },
	{ BLOCK("192.0.2.0", 24, "documentation", 5737), .local = true },
	{ BLOCK("192.31.196.0", 24, "AS112", 7535) },
	{ BLOCK("192.52.193.0", 24, "AMT", 7450) },
	{ BLOCK("192.88.99.2", 32, "6a44 relay anycast", 6751) },
	{ BLOCK("192.88.99.0", 24, "6to4 relay anycast", 7526) },
	{ BLOCK("192.168.0.0", 16, "private", 1918), .local = true },
	{ BLOCK("192.175.48.0", 24, "AS112", 7534) },
	{ BLOCK("198.18.0.0", 15, "benchmarking, or a proxy's fake address",
	    2544) },
	{ BLOCK("198.51.100.0", 24, "documentation", 5737), .local = true },
	{ BLOCK("203.0.113.0", 24, "documentation", 5737), .local = true },
	{ BLOCK("224.0.0.0", 4, "multicast", 1112) },
	{ BLOCK("255.255.255.255", 32, "broadcast", 919) },
	{ BLOCK("240.0.0.0", 4, "reserved", 1112) },

	{ BLOCK("::", 128, "unspecified", 4291) },
	{ BLOCK("::1", 128, "loopback", 4291) },
	{ BLOCK("::ffff:0:0", 96, "IPv4-mapped", 4291) },
	{ BLOCK("64:ff9b::", 96, "NAT64", 6052) },
	{ BLOCK("64:ff9b:1::", 48, "local NAT64", 8215) },
	{ BLOCK("100::", 64, "discard-only", 6666) },
	{ BLOCK("100:0:0:1::", 64, "dummy prefix", 9780) },
	{ BLOCK("2001::", 32, "Teredo", 4380) },
	{ BLOCK("2001:1::1", 128, "PCP anycast", 7723) },
	{ BLOCK("2001:1::2", 128, "TURN anycast", 8155) },
	{ BLOCK("2001:1::3", 128, "SRP anycast", 9665) },
	{ BLOCK("2001:2::", 48, "benchmarking, or a proxy's fake address",
	    5180) },
	{ BLOCK("2001:3::", 32, "AMT", 7450) },
	{ BLOCK("2001:4:112::", 48, "AS112", 7535) },
	{ BLOCK("2001:10::", 28, "ORCHID", 4843) },
	{ BLOCK("2001:20::", 28, "ORCHIDv2", 7343) },
	{ BLOCK("2001:30::", 28, "drone remote ID", 9374) },
	{ BLOCK("2001::", 23, "IETF protocol assignments", 2928) },
	{ BLOCK("2001:db8::", 32, "documentation", 3849), .local = true },
	{ BLOCK("2002::", 16, "6to4", 3056) },
	{ BLOCK("2620:4f:8000::", 48, "AS112", 7534) },
	{ BLOCK("3ffe::", 16, "6bone", 3701) },
	{ BLOCK("3fff::", 20, "documentation", 9637), .local = true },
	{ BLOCK("5f00::", 16, "segment routing", 9602) },
	{ BLOCK("fc00::", 7, "unique local", 4193), .local = true },
	{ BLOCK("fe80::", 10, "link-local", 4291) },
	{ BLOCK("fec0::", 10, "site-local", 3879) },
	{ BLOCK("ff00::", 8, "multicast", 4291) },
	{ BLOCK("::", 3, "not global unicast", 4291) },
	{ BLOCK("4000::", 2, "not global unicast", 4291) },
	{ BLOCK("8000::", 1, "not global unicast", 4291) },
};

/* Its edge, the exits of WARP beside it, and its resolver, which echo services
 * have named as well. */
static const struct block cloudflare[] = {
	{ .prefix = "1.0.0.0", .length = 24 },
	{ .prefix = "1.1.1.0", .length = 24 },
	{ .prefix = "103.21.244.0", .length = 22 },
	{ .prefix = "103.22.200.0", .length = 22 },
	{ .prefix = "103.31.4.0", .length = 22 },
	{ .prefix = "104.16.0.0", .length = 13 },
	{ .prefix = "104.24.0.0", .length = 14 },
	{ .prefix = "104.28.0.0", .length = 14 },
	{ .prefix = "108.162.192.0", .length = 18 },
	{ .prefix = "131.0.72.0", .length = 22 },
	{ .prefix = "141.101.64.0", .length = 18 },
	{ .prefix = "162.158.0.0", .length = 15 },
	{ .prefix = "172.64.0.0", .length = 13 },
	{ .prefix = "173.245.48.0", .length = 20 },
	{ .prefix = "188.114.96.0", .length = 20 },
	{ .prefix = "190.93.240.0", .length = 20 },
	{ .prefix = "197.234.240.0", .length = 22 },
	{ .prefix = "198.41.128.0", .length = 17 },
	{ .prefix = "2400:cb00::", .length = 32 },
	{ .prefix = "2405:8100::", .length = 32 },
	{ .prefix = "2405:b500::", .length = 32 },
	{ .prefix = "2606:4700::", .length = 32 },
	{ .prefix = "2803:f800::", .length = 32 },
	{ .prefix = "2a06:98c0::", .length = 29 },
	{ .prefix = "2c0f:f248::", .length = 32 },
};

/*
 * The characters are tested as well, because some systems' inet_pton takes a
 * zone ("%en0") and none sees what follows a NUL.
 */
bool
address_parse(struct address *address, enum family family, const char *text,
    size_t size)
{
	char copy[ADDRESS_ROOM];

	if (size >= sizeof(copy))
		return false;
	if (size > 0)
		memcpy(copy, text, size);
	copy[size] = '\0';
	if (strspn(copy, "0123456789abcdefABCDEF.:") != size)
		return false;
	*address = (struct address){ .family = family };
	return inet_pton(families[family].domain, copy, address->bytes) == 1;
}

bool
address_parse_any(struct address *address, const char *text)
{
	size_t size = strlen(text);

	return address_parse(address, IPV4, text, size) ||
	    address_parse(address, IPV6, text, size);
}

const char *
address_text(const struct address *address, char room[ADDRESS_ROOM])
{
	return inet_ntop(families[address->family].domain, address->bytes,
	    room, ADDRESS_ROOM);
}

bool
address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	    memcmp(a->bytes, b->bytes, address_size(a->family)) == 0;
}

bool
address_shares(const struct address *a, const struct address *b, unsigned bits)
{
	const size_t whole = bits / 8;
	const unsigned mask = 0xff00u >> bits % 8 & 0xff;

	return a->family == b->family &&
	    memcmp(a->bytes, b->bytes, whole) == 0 && (mask == 0 ||
	    ((a->bytes[whole] ^ b->bytes[whole]) & mask) == 0);
}

size_t
address_size(enum family family)
{
	return families[family].size;
}

const char *
family_name(enum family family)
{
	return families[family].name;
}

const char *
family_type(enum family family)
{
	return families[family].type;
}

bool
address_lies_in(const struct address *address, const char *block,
    unsigned bits)
{
	struct address first;

	return address_parse_any(&first, block) &&
	    address_shares(address, &first, bits);
}

static const struct block *
find_block(const struct address *address, const struct block *blocks,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (address_lies_in(address, blocks[i].prefix,
		    blocks[i].length))
			return &blocks[i];
	return NULL;
}

const char *
address_special(const struct address *address, bool *local)
{
	const struct block *block = find_block(address, special,
	    COUNT(special));

	*local = block != NULL && block->local;
	return block == NULL ? NULL : block->why;
}

bool
address_is_cloudflare(const struct address *address)
{
	return find_block(address, cloudflare, COUNT(cloudflare)) != NULL;
}
