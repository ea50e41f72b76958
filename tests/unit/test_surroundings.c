/* test_surroundings - the signs by which networks that lie are recognised. */

#include "surroundings.h"

#include "check.h"
#include "links.h"
#include "mem.h"

static void
test_peer(struct arena *arena)
{
	static const struct {
		const char *peer, *host, *word;
		enum family family;
	} trials[] = {
		{ NULL, "echo.test", NULL, IPV4 },
		{ "198.17.255.255", "echo.test", NULL, IPV4 },
		{ "198.18.0.0", "echo.test", "made-up", IPV4 },
		{ "198.19.255.255", "echo.test", "made-up", IPV4 },
		{ "198.20.0.0", "echo.test", NULL, IPV4 },
		{ "198.18.0.5", "198.18.0.5", NULL, IPV4 },
		{ "2001:1:ffff:ffff:ffff:ffff:ffff:ffff", "echo.test", NULL,
		    IPV6 },
		{ "2001:2::", "echo.test", "made-up", IPV6 },
		{ "2001:2:0:ffff:ffff:ffff:ffff:ffff", "echo.test", "made-up",
		    IPV6 },
		{ "2001:2:1::", "echo.test", NULL, IPV6 },
		{ "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "echo.test", NULL,
		    IPV6 },
		{ "fc00::", "echo.test", "made-up", IPV6 },
		{ "fc00:3fff:ffff:ffff:ffff:ffff:ffff:ffff", "echo.test",
		    "made-up", IPV6 },
		{ "fc00:4000::", "echo.test", NULL, IPV6 },
		{ "fd00::1", "echo.test", NULL, IPV6 },
		{ "fc00::5", "[fc00::5]", NULL, IPV6 },
		{ "64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "echo.test", NULL,
		    IPV6 },
		{ "64:ff9b::", "echo.test", "NAT64", IPV6 },
		{ "64:ff9b::ffff:ffff", "echo.test", "NAT64", IPV6 },
		{ "64:ff9b::1:0:0", "echo.test", NULL, IPV6 },
		{ "64:ff9b::1", "[64:ff9b::1]", NULL, IPV6 },
		{ "127.0.0.1", "localhost", NULL, IPV4 },
		{ "8.8.8.8", "echo.test", NULL, IPV4 },
	};
	const char *said;
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		said = surroundings_of_peer(arena, trials[i].peer,
		    trials[i].host, trials[i].family);
		CHECK(arena_print(arena, "peer %s of %s", trials[i].peer ==
		    NULL ? "unknown" : trials[i].peer, trials[i].host),
		    trials[i].word == NULL ? said == NULL : said != NULL &&
		    strstr(said, trials[i].word) != NULL &&
		    strstr(said, trials[i].peer) != NULL);
	}
	CHECK_TEXT("a made-up address, in full", surroundings_of_peer(arena,
	    "198.18.0.5", "echo.test", IPV4), "your DNS answers with a "
	    "proxy's made-up address (198.18.0.5), so that the echo would "
	    "show the proxy; give another --source (router, stun, iface), or "
	    "echo.test a direct rule in the proxy");
}

static struct address
address_of(const char *text)
{
	struct address address;

	CHECK(text, address_parse_any(&address, text));
	return address;
}

static struct link_route
route_of(enum family family, const char *interface, const char *gateway,
    uint32_t metric)
{
	struct link_route route = { .family = family, .interface = interface,
	    .metric = metric };

	if (gateway != NULL) {
		route.has_gateway = true;
		route.gateway = address_of(gateway);
	}
	return route;
}

static struct links
links_of(struct link_route *routes, size_t n)
{
	return (struct links){ .routes = routes, .n_routes = n };
}

static void
test_routes(struct arena *arena)
{
	struct link_route both[] = {
		route_of(IPV4, "eth0", "192.0.2.1", 100),
		route_of(IPV6, "eth1", "fe80::1", 100),
	};
	struct links all = links_of(both, 2), none = links_of(both, 0);
	struct links four = links_of(both, 1), six = links_of(both + 1, 1);
	struct links unread = { .why = "no such call" };

	CHECK_TEXT("routes of both families: no reason",
	    surroundings_of_routes(arena, &all, IPV4, NULL), NULL);
	CHECK_TEXT("no route at all, IPv4", surroundings_of_routes(arena,
	    &none, IPV4, NULL), "this machine has no default route for IPv4; "
	    "is the line down?");
	CHECK_TEXT("no route at all, IPv6", surroundings_of_routes(arena,
	    &none, IPV6, NULL), "this machine has no default route for IPv6; "
	    "is the line down?");
	CHECK_TEXT("IPv6 alone", surroundings_of_routes(arena, &six, IPV4,
	    NULL), "this line has no IPv4 (NAT64?); keep AAAA with -6");
	CHECK_TEXT("IPv4 alone", surroundings_of_routes(arena, &four, IPV6,
	    NULL), "this line has no IPv6; keep A with -4");
	CHECK_TEXT("the family that is there", surroundings_of_routes(arena,
	    &four, IPV4, NULL), NULL);
	CHECK_TEXT("another interface than that of the route",
	    surroundings_of_routes(arena, &all, IPV4, "eth1"), "this machine "
	    "has no default route for IPv4 through eth1; is the line down?");
	CHECK_TEXT("that interface", surroundings_of_routes(arena, &all, IPV4,
	    "eth0"), NULL);
	CHECK_TEXT("links that cannot be read", surroundings_of_routes(arena,
	    &unread, IPV4, NULL), NULL);
}

static void
test_tunnel(struct arena *arena)
{
	CHECK_TEXT("a tunnel", surroundings_of_tunnel(arena, "wg0", IPV4),
	    "IPv4 goes out through wg0, so that others see the tunnel's exit; "
	    "give --interface to ask through the line itself");
	CHECK_TEXT("a line", surroundings_of_tunnel(arena, "eth0", IPV4),
	    NULL);
	CHECK_TEXT("a line that begins with PPPoE", surroundings_of_tunnel(
	    arena, "ppp0", IPV4), NULL);
}

static void
test_gateway(struct arena *arena)
{
	struct link_route routes[] = {
		route_of(IPV4, "eth0", "192.0.2.1", 100),
		route_of(IPV4, "wg0", NULL, 200),
		route_of(IPV4, "eth1", "198.51.100.1", 300),
	};
	struct links links = links_of(routes, 3);
	struct address gateway = address_of("192.0.2.1"), other =
	    address_of("192.0.2.2"), second = address_of("198.51.100.1"),
	    six = address_of("2001:db8::1");

	CHECK_TEXT("the router's address", surroundings_of_gateway(arena,
	    &links, &gateway, NULL), "192.0.2.1 is the address of this "
	    "line's router, the default gateway through eth0; give another "
	    "--source, or --ip if this is meant");
	CHECK_TEXT("another address", surroundings_of_gateway(arena, &links,
	    &other, NULL), NULL);
	CHECK_TEXT("another line's router", surroundings_of_gateway(arena,
	    &links, &second, NULL), NULL);
	CHECK("that line's router", surroundings_of_gateway(arena, &links,
	    &second, "eth1") != NULL);
	CHECK_TEXT("a route without a router", surroundings_of_gateway(arena,
	    &links, &gateway, "wg0"), NULL);
	CHECK_TEXT("the other family", surroundings_of_gateway(arena, &links,
	    &six, NULL), NULL);
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_peer(arena);
	test_routes(arena);
	test_tunnel(arena);
	test_gateway(arena);
	arena_free(arena);
	return check_done();
}
