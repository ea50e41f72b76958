/*
 * fuzz_netlink - any bytes as what the kernel says of this machine's lines, and
 * which of the addresses is the best. The first is the size of the first piece,
 * in words of four bytes.
 */

#include "candidates.h"
#include "fuzz.h"
#include "links.h"
#include "links_netlink.h"
#include "mem.h"

static void
judge(const struct links *links)
{
	size_t i;

	for (i = 0; i < links->n_all; i++)
		must(links->all[i].name != NULL);
	for (i = 0; i < links->n_addresses; i++) {
		must(links->addresses[i].interface != NULL);
		must(links->addresses[i].prefix_length <= 8 *
		    address_size(links->addresses[i].address.family));
	}
	for (i = 0; i < links->n_routes; i++)
		must(links->routes[i].interface != NULL);
	links_route(links, IPV4, NULL);
	links_route(links, IPV6, "eth0");
}

/* The best is first, and each of the others has a word that says why it is not;
 * those that may not be published come last. */
static void
rank(struct arena *arena, const struct links *links,
    const struct candidate_wish *wish)
{
	const struct candidate *list;
	size_t i, n;

	list = candidates_rank(arena, links, wish, &n);
	must(n <= links->n_addresses);
	for (i = 0; i < n; i++) {
		must(list[i].at->address.family == wish->family);
		must(wish->interface == NULL || same_string(wish->interface,
		    list[i].at->interface));
		must(list[i].kind != NULL);
		must((list[i].behind != NULL) ==
		    (i > 0 && list[i].dropped == NULL));
		must(i == 0 || list[i - 1].dropped == NULL ||
		    list[i].dropped != NULL);
		must(list[i].dropped == NULL || list[i].dropped[0] != '\0');
	}
}

static void
rank_all(struct arena *arena, const struct links *links)
{
	static const struct candidate_wish wishes[] = {
		{ .family = IPV4 },
		{ .family = IPV4, .interface = "eth0", .allow_special = true },
		{ .family = IPV6 },
		{ .family = IPV6, .interface = "eth0" },
		{ .family = IPV6, .ipv6 = IPV6_TEMPORARY },
		{ .family = IPV6, .ipv6 = IPV6_ANY, .allow_special = true,
		  .allow_deprecated = true },
	};
	size_t i;

	for (i = 0; i < COUNT(wishes); i++)
		rank(arena, links, &wishes[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
#ifdef __linux__
	struct links_answer answer = { .sequence = 1 };
	struct arena *arena = arena_new();
	struct links *links = arena_alloc(arena, sizeof(*links));
	size_t first = size == 0 ? 0 : (size_t)data[0] * 4;
	void *piece;

	if (size > 0) {
		data++;
		size--;
		if (first > size)
			first = size;
		/* Of their own size, so that what is read past it is seen. */
		piece = malloc(first);
		if (first > 0)
			memcpy(piece, data, first);
		if (links_take(arena, links, &answer, piece, first) &&
		    !answer.ended)
			links_take(arena, links, &answer, data + first,
			    size - first);
		free(piece);
		judge(links);
		rank_all(arena, links);
	}
	arena_free(arena);
#else
	(void)data;
	(void)size;
	(void)judge;
	(void)rank_all;
#endif
	return 0;
}
