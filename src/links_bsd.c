/*
 * links_bsd - what the kernel knows of this machine's own lines, on macOS,
 * FreeBSD, NetBSD and OpenBSD: getifaddrs(3), an ioctl for the state of each
 * IPv6 address, and the routing table by sysctl(3).
 */

#ifndef __linux__
/* What these headers are about is no part of POSIX. */
#undef _POSIX_C_SOURCE

#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sysctl.h>

#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <netinet6/in6_var.h>

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "links.h"
#include "mem.h"

/* Names differ: a flag that a system does not have is never set. */
#ifndef IN6_IFF_TEMPORARY
#ifdef IN6_IFF_PRIVACY
#define IN6_IFF_TEMPORARY IN6_IFF_PRIVACY
#else
#define IN6_IFF_TEMPORARY 0
#endif
#endif
#ifndef IN6_IFF_OPTIMISTIC
#define IN6_IFF_OPTIMISTIC 0
#endif
#ifndef IN6_IFF_DETACHED
#define IN6_IFF_DETACHED 0
#endif
#ifndef IN6_IFF_ANYCAST
#define IN6_IFF_ANYCAST 0
#endif
#ifndef IN6_IFF_AUTOCONF
#define IN6_IFF_AUTOCONF 0
#endif
#ifndef IN6_IFF_DYNAMIC
#define IN6_IFF_DYNAMIC 0
#endif
#ifndef IN6_IFF_SECURED
#define IN6_IFF_SECURED 0
#endif
#ifndef IN6_IFF_CLAT46
#define IN6_IFF_CLAT46 0
#endif
#ifndef RTF_IFSCOPE
#define RTF_IFSCOPE 0
#endif

/* How far apart socket addresses stand in a routing message. */
#if defined(__APPLE__)
enum { STEP = sizeof(uint32_t) };
#elif defined(__NetBSD__)
enum { STEP = sizeof(uint64_t) };
#else
enum { STEP = sizeof(long) };
#endif

static unsigned
state_of(int flags)
{
	static const struct {
		int flag;
		unsigned state;
	} meanings[] = {
		{ IN6_IFF_TEMPORARY, LINK_TEMPORARY },
		{ IN6_IFF_DEPRECATED, LINK_DEPRECATED },
		{ IN6_IFF_TENTATIVE | IN6_IFF_OPTIMISTIC | IN6_IFF_DETACHED,
		  LINK_TENTATIVE },
		{ IN6_IFF_DUPLICATED, LINK_DUPLICATE },
		{ IN6_IFF_CLAT46 | IN6_IFF_ANYCAST, LINK_HELPER },
		{ IN6_IFF_SECURED, LINK_STABLE },
	};
	unsigned state = 0;
	size_t i;

	for (i = 0; i < COUNT(meanings); i++)
		if ((flags & meanings[i].flag) != 0)
			state |= meanings[i].state;
	if ((flags & (IN6_IFF_AUTOCONF | IN6_IFF_DYNAMIC |
	    IN6_IFF_TEMPORARY)) == 0)
		state |= LINK_STATIC;
	return state;
}

/* Seconds until then; the moment 0 never comes. */
static uint32_t
left_until(time_t then)
{
#if defined(__FreeBSD__)
	const clockid_t clock = CLOCK_MONOTONIC;
#else
	const clockid_t clock = CLOCK_REALTIME;
#endif
	struct timespec now;

	if (then == 0 || clock_gettime(clock, &now) != 0)
		return UINT32_MAX;
	return then <= now.tv_sec ? 0 : then - now.tv_sec >= UINT32_MAX ?
	    UINT32_MAX : (uint32_t)(then - now.tv_sec);
}

static void
name_it(struct in6_ifreq *request, const struct link_address *address)
{
	const size_t size = strlen(address->interface);

	memset(request, 0, sizeof(*request));
	if (size < sizeof(request->ifr_name))
		memcpy(request->ifr_name, address->interface, size);
	request->ifr_ifru.ifru_addr.sin6_len =
	    sizeof(request->ifr_ifru.ifru_addr);
	request->ifr_ifru.ifru_addr.sin6_family = AF_INET6;
	memcpy(&request->ifr_ifru.ifru_addr.sin6_addr, address->address.bytes,
	    sizeof(request->ifr_ifru.ifru_addr.sin6_addr));
}

static void
read_state(int fd, struct link_address *address)
{
	struct in6_ifreq request;

	name_it(&request, address);
	if (ioctl(fd, SIOCGIFAFLAG_IN6, &request) == -1)
		return;
	address->state = state_of(request.ifr_ifru.ifru_flags6);
	name_it(&request, address);
	if (ioctl(fd, SIOCGIFALIFETIME_IN6, &request) == -1)
		return;
	address->preferred =
	    left_until(request.ifr_ifru.ifru_lifetime.ia6t_preferred);
	address->valid = left_until(request.ifr_ifru.ifru_lifetime.ia6t_expire);
}

static bool
read_states(struct links *links)
{
	const int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	size_t i;

	for (i = 0; i < links->n_addresses && fd != -1; i++)
		if (links->addresses[i].address.family == IPV6)
			read_state(fd, &links->addresses[i]);
	if (fd == -1)
		return errno == EAFNOSUPPORT;
	close(fd);
	return true;
}

/* The kernel marks the line of a link-local address inside it. */
static bool
read_gateway(const unsigned char *at, size_t size, struct address *gateway)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr any;

	*gateway = (struct address){ .family = IPV4 };
	memset(&any, 0, sizeof(any));
	memcpy(&any, at, size < sizeof(any) ? size : sizeof(any));
	if (any.sa_family == AF_INET && size >= sizeof(v4)) {
		memcpy(&v4, at, sizeof(v4));
		memcpy(gateway->bytes, &v4.sin_addr, 4);
		return true;
	}
	if (any.sa_family != AF_INET6 || size < sizeof(v6))
		return false;
	memcpy(&v6, at, sizeof(v6));
	gateway->family = IPV6;
	memcpy(gateway->bytes, &v6.sin6_addr, 16);
	if (gateway->bytes[0] == 0xfe && (gateway->bytes[1] & 0xc0) == 0x80)
		gateway->bytes[2] = gateway->bytes[3] = 0;
	return true;
}

/* A socket address whose bits are all zero, or which is empty. */
static bool
is_zero(const unsigned char *at, size_t size, enum family family)
{
	static const unsigned char zero[16];
	const size_t head = family == IPV4 ? offsetof(struct sockaddr_in,
	    sin_addr) : offsetof(struct sockaddr_in6, sin6_addr);
	size_t bits = size > head ? size - head : 0;

	if (bits > address_size(family))
		bits = address_size(family);
	return bits == 0 || memcmp(at + head, zero, bits) == 0;
}

/* The socket addresses that follow the head: is the route the default one? */
static bool
read_addresses(const unsigned char *at, size_t left, int which,
    struct link_route *route)
{
	bool is_default = false;
	size_t size, whole;
	int bit;

	for (bit = 1; bit <= RTA_NETMASK && left > 0; bit <<= 1) {
		if ((which & bit) == 0)
			continue;
		size = at[0];		/* sa_len */
		if (size > left)
			return false;
		if (bit == RTA_DST)
			is_default = is_zero(at, size, route->family);
		else if (bit == RTA_GATEWAY)
			route->has_gateway = read_gateway(at, size,
			    &route->gateway);
		else if (bit == RTA_NETMASK)
			is_default &= is_zero(at, size, route->family);
		whole = size == 0 ? STEP : (size + STEP - 1) / STEP * STEP;
		whole = whole < left ? whole : left;
		at += whole;
		left -= whole;
	}
	return is_default;
}

static void
take_routes(struct arena *arena, struct links *links, enum family family,
    const unsigned char *at, size_t left)
{
	struct rt_msghdr head;
	struct link_route route;
	const struct link *link;
	size_t start;

	for (; left >= sizeof(head); at += head.rtm_msglen,
	    left -= head.rtm_msglen) {
		memcpy(&head, at, sizeof(head));
		start = sizeof(head);
#if defined(__OpenBSD__)
		start = head.rtm_hdrlen;
#endif
		if (head.rtm_msglen < start || head.rtm_msglen > left ||
		    start < sizeof(head))
			return;
		link = links_by_index(links, head.rtm_index);
		route = (struct link_route){ .family = family };
		if (link == NULL || head.rtm_version != RTM_VERSION ||
		    (head.rtm_flags & RTF_UP) == 0 ||
		    (head.rtm_flags & (RTF_HOST | RTF_REJECT | RTF_BLACKHOLE))
		    != 0 || !read_addresses(at + start,
		    head.rtm_msglen - start, head.rtm_addrs, &route))
			continue;
		route.interface = link->name;
		/* On macOS the others are bound to their interface. */
		route.metric = (head.rtm_flags & RTF_IFSCOPE) != 0;
#if defined(__OpenBSD__)
		route.metric = head.rtm_priority;
#endif
		*links_add_route(arena, links, link) = route;
	}
}

static bool
read_routes(struct arena *arena, struct links *links, enum family family)
{
	int name[] = { CTL_NET, PF_ROUTE, 0, family == IPV4 ? AF_INET :
	    AF_INET6, NET_RT_DUMP, 0 };
	unsigned char *table;
	size_t size = 0;

	if (sysctl(name, COUNT(name), NULL, &size, NULL, 0) == -1)
		return false;
	size += size / 4;	/* it may grow meanwhile */
	table = arena_alloc(arena, size + 1);
	if (sysctl(name, COUNT(name), table, &size, NULL, 0) == -1)
		return false;
	take_routes(arena, links, family, table, size);
	return true;
}

struct links *
links_read(struct arena *arena)
{
	struct links *links = arena_alloc(arena, sizeof(*links));

	if (!links_add_plain(arena, links) || !read_states(links) ||
	    !read_routes(arena, links, IPV4) ||
	    !read_routes(arena, links, IPV6))
		links->why = arena_print(arena, "the kernel does not tell the "
		    "state of addresses, or routes (%s); does a sandbox forbid "
		    "it?", strerror(errno));
	return links;
}
#else
typedef int links_bsd_is_empty;
#endif
