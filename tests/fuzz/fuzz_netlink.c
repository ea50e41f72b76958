/*
 * fuzz_netlink - any bytes as what the kernel says of this machine's lines. The
 * first is the size of the first piece, in words of four bytes.
 */

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
	}
	arena_free(arena);
#else
	(void)data;
	(void)size;
	(void)judge;
#endif
	return 0;
}
