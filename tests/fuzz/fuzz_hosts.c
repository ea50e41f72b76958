/*
 * fuzz_hosts - any text as a hosts file: what was set is found again, setting
 * it again changes nothing, and other names keep their addresses.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/dns/hosts.h"
#include "../../src/mem.h"

enum { ROOM = 64 };

int	 LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct hosts_entry entry = {
	"home.example.test", { IPV4, { 192, 0, 2, 7 } }
};

static void
must(bool good)
{
	if (!good)
		abort();
}

static bool
has(const struct address *list, size_t count, const struct address *wanted)
{
	size_t i;

	for (i = 0; i < count && i < ROOM; i++)
		if (address_equal(&list[i], wanted))
			return true;
	return count > ROOM;
}

/* The same set: a name that stands twice in one line gets two lines. */
static void
same_elsewhere(const struct hosts_names *names,
    const struct hosts_names *edited, const char *name, enum family family)
{
	struct address before[ROOM], after[ROOM];
	size_t i, count, now;
	unsigned outside;

	count = hosts_find(names, name, family, before, ROOM, &outside);
	now = hosts_find(edited, name, family, after, ROOM, &outside);
	for (i = 0; i < count && i < ROOM; i++)
		must(has(after, now, &before[i]));
	for (i = 0; i < now && i < ROOM; i++)
		must(has(before, count, &after[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_copy(arena, data, size), *why = NULL;
	const struct hosts_names *names, *edited;
	struct address found[ROOM];
	unsigned outside;
	size_t count, edit_size, again_size;
	char *edit, *again;

	edit = hosts_edit(arena, text, size, &entry, 1, &edit_size, &why);
	if (edit == NULL) {
		must(why != NULL);
		arena_free(arena);
		return 0;
	}
	names = hosts_names(arena, text, size);
	edited = hosts_names(arena, edit, edit_size);
	count = hosts_find(edited, entry.name, IPV4, found, ROOM, &outside);
	must(has(found, count, &entry.address));
	must(outside != 0 || count == 1);
	same_elsewhere(names, edited, entry.name, IPV6);
	same_elsewhere(names, edited, "a.example.test", IPV4);
	again = hosts_edit(arena, edit, edit_size, &entry, 1, &again_size,
	    &why);
	must(again != NULL && again_size == edit_size);
	must(memcmp(again, edit, edit_size) == 0);
	arena_free(arena);
	return 0;
}
