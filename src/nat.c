/* nat - what stands between the line and the internet. */

#include "nat.h"

#include "mem.h"

/* In the order of their tests; what lies in none is another public address. */
static const struct {
	const char *first;
	unsigned length;
	enum nat nat;
} networks[] = {
	{ "100.64.0.0", 10, NAT_CARRIER },	/* RFC 6598 */
	{ "10.0.0.0", 8, NAT_DOUBLE },		/* RFC 1918 */
	{ "172.16.0.0", 12, NAT_DOUBLE },
	{ "192.168.0.0", 16, NAT_DOUBLE },
	{ "192.0.0.0", 29, NAT_DS_LITE },	/* RFC 7335 */
	{ "198.18.0.0", 15, NAT_FAKE },		/* RFC 2544 */
};

/* "the line is behind <is>: ...; <next>" */
static const struct {
	const char *name, *is, *next;
} verdicts[] = {
	[NAT_NONE] = { .name = "none" },
	[NAT_CARRIER] = { "carrier NAT", "is behind carrier NAT",
	    "connections from outside do not arrive over IPv4; publish AAAA "
	    "(-6), use a tunnel, or ask the operator for a public address" },
	[NAT_DOUBLE] = { "double NAT", "is behind a second router or an "
	    "operator's NAT", "connections from outside arrive only if that "
	    "one forwards them; forward there as well, publish AAAA (-6), or "
	    "use a tunnel" },
	[NAT_DS_LITE] = { "DS-Lite", "has IPv4 through DS-Lite or 464XLAT only",
	    "connections from outside do not arrive over IPv4; publish AAAA "
	    "(-6) or use a tunnel" },
	[NAT_FAKE] = { "fake-IP", "leads into a proxy's made-up network",
	    "the address that echo services see is the proxy's exit; let this "
	    "program past the proxy" },
	[NAT_OTHER] = { "other", "has another public address than the "
	    "internet sees", "a second line, 1:1 NAT, the operator's proxy or "
	    "a VPN may be why; name the line with --interface, or ask the "
	    "router with --source router" },
};

enum nat
nat_judge(const struct address *router, const struct address *seen)
{
	size_t i;

	if (address_equal(router, seen))
		return NAT_NONE;
	for (i = 0; i < COUNT(networks); i++)
		if (address_lies_in(router, networks[i].first,
		    networks[i].length))
			return networks[i].nat;
	return NAT_OTHER;
}

const char *
nat_name(enum nat nat)
{
	return verdicts[nat].name;
}

const char *
nat_words(struct arena *arena, enum nat nat, const struct address *router,
    const struct address *seen)
{
	char its[ADDRESS_ROOM], theirs[ADDRESS_ROOM];

	if (nat == NAT_NONE)
		return NULL;
	return arena_print(arena, "the line %s (the router has %s, the "
	    "internet sees %s); %s", verdicts[nat].is,
	    address_text(router, its), address_text(seen, theirs),
	    verdicts[nat].next);
}
