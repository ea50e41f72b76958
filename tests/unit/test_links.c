/* test_links - what the kernel's messages say of lines, addresses and routes,
 * whole and broken, and what it says of this machine. */

#include "links.h"

#include "check.h"
#include "mem.h"

static struct link_route
route_of(enum family family, const char *interface, uint32_t metric)
{
	return (struct link_route){ .family = family, .interface = interface,
	    .metric = metric };
}

static void
test_choice(void)
{
	struct link_route routes[] = { route_of(IPV4, "eth1", 200),
	    route_of(IPV6, "eth2", 1), route_of(IPV4, "eth0", 100),
	    route_of(IPV4, "eth3", 100) };
	const struct links links = { .routes = routes,
	    .n_routes = COUNT(routes) };

	CHECK_TEXT("the lowest metric, the first of two",
	    links_route(&links, IPV4, NULL)->interface, "eth0");
	CHECK_TEXT("of the family",
	    links_route(&links, IPV6, NULL)->interface, "eth2");
	CHECK("through an interface",
	    links_route(&links, IPV4, "eth1")->metric == 200);
	CHECK("none there", links_route(&links, IPV6, "eth0") == NULL);
}

static void
test_tunnels(void)
{
	static const char *const tunnels[] = { "tun0", "wg0", "utun4", "ppp0",
	    "tailscale0", "tap1" };
	static const char *const others[] = { "eth0", "en0", "wlan0", "br-wg",
	    "docker0", "lo", "enp3s0", "wan" };
	size_t i;

	for (i = 0; i < COUNT(tunnels); i++)
		CHECK(tunnels[i], link_is_tunnel(tunnels[i]));
	for (i = 0; i < COUNT(others); i++)
		CHECK(others[i], !link_is_tunnel(others[i]));
}

/* Of the loopback interface, which every machine has. */
static bool
has_loopback(const struct links *links)
{
	const struct link_address *at = links->addresses;

	for (; at < links->addresses + links->n_addresses; at++)
		if (at->loopback && at->up && at->address.family == IPV4 &&
		    at->address.bytes[0] == 127 && at->prefix_length == 8)
			return true;
	return false;
}

static void
test_here(struct arena *arena)
{
	struct links plain = { .all = NULL };
	const struct links *links = links_read(arena);

	CHECK_TEXT("this machine is read", links->why, NULL);
	CHECK("its loopback is there", has_loopback(links));
	CHECK("so it is without states", links_add_plain(arena, &plain) &&
	    has_loopback(&plain));
}

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/seccomp.h>

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <unistd.h>

#include "links_netlink.h"

enum { SEQUENCE = 7, ROOM = 4096 };

/* Messages as the kernel writes them. */
struct written {
	unsigned char bytes[ROOM];
	size_t size, message;	/* where the last one begins */
};

static void
add(struct written *to, const void *bytes, size_t size)
{
	memcpy(to->bytes + to->size, bytes, size);
	to->size += NLMSG_ALIGN(size);
}

static void
set_length(struct written *to)
{
	const uint32_t size = (uint32_t)(to->size - to->message);

	memcpy(to->bytes + to->message, &size, sizeof(size));
}

static void
message(struct written *to, int type, int flags, const void *head, size_t size)
{
	const struct nlmsghdr header = { .nlmsg_type = (uint16_t)type,
	    .nlmsg_flags = (uint16_t)flags, .nlmsg_seq = SEQUENCE };

	to->message = to->size;
	add(to, &header, sizeof(header));
	add(to, head, size);
	set_length(to);
}

static void
attribute(struct written *to, int type, const void *bytes, size_t size)
{
	const struct rtattr header = { .rta_type = (uint16_t)type,
	    .rta_len = (uint16_t)RTA_LENGTH(size) };

	add(to, &header, sizeof(header));
	add(to, bytes, size);
	set_length(to);
}

static void
number(struct written *to, int type, uint32_t value)
{
	attribute(to, type, &value, sizeof(value));
}

static void
address(struct written *to, int type, const char *text)
{
	struct address parsed;

	if (!address_parse_any(&parsed, text))
		abort();
	attribute(to, type, parsed.bytes, address_size(parsed.family));
}

static void
link_message(struct written *to, int index, const char *name, unsigned flags)
{
	const struct ifinfomsg head = { .ifi_index = index,
	    .ifi_flags = flags };

	message(to, RTM_NEWLINK, NLM_F_MULTI, &head, sizeof(head));
	number(to, IFLA_MTU, 1500);
	attribute(to, IFLA_IFNAME, name, strlen(name) + 1);
}

static void
address_message(struct written *to, unsigned index, unsigned length,
    int domain, unsigned flags)
{
	const struct ifaddrmsg head = { .ifa_family = (uint8_t)domain,
	    .ifa_prefixlen = (uint8_t)length, .ifa_flags = (uint8_t)flags,
	    .ifa_index = index };

	message(to, RTM_NEWADDR, NLM_F_MULTI, &head, sizeof(head));
}

static void
route_message(struct written *to, struct rtmsg head)
{
	if (head.rtm_type == 0)
		head.rtm_type = RTN_UNICAST;
	if (head.rtm_table == 0)
		head.rtm_table = RT_TABLE_MAIN;
	message(to, RTM_NEWROUTE, NLM_F_MULTI, &head, sizeof(head));
}

static void
two_links(struct written *to)
{
	link_message(to, 1, "lo", IFF_UP | IFF_RUNNING | IFF_LOOPBACK);
	link_message(to, 2, "eth0", IFF_UP | IFF_RUNNING);
	link_message(to, 3, "eth1", 0);
}

/* From memory of just that size, so that a sanitizer sees what is read past
 * its end. */
static bool
taken(struct arena *arena, struct links *links, struct links_answer *answer,
    const void *bytes, size_t size)
{
	unsigned char *copy = malloc(size == 0 ? 1 : size);
	bool whole;

	memcpy(copy, bytes, size);
	*links = (struct links){ .all = NULL };
	*answer = (struct links_answer){ .sequence = SEQUENCE };
	whole = links_take(arena, links, answer, copy, size);
	free(copy);
	return whole;
}

static void
test_links(struct arena *arena)
{
	struct written from = { .size = 0 };
	struct links_answer answer;
	struct links links;

	two_links(&from);
	CHECK("links are read", taken(arena, &links, &answer, from.bytes,
	    from.size) && links.n_all == 3 && !answer.ended);
	CHECK_TEXT("a name", links.all[1].name, "eth0");
	CHECK("a loopback", links.all[0].loopback && links.all[0].up &&
	    links.all[0].index == 1);
	CHECK("one that is down", !links.all[2].up && !links.all[2].loopback);
}

/* "eth0 2001:db8::1/64 state 1 for 10/20" of the one address. */
static const char *
one_address(struct arena *arena, const struct written *from)
{
	char room[ADDRESS_ROOM];
	struct links_answer answer;
	const struct link_address *at;
	struct links links;

	if (!taken(arena, &links, &answer, from->bytes, from->size))
		return "broken";
	if (links.n_addresses != 1)
		return links.n_addresses == 0 ? "none" : "several";
	at = links.addresses;
	return arena_print(arena, "%s%s %s/%u state %x for %u/%u",
	    at->interface, at->up ? "" : " (down)",
	    address_text(&at->address, room), at->prefix_length, at->state,
	    at->preferred, at->valid);
}

static const char *
state_alone(struct arena *arena, int domain, unsigned head, uint32_t flags)
{
	struct written from = { .size = 0 };
	struct links_answer answer;
	struct links links;

	two_links(&from);
	address_message(&from, 2, 24, domain, head);
	address(&from, IFA_ADDRESS, domain == AF_INET ? "192.0.2.1" :
	    "2001:db8::1");
	if (flags != 0)
		number(&from, 8, flags);
	if (!taken(arena, &links, &answer, from.bytes, from.size) ||
	    links.n_addresses != 1)
		return "broken";
	return arena_print(arena, "%x", links.addresses[0].state);
}

static void
test_states(struct arena *arena)
{
	static const struct {
		const char *name;
		int domain;
		unsigned head;
		uint32_t flags;
		unsigned state;
	} trials[] = {
		{ "temporary", AF_INET6, 0x01, 0x01, LINK_TEMPORARY },
		{ "secondary", AF_INET, 0x01, 0x01, LINK_SECONDARY },
		{ "stable parent", AF_INET6, 0x00, 0x100, LINK_STABLE },
		{ "RFC 7217", AF_INET6, 0x00, 0x900, LINK_STABLE },
		{ "static", AF_INET6, 0x80, 0x80, LINK_STATIC },
		{ "static, without DAD", AF_INET6, 0x82, 0x82, LINK_STATIC },
		{ "deprecated", AF_INET6, 0x20, 0x20, LINK_DEPRECATED },
		{ "tentative", AF_INET6, 0x40, 0x40, LINK_TENTATIVE },
		{ "optimistic", AF_INET6, 0x04, 0x04, LINK_TENTATIVE },
		{ "duplicate", AF_INET6, 0x48, 0x48, LINK_DUPLICATE |
		    LINK_TENTATIVE },
		{ "32 bits beat 8", AF_INET6, 0x01, 0x100, LINK_STABLE },
		{ "8 bits where there are no others", AF_INET6, 0xa0, 0,
		    LINK_STATIC | LINK_DEPRECATED },
		{ "no flags", AF_INET6, 0, 0, 0 },
	};
	size_t i;

	for (i = 0; i < COUNT(trials); i++)
		CHECK_TEXT(trials[i].name, state_alone(arena,
		    trials[i].domain, trials[i].head, trials[i].flags),
		    arena_print(arena, "%x", trials[i].state));
}

static void
test_addresses(struct arena *arena)
{
	struct ifa_cacheinfo left = { .ifa_prefered = 10, .ifa_valid = 20 };
	struct written from = { .size = 0 };

	two_links(&from);
	CHECK_TEXT("no address", one_address(arena, &from), "none");
	address_message(&from, 2, 64, AF_INET6, 0);
	address(&from, IFA_ADDRESS, "2001:db8::1");
	CHECK_TEXT("an address for ever", one_address(arena, &from),
	    "eth0 2001:db8::1/64 state 0 for 4294967295/4294967295");
	attribute(&from, IFA_CACHEINFO, &left, sizeof(left));
	CHECK_TEXT("one for a while", one_address(arena, &from),
	    "eth0 2001:db8::1/64 state 0 for 10/20");
	from.size = 0;
	two_links(&from);
	address_message(&from, 3, 32, AF_INET, 0);
	address(&from, IFA_ADDRESS, "192.0.2.1");
	address(&from, IFA_LOCAL, "192.0.2.2");
	left.ifa_prefered = 0;
	attribute(&from, IFA_CACHEINFO, &left, sizeof(left));
	CHECK_TEXT("ours, not the peer's; no longer preferred",
	    one_address(arena, &from),
	    "eth1 (down) 192.0.2.2/32 state 2 for 0/20");
}

static void
test_other_addresses(struct arena *arena)
{
	struct written from = { .size = 0 };

	two_links(&from);
	address_message(&from, 9, 64, AF_INET6, 0);
	address(&from, IFA_ADDRESS, "2001:db8::1");
	CHECK_TEXT("of an unknown interface", one_address(arena, &from),
	    "none");
	address_message(&from, 2, 64, AF_INET6, 0);
	address(&from, IFA_ADDRESS, "192.0.2.1");
	CHECK_TEXT("of the wrong size", one_address(arena, &from), "none");
	address_message(&from, 2, 64, AF_PACKET, 0);
	address(&from, IFA_ADDRESS, "192.0.2.1");
	CHECK_TEXT("of another family", one_address(arena, &from), "none");
	address_message(&from, 2, 64, AF_INET6, 0);
	CHECK_TEXT("without an address", one_address(arena, &from), "none");
}

/* "eth0 192.0.2.1 100; ..." */
static const char *
all_routes(struct arena *arena, const struct written *from)
{
	struct buffer *said = buffer_new(arena);
	char room[ADDRESS_ROOM];
	struct links_answer answer;
	const struct link_route *at;
	struct links links;
	size_t i;

	buffer_text(said, "");
	if (!taken(arena, &links, &answer, from->bytes, from->size))
		return "broken";
	for (i = 0; i < links.n_routes; i++) {
		at = &links.routes[i];
		buffer_print(said, "%s%s %s %s %u", i > 0 ? "; " : "",
		    family_name(at->family), at->interface, at->has_gateway ?
		    address_text(&at->gateway, room) : "-", at->metric);
	}
	return said->data;
}

static void
default_route(struct written *to, struct rtmsg head, const char *gateway)
{
	to->size = 0;
	two_links(to);
	route_message(to, head);
	number(to, RTA_OIF, 2);
	if (gateway != NULL)
		address(to, RTA_GATEWAY, gateway);
}

static void
test_routes(struct arena *arena)
{
	const struct rtmsg v4 = { .rtm_family = AF_INET };
	struct written from = { .size = 0 };
	const unsigned char via[] = { AF_INET6 & 0xff, AF_INET6 >> 8, 0xfe,
	    0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

	default_route(&from, v4, "192.0.2.1");
	CHECK_TEXT("a default route", all_routes(arena, &from),
	    "IPv4 eth0 192.0.2.1 0");
	number(&from, RTA_PRIORITY, 100);
	number(&from, RTA_TABLE, RT_TABLE_MAIN);
	CHECK_TEXT("its metric", all_routes(arena, &from),
	    "IPv4 eth0 192.0.2.1 100");
	default_route(&from, (struct rtmsg){ .rtm_family = AF_INET6 },
	    "fe80::1");
	CHECK_TEXT("one of IPv6", all_routes(arena, &from),
	    "IPv6 eth0 fe80::1 0");
	default_route(&from, v4, NULL);
	CHECK_TEXT("one without a router", all_routes(arena, &from),
	    "IPv4 eth0 - 0");
	attribute(&from, RTA_VIA, via, sizeof(via));
	CHECK_TEXT("a router of the other family", all_routes(arena, &from),
	    "IPv4 eth0 fe80::1 0");
}

static void
test_other_routes(struct arena *arena)
{
	static const struct {
		const char *name;
		struct rtmsg head;
	} trials[] = {
		{ "a route to a network", { .rtm_family = AF_INET,
		    .rtm_dst_len = 8 } },
		{ "another table", { .rtm_family = AF_INET,
		    .rtm_table = 100 } },
		{ "an unreachable one", { .rtm_family = AF_INET,
		    .rtm_type = RTN_UNREACHABLE } },
		{ "a cached one", { .rtm_family = AF_INET6,
		    .rtm_flags = RTM_F_CLONED } },
		{ "a dead one", { .rtm_family = AF_INET,
		    .rtm_flags = RTNH_F_DEAD } },
		{ "another family", { .rtm_family = AF_BRIDGE } },
	};
	struct written from = { .size = 0 };
	size_t i;

	for (i = 0; i < COUNT(trials); i++) {
		default_route(&from, trials[i].head, NULL);
		CHECK_TEXT(trials[i].name, all_routes(arena, &from), "");
	}
	default_route(&from, (struct rtmsg){ .rtm_family = AF_INET }, NULL);
	number(&from, RTA_TABLE, 1000);
	CHECK_TEXT("another table beyond 255", all_routes(arena, &from), "");
}

static size_t
add_way(unsigned char *to, int interface, unsigned flags, const char *gateway)
{
	const struct rtattr attr = { .rta_type = RTA_GATEWAY,
	    .rta_len = RTA_LENGTH(4) };
	const struct rtnexthop head = { .rtnh_len = sizeof(head) +
	    RTA_LENGTH(4), .rtnh_ifindex = interface,
	    .rtnh_flags = (unsigned char)flags };
	struct address parsed;

	address_parse_any(&parsed, gateway);
	memcpy(to, &head, sizeof(head));
	memcpy(to + sizeof(head), &attr, sizeof(attr));
	memcpy(to + sizeof(head) + sizeof(attr), parsed.bytes, 4);
	return head.rtnh_len;
}

static void
several_ways(struct written *to)
{
	unsigned char ways[256];
	size_t size = 0;

	to->size = 0;
	two_links(to);
	route_message(to, (struct rtmsg){ .rtm_family = AF_INET });
	size += add_way(ways + size, 2, 0, "192.0.2.1");
	size += add_way(ways + size, 1, RTNH_F_DEAD, "192.0.2.3");
	size += add_way(ways + size, 3, 0, "192.0.2.2");
	attribute(to, RTA_MULTIPATH, ways, size);
	number(to, RTA_PRIORITY, 5);
}

static void
test_ways(struct arena *arena)
{
	struct written from = { .size = 0 };

	several_ways(&from);
	CHECK_TEXT("several ways, but the dead one", all_routes(arena, &from),
	    "IPv4 eth0 192.0.2.1 5; IPv4 eth1 192.0.2.2 5");
}

static void
end_message(struct written *to, int type, int flags, int32_t error)
{
	const struct nlmsgerr head = { .error = error };

	to->size = 0;
	two_links(to);
	message(to, type, flags, &head, type == NLMSG_ERROR ? sizeof(head) :
	    sizeof(error));
}

static void
test_ends(struct arena *arena)
{
	struct written from = { .size = 0 };
	struct links_answer answer;
	struct links links;

	end_message(&from, NLMSG_DONE, NLM_F_MULTI, 0);
	link_message(&from, 9, "late", 0);
	CHECK("the end", taken(arena, &links, &answer, from.bytes, from.size)
	    && answer.ended && answer.error == 0 && links.n_all == 3 &&
	    !answer.inconsistent);
	end_message(&from, NLMSG_DONE, NLM_F_MULTI | NLM_F_DUMP_INTR, 0);
	CHECK("something changed meanwhile", taken(arena, &links, &answer,
	    from.bytes, from.size) && answer.inconsistent);
	end_message(&from, NLMSG_DONE, NLM_F_MULTI, -ENOMEM);
	CHECK("an end in error", taken(arena, &links, &answer, from.bytes,
	    from.size) && answer.error == ENOMEM);
	end_message(&from, NLMSG_ERROR, 0, -EPERM);
	CHECK("a refusal", taken(arena, &links, &answer, from.bytes,
	    from.size) && answer.ended && answer.error == EPERM);
	from.bytes[8] = SEQUENCE + 1;	/* of the first message */
	CHECK("an answer to something else", taken(arena, &links, &answer,
	    from.bytes, from.size) && links.n_all == 2);
}

/* All that there is, in one piece. */
static void
everything(struct written *to)
{
	const struct ifa_cacheinfo left = { .ifa_prefered = 10 };
	const int32_t zero = 0;

	several_ways(to);
	address_message(to, 2, 64, AF_INET6, 0);
	address(to, IFA_ADDRESS, "2001:db8::1");
	number(to, 8, 0x100);
	attribute(to, IFA_CACHEINFO, &left, sizeof(left));
	message(to, NLMSG_DONE, 0, &zero, sizeof(zero));
}

static void
test_cut(struct arena *arena)
{
	struct written from = { .size = 0 };
	struct links_answer answer;
	size_t size, whole = 0, ended = 0;
	struct links links;

	everything(&from);
	for (size = 0; size < from.size; size++) {
		whole += taken(arena, &links, &answer, from.bytes, size);
		ended += answer.ended;
	}
	/* Six messages: it may end before the first and behind each but the
	 * last. */
	CHECK("cut anywhere, it is whole between messages alone", whole == 6);
	CHECK("and never at its end", ended == 0);
}

/* What the broken bytes say matters little, but nothing is read past them, and
 * it comes to an end. */
static void
test_broken(struct arena *arena)
{
	static const unsigned char values[] = { 0, 1, 3, 4, 0x7f, 0x80, 0xff };
	struct written from = { .size = 0 }, broken;
	struct links_answer answer;
	struct links links;
	size_t i, v, most = 0;

	everything(&from);
	for (i = 0; i < from.size; i++)
		for (v = 0; v < COUNT(values); v++) {
			broken = from;
			broken.bytes[i] = values[v];
			taken(arena, &links, &answer, broken.bytes,
			    broken.size);
			most = links.n_all > most ? links.n_all : most;
		}
	CHECK("any byte wrong", most == 3);
	from.bytes[0] = 0;
	CHECK("a message without a length", !taken(arena, &links, &answer,
	    from.bytes, from.size));
	from.bytes[1] = 0xff;
	CHECK("one longer than all", !taken(arena, &links, &answer, from.bytes,
	    from.size));
}

/* In a process that may open no netlink socket: not 0 if it is told so. */
static int
sandboxed(void)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { COUNT(steps), steps };
	const struct links *links;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		return 2;
	links = links_read(arena_new());
	return links->why != NULL && links->n_routes == 0 &&
	    strstr(links->why, "AF_NETLINK") != NULL;
}

static void
test_sandbox(void)
{
	int status = -1;
	const pid_t child = fork();

	if (child == 0)
		_exit(sandboxed());
	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		printf("skip a sandbox without netlink: no seccomp here\n");
	else
		CHECK("a sandbox without netlink is named",
		    WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static void
test_messages(struct arena *arena)
{
	test_links(arena);
	test_states(arena);
	test_addresses(arena);
	test_other_addresses(arena);
	test_routes(arena);
	test_other_routes(arena);
	test_ways(arena);
	test_ends(arena);
	test_cut(arena);
	test_broken(arena);
	test_sandbox();
}
#else
static void
test_messages(struct arena *arena)
{
	(void)arena;
}
#endif

int
main(void)
{
	struct arena *arena = arena_new();

	test_choice();
	test_tunnels();
	test_here(arena);
	test_messages(arena);
	arena_free(arena);
	return check_done();
}
