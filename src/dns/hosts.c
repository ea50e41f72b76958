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
#include "../name.h"
#include "lineend.h"

#define BEGIN "# BEGIN dnsfollow"
#define END "# END dnsfollow"

enum { NAME_ROOM = 256 };	/* longest name, a final dot and the NUL */

struct piece {
	const char *at;
	size_t size;
};

struct lines {
	const char *text;
	size_t size;
	size_t at;		/* where the next line begins */
	unsigned number;	/* of the line read last */
};

/* One name and one of its addresses. */
struct given {
	struct piece name;
	struct address address;
	size_t place;		/* keeps the sort stable */
};

struct block {
	size_t start, end;	/* in the text, with marks and line ends */
	unsigned first;		/* line of the opening mark, 0 when none */
	struct buffer *kept;
	struct given *given;
	size_t count;
};

/* As isspace(3) has it in the C library's own reader of hosts(5). */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* The line comes without its end and the blanks before that. */
static bool
next_line(struct lines *lines, struct piece *line)
{
	const char *start = lines->text + lines->at, *end;
	size_t left = lines->size - lines->at;

	if (left == 0)
		return false;
	end = memchr(start, '\n', left);
	line->at = start;
	line->size = end == NULL ? left : (size_t)(end - start);
	lines->at += line->size + (end == NULL ? 0 : 1);
	lines->number++;
	while (line->size > 0 && is_blank(start[line->size - 1]))
		line->size--;
	return true;
}

/* Takes the next word off the line; a comment ends it. */
static bool
next_word(struct piece *line, struct piece *word)
{
	while (line->size > 0 && is_blank(*line->at)) {
		line->at++;
		line->size--;
	}
	word->at = line->at;
	while (line->size > 0 && !is_blank(*line->at) && *line->at != '#') {
		line->at++;
		line->size--;
	}
	word->size = (size_t)(line->at - word->at);
	return word->size > 0;
}

/* Takes the address off the line, which leaves the names. */
static bool
take_address(struct piece *line, struct address *address)
{
	struct piece word;

	return next_word(line, &word) &&
	    (address_parse(address, IPV4, word.at, word.size) ||
	    address_parse(address, IPV6, word.at, word.size));
}

static bool
is_mark(struct piece line, const char *mark)
{
	return line.size == strlen(mark) &&
	    memcmp(line.at, mark, line.size) == 0;
}

static bool
is_name(struct piece word, const char *name)
{
	char text[NAME_ROOM];

	if (word.size >= sizeof(text) || memchr(word.at, '\0', word.size))
		return false;
	memcpy(text, word.at, word.size);
	text[word.size] = '\0';
	return name_equal(text, name);
}

static bool
line_names(struct piece names, const char *name)
{
	struct piece word;

	while (next_word(&names, &word))
		if (is_name(word, name))
			return true;
	return false;
}

size_t
hosts_find(const char *text, size_t size, const char *name, enum family family,
    struct address *found, size_t room, unsigned *outside)
{
	struct lines lines = { .text = text, .size = size };
	struct address address;
	struct piece line;
	bool inside = false;
	size_t count = 0;

	*outside = 0;
	while (next_line(&lines, &line)) {
		if (is_mark(line, BEGIN))
			inside = true;
		else if (is_mark(line, END))
			inside = false;
		if (!take_address(&line, &address) ||
		    address.family != family || !line_names(line, name))
			continue;
		if (count < room)
			found[count] = address;
		count++;
		if (!inside && *outside == 0)
			*outside = lines.number;
	}
	return count;
}

/* Where the block stands; at the end, empty, when it is missing. */
static bool
find_block(struct arena *arena, const char *text, size_t size,
    struct block *block, const char **why)
{
	struct lines lines = { .text = text, .size = size };
	struct piece line;
	bool open = false, begins;

	block->start = block->end = size;
	while (next_line(&lines, &line)) {
		begins = is_mark(line, BEGIN);
		if (!begins && !is_mark(line, END))
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
add(struct block *block, struct piece name, const struct address *address)
{
	block->given[block->count] =
	    (struct given){ name, *address, block->count };
	block->count++;
}

static void
keep_line(struct block *block, struct piece line, const char *ending)
{
	struct piece rest = line, word;

	if (is_mark(line, BEGIN) || is_mark(line, END) ||
	    (!next_word(&rest, &word) && rest.size == 0))
		return;
	buffer_add(block->kept, line.at, line.size);
	buffer_text(block->kept, ending);
}

static void
read_block(struct block *block, const char *text, const char *ending)
{
	struct lines lines = {
		.text = text, .size = block->end, .at = block->start
	};
	struct piece line, names, word;
	struct address address;
	size_t before;

	while (next_line(&lines, &line)) {
		before = block->count;
		names = line;
		if (take_address(&names, &address))
			while (next_word(&names, &word))
				add(block, word, &address);
		if (block->count == before)
			keep_line(block, line, ending);
	}
}

static void
set_entry(struct block *block, const struct hosts_entry *entry)
{
	struct piece name = { entry->name, strlen(entry->name) };
	size_t i, kept = 0;

	for (i = 0; i < block->count; i++)
		if (block->given[i].address.family != entry->address.family ||
		    !is_name(block->given[i].name, entry->name))
			block->given[kept++] = block->given[i];
	block->count = kept;
	add(block, name, &entry->address);
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
	buffer_print(out, BEGIN "%s", ending);
	buffer_add(out, block->kept->data, block->kept->size);
	for (i = 0; i < block->count; i++) {
		buffer_print(out, "%s\t",
		    address_text(&block->given[i].address, room));
		buffer_add(out, block->given[i].name.at,
		    block->given[i].name.size);
		buffer_text(out, ending);
	}
	buffer_print(out, END "%s", ending);
}

char *
hosts_edit(struct arena *arena, const char *text, size_t size,
    const struct hosts_entry *entries, size_t count, size_t *new_size,
    const char **why)
{
	const char *ending = line_end(text, size);
	struct block block = { .kept = buffer_new(arena) };
	struct buffer *out = buffer_new(arena);
	size_t i, most;

	if (!find_block(arena, text, size, &block, why))
		return NULL;
	/* A name takes a byte and the blank before it, at least. */
	most = (block.end - block.start) / 2 + count + 1;
	block.given = arena_alloc(arena, most * sizeof(*block.given));
	read_block(&block, text, ending);
	for (i = 0; i < count; i++)
		set_entry(&block, &entries[i]);
	for (i = 0; i < block.count; i++)
		block.given[i].place = i;
	qsort(block.given, block.count, sizeof(*block.given), compare);
	buffer_add(out, text, block.start);
	write_block(out, &block, ending);
	buffer_add(out, text + block.end, size - block.end);
	*new_size = out->size;
	return out->data;
}
