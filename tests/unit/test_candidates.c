/* test_candidates - which address of several is taken, and what is said of the
 * others. */

#include "candidates.h"

#include <stdlib.h>

#include "check.h"
#include "mem.h"

/* An address as a trial writes it; two interfaces have a default route each,
 * eth0 the better one. */
struct one {
	const char *text, *interface;
	unsigned state, length;
	uint32_t preferred, valid;
	bool down, loopback;
};

enum { MOST = 6 };

struct trial {
	const char *name;
	struct one list[MOST];
	const char *wanted;	/* the best first; then "|" and the dropped */
	struct candidate_wish wish;
};

static struct link_route routes[] = {
	{ .family = IPV6, .interface = "eth1", .metric = 200 },
	{ .family = IPV6, .interface = "eth0", .metric = 100 },
	{ .family = IPV6, .interface = "eth9", .metric = 100 },
	{ .family = IPV4, .interface = "eth1", .metric = 0 },
};

static struct links *
links_of(struct arena *arena, const struct one *list)
{
	struct links *links = arena_alloc(arena, sizeof(*links));
	struct link_address *at;
	const struct one *one;

	links->routes = routes;
	links->n_routes = COUNT(routes);
	links->addresses = arena_alloc(arena, MOST * sizeof(*at));
	for (one = list; one < list + MOST && one->text != NULL; one++) {
		at = &links->addresses[links->n_addresses++];
		*at = (struct link_address){ .interface =
		    one->interface == NULL ? "eth0" : one->interface,
		    .prefix_length = one->length == 0 ? 64 : one->length,
		    .state = one->state, .up = !one->down,
		    .loopback = one->loopback,
		    .preferred = one->preferred, .valid = one->valid };
		if (!address_parse_any(&at->address, one->text))
			abort();
	}
	return links;
}

static const char *
order_of(struct arena *arena, const struct trial *trial)
{
	struct buffer *said = buffer_new(arena);
	char room[ADDRESS_ROOM];
	struct candidate *list;
	bool dropped = false;
	size_t n, i;

	list = candidates_rank(arena, links_of(arena, trial->list),
	    &trial->wish, &n);
	buffer_text(said, "");
	for (i = 0; i < n; i++) {
		if (list[i].dropped != NULL && !dropped) {
			buffer_text(said, said->size > 0 ? " |" : "|");
			dropped = true;
		}
		buffer_print(said, "%s%s", said->size > 0 ? " " : "",
		    address_text(&list[i].at->address, room));
	}
	return said->data;
}

#define WISH .allow_special = true, .family
#define G(n) "2600::" #n
#define YEAR 31536000

static const struct trial orders[] = {
	{ "nothing there", { { .text = NULL } }, "", { WISH = IPV6 } },
	{ "static, DHCPv6, stable, EUI-64, the rest", {
	    { .text = G(1) }, { .text = G(211:22ff:fe33:4455) },
	    { .text = G(8), .state = LINK_STABLE },
	    { .text = G(9), .length = 128 },
	    { .text = G(a), .state = LINK_STATIC } },
	    "2600::a 2600::9 2600::8 2600::211:22ff:fe33:4455 2600::1",
	    { WISH = IPV6 } },
	{ "a static /128 is static", {
	    { .text = G(1), .length = 128 },
	    { .text = G(2), .length = 128, .state = LINK_STATIC } },
	    "2600::2 2600::1", { WISH = IPV6 } },
	{ "the interface of the default route before the kind", {
	    { .text = G(1), .interface = "eth1", .state = LINK_STATIC },
	    { .text = G(2), .interface = "eth2", .state = LINK_STATIC },
	    { .text = G(3) } }, "2600::3 2600::1 2600::2", { WISH = IPV6 } },
	{ "two interfaces of one metric", {
	    { .text = G(1) },
	    { .text = G(2), .interface = "eth9", .state = LINK_STABLE } },
	    "2600::2 2600::1", { WISH = IPV6 } },
	{ "the kind before lifetimes", {
	    { .text = G(1), .preferred = YEAR, .valid = YEAR },
	    { .text = G(2), .state = LINK_STABLE, .preferred = 9 } },
	    "2600::2 2600::1", { WISH = IPV6 } },
	{ "preferred for longer", {
	    { .text = G(1), .preferred = 10, .valid = YEAR },
	    { .text = G(2), .preferred = UINT32_MAX, .valid = YEAR },
	    { .text = G(3), .preferred = 20, .valid = YEAR } },
	    "2600::2 2600::1 2600::3", { WISH = IPV6 } },
	{ "valid for longer", {
	    { .text = G(1), .preferred = 10, .valid = 14 },
	    { .text = G(2), .preferred = 10, .valid = 30 } },
	    "2600::2 2600::1", { WISH = IPV6 } },
	{ "two routers that announce theirs in turn", {
	    { .text = G(1), .preferred = 1300, .valid = 2000 },
	    { .text = G(2), .preferred = 1790, .valid = 3590 } },
	    "2600::1 2600::2", { WISH = IPV6 } },
	{ "numerically lowest", {
	    { .text = G(10) }, { .text = G(2) }, { .text = "2600:0:1::" } },
	    "2600::2 2600::10 2600:0:1::", { WISH = IPV6 } },
	{ "a private one last, though static and on the right interface", {
	    { .text = "fd00::1", .state = LINK_STATIC },
	    { .text = G(1), .interface = "eth2" } }, "2600::1 fd00::1",
	    { WISH = IPV6 } },
	{ "other families do not count", {
	    { .text = "8.8.8.1" }, { .text = G(1) } }, "2600::1",
	    { WISH = IPV6 } },
	{ "IPv4: in the kernel's order", {
	    { .text = "8.8.8.2", .interface = "eth2" },
	    { .text = "8.8.8.1", .interface = "eth2",
	    .state = LINK_STATIC } }, "8.8.8.2 8.8.8.1", { WISH = IPV4 } },
	{ "IPv4: the interface of the default route", {
	    { .text = "8.8.8.2" },
	    { .text = "8.8.8.3", .interface = "eth1" } },
	    "8.8.8.3 8.8.8.2", { WISH = IPV4 } },
	{ "IPv4: private ones last", {
	    { .text = "10.0.0.1" }, { .text = "172.31.0.1" },
	    { .text = "100.64.0.1" }, { .text = "192.168.1.1" },
	    { .text = "203.0.113.1" } }, "203.0.113.1 10.0.0.1 172.31.0.1 "
	    "100.64.0.1 192.168.1.1", { WISH = IPV4 } },
	{ "IPv4: what is just outside the private blocks", {
	    { .text = "10.0.0.1" }, { .text = "172.32.0.1" },
	    { .text = "100.63.255.255" }, { .text = "172.15.255.255" } },
	    "172.32.0.1 100.63.255.255 172.15.255.255 10.0.0.1",
	    { WISH = IPV4 } },
};

static const struct trial drops[] = {
	{ "temporary, deprecated, tentative, duplicate", {
	    { .text = G(1), .state = LINK_TEMPORARY },
	    { .text = G(2), .state = LINK_DEPRECATED | LINK_STATIC },
	    { .text = G(3), .state = LINK_TENTATIVE | LINK_STATIC },
	    { .text = G(4), .state = LINK_DUPLICATE | LINK_TENTATIVE },
	    { .text = G(5), .state = LINK_HELPER },
	    { .text = G(6) } },
	    "2600::6 | 2600::1 2600::2 2600::3 2600::4 2600::5",
	    { WISH = IPV6 } },
	{ "temporary, when that is wanted", {
	    { .text = G(2), .state = LINK_STATIC },
	    { .text = G(1), .state = LINK_TEMPORARY, .interface = "eth1" } },
	    "2600::1 2600::2", { WISH = IPV6, .ipv6 = IPV6_TEMPORARY } },
	{ "none of it, when that is wanted", {
	    { .text = G(2), .state = LINK_STABLE } }, "2600::2",
	    { WISH = IPV6, .ipv6 = IPV6_TEMPORARY } },
	{ "temporary ones too, when any is", {
	    { .text = G(211:22ff:fe33:4455), .state = LINK_TEMPORARY,
	    .length = 128 }, { .text = G(2), .state = LINK_STABLE } },
	    "2600::2 2600::211:22ff:fe33:4455",
	    { WISH = IPV6, .ipv6 = IPV6_ANY } },
	{ "deprecated, as the last resort", {
	    { .text = G(1), .state = LINK_DEPRECATED | LINK_STATIC },
	    { .text = G(2), .interface = "eth2" } }, "2600::2 2600::1",
	    { WISH = IPV6, .allow_deprecated = true } },
	{ "deprecated, the only one", {
	    { .text = G(1), .state = LINK_DEPRECATED } }, "2600::1",
	    { WISH = IPV6, .allow_deprecated = true } },
	{ "deprecated and temporary", {
	    { .text = G(1), .state = LINK_DEPRECATED | LINK_TEMPORARY } },
	    "| 2600::1", { WISH = IPV6, .allow_deprecated = true } },
	{ "of unknown state", {
	    { .text = G(1), .state = LINK_UNKNOWN } }, "| 2600::1",
	    { WISH = IPV6 } },
	{ "of unknown state, when any is wanted", {
	    { .text = G(1), .state = LINK_UNKNOWN } }, "2600::1",
	    { WISH = IPV6, .ipv6 = IPV6_ANY } },
	{ "special", {
	    { .text = "fd00::1" }, { .text = "2001:db8::1" },
	    { .text = "2002::1" } }, "| 2001:db8::1 fd00::1 2002::1",
	    { .family = IPV6 } },
	{ "never: what no option opens", {
	    { .text = "64:ff9b::1" }, { .text = "2002::1" } },
	    "| 64:ff9b::1 2002::1", { WISH = IPV6 } },
	{ "loopback and link-local are left out", {
	    { .text = "::1", .interface = "lo", .loopback = true },
	    { .text = "fe80::1" }, { .text = G(1) } }, "2600::1",
	    { WISH = IPV6 } },
	{ "also beside one that is dropped", {
	    { .text = "fe80::1" }, { .text = "2002::1" } }, "| 2002::1",
	    { WISH = IPV6 } },
	{ "but not where there is no other", {
	    { .text = "fe80::1" },
	    { .text = "::1", .interface = "lo", .loopback = true } },
	    "| ::1 fe80::1", { WISH = IPV6 } },
	{ "an address on the loopback, when it is named", {
	    { .text = G(1), .interface = "lo", .loopback = true } },
	    "2600::1", { WISH = IPV6, .interface = "lo" } },
	{ "a tunnel", {
	    { .text = G(1), .interface = "wg0", .state = LINK_STATIC } },
	    "| 2600::1", { WISH = IPV6 } },
	{ "a tunnel that is named", {
	    { .text = G(1), .interface = "wg0" }, { .text = G(2) } },
	    "2600::1", { WISH = IPV6, .interface = "wg0" } },
	{ "a name is a whole one", {
	    { .text = G(1), .interface = "wg" },
	    { .text = G(2), .interface = "wg00" } }, "",
	    { WISH = IPV6, .interface = "wg0" } },
	{ "an interface that is down", {
	    { .text = G(1), .down = true },
	    { .text = G(2), .interface = "eth5" } }, "2600::2 | 2600::1",
	    { WISH = IPV6 } },
	{ "IPv4: secondary", {
	    { .text = "8.8.8.1", .state = LINK_SECONDARY | LINK_STATIC },
	    { .text = "8.8.8.2" } }, "8.8.8.2 | 8.8.8.1", { WISH = IPV4 } },
	{ "IPv4: DS-Lite is never taken", {
	    { .text = "192.0.0.2" } }, "| 192.0.0.2", { WISH = IPV4 } },
};

static void
test_orders(struct arena *arena, const struct trial *trials, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		CHECK_TEXT(trials[i].name, order_of(arena, &trials[i]),
		    trials[i].wanted);
}

/* Each with the one that it is measured against, which is taken. */
static const struct {
	struct one one;
	const char *dropped, *behind, *kind;
	bool found;
} said[] = {
	{ { .text = G(1), .state = LINK_TEMPORARY },
	    "temporary: it dies within days (--ipv6 temporary takes it)",
	    NULL, "temporary", true },
	{ { .text = G(1), .state = LINK_DEPRECATED | LINK_STABLE },
	    "deprecated: it is about to go (--allow-deprecated takes it as a "
	    "last resort)", NULL, "stable", true },
	{ { .text = G(1), .state = LINK_TENTATIVE },
	    "tentative: it is not sure yet that nobody else on the link has "
	    "it", NULL, "", false },
	{ { .text = G(1), .state = LINK_DUPLICATE | LINK_TENTATIVE },
	    "a duplicate: somebody else on the link has it", NULL, "",
	    false },
	{ { .text = G(1), .state = LINK_UNKNOWN },
	    "of unknown state: the kernel did not tell whether it is "
	    "temporary (--ipv6 any takes it)", NULL, "", true },
	{ { .text = G(1), .interface = "wg0", .state = LINK_STATIC },
	    "on wg0, a tunnel, which counts only when it is named "
	    "(iface:wg0)", NULL, "static", false },
	{ { .text = G(1), .down = true }, "on eth0, which is down or unplugged", NULL, "",
	    false },
	{ { .text = "fd00::1" },
	    "no public address: unique local (fc00::/7, RFC 4193)", NULL, "",
	    true },
	{ { .text = "2002::1" },
	    "no public address: 6to4 (2002::/16, RFC 3056)", NULL, "",
	    false },
	{ { .text = G(1), .length = 128 }, NULL, "is static", "DHCPv6",
	    false },
	{ { .text = G(1), .interface = "eth1", .state = LINK_STATIC }, NULL,
	    "is on the interface of the default route", "static", false },
	{ { .text = G(fff), .state = LINK_STATIC, .preferred = 7,
	    .valid = 7 }, NULL, "is numerically lower", "static", false },
	{ { .text = G(1), .state = LINK_STATIC, .preferred = 3, .valid = 9 },
	    NULL, "is preferred for longer", "static", false },
	{ { .text = G(1), .state = LINK_STATIC, .preferred = 7, .valid = 3 },
	    NULL, "is valid for longer", "static", false },
	{ { .text = G(1:ff:fe00:0) }, NULL, "is static", "EUI-64", false },
};

static void
test_words(struct arena *arena)
{
	struct candidate_wish wish = { .family = IPV6 };
	struct candidate *list;
	const char *name;
	size_t i, n;

	for (i = 0; i < COUNT(said); i++) {
		const struct one both[MOST] = { said[i].one,
		    { .text = G(ff), .state = LINK_STATIC, .preferred = 7,
		    .valid = 7 } };

		list = candidates_rank(arena, links_of(arena, both), &wish,
		    &n);
		name = arena_print(arena, "words %zu", i);
		CHECK(name, n == 2 && list[0].dropped == NULL &&
		    list[0].behind == NULL &&
		    list[1].found == said[i].found);
		CHECK_TEXT(name, list[1].dropped, said[i].dropped);
		CHECK_TEXT(name, list[1].behind, said[i].behind);
		CHECK_TEXT(name, list[1].kind, said[i].kind);
	}
}

int
main(void)
{
	struct arena *arena = arena_new();

	test_orders(arena, orders, COUNT(orders));
	test_orders(arena, drops, COUNT(drops));
	test_words(arena);
	arena_free(arena);
	return check_done();
}
