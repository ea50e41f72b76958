/* test_prefix - another device's address behind a prefix, bit by bit. */

#include "prefix.h"

#include "check.h"
#include "mem.h"

enum { BITS = 128 };

static bool
bit_of(const struct address *address, unsigned bit)
{
	return (address->bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

static void
set_bit(struct address *address, unsigned bit)
{
	address->bytes[bit / 8] |= (unsigned char)(1 << (7 - bit % 8));
}

/* Different bits for every seed; 0: none; 1: all. */
static struct address
pattern(unsigned seed)
{
	struct address address = { .family = IPV6 };
	unsigned bit, value = seed;

	for (bit = 0; bit < BITS; bit++) {
		value = value * 1103515245u + 12345u;
		if (seed == 1 || (seed > 1 && (value >> 16 & 1) != 0))
			set_bit(&address, bit);
	}
	return address;
}

/* The part after the first bits alone. */
static struct address
tail(struct address address, unsigned begin)
{
	struct address out = { .family = IPV6 };
	unsigned bit;

	for (bit = begin; bit < BITS; bit++)
		if (bit_of(&address, bit))
			set_bit(&out, bit);
	return out;
}

/* What the bits of found, subnet and part must make. */
static struct address
wanted(const struct address *found, const struct device *device,
    unsigned length)
{
	struct address out = { .family = IPV6 };
	unsigned bit;
	bool on;

	for (bit = 0; bit < BITS; bit++) {
		if (bit < length)
			on = bit_of(found, bit);
		else if (device->in_subnet && bit < 64)
			on = 63 - bit < 32 &&
			    (device->subnet >> (63 - bit) & 1) != 0;
		else
			on = bit_of(&device->part, bit);
		if (on)
			set_bit(&out, bit);
	}
	return out;
}

static void
check_lengths(void)
{
	unsigned length, of_found, of_part, wrong = 0;
	struct device device;
	struct address found, got, right;

	for (length = 1; length < BITS; length++)
		for (of_found = 0; of_found < 5; of_found++)
			for (of_part = 0; of_part < 5; of_part++) {
				found = pattern(of_found);
				device = (struct device){ .part =
				    tail(pattern(of_part + 7), length) };
				got = device_address(&device, &found, length);
				right = wanted(&found, &device, length);
				wrong += !address_equal(&got, &right);
			}
	CHECK("every length joins at its bit", wrong == 0);
}

static void
check_outside(struct arena *arena)
{
	unsigned length, bit, wrong = 0;
	struct device device;

	for (length = 1; length < BITS; length++)
		for (bit = 0; bit < BITS; bit++) {
			device = (struct device){ .part.family = IPV6 };
			set_bit(&device.part, bit);
			wrong += (device_wrong_part(arena, &device, length) !=
			    NULL) != (bit < length);
		}
	CHECK("a bit within the prefix is refused, and only that", wrong == 0);
}

static void
check_outside_subnet(struct arena *arena)
{
	unsigned bit, wrong = 0;
	struct device device;

	for (bit = 0; bit < BITS; bit++) {
		device = (struct device){ .in_subnet = true };
		set_bit(&device.part, bit);
		wrong += (device_wrong_part(arena, &device, 56) != NULL) !=
		    (bit < 64);
	}
	CHECK("with a subnet the host part has 64 bits", wrong == 0);
}

static void
check_zero_parts(void)
{
	char room[ADDRESS_ROOM];
	struct address address;
	struct device device;
	unsigned bit, wrong = 0;

	for (bit = 0; bit < BITS; bit++) {
		address = pattern(0);
		set_bit(&address, bit);
		wrong += (device_parse(&device, address_text(&address, room)) !=
		    NULL) != (bit < 64);
	}
	CHECK("the last 64 bits may not all be zero", wrong == 0);
	CHECK("no host part at all", device_parse(&device, "::") != NULL);
}

static unsigned
wrong_subnet(struct arena *arena, unsigned length, unsigned long subnet,
    bool fits)
{
	struct device device = { .in_subnet = true, .subnet = subnet };
	struct address found = pattern(9), got, right;

	device.part = tail(pattern(5), 64);
	if ((device_wrong_subnet(arena, &device, length) == NULL) != fits)
		return 1;
	got = device_address(&device, &found, length);
	right = wanted(&found, &device, length);
	return fits && !address_equal(&got, &right);
}

static void
check_subnets(struct arena *arena)
{
	unsigned length, wrong = 0;
	unsigned long most;

	for (length = 1; length < BITS; length++) {
		most = length < 33 ? 0x7fffffff : length < 64 ?
		    (1ul << (64 - length)) - 1 : 0;
		wrong += wrong_subnet(arena, length, 0, length < 64);
		wrong += wrong_subnet(arena, length, most, length < 64);
		wrong += wrong_subnet(arena, length, most / 3, length < 64);
		if (length >= 33)
			wrong += wrong_subnet(arena, length, most + 1, false);
	}
	CHECK("subnets from 0 to the last of every prefix", wrong == 0);
}

static void
check_default_lengths(void)
{
	const struct device as_found = { .id = "::1" },
	    said = { .id = "::1", .prefix_length = 56 };

	CHECK("the interface does not say", device_prefix(&as_found, 0) == 64);
	CHECK("the interface has 1", device_prefix(&as_found, 1) == 1);
	CHECK("the interface has 48", device_prefix(&as_found, 48) == 48);
	CHECK("the interface has 127", device_prefix(&as_found, 127) == 127);
	CHECK("a /128 is not known", device_prefix(&as_found, 128) == 64);
	CHECK("the user says 56", device_prefix(&said, 48) == 56);
	CHECK("the user says 56 to nothing", device_prefix(&said, 0) == 56);
}

static void
check_mac_lengths(struct arena *arena)
{
	struct device device;
	unsigned length, wrong = 0;

	device_parse(&device, "mac:00-11-22-33-44-55");
	for (length = 1; length < BITS; length++)
		wrong += (device_wrong_part(arena, &device, length) == NULL) !=
		    (length == 64);
	device.in_subnet = true;
	for (length = 1; length < 64; length++)
		wrong += device_wrong_part(arena, &device, length) != NULL;
	CHECK("a MAC address needs 64 bits", wrong == 0);
}

/* The device behind 2001:db8:1:2:aaaa:bbbb:cccc:dddd; what is wrong with it
 * else. */
static const char *
made_of(struct arena *arena, const char *id, unsigned length, long subnet)
{
	static char room[ADDRESS_ROOM];
	struct device device;
	struct address address;
	const char *why = device_parse(&device, id);

	device.in_subnet = subnet >= 0;
	device.subnet = subnet >= 0 ? (unsigned long)subnet : 0;
	if (why == NULL)
		why = device_wrong_subnet(arena, &device, length);
	if (why == NULL)
		why = device_wrong_part(arena, &device, length);
	if (why != NULL)
		return "refused";
	address_parse_any(&address, "2001:db8:1:2:aaaa:bbbb:cccc:dddd");
	address = device_address(&device, &address, length);
	return address_text(&address, room);
}

static const struct {
	const char *id;
	unsigned length;
	long subnet;			/* -1: none */
	const char *wanted;
} trials[] = {
	{ "::1", 64, -1, "2001:db8:1:2::1" },
	{ "mac:00-11-22-33-44-55", 64, -1, "2001:db8:1:2:211:22ff:fe33:4455" },
	{ "mac:00:11:22:33:44:55", 64, -1, "2001:db8:1:2:211:22ff:fe33:4455" },
	{ "mac:02-AA-bb-CC-dd-EE", 64, -1, "2001:db8:1:2:aa:bbff:fecc:ddee" },
	{ "mac:02-00-00-00-00-00", 64, -1, "2001:db8:1:2:0:ff:fe00:0" },
	{ "mac:fe-ff-ff-ff-ff-ff", 64, -1, "2001:db8:1:2:fcff:ffff:feff:ffff" },
	{ "mac:00-11-22-33-44-55", 56, 3, "2001:db8:1:3:211:22ff:fe33:4455" },
	{ "::1", 48, 0xabcd, "2001:db8:1:abcd::1" },
	{ "::1", 48, 0, "2001:db8:1::1" },
	{ "::1", 48, 65536, "refused" },
	{ "::1", 56, 255, "2001:db8:1:ff::1" },
	{ "::1", 56, 256, "refused" },
	{ "::1", 63, 1, "2001:db8:1:3::1" },
	{ "::1", 63, 2, "refused" },
	{ "::1", 64, 0, "refused" },
	{ "0:0:0:7::1", 60, -1, "2001:db8:1:7::1" },
	{ "0:0:0:10::1", 60, -1, "refused" },
	{ "0:0:0:7::1", 56, 3, "refused" },
	{ "::7", 124, -1, "2001:db8:1:2:aaaa:bbbb:cccc:ddd7" },
	{ "::17", 124, -1, "refused" },
	{ "::192.0.2.1", 64, -1, "2001:db8:1:2::c000:201" },
	{ "::fdff:ffff:ffff:ff7f", 64, -1,
	    "2001:db8:1:2:fdff:ffff:ffff:ff7f" },
	{ "::fdff:ffff:ffff:ff80", 64, -1, "refused" },
	{ "::fdff:ffff:ffff:ffff", 64, -1, "refused" },
	{ "::fdff:ffff:fffe:ff80", 64, -1,
	    "2001:db8:1:2:fdff:ffff:fffe:ff80" },
	{ "mac:01-11-22-33-44-55", 64, -1, "refused" },
	{ "mac:33-33-00-00-00-01", 64, -1, "refused" },
	{ "mac:ff-ff-ff-ff-ff-ff", 64, -1, "refused" },
	{ "mac:00-00-00-00-00-00", 64, -1, "refused" },
	{ "mac:00-11-22-33-44", 64, -1, "refused" },
	{ "mac:00-11-22-33-44-55-66", 64, -1, "refused" },
	{ "mac:00-11-22-33-44-5g", 64, -1, "refused" },
	{ "mac:00-11-22-33-44:55", 64, -1, "refused" },
	{ "mac:00:11-22-33-44-55", 64, -1, "refused" },
	{ "mac:00.11.22.33.44.55", 64, -1, "refused" },
	{ "mac:001122334455", 64, -1, "refused" },
	{ "mac:0-111-22-33-44-55", 64, -1, "refused" },
	{ "mac: 0-11-22-33-44-55", 64, -1, "refused" },
	{ "mac:", 64, -1, "refused" },
	{ "MAC:00-11-22-33-44-55", 64, -1, "refused" },
	{ "00-11-22-33-44-55", 64, -1, "refused" },
	{ "1", 64, -1, "refused" },
	{ ":1", 64, -1, "refused" },
	{ "::1/64", 64, -1, "refused" },
	{ "::1%eth0", 64, -1, "refused" },
	{ "192.0.2.1", 64, -1, "refused" },
	{ "", 64, -1, "refused" },
};

int
main(void)
{
	struct arena *arena = arena_new();
	char name[120];
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		snprintf(name, sizeof(name), "\"%s\" at %u, subnet %ld",
		    trials[i].id, trials[i].length, trials[i].subnet);
		CHECK_TEXT(name, made_of(arena, trials[i].id,
		    trials[i].length, trials[i].subnet), trials[i].wanted);
	}
	check_lengths();
	check_outside(arena);
	check_outside_subnet(arena);
	check_zero_parts();
	check_subnets(arena);
	check_default_lengths();
	check_mac_lengths(arena);
	arena_free(arena);
	return check_done();
}
