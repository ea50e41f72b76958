/* gateway - the router that this machine's packets go to. */

#include "gateway.h"

#include <string.h>

#include "links.h"
#include "mem.h"

static const char loopback[] = "127.0.0.1";

/* On the network of the gateway, else on the line to it. A router on this very
 * machine is reached from where all of loopback is. */
static void
find_client(const struct links *links, const char *interface,
    const struct address *address, struct gateway *gateway)
{
	const struct link_address *line = links->addresses;
	const struct link_address *end = line + links->n_addresses;
	bool near = address->bytes[0] == 127;

	if (near)
		gateway->has_client = address_parse(&gateway->client, IPV4,
		    loopback, sizeof(loopback) - 1);
	for (; line < end && !near; line++) {
		if (line->address.family != IPV4)
			continue;
		near = address_shares(address, &line->address,
		    line->prefix_length);
		if (!near && (gateway->has_client || interface == NULL ||
		    strcmp(line->interface, interface) != 0))
			continue;
		gateway->client = line->address;
		gateway->has_client = true;
	}
}

static const char *
none_known(struct arena *arena, const struct links *links,
    const struct link_route *route)
{
	const char *why = links->why != NULL ? links->why : route == NULL ?
	    "there is no default route for IPv4" :
	    arena_print(arena, "the default route through %s names no gateway",
	    route->interface);

	return arena_print(arena, "%s; name the router with --gateway ADDR",
	    why);
}

const char *
gateway_find(struct arena *arena, const char *named, const char *interface,
    struct gateway *gateway)
{
	const struct links *links = links_read(arena);
	const struct link_route *route = links_route(links, IPV4, interface);
	struct address address;
	char room[ADDRESS_ROOM];

	*gateway = (struct gateway){ .named = named != NULL };
	if (named == NULL && (route == NULL || !route->has_gateway ||
	    route->gateway.family != IPV4))
		return none_known(arena, links, route);
	if (named != NULL)
		address_parse(&address, IPV4, named, strlen(named));
	else
		address = route->gateway;
	gateway->text = arena_string(arena, address_text(&address, room));
	find_client(links, route == NULL ? interface : route->interface,
	    &address, gateway);
	return NULL;
}
