/*
 * links_netlink - messages of NETLINK_ROUTE.
 *
 * The state of an address stands nowhere else: the eight bits of the message's
 * head cannot hold the flag of the stable parent of temporary addresses, so the
 * attribute of 32 bits is read.
 */

#ifdef __linux__
#include "links_netlink.h"

#include <sys/socket.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "links.h"
#include "mem.h"

/* Not in the headers of every C library. */
enum {
	ATTRIBUTE_FLAGS = 8,
	FLAG_TEMPORARY = 0x01, FLAG_OPTIMISTIC = 0x04, FLAG_FAILED = 0x08,
	FLAG_DEPRECATED = 0x20, FLAG_TENTATIVE = 0x40, FLAG_PERMANENT = 0x80,
	FLAG_PARENT = 0x100, FLAG_STABLE_PRIVACY = 0x800,
};

/* What is left of a message, or of one attribute in it. */
struct part {
	unsigned type;
	const unsigned char *bytes;
	size_t size;
};

/* Goes on behind what is that long, and its padding. */
static void
skip(struct part *from, size_t size)
{
	const size_t whole = NLMSG_ALIGN(size);

	from->bytes += whole < from->size ? whole : from->size;
	from->size -= whole < from->size ? whole : from->size;
}

/* The first bytes into the struct, if they fill it. */
static bool
take(struct part *from, void *into, size_t size)
{
	if (from->size < size)
		return false;
	memcpy(into, from->bytes, size);
	skip(from, size);
	return true;
}

static bool
take_attribute(struct part *from, struct part *attribute)
{
	const size_t head = RTA_LENGTH(0);
	struct rtattr header;

	if (from->size < head)
		return false;
	memcpy(&header, from->bytes, sizeof(header));
	if (header.rta_len < head || header.rta_len > from->size)
		return false;
	*attribute = (struct part){ header.rta_type &
	    (unsigned)NLA_TYPE_MASK,
	    from->bytes + head, header.rta_len - head };
	skip(from, header.rta_len);
	return true;
}

static void
read_number(const struct part *attribute, uint32_t *number)
{
	if (attribute->size >= sizeof(*number))
		memcpy(number, attribute->bytes, sizeof(*number));
}

static bool
read_address(const struct part *from, unsigned domain, struct address *address)
{
	const enum family family = domain == AF_INET6 ? IPV6 : IPV4;

	if ((domain != AF_INET && domain != AF_INET6) ||
	    from->size != address_size(family))
		return false;
	*address = (struct address){ .family = family };
	memcpy(address->bytes, from->bytes, from->size);
	return true;
}

static void
take_link(struct arena *arena, struct links *links, struct part message)
{
	struct ifinfomsg head;
	struct part attribute;
	struct link *link;

	if (!take(&message, &head, sizeof(head)) || head.ifi_index <= 0)
		return;
	while (take_attribute(&message, &attribute)) {
		if (attribute.type != IFLA_IFNAME)
			continue;
		link = links_add_link(arena, links);
		link->name = arena_copy(arena, attribute.bytes, strnlen(
		    (const char *)attribute.bytes, attribute.size));
		link->index = (unsigned)head.ifi_index;
		link->up = (head.ifi_flags & IFF_UP) != 0 &&
		    (head.ifi_flags & IFF_RUNNING) != 0;
		link->loopback = (head.ifi_flags & IFF_LOOPBACK) != 0;
		return;
	}
}

static unsigned
state_of(uint32_t flags, enum family family, uint32_t preferred)
{
	static const struct {
		uint32_t flag;
		unsigned state;
	} meanings[] = {
		{ FLAG_OPTIMISTIC, LINK_TENTATIVE },
		{ FLAG_FAILED, LINK_DUPLICATE },
		{ FLAG_DEPRECATED, LINK_DEPRECATED },
		{ FLAG_TENTATIVE, LINK_TENTATIVE },
		{ FLAG_PERMANENT, LINK_STATIC },
		{ FLAG_PARENT, LINK_STABLE },
		{ FLAG_STABLE_PRIVACY, LINK_STABLE },
	};
	unsigned state = preferred == 0 ? LINK_DEPRECATED : 0;
	size_t i;

	for (i = 0; i < COUNT(meanings); i++)
		if ((flags & meanings[i].flag) != 0)
			state |= meanings[i].state;
	if ((flags & FLAG_TEMPORARY) != 0)
		state |= family == IPV4 ? LINK_SECONDARY : LINK_TEMPORARY;
	return state;
}

/* Where an address has a peer, the attribute LOCAL is ours, not ADDRESS. */
static void
take_address(struct arena *arena, struct links *links, struct part message)
{
	struct ifa_cacheinfo left = { .ifa_prefered = UINT32_MAX,
	    .ifa_valid = UINT32_MAX };
	struct address address, local;
	bool has_address = false, has_local = false;
	struct link_address *added;
	const struct link *link;
	struct part attribute;
	struct ifaddrmsg head;
	uint32_t flags;

	if (!take(&message, &head, sizeof(head)))
		return;
	flags = head.ifa_flags;
	while (take_attribute(&message, &attribute))
		if (attribute.type == IFA_ADDRESS)
			has_address = read_address(&attribute,
			    head.ifa_family, &address);
		else if (attribute.type == IFA_LOCAL)
			has_local = read_address(&attribute, head.ifa_family,
			    &local);
		else if (attribute.type == ATTRIBUTE_FLAGS)
			read_number(&attribute, &flags);
		else if (attribute.type == IFA_CACHEINFO)
			take(&attribute, &left, sizeof(left));
	link = links_by_index(links, head.ifa_index);
	if (link == NULL || (!has_local && !has_address))
		return;
	if (!has_local)
		local = address;
	if (head.ifa_prefixlen > 8 * address_size(local.family))
		return;
	added = links_add_address(arena, links, link);
	added->address = local;
	added->prefix_length = head.ifa_prefixlen;
	added->preferred = left.ifa_prefered;
	added->valid = left.ifa_valid;
	added->state = state_of(flags, added->address.family,
	    left.ifa_prefered);
}

/* One way of a route: the interface, and the router there. */
struct hop {
	uint32_t index;
	bool has_gateway;
	struct address gateway;
};

static void
read_hop(const struct part *attribute, unsigned domain, struct hop *hop)
{
	struct part via = *attribute;
	uint16_t other;

	if (attribute->type == RTA_OIF)
		read_number(attribute, &hop->index);
	else if (attribute->type == RTA_GATEWAY)
		hop->has_gateway = read_address(attribute, domain,
		    &hop->gateway);
	else if (attribute->type == RTA_VIA && via.size > sizeof(other)) {
		memcpy(&other, via.bytes, sizeof(other));
		via.bytes += sizeof(other);
		via.size -= sizeof(other);
		hop->has_gateway = read_address(&via, other, &hop->gateway);
	}
}

static void
add_route(struct arena *arena, struct links *links, enum family family,
    const struct hop *hop, uint32_t metric)
{
	const struct link *link = links_by_index(links, hop->index);
	struct link_route *route;

	if (link == NULL)
		return;
	route = links_add_route(arena, links, link);
	route->family = family;
	route->has_gateway = hop->has_gateway;
	route->gateway = hop->gateway;
	route->metric = metric;
}

/* A route of several ways, which stand in an attribute one after another. */
static void
take_ways(struct arena *arena, struct links *links, unsigned domain,
    struct part ways, uint32_t metric)
{
	struct part rest, attribute;
	struct rtnexthop head;
	struct hop hop;

	while (ways.size >= sizeof(head)) {
		memcpy(&head, ways.bytes, sizeof(head));
		if (head.rtnh_len < sizeof(head) || head.rtnh_len > ways.size)
			return;
		rest = (struct part){ 0, ways.bytes + sizeof(head),
		    head.rtnh_len - sizeof(head) };
		hop = (struct hop){ .index = (uint32_t)head.rtnh_ifindex };
		while (take_attribute(&rest, &attribute))
			read_hop(&attribute, domain, &hop);
		if ((head.rtnh_flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) == 0)
			add_route(arena, links, domain == AF_INET ? IPV4 :
			    IPV6, &hop, metric);
		skip(&ways, head.rtnh_len);
	}
}

static void
take_route(struct arena *arena, struct links *links, struct part message)
{
	struct part attribute, ways = { .size = 0 };
	struct hop hop = { .index = 0 };
	uint32_t metric = 0, table;
	struct rtmsg head;

	if (!take(&message, &head, sizeof(head)) || head.rtm_dst_len != 0 ||
	    (head.rtm_family != AF_INET && head.rtm_family != AF_INET6) ||
	    head.rtm_type != RTN_UNICAST ||
	    (head.rtm_flags & (RTM_F_CLONED | RTNH_F_DEAD |
	    RTNH_F_LINKDOWN)) != 0)
		return;
	table = head.rtm_table;
	while (take_attribute(&message, &attribute))
		if (attribute.type == RTA_TABLE)
			read_number(&attribute, &table);
		else if (attribute.type == RTA_PRIORITY)
			read_number(&attribute, &metric);
		else if (attribute.type == RTA_MULTIPATH)
			ways = attribute;
		else
			read_hop(&attribute, head.rtm_family, &hop);
	if (table != RT_TABLE_MAIN)
		return;
	add_route(arena, links, head.rtm_family == AF_INET ? IPV4 : IPV6, &hop,
	    metric);
	take_ways(arena, links, head.rtm_family, ways, metric);
}

/* The end of an answer, or its refusal: both hold an error's number. */
static void
take_end(struct links_answer *answer, struct part message)
{
	int32_t error = 0;

	take(&message, &error, sizeof(error));
	answer->ended = true;
	answer->error = error < 0 && error > INT32_MIN ? -error : 0;
}

static void
take_message(struct arena *arena, struct links *links,
    struct links_answer *answer, struct part message)
{
	switch (message.type) {
	case NLMSG_ERROR:
	case NLMSG_DONE:
		take_end(answer, message);
		break;
	case RTM_NEWLINK:
		take_link(arena, links, message);
		break;
	case RTM_NEWADDR:
		take_address(arena, links, message);
		break;
	case RTM_NEWROUTE:
		take_route(arena, links, message);
		break;
	}
}

bool
links_take(struct arena *arena, struct links *links,
    struct links_answer *answer, const void *bytes, size_t size)
{
	struct part piece = { 0, bytes, size }, message;
	struct nlmsghdr head;

	while (piece.size > 0 && !answer->ended) {
		message = piece;
		if (!take(&message, &head, sizeof(head)) ||
		    head.nlmsg_len < sizeof(head) ||
		    head.nlmsg_len > piece.size)
			return false;
		message.type = head.nlmsg_type;
		message.size = head.nlmsg_len - sizeof(head);
		skip(&piece, head.nlmsg_len);
		if (head.nlmsg_seq != answer->sequence)
			continue;
		if ((head.nlmsg_flags & NLM_F_DUMP_INTR) != 0)
			answer->inconsistent = true;
		take_message(arena, links, answer, message);
	}
	return true;
}
#else
typedef int links_netlink_is_empty;
#endif
