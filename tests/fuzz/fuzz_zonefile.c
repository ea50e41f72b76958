/*
 * fuzz_zonefile - any text as a master file: what was set is found again,
 * setting it again changes nothing, and all else keeps its owner and TTL.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/dns/zonefile.h"
#include "../../src/mem.h"

#define ZONE "example.test"

enum { ROOM = 64, NOW = 1767268800 };

int	 LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct zonefile_entry entries[] = {
	{ "home.example.test", { IPV4, { 192, 0, 2, 7 } }, 60 },
	{ "a.example.test", { IPV6, { 0x20, 1, 0xd, 0xb8 } }, -1 },
};

static void
must(bool good)
{
	if (!good)
		abort();
}

static bool
is_family(const struct zonefile_record *record, enum family family)
{
	return strcmp(record->type, family_type(family)) == 0;
}

static void
same(const struct zonefile_record *a, const struct zonefile_record *b)
{
	must(strcmp(a->type, b->type) == 0);
	must(strcmp(a->target, b->target) == 0);
	must(a->ttl == b->ttl);
	must(address_equal(&a->address, &b->address));
}

/* The records of the name, but those of the entry's family; -1: they cannot be
 * told. Where there is no room for all of the name, all are counted. */
static long
others(struct arena *arena, const char *text, size_t size, const char *name,
    const struct zonefile_entry *entry, struct zonefile_record *list)
{
	const char *why;
	long i, count, kept = 0;

	count = zonefile_find(arena, text, size, ZONE, name, list, ROOM, &why);
	if (count < 0 || count > ROOM)
		return count;
	for (i = 0; i < count; i++)
		if (entry == NULL ||
		    !is_family(&list[i], entry->address.family))
			list[kept++] = list[i];
	return kept;
}

static void
same_elsewhere(struct arena *arena, const char *text, size_t size,
    const char *edit, size_t edit_size, const char *name,
    const struct zonefile_entry *entry)
{
	struct zonefile_record before[ROOM], after[ROOM];
	long i, left, count;

	count = others(arena, text, size, name, entry, before);
	left = others(arena, edit, edit_size, name, entry, after);
	/* Of many addresses one is left, and then there may be room. */
	if (count > ROOM || left > ROOM)
		return;
	must(left == count);
	for (i = 0; i < count; i++)
		same(&before[i], &after[i]);
}

static void
is_set(struct arena *arena, const char *edit, size_t size,
    const struct zonefile_entry *entry)
{
	struct zonefile_record list[ROOM];
	const char *why;
	long i, count, seen = 0;

	count = zonefile_find(arena, edit, size, ZONE, entry->name, list, ROOM,
	    &why);
	must(count > 0);
	for (i = 0; i < count && i < ROOM; i++) {
		if (!is_family(&list[i], entry->address.family))
			continue;
		seen++;
		must(address_equal(&list[i].address, &entry->address));
		must(entry->ttl < 0 || list[i].ttl == entry->ttl);
	}
	must(seen == 1 || count > ROOM);
}

/* An edit does not read the name's records of the other family. */
static bool
can_find(struct arena *arena, const char *text, size_t size)
{
	const char *why;
	size_t i;

	for (i = 0; i < COUNT(entries); i++)
		if (zonefile_find(arena, text, size, ZONE, entries[i].name,
		    NULL, 0, &why) < 0)
			return false;
	return true;
}

static void
check_edit(struct arena *arena, const char *text, size_t size)
{
	const char *why = NULL;
	size_t i, edit_size, again_size;
	char *edit, *again;

	edit = zonefile_edit(arena, text, size, ZONE, entries, COUNT(entries),
	    NOW, &edit_size, &why);
	if (edit == NULL) {
		must(why != NULL);
		return;
	}
	for (i = 0; i < COUNT(entries) && can_find(arena, text, size); i++) {
		is_set(arena, edit, edit_size, &entries[i]);
		same_elsewhere(arena, text, size, edit, edit_size,
		    entries[i].name, &entries[i]);
	}
	same_elsewhere(arena, text, size, edit, edit_size, ZONE, NULL);
	same_elsewhere(arena, text, size, edit, edit_size, "x." ZONE, NULL);
	same_elsewhere(arena, text, size, edit, edit_size, "b.a." ZONE, NULL);
	again = zonefile_edit(arena, edit, edit_size, ZONE, entries,
	    COUNT(entries), NOW, &again_size, &why);
	must(again != NULL && again_size == edit_size);
	must(memcmp(again, edit, edit_size) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_copy(arena, data, size);

	zonefile_looks_like(text, size);
	check_edit(arena, text, size);
	arena_free(arena);
	return 0;
}
