/* links - what the lines of a machine have in common on every system. */

#include "links.h"

#include <sys/socket.h>

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

const struct link_route *
links_route(const struct links *links, enum family family,
    const char *interface)
{
	const struct link_route *route, *best = NULL;
	size_t i;

	for (i = 0; i < links->n_routes; i++) {
		route = &links->routes[i];
		if (route->family == family && (interface == NULL ||
		    strcmp(route->interface, interface) == 0) &&
		    (best == NULL || route->metric < best->metric))
			best = route;
	}
	return best;
}

/* The bytes of the address that the socket address holds; NULL: neither of
 * IPv4 nor of IPv6. */
static const unsigned char *
bytes_of(const struct sockaddr *from)
{
	const void *at = from;

	if (from != NULL && from->sa_family == AF_INET)
		return (const unsigned char *)
		    &((const struct sockaddr_in *)at)->sin_addr;
	if (from != NULL && from->sa_family == AF_INET6)
		return (const unsigned char *)
		    &((const struct sockaddr_in6 *)at)->sin6_addr;
	return NULL;
}

static bool
same_source(const struct link_address *at, const struct sockaddr_storage *from)
{
	const unsigned char *bytes = bytes_of((const struct sockaddr *)from);
	enum family family;

	if (bytes == NULL)
		return false;
	family = from->ss_family == AF_INET ? IPV4 : IPV6;
	return at->address.family == family && memcmp(at->address.bytes,
	    bytes, address_size(family)) == 0;
}

/* A datagram socket that is connected has its source, and sends nothing. */
static bool
source_towards(const char *host, struct sockaddr_storage *from)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST |
	    AI_NUMERICSERV, .ai_socktype = SOCK_DGRAM };
	socklen_t room = sizeof(*from);
	struct addrinfo *to;
	bool known;
	int fd;

	if (getaddrinfo(host, "53", &hints, &to) != 0)
		return false;
	fd = socket(to->ai_family, to->ai_socktype, to->ai_protocol);
	known = fd != -1 && connect(fd, to->ai_addr, to->ai_addrlen) == 0 &&
	    getsockname(fd, (struct sockaddr *)from, &room) == 0;
	if (fd != -1)
		close(fd);
	freeaddrinfo(to);
	return known;
}

const struct link_address *
links_way_out(const struct links *links, enum family family)
{
	/* A root server of the DNS is nobody's neighbour. */
	static const char *const far[FAMILIES] = {
		[IPV4] = "198.41.0.4", [IPV6] = "2001:503:ba3e::2:30",
	};
	struct sockaddr_storage from;
	size_t i;

	if (!source_towards(far[family], &from))
		return NULL;
	for (i = 0; i < links->n_addresses; i++)
		if (same_source(&links->addresses[i], &from))
			return &links->addresses[i];
	return NULL;
}

bool
link_is_tunnel(const char *interface)
{
	static const char *const tunnels[] = {
		"tun", "tap", "wg", "utun", "ppp", "tailscale", "ipsec", "gif",
		"stf", "sit", "zt", "nordlynx", "proton", "CloudflareWARP",
	};
	size_t i;

	for (i = 0; i < COUNT(tunnels); i++)
		if (strncmp(interface, tunnels[i], strlen(tunnels[i])) == 0)
			return true;
	return false;
}

struct link *
links_add_link(struct arena *arena, struct links *links)
{
	struct link *link;

	links->all = arena_grow(arena, links->all, links->n_all,
	    &links->room_all, sizeof(*links->all));
	link = &links->all[links->n_all++];
	*link = (struct link){ .name = NULL };
	return link;
}

struct link_address *
links_add_address(struct arena *arena, struct links *links,
    const struct link *link)
{
	struct link_address *added;

	links->addresses = arena_grow(arena, links->addresses,
	    links->n_addresses, &links->room_addresses,
	    sizeof(*links->addresses));
	added = &links->addresses[links->n_addresses++];
	*added = (struct link_address){ .interface = link->name,
	    .up = link->up, .loopback = link->loopback,
	    .preferred = UINT32_MAX, .valid = UINT32_MAX };
	return added;
}

struct link_route *
links_add_route(struct arena *arena, struct links *links,
    const struct link *link)
{
	struct link_route *added;

	links->routes = arena_grow(arena, links->routes, links->n_routes,
	    &links->room_routes, sizeof(*links->routes));
	added = &links->routes[links->n_routes++];
	*added = (struct link_route){ .interface = link->name };
	return added;
}

const struct link *
links_by_index(const struct links *links, unsigned index)
{
	size_t i;

	for (i = 0; i < links->n_all; i++)
		if (links->all[i].index == index)
			return &links->all[i];
	return NULL;
}

/* getifaddrs(3) names an interface once for each of its addresses. */
static const struct link *
link_of(struct arena *arena, struct links *links, const struct ifaddrs *entry)
{
	struct link *link;
	size_t i;

	for (i = 0; i < links->n_all; i++)
		if (strcmp(links->all[i].name, entry->ifa_name) == 0)
			return &links->all[i];
	link = links_add_link(arena, links);
	link->name = arena_string(arena, entry->ifa_name);
	link->index = if_nametoindex(entry->ifa_name);
	link->up = (entry->ifa_flags & IFF_UP) != 0 &&
	    (entry->ifa_flags & IFF_RUNNING) != 0;
	link->loopback = (entry->ifa_flags & IFF_LOOPBACK) != 0;
	return link;
}

/* Its one bits; some systems leave the family of a netmask out. */
static unsigned
mask_length(const struct sockaddr *mask, enum family family)
{
	const unsigned char *bytes = bytes_of(mask);
	const size_t most = 8 * address_size(family);
	unsigned length = 0;

	while (bytes != NULL && length < most &&
	    (bytes[length / 8] & 0x80 >> length % 8) != 0)
		length++;
	return length;
}

bool
links_add_plain(struct arena *arena, struct links *links)
{
	struct ifaddrs *list, *entry;
	struct link_address *added;
	const struct link *link;
	const unsigned char *bytes;

	if (getifaddrs(&list) != 0)
		return false;
	for (entry = list; entry != NULL; entry = entry->ifa_next) {
		link = link_of(arena, links, entry);
		bytes = bytes_of(entry->ifa_addr);
		if (bytes == NULL)
			continue;
		added = links_add_address(arena, links, link);
		added->address.family =
		    entry->ifa_addr->sa_family == AF_INET ? IPV4 : IPV6;
		memcpy(added->address.bytes, bytes,
		    address_size(added->address.family));
		added->prefix_length = mask_length(entry->ifa_netmask,
		    added->address.family);
		if (added->address.family == IPV6)
			added->state = LINK_UNKNOWN;
	}
	freeifaddrs(list);
	return true;
}
