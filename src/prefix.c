/*
 * prefix - the address of another device behind the prefix that was found: the
 * first bits of the one, the host part of the other. Pure.
 *
 * Bits are counted from the left, as prefixes are. A host part begins where the
 * prefix ends, or at bit 64 when a subnet stands between the two.
 */

#include "prefix.h"

#include <string.h>

#include "mem.h"

enum { BITS = 128, LINK_BITS = 64, BYTES = 16, MAC_BYTES = 6 };

/* Of the byte that bits [0, length) of the address cover. */
static unsigned char
mask_of(unsigned length, size_t byte)
{
	unsigned first = (unsigned)byte * 8;

	if (length >= first + 8)
		return 0xff;
	return (unsigned char)(length <= first ? 0 :
	    0xff00u >> (length - first));
}

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c == '\0' ? NULL : strchr(digits, c);

	return found == NULL ? -1 : (int)(found - digits) % 16;
}

/* Six pairs of digits, with "-" or with ":" between all of them. */
static bool
parse_mac(unsigned char mac[MAC_BYTES], const char *text)
{
	const char *between = text + 2;
	size_t i;
	int high, low;

	if (strlen(text) != 3 * MAC_BYTES - 1 ||
	    (*between != '-' && *between != ':'))
		return false;
	for (i = 0; i < MAC_BYTES; i++, text += 3) {
		high = hex_digit(text[0]);
		low = hex_digit(text[1]);
		if (high < 0 || low < 0 ||
		    (i + 1 < MAC_BYTES && text[2] != *between))
			return false;
		mac[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* The modified EUI-64 of RFC 4291, appendix A. */
static const char *
take_mac(struct device *device, const char *text)
{
	static const unsigned char nobody[MAC_BYTES] = { 0 };
	unsigned char mac[MAC_BYTES], *part = device->part.bytes + 8;

	if (!parse_mac(mac, text))
		return "is no MAC address; write it as "
		    "mac:00-11-22-33-44-55";
	if ((mac[0] & 1) != 0)
		return "is the MAC address of a group (multicast); give the "
		    "one of the device itself";
	if (memcmp(mac, nobody, sizeof(mac)) == 0)
		return "is nobody's MAC address; give the one of the device";
	device->by_mac = true;
	memcpy(part, mac, 3);
	part[0] ^= 2;
	part[3] = 0xff;
	part[4] = 0xfe;
	memcpy(part + 5, mac + 3, 3);
	return NULL;
}

/* RFC 2526: the last 128 of a /64 whose identifiers have the form of EUI-64. */
static bool
is_reserved_anycast(const unsigned char *low)
{
	static const unsigned char begin[7] = {
		0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};

	return memcmp(low, begin, sizeof(begin)) == 0 && low[7] >= 0x80;
}

const char *
device_parse(struct device *device, const char *text)
{
	static const unsigned char routers[8] = { 0 };
	const unsigned char *low = device->part.bytes + 8;

	*device = (struct device){ .id = text, .part.family = IPV6 };
	if (strncmp(text, "mac:", 4) == 0)
		return take_mac(device, text + 4);
	if (!address_parse(&device->part, IPV6, text, strlen(text)))
		return "is no host part; write it as ::1, or as "
		    "mac:00-11-22-33-44-55";
	/* Whatever the prefix: what ends with it is every router's. */
	if (memcmp(low, routers, sizeof(routers)) == 0)
		return "leaves the last 64 bits zero, and that address is any "
		    "router's (RFC 4291, 2.6.1); give the device's own, such "
		    "as ::1";
	if (is_reserved_anycast(low))
		return "is reserved for anycast (RFC 2526); give the device's "
		    "own, such as ::1";
	return NULL;
}

unsigned
device_prefix(const struct device *device, unsigned of_interface)
{
	if (device->prefix_length > 0)
		return device->prefix_length;
	/* A /128 says nothing of the link. */
	return of_interface > 0 && of_interface < BITS ? of_interface :
	    LINK_BITS;
}

const char *
device_wrong_subnet(struct arena *arena, const struct device *device,
    unsigned length)
{
	unsigned long most;

	if (!device->in_subnet)
		return NULL;
	if (length >= LINK_BITS)
		return arena_print(arena, "has no room behind a prefix of %u "
		    "bits; give --prefix-len as it was delegated, such as 56",
		    length);
	/* What a long has room for on every system is enough. */
	most = LINK_BITS - length > 31 ? 0x7fffffff :
	    (1ul << (LINK_BITS - length)) - 1;
	if (device->subnet > most)
		return arena_print(arena, "is too large behind a prefix of %u "
		    "bits; give 0 to %lu", length, most);
	return NULL;
}

static unsigned
part_begins(const struct device *device, unsigned length)
{
	return device->in_subnet ? LINK_BITS : length;
}

const char *
device_wrong_part(struct arena *arena, const struct device *device,
    unsigned length)
{
	unsigned begin = part_begins(device, length);
	unsigned char outside = 0;
	size_t i;

	if (device->by_mac && begin != LINK_BITS)
		return arena_print(arena, "fills 64 bits, but the prefix of %u "
		    "leaves %u; give %s, or the host part as ::1", length,
		    BITS - length, length < LINK_BITS ?
		    "--prefix-len 64, or --prefix-len and --subnet" :
		    "--prefix-len 64");
	for (i = 0; i < BYTES; i++)
		outside |= device->part.bytes[i] & mask_of(begin, i);
	if (outside != 0)
		return arena_print(arena, "has bits within the first %u, which "
		    "come from the address that is found%s; give the host "
		    "part alone, such as ::1, or change --prefix-len", begin,
		    device->in_subnet ? " and from --subnet" : "");
	return NULL;
}

/* The subnet's lowest bit is bit 63 of the address. */
static void
put_subnet(struct address *address, unsigned long subnet)
{
	size_t i;

	for (i = LINK_BITS / 8; i-- > 0; subnet >>= 8)
		address->bytes[i] |= (unsigned char)(subnet & 0xff);
}

struct address
device_address(const struct device *device, const struct address *found,
    unsigned length)
{
	struct address address = device->part;
	size_t i;

	for (i = 0; i < BYTES; i++)
		address.bytes[i] |= found->bytes[i] & mask_of(length, i);
	if (device->in_subnet)
		put_subnet(&address, device->subnet);
	return address;
}
