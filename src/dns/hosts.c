/*
 * hosts - text in the form of hosts(5), edited inside one marked block only.
 *
 * The block is written anew, sorted by name and then family, so that the same
 * wishes in another order make the same text. What stands in it and is no
 * address with names, such as a comment, stays at its top.
 */

#include "hosts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../mem.h"
#include "hostsline.h"
#include "lineend.h"

/* One name and one of its addresses. */
struct given {
	struct hosts_piece name;
	struct address address;
	size_t place;		/* keeps the sort stable */
	bool wished;
};

struct block {
	size_t start, end;	/* in the text, with marks and line ends */
	unsigned first;		/* line of the opening mark, 0 when none */
	struct buffer *kept;
	struct given *given;
	size_t count;
};

/* Where the block stands; at the end, empty, when it is missing. */
static bool
find_block(struct arena *arena, const char *text, size_t size,
    struct block *block, const char **why)
{
	struct hosts_lines lines = { .text = text, .size = size };
	struct hosts_piece line;
	bool open = false, begins;

	block->start = block->end = size;
	while (hosts_line(&lines, &line)) {
		begins = hosts_is_mark(line, HOSTS_BEGIN);
		if (!begins && !hosts_is_mark(line, HOSTS_END))
			continue;
		if (begins ? block->first != 0 : !open) {
			*why = arena_print(arena, "line %u: %s", lines.number,
			    begins ? "the block stands a second time" :
			    "the end of a block that does not begin");
			return false;
		}
		open = begins;
		if (begins) {
			block->start = (size_t)(line.at - text);
			block->first = lines.number;
		} else
			block->end = lines.at;
	}
	if (open)
		*why = arena_print(arena, "line %u: the block has no end",
		    block->first);
	return !open;
}

static void
add(struct block *block, struct hosts_piece name,
    const struct address *address, bool wished)
{
	block->given[block->count] =
	    (struct given){ name, *address, block->count, wished };
	block->count++;
}

static void
keep_line(struct block *block, struct hosts_piece line, const char *ending)
{
	struct hosts_piece rest = line, word;

	if (hosts_is_mark(line, HOSTS_BEGIN) ||
	    hosts_is_mark(line, HOSTS_END) ||
	    (!hosts_word(&rest, &word) && rest.size == 0))
		return;
	buffer_add(block->kept, line.at, line.size);
	buffer_text(block->kept, ending);
}

static void
read_block(struct block *block, const char *text, const char *ending)
{
	struct hosts_lines lines = {
		.text = text, .size = block->end, .at = block->start
	};
	struct hosts_piece line, names, word;
	struct address address;
	size_t before;

	while (hosts_line(&lines, &line)) {
		before = block->count;
		names = line;
		if (hosts_address(&names, &address))
			while (hosts_word(&names, &word))
				add(block, word, &address, false);
		if (block->count == before)
			keep_line(block, line, ending);
	}
}

static bool
is_same_record(const struct given *a, const struct given *b)
{
	return a->address.family == b->address.family &&
	    hosts_compare(a->name, b->name) == 0;
}

static int
compare_records(const void *left, const void *right)
{
	const struct given *a = left, *b = right;
	const int order = hosts_compare(a->name, b->name);

	if (order != 0)
		return order;
	if (a->address.family != b->address.family)
		return a->address.family < b->address.family ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

/* The last wish takes the place of all else that a record has. */
static void
keep_wishes(struct block *block)
{
	struct given *given = block->given, *last;
	size_t i, end, kept = 0;

	qsort(given, block->count, sizeof(*given), compare_records);
	for (i = 0; i < block->count; i = end) {
		for (end = i + 1; end < block->count &&
		    is_same_record(&given[i], &given[end]); )
			end++;
		last = &given[end - 1];		/* wishes were added last */
		if (last->wished)
			given[kept++] = *last;
		else
			while (i < end)
				given[kept++] = given[i++];
	}
	block->count = kept;
}

static int
compare(const void *left, const void *right)
{
	const struct given *a = left, *b = right;
	size_t shorter =
	    a->name.size < b->name.size ? a->name.size : b->name.size;
	int order = strncasecmp(a->name.at, b->name.at, shorter);

	if (order != 0)
		return order;
	if (a->name.size != b->name.size)
		return a->name.size < b->name.size ? -1 : 1;
	if (a->address.family != b->address.family)
		return a->address.family < b->address.family ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

static void
write_block(struct buffer *out, const struct block *block,
    const char *ending)
{
	char room[ADDRESS_ROOM];
	size_t i;

	if (out->size > 0 && out->data[out->size - 1] != '\n')
		buffer_text(out, ending);
	buffer_print(out, HOSTS_BEGIN "%s", ending);
	buffer_add(out, block->kept->data, block->kept->size);
	for (i = 0; i < block->count; i++) {
		buffer_print(out, "%s\t",
		    address_text(&block->given[i].address, room));
		buffer_add(out, block->given[i].name.at,
		    block->given[i].name.size);
		buffer_text(out, ending);
	}
	buffer_print(out, HOSTS_END "%s", ending);
}

char *
hosts_edit(struct arena *arena, const char *text, size_t size,
    const struct hosts_entry *entries, size_t count, size_t *new_size,
    const char **why)
{
	const char *ending = line_end(text, size);
	struct block block = { .kept = buffer_new(arena) };
	struct buffer *out = buffer_new(arena);
	struct hosts_piece name;
	size_t i, most;

	if (!find_block(arena, text, size, &block, why))
		return NULL;
	/* A name takes a byte and the blank before it, at least. */
	most = (block.end - block.start) / 2 + count + 1;
	block.given = arena_alloc(arena, most * sizeof(*block.given));
	read_block(&block, text, ending);
	for (i = 0; i < count; i++) {
		name.at = entries[i].name;
		name.size = strlen(name.at);
		add(&block, name, &entries[i].address, true);
	}
	keep_wishes(&block);
	qsort(block.given, block.count, sizeof(*block.given), compare);
	buffer_add(out, text, block.start);
	write_block(out, &block, ending);
	buffer_add(out, text + block.end, size - block.end);
	*new_size = out->size;
	return out->data;
}
