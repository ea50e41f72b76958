/* candidates - which address of this machine's own is the one to publish. */

#include "candidates.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* What decides, the weightiest first; more is better. */
enum score {
	NEARNESS,	/* 0: it may be published; less: how far from it */
	FRESH,
	PUBLIC,
	CHOSEN,		/* of the kind that --ipv6 asks for */
	ON_DEFAULT_ROUTE,
	KIND,
	PREFERRED,
	VALID,
};

static const char *const advantages[CANDIDATE_SCORES] = {
	[FRESH] = "is not deprecated",
	[PUBLIC] = "is not private",
	[CHOSEN] = "is temporary, as --ipv6 asks",
	[ON_DEFAULT_ROUTE] = "is on the interface of the default route",
	[PREFERRED] = "is preferred for longer",
	[VALID] = "is valid for longer",
};

/* Which addresses last longer than others, the best last. */
enum kind { OTHER, EUI64, STABLE, DHCPV6, STATIC };

static const struct {
	const char *name, *advantage;
} kinds[] = {
	[OTHER] = { "", "" },
	[EUI64] = { "EUI-64", "is made from the hardware's address" },
	[STABLE] = { "stable", "is stable" },
	[DHCPV6] = { "DHCPv6", "was given by DHCPv6" },
	[STATIC] = { "static", "is static" },
};

/* Why an address is dropped, those that come nearest first. */
enum reason {
	FIT, TEMPORARY, DEPRECATED, SECONDARY, TENTATIVE, DUPLICATE, UNKNOWN,
	HELPER, SPECIAL, NEVER, TUNNEL, DOWN,
	/* These are worth a word only where there is no other. */
	LOOPBACK, LINK_LOCAL,
};

static bool
is_private(const struct address *address)
{
	return address_lies_in(address, "10.0.0.0", 8) ||
	    address_lies_in(address, "100.64.0.0", 10) ||
	    address_lies_in(address, "172.16.0.0", 12) ||
	    address_lies_in(address, "192.168.0.0", 16) ||
	    address_lies_in(address, "fc00::", 7);
}

static bool
is_link_local(const struct address *address)
{
	return address_lies_in(address, "169.254.0.0", 16) ||
	    address_lies_in(address, "fe80::", 10);
}

/* An interface identifier made from the interface's hardware address. */
static bool
is_eui64(const struct address *address)
{
	return address->bytes[11] == 0xff && address->bytes[12] == 0xfe;
}

static enum kind
kind_of(const struct link_address *at)
{
	if ((at->state & LINK_STATIC) != 0)
		return STATIC;
	if (at->address.family == IPV4 || (at->state & LINK_TEMPORARY) != 0)
		return OTHER;
	if (at->prefix_length == 128)
		return DHCPV6;
	if ((at->state & LINK_STABLE) != 0)
		return STABLE;
	return is_eui64(&at->address) ? EUI64 : OTHER;
}

/* The state's, of an address that would be good in another one. */
static enum reason
state_reason(const struct candidate_wish *wish, const struct link_address *at)
{
	const unsigned state = at->state;

	if ((state & LINK_HELPER) != 0)
		return HELPER;
	if ((state & LINK_DUPLICATE) != 0)
		return DUPLICATE;
	if ((state & LINK_TENTATIVE) != 0)
		return TENTATIVE;
	if ((state & LINK_UNKNOWN) != 0 && wish->ipv6 != IPV6_ANY)
		return UNKNOWN;
	if ((state & LINK_SECONDARY) != 0)
		return SECONDARY;
	if ((state & LINK_DEPRECATED) != 0 && !wish->allow_deprecated)
		return DEPRECATED;
	if ((state & LINK_TEMPORARY) != 0 && wish->ipv6 == IPV6_STABLE)
		return TEMPORARY;
	return FIT;
}

static enum reason
reason_of(const struct candidate_wish *wish, const struct link_address *at)
{
	const bool named = wish->interface != NULL;
	bool local;
	const char *block = address_special(&at->address, &local);

	if (!named && at->loopback)
		return LOOPBACK;
	if (is_link_local(&at->address))
		return LINK_LOCAL;
	if (block != NULL && !local)
		return NEVER;
	if (!named && link_is_tunnel(at->interface))
		return TUNNEL;
	if (!at->up)
		return DOWN;
	if (block != NULL && !wish->allow_special)
		return SPECIAL;
	return state_reason(wish, at);
}

/* Clauses that follow "ADDRESS is". */
static const char *
words(struct arena *arena, enum reason reason, const struct link_address *at)
{
	static const char *const usual[] = {
		[TEMPORARY] = "temporary: it dies within days (--ipv6 "
		    "temporary takes it)",
		[DEPRECATED] = "deprecated: it is about to go "
		    "(--allow-deprecated takes it as a last resort)",
		[SECONDARY] = "secondary: an alias of another one",
		[TENTATIVE] = "tentative: it is not sure yet that nobody else "
		    "on the link has it",
		[DUPLICATE] = "a duplicate: somebody else on the link has it",
		[UNKNOWN] = "of unknown state: the kernel did not tell whether "
		    "it is temporary (--ipv6 any takes it)",
		[HELPER] = "a helper's own (464XLAT, anycast)",
	};
	bool local;

	switch (reason) {
	case LOOPBACK:
		return arena_print(arena, "on %s, the loopback",
		    at->interface);
	case TUNNEL:
		return arena_print(arena, "on %s, a tunnel, which counts only "
		    "when it is named (iface:%s)", at->interface,
		    at->interface);
	case DOWN:
		return arena_print(arena, "on %s, which is down or unplugged",
		    at->interface);
	case SPECIAL:
	case NEVER:
	case LINK_LOCAL:
		return arena_print(arena, "no public address: %s",
		    address_special(&at->address, &local));
	default:
		return usual[reason];
	}
}

static bool
on_default_route(const struct links *links, enum family family,
    const char *interface)
{
	const struct link_route *here = links_route(links, family, interface);
	const struct link_route *best = links_route(links, family, NULL);

	return here != NULL && here->metric == best->metric;
}

static struct candidate
judge(struct arena *arena, const struct links *links,
    const struct candidate_wish *wish, const struct link_address *at)
{
	const enum reason reason = reason_of(wish, at);
	const bool temporary = (at->state & LINK_TEMPORARY) != 0;
	const enum kind kind = kind_of(at);
	struct candidate judged = { .at = at,
	    .kind = temporary ? "temporary" : kinds[kind].name,
	    .dropped = reason == FIT ? NULL : words(arena, reason, at),
	    .found = reason == TEMPORARY || reason == DEPRECATED ||
	    reason == UNKNOWN || reason == SPECIAL,
	    .private = is_private(&at->address) };

	judged.scores[NEARNESS] = -(int64_t)reason;
	judged.scores[FRESH] = (at->state & LINK_DEPRECATED) == 0;
	judged.scores[PUBLIC] = !judged.private;
	judged.scores[CHOSEN] = wish->ipv6 == IPV6_TEMPORARY && temporary;
	judged.scores[ON_DEFAULT_ROUTE] = on_default_route(links,
	    at->address.family, at->interface);
	if (at->address.family == IPV4)
		return judged;
	judged.scores[KIND] = kind;
	return judged;
}

/*
 * What is left of a lifetime goes up and down as routers announce it anew: two
 * of them would make a record flap. So only an address with less than half of
 * the longest counts as one that fades.
 */
static void
compare_lifetimes(struct candidate *list, size_t n)
{
	uint32_t preferred = 0, valid = 0;
	const struct link_address *at;
	size_t i;

	for (i = 0; i < n; i++) {
		at = list[i].at;
		if (list[i].dropped == NULL && at->preferred > preferred)
			preferred = at->preferred;
		if (list[i].dropped == NULL && at->valid > valid)
			valid = at->valid;
	}
	for (i = 0; i < n; i++) {
		at = list[i].at;
		list[i].scores[PREFERRED] =
		    (uint64_t)at->preferred * 2 >= preferred;
		list[i].scores[VALID] = (uint64_t)at->valid * 2 >= valid;
	}
}

/* The weightiest that differs; CANDIDATE_SCORES: none. */
static size_t
first_difference(const struct candidate *a, const struct candidate *b)
{
	size_t i;

	for (i = 0; i < CANDIDATE_SCORES; i++)
		if (a->scores[i] != b->scores[i])
			break;
	return i;
}

/* Of two IPv6 addresses that differ in nothing the numerically lower one comes
 * first; of IPv4 the one that the kernel names first. */
static int
compare(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	const size_t i = first_difference(a, b);
	int order = 0;

	if (i < CANDIDATE_SCORES)
		return a->scores[i] > b->scores[i] ? -1 : 1;
	if (a->at->address.family == IPV6)
		order = memcmp(a->at->address.bytes, b->at->address.bytes, 16);
	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

static const char *
behind(const struct candidate *one, const struct candidate *first)
{
	const size_t i = first_difference(one, first);

	if (i == CANDIDATE_SCORES)
		return first->at->address.family == IPV6 ?
		    "is numerically lower" : "comes first";
	return i == KIND ? kinds[first->scores[KIND]].advantage :
	    advantages[i];
}

struct candidate *
candidates_rank(struct arena *arena, const struct links *links,
    const struct candidate_wish *wish, size_t *n)
{
	struct candidate *list = arena_alloc(arena,
	    (links->n_addresses + 1) * sizeof(*list));
	const struct link_address *at;
	size_t i;

	*n = 0;
	for (i = 0; i < links->n_addresses; i++) {
		at = &links->addresses[i];
		if (at->address.family == wish->family &&
		    (wish->interface == NULL ||
		    strcmp(at->interface, wish->interface) == 0))
			list[(*n)++] = judge(arena, links, wish, at);
	}
	if (wish->family == IPV6)
		compare_lifetimes(list, *n);
	qsort(list, *n, sizeof(*list), compare);
	while (*n > 0 && list[*n - 1].scores[NEARNESS] <= -LOOPBACK &&
	    list[0].scores[NEARNESS] > -LOOPBACK)
		--*n;
	for (i = 1; i < *n; i++)
		if (list[i].dropped == NULL)
			list[i].behind = behind(&list[i], &list[0]);
	return list;
}
